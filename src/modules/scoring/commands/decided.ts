import { keepSignature } from '#modules/signatures/commands.ts';
import type { Party } from '#modules/signatures/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { modelWith } from '../queries/changed.ts';
import { activeModel, asRuleInput } from '../queries/model.ts';
import { activeProfile, criteriaOf, profileHashOf } from '../queries/profile.ts';
import { type ChangedCriterion, criteriaWith } from '../rules/changed.ts';
import { type ChangedRule, HANDOFF_LABELS } from '../schema.ts';
import { activateModel, draftModel, writeModel } from './model.ts';
import { activate, draftProfile, replaceCriteria } from './profile.ts';

interface Decided {
  /** The version in force when it was decided. */
  basedOn: string;
  /** Both sides signed the decision: these are their signatures of the version. */
  signatures: readonly { party: Party; memberId: string; signedAt: string }[];
}

export type DecidedCriterion = ChangedCriterion & Decided;

/**
 * The next version of the profile with one criterion changed, in force at once: what both sides signed as a decision they need not sign again.
 * @returns `conflict` where another version came into force meanwhile or a draft is being written
 */
export async function agreeOnCriterion(ctx: Ctx, decided: DecidedCriterion): Promise<{ id: string; number: number } | Refusal> {
  const current = await activeProfile(ctx.tx, ctx.scope);
  if (!current || current.id !== decided.basedOn) return refuse('conflict', 'Another version of the profile is in force by now.');
  const before = await criteriaOf(ctx.tx, ctx.scope, current.id);
  const after = criteriaWith(before, decided);
  if (!after.some(({ kind }) => kind === 'weighted'))
    return refuse('invalid', 'A profile needs at least one criterion that gives points.', { field: 'change.criterionId' });
  const draft = await draftProfile(ctx, { from: current.number });
  if (isRefusal(draft)) return draft;
  await replaceCriteria(ctx, draft.id, after);
  const contentHash = profileHashOf(current, await criteriaOf(ctx.tx, ctx.scope, draft.id));
  for (const { party, memberId, signedAt } of decided.signatures)
    await keepSignature(ctx, { subject: 'profile', id: draft.id, party, memberId, at: signedAt, contentHash });
  await activate(ctx, draft.id);
  return draft;
}

/**
 * The next version of the score with one rule changed, in force at once; everyone is scored anew by it.
 * @returns `conflict` where another version came into force meanwhile or a draft is being written
 */
export async function agreeOnRule(
  ctx: Ctx,
  { changed, basedOn, signatures }: Decided & { changed: ChangedRule },
): Promise<{ id: string; number: number } | Refusal> {
  const current = await activeModel(ctx.tx, ctx.scope);
  if (!current || current.version.id !== basedOn) return refuse('conflict', 'Another version of the score is in force by now.');
  const { version, rules } = modelWith(current, changed);
  const draft = await draftModel(ctx);
  if (isRefusal(draft)) return draft;
  const written = await writeModel(ctx, {
    ...{ id: draft.id, name: version.name, note: version.note, groups: version.groups, inactivity: version.inactivity },
    handoffLabels: HANDOFF_LABELS.filter((label) => version.handoff_labels.includes(label)),
    neverLabels: HANDOFF_LABELS.filter((label) => version.never_labels.includes(label)),
    rules: rules.map(asRuleInput),
  });
  if (isRefusal(written)) return written;
  for (const { party, memberId, signedAt } of signatures)
    await keepSignature(ctx, { subject: 'score_model', id: draft.id, party, memberId, at: signedAt, contentHash: written.contentHash });
  await activateModel(ctx, draft);
  return draft;
}
