import { type RawBuilder, sql } from 'kysely';
import { trackMails } from '#modules/nurtures/queries/forecast.ts';
import type { ReadCtx } from '#platform/context.ts';

export interface Span {
  /** Days of the workspace's zone, both included. */
  from: string;
  to: string;
}

/**
 * Where entries come from: a query with `kind, id, name, side, audience, offer_id, state, from_day, to_day, at, people` for what touches a span of days.
 */
export type Source = (ctx: ReadCtx, span: Span & { timeZone: string }) => RawBuilder<unknown> | Promise<RawBuilder<unknown>>;

/** Mailings with a time. Of a draft only one whose time is chosen is a plan. */
const sends: Source = ({ scope }, { from, to, timeZone }) => {
  const at = sql`coalesce(s.started_at, s.planned_at, s.scheduled_at)`;
  const day = (instant: RawBuilder<unknown>) => sql`(${instant} at time zone ${timeZone})::date`;
  return sql`select 'send' as kind, s.id, s.name, s.side, s.audience, s.offer_id,
      case when s.state = 'done' then 'done' when s.state in ('draft', 'scheduled') then 'planned' else 'running' end as state,
      ${day(at)} as from_day, greatest(${day(at)}, coalesce(${day(sql`s.ended_at`)}, ${day(at)})) as to_day, ${at} as at,
      case when s.frozen_at is not null then (select count(*)::int from message m where m.workspace_id = s.workspace_id and m.send_id = s.id and not m.left_out) end as people
    from send s where s.workspace_id = ${scope.workspaceId} and s.state <> 'cancelled' and ${at} is not null
      and ${day(at)} <= ${to}::date and coalesce(${day(sql`s.ended_at`)}, ${day(at)}) >= ${from}::date`;
};

const letters: Source = ({ scope }, { from, to }) => sql`select 'postal', p.id, p.name, p.side, p.audience, p.offer_id,
    case p.state when 'posted' then 'done' else 'planned' end, p.on_day, p.on_day, null::timestamptz,
    case when p.state <> 'planned' then (select count(*)::int from postal_recipient r where r.workspace_id = p.workspace_id and r.postal_id = p.id and r.code is null) end
  from postal_mailing p where p.workspace_id = ${scope.workspaceId} and p.state <> 'cancelled' and p.on_day between ${from}::date and ${to}::date`;

/** The last announced version of each offer says from when until when it runs. */
const offers: Source = ({ scope, now }, { from, to, timeZone }) => {
  const today = sql`(${now}::timestamptz at time zone ${timeZone})::date`;
  const begins = sql`coalesce(v.from_on, (v.launched_at at time zone ${timeZone})::date, (v.announced_at at time zone ${timeZone})::date)`;
  const ends = sql`least(v.until_on, (o.ended_at at time zone ${timeZone})::date)`;
  return sql`select 'offer', o.id, o.name, null, v.audience, o.id,
      case when o.ended_at is not null or v.until_on < ${today} then 'done' when v.launched_at is not null then 'running' else 'planned' end,
      ${begins}, ${ends}, null::timestamptz, null::int
    from offer o cross join lateral (select * from offer_version v where v.workspace_id = o.workspace_id and v.offer_id = o.id and v.announced_at is not null
      order by v.number desc limit 1) v
    where o.workspace_id = ${scope.workspaceId} and ${begins} <= ${to}::date and coalesce(${ends}, 'infinity'::date) >= ${from}::date`;
};

const campaigns: Source = ({ scope, now }, { from, to, timeZone }) => sql`select 'campaign', c.id, c.name, 'marketing',
    case c.audience_kind when 'prospect' then 'prospects' when 'customer' then 'customers' else 'everybody' end, null::uuid,
    case when c.status = 'completed' or c.ends_on < (${now}::timestamptz at time zone ${timeZone})::date then 'done' when c.status = 'planned' then 'planned' else 'running' end,
    c.starts_on, coalesce(c.ends_on, c.starts_on), null::timestamptz,
    (select count(*)::int from campaign_member m where m.workspace_id = c.workspace_id and m.campaign_id = c.id)
  from campaign c where c.workspace_id = ${scope.workspaceId} and c.deleted_at is null and c.status <> 'cancelled' and c.starts_on is not null
    and c.starts_on <= ${to}::date and coalesce(c.ends_on, c.starts_on) >= ${from}::date`;

/** What steps of tracks and sequences sent, and will send if nothing happens but time: for each track and day. */
const tracks: Source = async (
  ctx,
  span,
) => sql`select 'track', r.id, r.name, r.side, r.audience, r."offerId", r.state, r.day, r.day, null::timestamptz, r.people
  from json_to_recordset(${JSON.stringify(await trackMails(ctx, span))}::json)
    as r(id uuid, name text, side text, audience text, "offerId" uuid, state text, day date, people int)`;

export const OUTREACH: readonly Source[] = [sends, letters, offers, campaigns, tracks];
