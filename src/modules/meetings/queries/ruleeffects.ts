import { clausesWith } from '#modules/agreements/queries/changed.ts';
import { replayOwed } from '#modules/agreements/queries/replayed.ts';
import type { ChangedClause } from '#modules/agreements/schema.ts';
import type { dryRunRouting } from '#modules/handoffs/contract/dryrun.ts';
import { routingWith } from '#modules/handoffs/queries/changed.ts';
import { dryRunOf } from '#modules/handoffs/queries/dryrun.ts';
import { type ChangeTest, passedBy, testOfChange } from '#modules/scoring/queries/passing.ts';
import type { ChangedRule } from '#modules/scoring/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { DecisionEffect, playDecision } from '../contract/effect.ts';
import type { Change } from '../schema.ts';
import type { DecisionRow } from './decisions.ts';

export type Changing<K extends Change['kind']> = Extract<Change, { kind: K }>;
export type Decided = Pick<DecisionRow, 'change' | 'basis'>;
type Of<K extends DecisionEffect['kind']> = Extract<DecisionEffect, { kind: K }>;

const DAY_MS = 86_400_000;
/** Of hand-offs that a change of routing is played over. */
const PLAYED_DAYS = 30;

export function changedIn({ kind: _kind, ...changed }: Changing<'clause'>): ChangedClause {
  return changed;
}

export function changedRuleIn({ kind: _kind, ...changed }: Changing<'score'>): ChangedRule {
  return changed;
}

/** Both sides see what a promise, where there is a quarter to run over, or a score would have come to before they sign it. */
export async function isRunOwed(ctx: ReadCtx, { change, basis }: Decided): Promise<boolean> {
  if (change.kind === 'score') return (await testOf(ctx, { change, basis }))?.status !== 'done';
  if (change.kind !== 'clause') return false;
  const clauses = await clausesWith(ctx.tx, ctx.scope, { versionId: basis, changed: changedIn(change) });
  return !isRefusal(clauses) && (await replayOwed(ctx, basis, clauses));
}

interface ScoreDecided {
  change: Changing<'score'>;
  basis: string;
}

export async function testOf(ctx: ReadCtx, { change, basis }: ScoreDecided): Promise<ChangeTest | null> {
  return testOfChange(ctx, { versionId: basis, changed: changedRuleIn(change) });
}

/** The past leads under the score in force and with the change, by what hands off now. */
export async function scoreEffect(ctx: ReadCtx, of: ScoreDecided): Promise<Of<'score'>> {
  const test = await testOf(ctx, of);
  const passed = test?.status === 'done' ? await passedBy(ctx, test.id) : null;
  return { kind: 'score', test, owed: passed === null, passed };
}

type Picked = Omit<ParsedOf<typeof playDecision>, 'id'>;

/** The hand-offs of the last days through the rules as they would be. */
export async function played(
  ctx: ReadCtx,
  { kind: _kind, ...changed }: Changing<'routing'>,
  pick: Picked,
): Promise<OutputOf<typeof dryRunRouting> | Refusal> {
  const territories = await routingWith(ctx, changed);
  if (!territories) return refuse('not_now', 'This change cannot be made any more.');
  return dryRunOf(ctx, { ...daysOf(ctx), territories, ...pick });
}

const daysOf = (ctx: ReadCtx) => ({ from: new Date(Date.parse(ctx.now) - PLAYED_DAYS * DAY_MS).toISOString(), to: ctx.now });

export async function routingEffect(ctx: ReadCtx, change: Changing<'routing'>): Promise<Of<'routing'> | null> {
  const run = await played(ctx, change, { only: 'all', limit: 1 });
  if (isRefusal(run)) return null;
  const { items: _items, next: _next, ...figures } = run;
  return { kind: 'routing', ...daysOf(ctx), ...figures };
}
