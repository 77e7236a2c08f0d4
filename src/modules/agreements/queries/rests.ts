import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getRests } from '../contract/clocks.ts';
import { type RestedClock, restsByMember } from '../rules/rests.ts';
import { type LoadedClock, loadClocks, stateOfClock } from './clocks.ts';

/** Who rested and excused clocks that started in a period, and what share of those that ended was taken out of the attainment. */
export async function restsIn({ tx, scope, now }: ReadCtx, period: { from: string; to: string }): Promise<OutputOf<typeof getRests>> {
  const ws = scope.workspaceId;
  const started = sql`k.started_at >= ${period.from} and k.started_at < ${period.to}`;
  const clocks = await loadClocks(
    tx,
    scope,
    sql`${started} and exists (select from clock_event e where e.workspace_id = k.workspace_id and e.clock_id = k.id and e.kind in ('paused', 'excused'))`,
  );
  const people = restsByMember(clocks.map(restedOf));
  const { rows: names } = await sql<{ id: string; name: string }>`select id, name from member where workspace_id = ${ws}
    and id = any (${people.flatMap(({ memberId }) => memberId ?? [])}::uuid[])`.execute(tx);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from clock k where k.workspace_id = ${ws} and ${started}
    and (k.closed_at is not null or k.due_at < ${now})`.execute(tx);
  const excused = clocks.filter((clock) => stateOfClock(clock, now).state === 'excused').length;
  return {
    excused: rateOf(excused, Math.max(excused, rows[0]?.n ?? 0)),
    people: people.map(({ memberId, ...count }) => ({ ...count, member: names.find(({ id }) => id === memberId) ?? null })),
  };
}

function restedOf(clock: LoadedClock): RestedClock {
  const { events } = clock;
  // A ruling on a dispute rests a clock as well; that is nobody's habit.
  const rests = events.filter(({ kind, data }) => kind === 'paused' && data.until !== undefined);
  return {
    excusedBy: events.findLast(({ kind }) => kind === 'excused')?.member_id ?? null,
    rests: rests.map(({ member_id, at }) => ({
      by: member_id,
      fractionUsed: stateOfClock({ ...clock, events: events.filter((one) => one.at <= at) }, at).fractionUsed,
    })),
  };
}
