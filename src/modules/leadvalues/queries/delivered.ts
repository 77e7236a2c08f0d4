import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Db } from '#platform/db/db.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { listLeadValues as ListLeadValues } from '../contract.ts';
import { type Counting, ONCE_IN_DAYS } from '../schema.ts';
import { TYPE } from './history.ts';
import { monthSpan } from './month.ts';

export interface Span {
  from: string;
  to: string;
}

/** Sales said that it is no lead: the last word on the hand-off on alias `h`. */
const isTakenBack = (h: RawBuilder<unknown>) => sql<boolean>`coalesce((select v.decision = 'rejected' from verdict v
  where v.workspace_id = ${h}.workspace_id and v.handoff_id = ${h}.id order by v.decided_at desc, v.id desc limit 1), false)`;

/**
 * What Marketing handed off between two instants (sales' own leads are never Marketing's, nor is the agreed sample below the threshold), each with its value by the table that stood at the hand-off, and
 * how it counts: a person counts once in 90 days, unless what came before was taken back or was of a lead of Sales' own.
 */
export function valued(scope: Scope, { from, to }: Span): RawBuilder<unknown> {
  return sql`(select h.id, h.lead_id, h.handed_at, l.owner_id, ${TYPE} as type, coalesce(h.fit, '?') as segment, r.value_minor,
      case when r.value_minor is null then 'no_value'
        when exists (select from handoff e join lead own on own.workspace_id = e.workspace_id and own.id = e.lead_id and own.source_team <> 'sales' where e.workspace_id = h.workspace_id and e.contact_id = h.contact_id and (e.handed_at, e.id) < (h.handed_at, h.id)
          and e.handed_at >= h.handed_at - make_interval(days => ${ONCE_IN_DAYS}) and e.decision is distinct from 'withdrawn' and e.cause <> 'exploration' and not ${isTakenBack(sql`e`)}) then 'again'
        when ${isTakenBack(sql`h`)} then 'taken_back' else 'counted' end as counting
    from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
      left join lateral (select t.id from agreement_version a join value_table t on t.workspace_id = a.workspace_id and t.agreement_version_id = a.id
        where a.workspace_id = h.workspace_id and a.status = 'signed' and a.in_force_at <= h.handed_at and (a.superseded_at is null or a.superseded_at > h.handed_at)
        order by a.number desc limit 1) t on true
      left join value_rate r on r.workspace_id = h.workspace_id and r.table_id = t.id and r.type = ${TYPE} and r.segment = coalesce(h.fit, '?')
    where h.workspace_id = ${scope.workspaceId} and h.handed_at >= ${from} and h.handed_at < ${to} and h.decision is distinct from 'withdrawn'
      and l.source_team <> 'sales' and h.cause <> 'exploration')`;
}

export interface DeliveredSum {
  type: string;
  counting: Counting;
  n: number;
  minor: number;
}

export async function deliveredSums(db: Db, scope: Scope, span: Span): Promise<DeliveredSum[]> {
  const { rows } = await sql<DeliveredSum>`select type, counting, count(*)::int as n, coalesce(sum(value_minor), 0)::int8 as minor
    from ${valued(scope, span)} d group by 1, 2 order by 1, 2`.execute(db);
  return rows;
}

/** What counts of a span, in minor units of the workspace's currency: delivered and not taken back. */
export async function deliveredMinor(db: Db, scope: Scope, span: Span): Promise<{ n: number; minor: number }> {
  const counted = (await deliveredSums(db, scope, span)).filter(({ counting }) => counting === 'counted');
  return { n: counted.reduce((all, { n }) => all + n, 0), minor: counted.reduce((all, { minor }) => all + minor, 0) };
}

type Asked = z.output<(typeof ListLeadValues)['input']>;
type Row = OutputOf<typeof ListLeadValues>['items'][number];

/** Newest first. What the caller may not open is a row without a name, so that rows and sums agree. */
export async function listLeadValues(ctx: ReadCtx, { month, cursor, limit, ...choice }: Asked): Promise<OutputOf<typeof ListLeadValues>> {
  const span = await monthSpan(ctx, month);
  const where = [
    beyond(cursor, { at: sql`d.handed_at`, id: sql`d.id` }),
    ...(choice.type ? [sql`d.type = ${choice.type}`] : []),
    ...(choice.segment ? [sql`d.segment = ${choice.segment}`] : []),
    ...(choice.counting ? [sql`d.counting = any (${choice.counting}::text[])`] : []),
  ];
  const { rows } =
    await sql<Row>`select d.id as "handoffId", d.lead_id as "leadId", d.handed_at as "handedAt", d.type, d.segment, d.value_minor as "valueMinor", d.counting,
      case when ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'd.owner_id' })} then coalesce(nullif(c.name, ''), c.email, 'Someone') end as name
    from ${valued(ctx.scope, span)} d join lead l on l.workspace_id = ${ctx.scope.workspaceId} and l.id = d.lead_id
      join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
    where ${sql.join(where, sql` and `)} order by d.handed_at desc, d.id desc limit ${limit + 1}`.execute(ctx.tx);
  return cut(rows, limit, ({ handedAt, handoffId }) => ({ at: handedAt, id: handoffId }));
}
