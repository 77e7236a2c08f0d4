import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import { groupBy } from '#platform/shared/group.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { type Attainment, attainment } from '../rules/attainment.ts';
import { isClocked, type Proof, type Starts } from '../schema.ts';
import { type ClockClauseRow, clausesInForceOrDrafted } from './agreement.ts';
import { clockStates, proofOf } from './clocks.ts';

export interface LineAttainment extends Attainment {
  lineId: string;
  title: string;
  party: ClockClauseRow['party'];
  target: number;
  proof: readonly Proof[];
  startsWhen: Starts;
  /** Of the open ones: resting now. */
  paused: number;
  /** Rested at some time, whatever came after: a pause is no secret. */
  everPaused: number;
  /** Met by a log that was written down on a later day. */
  flagged: number;
  preContacted: number;
}

/** Each promise of a period, counted from its clocks as they are now; promises of the version in force are there even without a clock. */
export async function attainmentByLine(db: Db, scope: Scope, asked: { from: string; to: string; now: string }): Promise<LineAttainment[]> {
  const states = await clockStates(db, scope, asked);
  const groups = groupBy(states, ({ lineId }) => lineId);
  const current = await clausesInForceOrDrafted(db, scope, asked.now);
  const promised = current?.inForce ? current.clauses.filter(isClocked) : [];
  for (const clause of promised) if (!groups.has(clause.lineId)) groups.set(clause.lineId, []);
  const order = new Map(promised.map(({ lineId }, index) => [lineId, index]));
  const lines = [...groups].flatMap(([lineId, clocks]) => {
    const clause = promised.find((one) => one.lineId === lineId) ?? clocks.at(-1)?.clause;
    return clause ? [lineOf(clause, clocks)] : [];
  });
  return lines.sort((a, b) => (order.get(a.lineId) ?? 99) - (order.get(b.lineId) ?? 99));
}

function lineOf(clause: ClockClauseRow, clocks: Awaited<ReturnType<typeof clockStates>>): LineAttainment {
  return {
    ...attainment(clocks.map(({ state }) => state.state)),
    lineId: clause.lineId,
    title: clause.title,
    party: clause.party,
    target: clause.target,
    proof: clause.proof,
    startsWhen: clause.startsWhen,
    paused: clocks.filter(({ state }) => state.state === 'paused').length,
    everPaused: clocks.filter(({ events }) => events.some(({ kind }) => kind === 'paused')).length,
    flagged: clocks.filter(({ events }) => proofOf(events)?.data.flagged).length,
    preContacted: clocks.filter(({ state }) => state.preContacted).length,
  };
}

/** The hand-offs and plans whose clock of a line started in a period: what a report joins its own facts to. */
export async function causesOfLine(db: Db, scope: Scope, asked: { lineId: string; from: string; to: string }): Promise<string[]> {
  const { rows } = await sql<{
    cause_id: string;
  }>`select cause_id from clock where workspace_id = ${scope.workspaceId} and line_id = ${asked.lineId}
    and started_at >= ${asked.from} and started_at < ${asked.to}`.execute(db);
  return rows.map(({ cause_id }) => cause_id);
}
