import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import { median } from '#platform/shared/statistics.ts';
import type { getReluctance, listReluctanceRows } from '../contract.ts';
import { reluctanceOf, type Stretch } from '../rules/reluctance.ts';

type Warnings = OutputOf<typeof getReluctance>;
type Rows = OutputOf<typeof listReluctanceRows>;

/** A month against the quarter before it. */
export const DAYS = { recent: 28, before: 84 };

/** Hand-offs of both stretches, each with whether it was judged and how long it took or takes: what the figures count and their rows list. */
const counted = ({
  scope,
  now,
}: ReadCtx) => sql`select h.id, h.lead_id, h.contact_id, h.handed_at, l.source_channel as channel, l.owner_id, l.deleted_at,
    h.handed_at > ${now}::timestamptz - make_interval(days => ${DAYS.recent}) as late,
    coalesce(h.decision in ('accepted', 'accepted_by_default'), false) as accepted,
    coalesce(h.decision in ('accepted', 'accepted_by_default', 'rejected', 'recycled'), false) as judged,
    case when l.first_touch_at >= h.handed_at then (extract(epoch from l.first_touch_at - h.handed_at) / 3600.0)::float8 end as hours,
    case when l.first_touch_at is null and h.decision is null then (extract(epoch from ${now}::timestamptz - h.handed_at) / 3600.0)::float8 end as untouched
  from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
  where h.workspace_id = ${scope.workspaceId} and h.decision is distinct from 'withdrawn' and h.cause <> 'exploration' and h.handed_at <= ${now}::timestamptz
    and h.handed_at > ${now}::timestamptz - make_interval(days => ${DAYS.recent + DAYS.before})`;

interface Row {
  channel: string | null;
  late: boolean;
  accepted: number;
  judged: number;
  hours: number[];
  untouched: number[];
}

/** From the hand-offs' own data, all of them; no person who works them is named. */
export async function readReluctance(ctx: ReadCtx): Promise<Warnings> {
  const { rows } =
    await sql<Row>`select x.channel, x.late, count(*) filter (where x.accepted)::int as accepted, count(*) filter (where x.judged)::int as judged,
      coalesce(array_agg(x.hours) filter (where x.hours is not null), '{}')::float8[] as hours,
      coalesce(array_agg(x.untouched) filter (where x.untouched is not null), '{}')::float8[] as untouched
    from (${counted(ctx)}) x group by 1, 2`.execute(ctx.tx);
  const stretch = (channel: string | null, late: boolean): Stretch => {
    const row = rows.find((one) => one.channel === channel && one.late === late);
    return { accepted: { k: row?.accepted ?? 0, n: row?.judged ?? 0 }, hours: row?.hours ?? [], untouchedHours: row?.untouched ?? [] };
  };
  const channels = [...new Set(rows.map(({ channel }) => channel))].sort((a, b) => (a ?? '￿').localeCompare(b ?? '￿'));
  const sources = channels.map((channel) => ({ channel, ...reluctanceOf(stretch(channel, true), stretch(channel, false)) }));
  return { days: DAYS, sources: sources.sort((a, b) => Number(b.warn) - Number(a.warn)) };
}

export async function reluctanceRows(
  ctx: ReadCtx,
  { figure, stretch, channel, cursor, limit }: ParsedOf<typeof listReluctanceRows>,
): Promise<Rows> {
  const of = sql`x.channel is not distinct from ${channel ?? null}::text`;
  const at = sql`date_trunc('milliseconds', x.handed_at)`;
  const counts = await countsAs(ctx, figure, of);
  const { rows } = await sql<
    Rows['items'][number]
  >`select x.id, case when m.yes then x.lead_id end as "leadId", case when m.yes then coalesce(nullif(c.name, ''), 'Someone') end as name,
      ${at} as "handedAt", x.accepted, x.judged, coalesce(x.hours, x.untouched)::float8 as hours, x.untouched is not null as waits
    from (${counted(ctx)}) x join contact c on c.workspace_id = ${ctx.scope.workspaceId} and c.id = x.contact_id
      cross join lateral (select x.deleted_at is null and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'x.owner_id' })} as yes) m
    where ${of} and x.late = ${stretch === 'recent'} and ${counts} and ${beyond(cursor, { at, id: sql`x.id` })}
    order by ${at} desc, x.id desc limit ${limit + 1}`.execute(ctx.tx);
  return cut(rows, limit, ({ handedAt, id }) => ({ at: handedAt, id }));
}

/** Which hand-offs a figure counts; what is usual is the median of the older stretch, as in the figure. */
async function countsAs(
  ctx: ReadCtx,
  figure: ParsedOf<typeof listReluctanceRows>['figure'],
  of: RawBuilder<unknown>,
): Promise<RawBuilder<unknown>> {
  if (figure === 'judged' || figure === 'accepted') return sql.ref(`x.${figure}`);
  if (figure === 'touched') return sql`x.hours is not null`;
  const { rows } = await sql<{
    hours: number;
  }>`select x.hours::float8 as hours from (${counted(ctx)}) x where ${of} and not x.late and x.hours is not null`.execute(ctx.tx);
  const usual = median(rows.map(({ hours }) => hours));
  if (usual === null) return sql`false`;
  const longer = sql`(x.hours > ${usual}::float8 or x.untouched > ${usual}::float8)`;
  return figure === 'longer' ? longer : sql`(x.hours is not null or ${longer})`;
}
