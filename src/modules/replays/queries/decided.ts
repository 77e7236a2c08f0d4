import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { type ClockClauseRow, clausesOf, versionsOf } from '#modules/agreements/queries/agreement.ts';
import { clauseApplies } from '#modules/agreements/queries/replay.ts';
import { isClocked } from '#modules/agreements/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Start } from './starts.ts';

/** A time in which the same promise was about the same leads, set going by the same things. */
interface Held {
  clause: ClockClauseRow;
  clauses: ClockClauseRow[];
  from: string;
  to: string | null;
}

/**
 * Which starts the agreement of their time has already been asked about with the very same criteria, and whether a clock began: what was known of the lead
 * then is in that answer. By id of the start; what is missing was not asked then.
 */
export async function decidedThen(ctx: ReadCtx, clause: ClockClauseRow, starts: readonly Start[]): Promise<Map<string, boolean>> {
  const held = await heldSame(ctx, clause);
  const asked = starts.filter((start) => held.some((time) => covers(time, start)));
  if (asked.length === 0) return new Map();
  const { rows } = await sql<{ cause_id: string }>`select distinct k.cause_id from clock k where k.workspace_id = ${ctx.scope.workspaceId}
    and k.line_id = ${clause.lineId} and k.cause_id = any (${asked.map(({ causeId }) => causeId)}::uuid[])`.execute(ctx.tx);
  const began = new Set(rows.map(({ cause_id }) => cause_id));
  return new Map(asked.map(({ id, causeId }) => [id, began.has(causeId)]));
}

async function heldSame(ctx: ReadCtx, clause: ClockClauseRow): Promise<Held[]> {
  const held: Held[] = [];
  for (const version of await versionsOf(ctx.tx, ctx.scope)) {
    if (version.status !== 'signed' || version.in_force_at === null) continue;
    const clauses = (await clausesOf(ctx.tx, ctx.scope, version.id)).filter(isClocked);
    const same = clauses.find(({ lineId, criteria }) => lineId === clause.lineId && isDeepStrictEqual(criteria, clause.criteria));
    if (same) held.push({ clause: same, clauses, from: version.in_force_at, to: version.superseded_at });
  }
  return held;
}

/** An answer of "no clock" says something only where the promise would have been set going. */
function covers({ clause, clauses, from, to }: Held, start: Start): boolean {
  const then = start.startedAt >= from && (to === null || start.startedAt < to);
  return then && clauseApplies(clauses, start.when).includes(clause);
}
