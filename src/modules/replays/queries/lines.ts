import type { ClockClauseRow } from '#modules/agreements/queries/agreement.ts';
import { clauseApplies, type ReplayedClock, replayClause } from '#modules/agreements/queries/replay.ts';
import { STARTS } from '#modules/agreements/schema.ts';
import { matchingOf } from '#modules/criteria/queries/lens.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { decidedThen } from './decided.ts';
import { knownSince, type Start } from './starts.ts';

/** A promise with what would have set it going. */
interface Line {
  clause: ClockClauseRow;
  starts: Start[];
  /** Began before what would prove it was written down. */
  unjudged: number;
  knownSince: string | null;
  /** Of the starts that its criteria were asked about, those judged by the record as it is today. */
  judgedToday: { k: number; n: number };
  /** Why it cannot be judged: a field of its criteria was removed. */
  problem: string | null;
}
export type Lines = readonly Line[];

/** What starts which promise, by the choice that runs live. Whom it is about is what was decided then, where the same was asked then; else the record of today says. */
export async function startsOfClauses(
  ctx: ReadCtx,
  of: { clauses: readonly ClockClauseRow[]; starts: 'handed_off' | 'opened'; items: readonly Start[] },
): Promise<Lines> {
  const applies = new Map(STARTS.map((when) => [when, new Set(clauseApplies(of.clauses, when))]));
  const lines: Line[] = [];
  for (const clause of of.clauses) {
    const mine = once(of.items.filter(({ when }) => applies.get(when)?.has(clause)));
    const meant = await meantBy(ctx, clause, mine);
    const starts = meant.starts;
    const imported = of.starts === 'opened' && clause.startsWhen !== 'recycled';
    const since = imported ? await knownSince(ctx, clause.proof) : null;
    const judged = imported ? starts.filter(({ startedAt }) => since !== null && startedAt >= since) : starts;
    lines.push({
      clause,
      starts: judged,
      unjudged: starts.length - judged.length,
      knownSince: since,
      judgedToday: meant.judgedToday,
      problem: meant.problem,
    });
  }
  return lines;
}

/** A hand-off sets a promise going once. */
function once(starts: readonly Start[]): Start[] {
  const first = new Map<string, Start>();
  for (const start of starts) if (!first.has(start.causeId)) first.set(start.causeId, start);
  return [...first.values()];
}

async function meantBy(ctx: ReadCtx, clause: ClockClauseRow, starts: Start[]): Promise<Pick<Line, 'starts' | 'judgedToday' | 'problem'>> {
  if (clause.criteria.of.length === 0 || starts.length === 0) return { starts, judgedToday: { k: 0, n: 0 }, problem: null };
  const decided = await decidedThen(ctx, clause, starts);
  const open = starts.filter(({ id }) => !decided.has(id));
  const judgedToday = { k: open.length, n: starts.length };
  const ids = [...new Set(open.map(({ leadId }) => leadId))];
  const matching = await matchingOf(ctx.tx, unlimited(ctx.scope), { criteria: clause.criteria, entity: 'lead', ids, now: ctx.now });
  if (isRefusal(matching)) return { starts: [], judgedToday, problem: matching.message };
  return { starts: starts.filter(({ id, leadId }) => decided.get(id) ?? matching.has(leadId)), judgedToday, problem: null };
}

/** The clocks of a line as they would have run. */
export async function timesOf(ctx: ReadCtx, line: Line): Promise<{ start: Start; clock: ReplayedClock }[]> {
  const clocks = await replayClause(ctx.tx, ctx.scope, { clause: line.clause, starts: line.starts, now: ctx.now });
  const starts = new Map(line.starts.map((start) => [start.id, start]));
  return clocks.flatMap((clock) => {
    const start = starts.get(clock.id);
    return start ? [{ start, clock }] : [];
  });
}
