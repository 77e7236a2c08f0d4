import { sql } from 'kysely';
import type { z } from 'zod';
import type { Department } from '#modules/team/schema.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { ON_TIME_HOURS, type Timeliness, type TimelinessLine } from '../schema.ts';
import { newestOfMany, visible } from './access.ts';
import { hoursToLog, judged } from './timeline.ts';

interface Line {
  is_total: number;
  key: string | null;
  name: string | null;
  department: Department | null;
  n: number;
  on_time: number;
  median: number | null;
  p90: number | null;
}

/** Logging timeliness (requirement A5): the share written down within 24 hours, median and P90 of the hours, by person or team. */
export async function timeliness(
  db: Db,
  scope: Scope,
  { by, from, to }: { by: 'member' | 'team'; from?: string; to?: string },
): Promise<{ total: z.infer<typeof Timeliness>; lines: z.infer<typeof TimelinessLine>[] }> {
  const key = by === 'member' ? sql`m.id` : sql`t.id`;
  const { rows } = await sql<Line>`
    with judged as (
      select a.member_id, ${hoursToLog('a')} hours from activity a
      where a.workspace_id = ${scope.workspaceId} and ${judged('a')} and ${newestOfMany(scope, 'a')} and ${visible(scope, 'a')}
        and a.occurred_at >= ${from ?? '-infinity'}::timestamptz and a.occurred_at < ${to ?? 'infinity'}::timestamptz)
    select grouping(${key}) is_total, ${key} as key, min(${by === 'member' ? sql`m.name` : sql`t.name`}) as name,
      min(${by === 'member' ? sql`m.department` : sql`t.department`}) department, count(*)::int n, count(*) filter (where hours <= ${ON_TIME_HOURS})::int on_time,
      percentile_cont(0.5) within group (order by hours)::float8 median, percentile_disc(0.9) within group (order by hours)::float8 p90
    from judged j join member m on m.workspace_id = ${scope.workspaceId} and m.id = j.member_id
      left join team t on t.workspace_id = ${scope.workspaceId} and t.id = m.team_id
    group by grouping sets ((), (${key})) order by is_total desc, name`.execute(db);
  const figures = (line: Line) => ({ n: line.n, onTime: line.on_time, medianHours: line.median, p90Hours: line.p90 });
  const total = rows.find((line) => line.is_total === 1);
  return {
    total: total ? figures(total) : { n: 0, onTime: 0, medianHours: null, p90Hours: null },
    lines: rows
      .filter((line) => line.is_total === 0)
      .map((line) => ({ key: line.key, name: line.name ?? '', department: line.department, ...figures(line) })),
  };
}
