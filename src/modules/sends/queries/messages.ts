import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { FIRM, type Reason } from '#modules/gate/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { shown } from '#platform/shared/merge/shown.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getMessage, listMessages, MessageRow } from '../contract/messages.ts';
import type { Fact, Lane, MessageCode, MessageState } from '../schema.ts';
import { letterOf } from './letters.ts';

type Row = z.input<typeof MessageRow>;

const named = (alias: string) =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;

/** Only people whom the caller may see; addresses only where the field is theirs to see. */
const columns = (ctx: ReadCtx) => sql`m.id, m.state, m.code, m.left_out as "leftOut", m.lane,
  case when c.id is not null then jsonb_build_object('id', c.id, 'name', coalesce(nullif(c.name, ''), ${hides(ctx) ? sql`''` : sql`c.email`}, '')) end as contact,
  ${hides(ctx) ? sql`null::text` : sql`m.address`} as address, ${named('s')} as send, ${named('v')} as variant,
  jsonb_build_object('entity', m.cause, 'id', m.cause_id) as cause,
  coalesce(l.subject, tv.content ->> 'subject') as subject, case when isfinite(m.due_at) then m.due_at end as "dueAt", m.held_until as "heldUntil", m.sent_at as "sentAt",
  m.ended_at as "endedAt", m.tries, m.response, m.delivered_at as "deliveredAt", m.clicked_at as "clickedAt", m.replied_at as "repliedAt", m.bounced_at as "bouncedAt",
  m.bounce, m.complained_at as "complainedAt", m.unsubscribed_at as "unsubscribedAt"`;

const hides = ({ scope }: ReadCtx) => scope.hidden.has('contact.email');

const from = (ctx: ReadCtx) => sql`message m
  join contact c on c.workspace_id = m.workspace_id and c.id = m.contact_id and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
  left join send s on s.workspace_id = m.workspace_id and s.id = m.send_id
  left join send_variant v on v.workspace_id = m.workspace_id and v.id = m.variant_id
  left join message_letter l on l.workspace_id = m.workspace_id and l.message_id = m.id
  left join template_version tv on tv.workspace_id = m.workspace_id and tv.id = coalesce(v.template_version_id, m.template_version_id)`;

export interface MessageFilters {
  sendId?: string | undefined;
  contactId?: string | undefined;
  state?: MessageState | undefined;
  code?: MessageCode | undefined;
  leftOut?: boolean | undefined;
  lane?: Lane | undefined;
  variantId?: string | undefined;
  fact?: Fact | 'bounced_hard' | 'converted' | 'dealt' | 'won' | undefined;
  cursor?: string | undefined;
  limit: number;
}

const FACT_SQL: Readonly<Record<Fact | 'bounced_hard', RawBuilder<boolean>>> = {
  delivered: sql`m.delivered_at is not null`,
  clicked: sql`m.clicked_at is not null`,
  replied: sql`m.replied_at is not null`,
  bounced: sql`m.bounced_at is not null`,
  bounced_hard: sql`m.bounce = 'hard'`,
  complained: sql`m.complained_at is not null`,
  unsubscribed: sql`m.unsubscribed_at is not null`,
};

/** Days after a message within which what follows counts as following. */
export const AFTER = { conversion: 30, deal: 90 } as const;

/** What happened after message `m`, by the row's own instant `at`: of those kept back, when they would have got it. */
export const afterSql = (at: RawBuilder<unknown>) => ({
  converted: sql<boolean>`exists (select from conversion x where x.workspace_id = m.workspace_id and x.contact_id = m.contact_id
    and x.occurred_at > ${at} and x.occurred_at <= ${at} + make_interval(days => ${AFTER.conversion}::int))`,
  dealt: sql<boolean>`exists (select from deal x where x.workspace_id = m.workspace_id and x.contact_id = m.contact_id and x.deleted_at is null
    and x.created_at > ${at} and x.created_at <= ${at} + make_interval(days => ${AFTER.deal}::int))`,
  won: sql<boolean>`exists (select from deal x where x.workspace_id = m.workspace_id and x.contact_id = m.contact_id and x.deleted_at is null and x.status = 'won'
    and x.created_at > ${at} and x.created_at <= ${at} + make_interval(days => ${AFTER.deal}::int))`,
});

function factSql(fact: NonNullable<MessageFilters['fact']>): RawBuilder<boolean> {
  if (fact === 'converted' || fact === 'dealt' || fact === 'won')
    return sql`m.state in ('sent', 'captured') and ${afterSql(sql`m.sent_at`)[fact]}`;
  return FACT_SQL[fact];
}

/** Of a message that was not written yet only the template's subject is known. */
const titled = <R extends Row>(row: R): R => ({ ...row, subject: row.subject && shown(row.subject) });

/** The newest first. */
export async function messageRows(ctx: ReadCtx, filters: MessageFilters): Promise<{ items: Row[]; next: string | null }> {
  const { sendId, contactId, state, code, leftOut, lane, variantId, fact, cursor, limit } = filters;
  const where = [
    sql`m.workspace_id = ${ctx.scope.workspaceId}`,
    ...(sendId ? [sql`m.send_id = ${sendId}`] : []),
    ...(contactId ? [sql`m.contact_id = ${contactId}`] : []),
    ...(state ? [sql`m.state = ${state}`] : []),
    ...(code ? [sql`m.code = ${code}`] : []),
    ...(leftOut === undefined ? [] : [sql`m.left_out = ${leftOut}`]),
    ...(lane ? [sql`m.lane = ${lane}`] : []),
    ...(variantId ? [sql`m.variant_id = ${variantId}`] : []),
    ...(fact ? [factSql(fact)] : []),
    ...(cursor ? [sql`m.id < ${cursor}::uuid`] : []),
  ];
  const { rows } =
    await sql<Row>`select ${columns(ctx)} from ${from(ctx)} where ${sql.join(where, sql` and `)} order by m.id desc limit ${limit + 1}`.execute(
      ctx.tx,
    );
  const items = rows.slice(0, limit).map(titled);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

export async function listedMessages(ctx: ReadCtx, filters: MessageFilters): Promise<OutputOf<typeof listMessages>> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${from(ctx)}
    where m.workspace_id = ${ctx.scope.workspaceId} and m.state = 'unknown'`.execute(ctx.tx);
  return { ...(await messageRows(ctx, filters)), unknown: rows[0]?.n ?? 0 };
}

const GONE = refuse('not_found', 'This message is not here, or not yours to see.');

interface Detail extends Row {
  reasons: Omit<Reason, 'overridable'>[] | null;
  override: { reason: string; by: { id: string; name: string } | null } | null;
}

/** One message; its letter only for whoever may read mail addresses and what is written to people. */
export async function messageById(ctx: ReadCtx, id: string): Promise<OutputOf<typeof getMessage> | Refusal> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<Detail>`select ${columns(ctx)}, m.reasons, case when m.override is not null then
      jsonb_build_object('reason', m.override ->> 'reason', 'by', ${named('o')}) end as override
    from ${from(ctx)} left join member o on o.workspace_id = ${ws} and o.id = (m.override ->> 'by')::uuid
    where m.workspace_id = ${ws} and m.id = ${id}`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return GONE;
  const { rows: clicks } = await sql<
    OutputOf<typeof getMessage>['clicks'][number]
  >`select k.at, i.url, k.verdict, k.reason from message_click k
    join message_link i on i.workspace_id = k.workspace_id and i.id = k.link_id where k.workspace_id = ${ws} and k.message_id = ${id} order by k.at, k.id`.execute(
    ctx.tx,
  );
  const letter = hides(ctx) ? null : await letterOf(ctx, id);
  return {
    ...titled(row),
    reasons: (row.reasons ?? []).map((reason) => ({
      ...reason,
      until: reason.until && new Date(reason.until).toISOString(),
      overridable: !FIRM.has(reason.code),
    })),
    letter: letter && { ...letter, to: row.address ?? '' },
    clicks,
    mayWrite: ctx.scope.permissions.has('record:write'),
  };
}
