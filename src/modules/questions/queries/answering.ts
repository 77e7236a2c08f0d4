import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getAnswering } from '../contract/around.ts';
import { TEAMS, type Team } from '../schema.ts';

type Answering = z.output<(typeof getAnswering)['output']>;

/** `q` counts in a period: its answer was owed in it (both days included), and its time has come or it is answered. The figures and their rows read this. */
export function dueWithin(zone: string, { from, to, now }: { from: string; to: string; now: string }): RawBuilder<boolean> {
  return sql<boolean>`(q.withdrawn_at is null and q.due_at >= (${from}::date::timestamp at time zone ${zone}) and q.due_at < ((${to}::date + 1)::timestamp at time zone ${zone})
    and (q.answered_at is not null or q.due_at < ${now}::timestamptz))`;
}

interface Row {
  team: Team;
  n: number;
  k: number;
  answered: number;
  hours: number | null;
}

export async function answering(ctx: ReadCtx, { from, to }: { from: string; to: string }): Promise<Answering> {
  const counted = dueWithin(await timeZoneOf(ctx), { from, to, now: ctx.now });
  const { rows } =
    await sql<Row>`select q.to_team as team, count(*)::int as n, (count(*) filter (where q.answered_at <= q.due_at))::int as k,
      count(q.answered_at)::int as answered,
      (percentile_cont(0.5) within group (order by extract(epoch from q.answered_at - q.asked_at)) filter (where q.answered_at is not null) / 3600)::float8 as hours
    from question q where q.workspace_id = ${ctx.scope.workspaceId} and ${counted} group by 1`.execute(ctx.tx);
  return {
    teams: TEAMS.map((team) => {
      const row = rows.find((one) => one.team === team);
      return { team, inTime: rateOf(row?.k ?? 0, row?.n ?? 0), answered: row?.answered ?? 0, medianHours: row?.hours ?? null };
    }),
  };
}
