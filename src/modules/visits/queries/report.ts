import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getWebsiteReport, VisitLine } from '../contract.ts';
import type { VisitGroup } from '../schema.ts';
import { conditions, type Filter, followed, KEYS } from './filter.ts';

const MOST_LINES = 200;
const USUAL_DAYS = 30;

interface Asked {
  by: VisitGroup;
  websiteId?: string;
  from?: string;
  to?: string;
}

type Report = z.input<(typeof getWebsiteReport)['output']>;

export async function websiteReport(ctx: ReadCtx, { by, websiteId, from, to }: Asked): Promise<Report | Refusal> {
  if ((from === undefined) !== (to === undefined))
    return refuse('invalid', 'Give both the first and the last day, or neither.', { field: from === undefined ? 'from' : 'to' });
  if (from !== undefined && to !== undefined && from > to)
    return refuse('invalid', 'The first day lies after the last.', { field: 'from' });
  const timeZone = await timeZoneOf(ctx);
  const days = from && to ? { from, to } : await lastDays(ctx, timeZone);
  const where = conditions(ctx, { ...days, ...(websiteId ? { websiteId } : {}) } satisfies Filter, timeZone);
  const lines = await counted(ctx, { where, by });
  const [total] = await counted(ctx, { where, by: null });
  const sites = await sql<{ n: number }>`select count(*)::int n from website where workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  return {
    period: { ...days, timeZone },
    sites: sites.rows[0]?.n ?? 0,
    lines: lines.slice(0, MOST_LINES),
    more: lines.length > MOST_LINES,
    total: total ?? { human: 0, suspected: 0, machine: 0, known: 0, people: 0, led: 0 },
  };
}

async function lastDays({ tx, now }: ReadCtx, timeZone: string): Promise<{ from: string; to: string }> {
  const { rows } = await sql<{ from: string; to: string }>`
    select (d - ${USUAL_DAYS - 1}::int)::date as from, d as to from (select (${now}::timestamptz at time zone ${timeZone})::date d) x`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) throw new Error('today is always there');
  return row;
}

async function counted(ctx: ReadCtx, { where, by }: { where: RawBuilder<boolean>; by: VisitGroup | null }): Promise<VisitLine[]> {
  const ws = ctx.scope.workspaceId;
  // A page counts once for each visit that saw it.
  const pages =
    by === 'page'
      ? sql`join lateral (select distinct h.host || h.path as page from visit_hit h where h.workspace_id = ${ws} and h.visit_id = v.id and h.kind = 'page') p on true`
      : sql``;
  const key = by === null ? sql`''` : by === 'page' ? sql`p.page` : KEYS[by];
  const label = by === 'campaign' ? sql`max(g.name)` : sql`null::text`;
  const { rows } = await sql<VisitLine>`
    with v as (select v.*, case when v.contact_id is not null and v.verdict = 'human' then ${followed(ctx)} else false end as followed from visit v where ${where})
    select ${key} as key, ${label} as label, count(*) filter (where v.verdict = 'human')::int human, count(*) filter (where v.verdict = 'suspected')::int suspected,
      count(*) filter (where v.verdict = 'machine')::int machine, count(v.contact_id) filter (where v.verdict = 'human')::int known,
      count(distinct v.contact_id) filter (where v.verdict = 'human')::int people, count(distinct v.contact_id) filter (where v.followed)::int led
    from v ${pages} left join campaign g on g.workspace_id = ${ws} and g.id = v.campaign_id
    group by 1 order by human desc, machine desc, key limit ${MOST_LINES + 1}`.execute(ctx.tx);
  return rows;
}
