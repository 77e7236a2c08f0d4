import type { InputOf } from '#platform/shared/contract.ts';
import type { Client } from '../../../test/harness.ts';
import * as model from './contract/model.ts';
import * as profile from './contract/profile.ts';
import type { CriterionInput, RuleInput } from './schema.ts';

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

type ModelWrite = Omit<InputOf<typeof model.writeModel>, 'id' | 'rules'>;

export const aRule = (label: string, more: Partial<RuleInput> = {}): RuleInput => ({
  label,
  match: { kinds: ['form'] },
  points: 40,
  halfLifeDays: 30,
  fading: 'half_life',
  cap: null,
  dailyCap: null,
  group: null,
  ...more,
});

/** A drafted score; one that is open already is written over. */
export async function aDraftedModel(
  by: Client,
  rules: readonly RuleInput[],
  more: Partial<ModelWrite> = {},
): Promise<{ id: string; contentHash: string }> {
  const { versions } = await by.call(model.getModel, {});
  const open = versions.find(({ status }) => status === 'draft' || status === 'signed_by_one');
  const { id } = open ?? (await by.call(model.draftModel, {}));
  const content = { name: 'Ours', note: null, handoffLabels: ['A1' as const], groups: [], ...more, rules: [...rules] };
  const { contentHash } = await by.call(model.writeModel, { id, ...content });
  return { id, contentHash };
}

/** A score that both sides signed. */
export async function aSignedModel(
  sides: { sales: Client; marketing: Client },
  rules: readonly RuleInput[],
  more: Partial<ModelWrite> = {},
): Promise<string> {
  const drafted = await aDraftedModel(sides.sales, rules, more);
  for (const side of [sides.sales, sides.marketing]) await side.call(model.signModel, drafted);
  return drafted.id;
}
