import { type RawBuilder, sql } from 'kysely';
import { newest, visible } from '#modules/activities/queries/access.ts';
import { reachable, timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getBlitz, listBlitzCalls, listBlitzPeople } from '../contract/blitzes.ts';

type Blitz = OutputOf<typeof getBlitz>;
type Calls = OutputOf<typeof listBlitzCalls>;
type People = OutputOf<typeof listBlitzPeople>;
export const GONE = refuse('not_found', 'This call blitz is not there any more.');

/**
 * What figures and rows of a blitz are read from: `person` (whom it works through, in the caller's reach) and `made` (the calls with them on its
 * days, each in its newest version).
 */
async function sourceOf(ctx: ReadCtx, id: string): Promise<RawBuilder<unknown>> {
  const { scope } = ctx;
  const ws = scope.workspaceId;
  const zone = await timeZoneOf(ctx);
  const begins = (day: RawBuilder<unknown>) => sql`((${day})::timestamp at time zone ${zone})`;
  return sql`person as (select c.id, case when ${scope.hidden.has('contact.name')} then '' else coalesce(nullif(c.name, ''), c.email, '') end as name, c.company_id
      from call_blitz_person p join contact c on c.workspace_id = p.workspace_id and c.id = p.contact_id and c.deleted_at is null
        and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
      where p.workspace_id = ${ws} and p.blitz_id = ${id}),
    made as (select a.id, a.occurred_at as at, a.contact_id, a.member_id, a.direction, a.outcome, a.duration_seconds as seconds
      from call_blitz b join activity a on a.workspace_id = b.workspace_id and a.occurred_at >= ${begins(sql`b.from_day`)}
        and a.occurred_at < ${begins(sql`b.to_day + 1`)} and a.kind = 'call' and not a.retracted
      where b.workspace_id = ${ws} and b.id = ${id} and a.contact_id in (select id from person) and ${newest(scope, 'a')} and ${visible(scope, 'a')})`;
}

const named = (alias: string, column = 'name') =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.${column}`)}) end`;

export async function blitzById(ctx: ReadCtx, id: string): Promise<Blitz | Refusal> {
  const { scope, tx, now } = ctx;
  const ws = scope.workspaceId;
  const today = sql`(${now}::timestamptz at time zone ${await timeZoneOf(ctx)})::date`;
  const { rows } = await sql<Omit<Blitz, 'called' | 'mayWrite'> & { k: number; n: number }>`with ${await sourceOf(ctx, id)}
    select b.id, b.title, to_char(b.from_day, 'YYYY-MM-DD') as from, to_char(b.to_day, 'YYYY-MM-DD') as to,
      case when b.cancelled_at is not null then 'cancelled' when b.to_day < ${today} then 'done' when b.from_day <= ${today} then 'running' else 'planned' end as state,
      ${named('o')} as owner, ${named('v')} as view, ${named('g')} as campaign, ${named('m')} as "createdBy",
      (select count(*)::int from person) as n, (select count(distinct contact_id)::int from made) as k, (select count(*)::int from made) as calls
    from call_blitz b left join member o on o.workspace_id = ${ws} and o.id = b.owner_id left join member m on m.workspace_id = ${ws} and m.id = b.created_by
      left join saved_view v on v.workspace_id = ${ws} and v.id = b.view_id
      left join campaign g on g.workspace_id = ${ws} and g.id = b.campaign_id and g.deleted_at is null
    where b.workspace_id = ${ws} and b.id = ${id}`.execute(tx);
  const [row] = rows;
  if (!row) return GONE;
  const { k, n, ...blitz } = row;
  return { ...blitz, called: rateOf(k, n), mayWrite: scope.permissions.has('record:bulk') && blitz.state !== 'cancelled' };
}

export async function blitzPeople(ctx: ReadCtx, asked: ParsedOf<typeof listBlitzPeople>): Promise<People> {
  const { id, called, cursor, limit } = asked;
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<People['items'][number]>`with ${await sourceOf(ctx, id)}
    select jsonb_build_object('id', p.id, 'name', p.name) as contact, ${named('y')} as company, coalesce(k.n, 0) as calls, k.at as "lastAt"
    from person p left join (select contact_id, count(*)::int as n, max(at) as at from made group by 1) k on k.contact_id = p.id
      left join company y on y.workspace_id = ${ws} and y.id = p.company_id and y.deleted_at is null
        and ${reachable(ctx.scope, 'company', { to: 'read', ownerColumn: 'y.owner_id' })}
    where ${called === undefined ? sql`true` : sql`(k.n is not null) = ${called}`} and ${cursor === undefined ? sql`true` : sql`p.id > ${cursor}::uuid`}
    order by p.id limit ${limit + 1}`.execute(ctx.tx);
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.contact.id ?? null) : null };
}

export async function blitzCalls(ctx: ReadCtx, { id, cursor, limit }: ParsedOf<typeof listBlitzCalls>): Promise<Calls> {
  const { rows } = await sql<Calls['items'][number]>`with ${await sourceOf(ctx, id)}
    select c.id, c.at, jsonb_build_object('id', p.id, 'name', p.name) as contact, ${named('m')} as by, c.direction, c.outcome, c.seconds
    from made c join person p on p.id = c.contact_id left join member m on m.workspace_id = ${ctx.scope.workspaceId} and m.id = c.member_id
    where ${cursor === undefined ? sql`true` : sql`c.id > ${cursor}::uuid`} order by c.id limit ${limit + 1}`.execute(ctx.tx);
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}
