import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { criteriaOf, profileVersions } from '../queries/profile.ts';
import type { CriterionInput } from '../schema.ts';
import { draftProfile, writeProfile } from './profile.ts';

/** Writes a criterion that the figures suggest into the profile's next draft; it counts when both sides have signed that draft. */
export async function addCriterion(ctx: Ctx, criterion: CriterionInput): Promise<{ id: string; number: number } | Refusal> {
  const open = (await profileVersions(ctx.tx, ctx.scope)).find(({ status }) => status === 'draft' || status === 'signed_by_one');
  const made = open ?? (await draftProfile(ctx));
  if (isRefusal(made)) return made;
  const version = (await profileVersions(ctx.tx, ctx.scope)).find(({ id }) => id === made.id);
  if (!version) throw new Error('the draft was made in this transaction');
  const criteria = (await criteriaOf(ctx.tx, ctx.scope, version.id)).map(({ id: _id, ...one }) => one);
  const written = await writeProfile(ctx, {
    id: version.id,
    name: version.name,
    note: version.note,
    reviewOn: version.review_on,
    criteria: [...criteria, criterion],
  });
  return isRefusal(written) ? written : { id: version.id, number: version.number };
}
