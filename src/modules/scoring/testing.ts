import type { Client } from '../../../test/harness.ts';
import * as profile from './contract/profile.ts';
import type { CriterionInput } from './schema.ts';

/** Half of the fit is the person's say, half the company's size; competitors are out. */
export const CRITERIA: CriterionInput[] = [
  {
    kind: 'weighted',
    label: 'Has a say',
    weight: 50,
    condition: { match: 'all', of: [{ field: 'seniority', op: 'is_one_of', value: ['c_level', 'head'] }] },
  },
  {
    kind: 'weighted',
    label: '20 to 1,000 people',
    weight: 50,
    condition: { match: 'all', of: [{ field: 'company.employeeCount', op: 'between', value: { from: 20, to: 1000 } }] },
  },
  {
    kind: 'disqualifier',
    label: 'Competitor',
    weight: 1,
    condition: { match: 'all', of: [{ field: 'company.kind', op: 'is', value: 'competitor' }] },
  },
];

/** A profile that both sides signed. */
export async function aSignedProfile(sides: { sales: Client; marketing: Client }, criteria = CRITERIA): Promise<void> {
  const { versions } = await sides.sales.call(profile.getProfile, {});
  const open = versions.find(({ status }) => status === 'draft' || status === 'signed_by_one');
  const { id } = open ?? (await sides.sales.call(profile.draftProfile, {}));
  const { contentHash } = await sides.sales.call(profile.writeProfile, { id, name: 'Ours', note: null, reviewOn: null, criteria });
  for (const side of [sides.sales, sides.marketing]) await side.call(profile.signProfile, { id, contentHash });
}
