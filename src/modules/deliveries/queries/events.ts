import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { reachable, timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx, Work } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { readChunks } from '#platform/files/files.ts';
import { cut } from '#platform/shared/paging.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getDeliveryEvent, getDeliveryFigures, listDeliveryEvents } from '../contract.ts';

type Filter = z.output<(typeof listDeliveryEvents)['input']>;
type Event = z.input<(typeof listDeliveryEvents)['output']>['items'][number];
type Whole = z.input<(typeof getDeliveryEvent)['output']>;

/** Who may not see addresses of contacts sees none here either: neither as a column nor inside of what a server wrote. */
function hidesAddresses(scope: ReadCtx['scope']): boolean {
  return scope.hidden.has('contact.email');
}

async function eventsWhere({ tx, scope }: ReadCtx, where: RawBuilder<boolean>, limit: number): Promise<Event[]> {
  const { rows } = await sql<Event>`
    select e.id, jsonb_build_object('id', s.id, 'name', s.name) as source, e.kind, e.hardness, e.word, e.address as recipient, e.message_id as "messageId", e.at,
      date_trunc('milliseconds', e.received_at) as "receivedAt", e.reply_code as "replyCode", e.status, e.reason, e.detail, e.url, e.user_agent as "userAgent",
      e.tags, e.metadata,
      case when contact.id is not null then jsonb_build_object('id', contact.id, 'name', contact.name) end as contact
    from delivery_event e join delivery_source s on s.workspace_id = e.workspace_id and s.id = e.source_id
      left join contact on contact.workspace_id = e.workspace_id and contact.id = e.contact_id and contact.deleted_at is null
        and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'contact.owner_id' })}
    where e.workspace_id = ${scope.workspaceId} and ${where}
    order by date_trunc('milliseconds', e.received_at) desc, e.id desc limit ${limit}`.execute(tx);
  return hidesAddresses(scope) ? rows.map((row) => ({ ...row, recipient: null, detail: null, metadata: {} })) : rows;
}

/** What makes two events one of the figures: the same mail and address. */
const mailOf = (alias: string) =>
  sql`coalesce(${sql.ref(`${alias}.message_id`)}, ${sql.ref(`${alias}.id`)}::text) || ' ' || coalesce(${sql.ref(`${alias}.address`)}, '')`;

const dayOf = (zone: string, alias: string) => sql`(${sql.ref(`${alias}.at`)} at time zone ${zone})::date`;

/** Nothing told the same of the same mail earlier that day. */
const firstOfDay = (zone: string) => sql<boolean>`not exists (select from delivery_event b
  where b.workspace_id = e.workspace_id and b.message_id = e.message_id and b.kind = e.kind and b.hardness is not distinct from e.hardness
    and ${dayOf(zone, 'b')} = ${dayOf(zone, 'e')} and ${mailOf('b')} = ${mailOf('e')} and (b.at, b.id) < (e.at, e.id))`;

export async function listEvents(ctx: ReadCtx, { sourceId, kind, hardness, from, to, once, text, cursor, limit }: Filter) {
  const zone = await timeZoneOf(ctx);
  const wanted = [beyond(cursor, { at: sql`date_trunc('milliseconds', e.received_at)`, id: sql`e.id` })];
  if (sourceId) wanted.push(sql`e.source_id = ${sourceId}`);
  if (kind) wanted.push(sql`e.kind = ${kind}`);
  if (hardness) wanted.push(sql`e.hardness = ${hardness}`);
  if (from) wanted.push(sql`e.at >= ${from}::date::timestamp at time zone ${zone}`);
  if (to) wanted.push(sql`e.at < (${to}::date + 1)::timestamp at time zone ${zone}`);
  if (once) wanted.push(firstOfDay(zone));
  if (text && hidesAddresses(ctx.scope)) wanted.push(sql`e.message_id = ${text}`);
  else if (text) wanted.push(sql`(strpos(e.address, lower(${text})) > 0 or e.message_id = ${text})`);
  const rows = await eventsWhere(ctx, sql<boolean>`${sql.join(wanted, sql` and `)}`, limit + 1);
  return cut(rows, limit, (row) => ({ at: row.receivedAt, id: row.id }));
}

const MOST_RAW = 200_000;

/** One event, with what came in as text: the body that was posted, or the mail as it came. */
export async function eventWhole(work: Work, id: string): Promise<Whole | Refusal> {
  const found = await work.read(async (ctx) => {
    const [event] = await eventsWhere(ctx, sql`e.id = ${id}`, 1);
    if (!event) return null;
    const { rows } = await sql<{ body: string | null; fileId: string | null; state: string | null }>`
      select p.body, p.file_id as "fileId", st.state from delivery_event e
        left join delivery_post p on p.workspace_id = e.workspace_id and p.id = e.post_id
        left join delivery_state st on st.workspace_id = e.workspace_id and st.source_id = e.source_id and st.message_id = e.message_id and st.address = e.address
      where e.workspace_id = ${ctx.scope.workspaceId} and e.id = ${id}`.execute(ctx.tx);
    return { event, post: rows[0] };
  });
  if (!found) return refuse('not_found', 'There is no such event.');
  const { event, post } = found;
  const text = post?.fileId ? await mailText(work, post.fileId) : (post?.body ?? null);
  return { ...event, raw: hidesAddresses(work.scope) ? null : (text?.slice(0, MOST_RAW) ?? null), state: post?.state ?? null };
}

async function mailText(work: Work, fileId: string): Promise<string | null> {
  for await (const chunk of readChunks(work, { id: fileId })) return chunk.toString('utf8');
  return null;
}

type Figures = z.input<(typeof getDeliveryFigures)['output']>;

/** Bounce and complaint rate of the last days: mails whose end is known, each once, by the day of the workspace on which it was told. */
export async function figures(ctx: ReadCtx, { days }: { days: number }): Promise<Figures> {
  const zone = await timeZoneOf(ctx);
  const { rows } = await sql<{ day: string; delivered: number; hard: number; soft: number; complained: number }>`
    with days as (
      select d::date as day from generate_series((${ctx.now}::timestamptz at time zone ${zone})::date - ${days}::int + 1, (${ctx.now}::timestamptz at time zone ${zone})::date, '1 day') d),
    told as (
      select ${dayOf(zone, 'e')} as day, e.kind, e.hardness, count(distinct ${mailOf('e')})::int n
      from delivery_event e
      where e.workspace_id = ${ctx.scope.workspaceId} and e.kind in ('delivered', 'bounced', 'complained')
        and e.at >= ((${ctx.now}::timestamptz at time zone ${zone})::date - ${days}::int + 1)::timestamp at time zone ${zone}
      group by 1, 2, 3)
    select to_char(d.day, 'YYYY-MM-DD') as day,
      coalesce(sum(t.n) filter (where t.kind = 'delivered'), 0)::int as delivered,
      coalesce(sum(t.n) filter (where t.kind = 'bounced' and t.hardness = 'hard'), 0)::int as hard,
      coalesce(sum(t.n) filter (where t.kind = 'bounced' and t.hardness = 'soft'), 0)::int as soft,
      coalesce(sum(t.n) filter (where t.kind = 'complained'), 0)::int as complained
    from days d left join told t on t.day = d.day group by d.day order by d.day`.execute(ctx.tx);
  const total = { delivered: 0, hard: 0, complained: 0 };
  for (const row of rows) {
    total.delivered += row.delivered;
    total.hard += row.hard;
    total.complained += row.complained;
  }
  return {
    from: rows[0]?.day ?? '',
    to: rows.at(-1)?.day ?? '',
    ...ratesOf(total),
    days: rows.map((row) => ({ day: row.day, ...ratesOf(row), soft: row.soft })),
  };
}

/** A complaint about a mail whose delivery was not told makes a delivery of its own, so that no rate goes beyond one. */
function ratesOf({ delivered, hard, complained }: { delivered: number; hard: number; complained: number }) {
  return { bounces: rateOf(hard, delivered + hard), complaints: rateOf(complained, Math.max(delivered, complained)) };
}
