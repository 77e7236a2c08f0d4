import { keepSignature } from '#modules/signatures/commands.ts';
import type { Party } from '#modules/signatures/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { currentTable, inOrder, usualTerms } from '../queries/table.ts';
import { decides, isOpen, thresholdHashOf, thresholdRows } from '../queries/thresholds.ts';
import type { FitClass } from '../schema.ts';
import { dayProblem, expectedOf, putInForce } from './negotiation.ts';

export interface DecidedThreshold {
  cut: number;
  fitClasses: readonly FitClass[];
  exploration: number;
  expiresOn: string;
  /** The number of the one in force when it was decided; null where there was none. */
  basedOn: number | null;
  /** Both sides signed the decision: these are their signatures of the value. */
  signatures: readonly { party: Party; memberId: string; signedAt: string }[];
}

/**
 * A threshold that both sides decided at a meeting, in force at once; what the past says of it is written down with it, as with a negotiated one.
 * @returns `conflict` where another came into force meanwhile or one is being negotiated, `not_now` without a back-test of the score in force
 */
export async function agreeOnThreshold(ctx: Ctx, decided: DecidedThreshold): Promise<{ id: string; number: number } | Refusal> {
  const rows = await thresholdRows(ctx);
  if ((rows.find((row) => decides(row, ctx.now))?.number ?? null) !== decided.basedOn)
    return refuse('conflict', 'Another threshold is in force by now.');
  const open = rows.find(({ status }) => isOpen(status));
  if (open) return refuse('not_now', `Threshold ${open.number} is being negotiated. Bring that to an end first.`);
  const wrongDay = await dayProblem(ctx, decided.expiresOn);
  if (wrongDay) return refuse('invalid', wrongDay.message, wrongDay);
  const fitClasses = inOrder([...decided.fitClasses]);
  const terms = await usualTerms(ctx, {});
  const past = await currentTable(ctx, { fitClasses, terms });
  const expected = past && expectedOf(past, decided.cut);
  if (!expected) return refuse('not_now', 'Nobody knows yet what this would have brought: run a back-test of the score in force first.');
  const number = (rows[0]?.number ?? 0) + 1;
  const value = { cut: decided.cut, fitClasses, exploration: decided.exploration, expiresOn: decided.expiresOn, expected };
  const by = ctx.scope.actor.memberId;
  const { id } = await ctx.tx
    .insertInto('threshold')
    .values({
      workspace_id: ctx.scope.workspaceId,
      number,
      status: 'open',
      terms: JSON.stringify(terms),
      begun_by: by,
      begun_at: ctx.now,
      cut: value.cut,
      fit_classes: fitClasses,
      exploration: value.exploration,
      expires_on: value.expiresOn,
      expected: JSON.stringify(expected),
      proposed_by: by,
      proposed_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const contentHash = thresholdHashOf(number, value);
  for (const { party, memberId, signedAt } of decided.signatures)
    await keepSignature(ctx, { subject: 'threshold', id, party, memberId, at: signedAt, contentHash });
  await putInForce(ctx, { id, number }, value);
  return { id, number };
}
