import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { moneyOfEach, noAmounts } from '#modules/leadvalues/queries/behind.ts';
import { forSales, handoffRule } from '#modules/scoring/queries/decision.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import type { listHandoffs as ListHandoffs, listCandidates } from '../contract/handoffs.ts';
import { baseCurrency } from './settings.ts';

type Asked = z.output<(typeof ListHandoffs)['input']>;
type Row = OutputOf<typeof ListHandoffs>['items'][number];
export type HandoffChoice = Omit<Asked, 'cursor' | 'limit'>;

/** The hand-offs of a choice, as conditions on aliases `h` and `v` (its last verdict). */
export function chosenHandoffs(workspaceId: string, choice: HandoffChoice): RawBuilder<unknown>[] {
  const decisions = choice.decisions?.filter((one) => one !== 'pending');
  return [
    sql`h.workspace_id = ${workspaceId}`,
    ...(choice.from ? [sql`h.handed_at >= ${choice.from}`] : []),
    ...(choice.to ? [sql`h.handed_at < ${choice.to}`] : []),
    ...(choice.decisions
      ? [sql`(h.decision = any (${decisions}::text[]) or (${choice.decisions.includes('pending')} and h.decision is null))`]
      : []),
    ...(choice.reasonId ? [sql`v.reason_id = ${choice.reasonId}`] : []),
    ...(choice.reasonClass ? [sql`r.class = ${choice.reasonClass}`] : []),
    ...(choice.assigneeId ? [sql`h.assignee_id = ${choice.assigneeId}`] : []),
    ...(choice.campaignId ? [sql`h.campaign_id = ${choice.campaignId}`] : []),
    ...(choice.label ? [sql`h.label = ${choice.label}`] : []),
    ...(choice.causes ? [sql`h.cause = any (${choice.causes}::text[])`] : []),
    ...(choice.returned === undefined ? [] : [choice.returned ? sql`h.returned_at is not null` : sql`h.returned_at is null`]),
  ];
}

/** A hand-off with its last verdict and reason. */
export const WITH_VERDICT = sql`handoff h
  left join lateral (select * from verdict v where v.workspace_id = h.workspace_id and v.handoff_id = h.id order by v.decided_at desc, v.id desc limit 1) v on true
  left join reason r on r.workspace_id = h.workspace_id and r.id = v.reason_id`;

/**
 * Whether the hand-off on alias `h` is the newest of its lead: there the money behind the lead stands. One that was taken back is none; the
 * agreed sample is looked at for itself.
 */
export const NEWEST_OF_LEAD = sql<boolean>`(h.decision is distinct from 'withdrawn' and not exists (select from handoff n
  where n.workspace_id = h.workspace_id and n.lead_id = h.lead_id and n.decision is distinct from 'withdrawn' and (n.handed_at, n.id) > (h.handed_at, h.id)))`;

interface Raw extends Omit<Row, 'name' | 'company' | 'campaign' | 'assignee' | 'reason' | 'behind'> {
  newest: boolean;
  reachable: boolean;
  name: string;
  company: string | null;
  campaign_id: string | null;
  campaign: string | null;
  assignee_id: string | null;
  assignee: string | null;
  reason_id: string | null;
  reason_class: string | null;
  reason: string | null;
}

/** Newest first. What the caller may not open is a row without a name, so that rows and figures agree. */
export async function listHandoffs(ctx: ReadCtx, { cursor, limit, ...choice }: Asked): Promise<OutputOf<typeof ListHandoffs>> {
  const page = beyond(cursor, { at: sql`h.handed_at`, id: sql`h.id` });
  const { rows } = await sql<Raw>`
    select h.id, h.lead_id as "leadId", coalesce(nullif(c.name, ''), c.email, 'Someone') as name, o.name as company, h.campaign_id, g.name as campaign, h.assignee_id, m.name as assignee,
      h.cause, h.override_reason as "overrideReason", h.route, h.label, h.handed_at as "handedAt", h.decision, h.decided_at as "decidedAt", h.returned_at as "returnedAt",
      v.reason_id, r.class as reason_class, r.label as reason, v.note, v.quality, coalesce(v.contradictions, '{}') as contradictions, h.value_minor as "valueMinor", h.cycle, ${NEWEST_OF_LEAD} as newest,
      ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })} as reachable
    from ${WITH_VERDICT}
      join contact c on c.workspace_id = h.workspace_id and c.id = h.contact_id join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
      left join company o on o.workspace_id = h.workspace_id and o.id = h.company_id left join campaign g on g.workspace_id = h.workspace_id and g.id = h.campaign_id
      left join member m on m.workspace_id = h.workspace_id and m.id = h.assignee_id
    where ${sql.join([...chosenHandoffs(ctx.scope.workspaceId, choice), page], sql` and `)}
    order by h.handed_at desc, h.id desc limit ${limit + 1}`.execute(ctx.tx);
  const { items, next } = cut(rows, limit, ({ handedAt, id }) => ({ at: handedAt, id }));
  const money = await moneyOfEach(
    ctx,
    items.map(({ leadId }) => leadId),
  );
  const behind = ({ leadId, newest }: Raw) => (newest && money?.get(leadId)) || noAmounts(ctx.scope);
  return { items: items.map((row) => ({ ...shownRow(ctx, row), behind: behind(row) })), next, currency: await baseCurrency(ctx) };
}

function shownRow(ctx: ReadCtx, row: Raw): Omit<Row, 'behind'> {
  const { reachable: open, newest: _newest, campaign_id, assignee_id, reason_id, reason_class, ...rest } = row;
  const hides = (field: string) => ctx.scope.hidden.has(field);
  return {
    ...rest,
    name: open ? row.name : null,
    company: open ? row.company : null,
    note: open ? row.note : null,
    overrideReason: open ? row.overrideReason : null,
    label: hides('lead.scoreLabel') ? null : row.label,
    campaign: campaign_id && row.campaign !== null && !hides('lead.campaign') ? { id: campaign_id, name: row.campaign } : null,
    assignee: assignee_id && row.assignee !== null ? { id: assignee_id, name: row.assignee } : null,
    reason: reason_id && reason_class && row.reason !== null ? { id: reason_id, class: reason_class, label: row.reason } : null,
  };
}

/** Open leads over the threshold that lie with nobody of Sales, the best label first, then the most engaged. */
export async function candidates(ctx: ReadCtx, limit: number): Promise<OutputOf<typeof listCandidates>> {
  const rule = await handoffRule(ctx);
  const { rows } = await sql<OutputOf<typeof listCandidates>['items'][number] & { total: number }>`
    select l.id as "leadId", c.id as "contactId", coalesce(nullif(c.name, ''), c.email, 'Someone') as name, o.name as company, c.score_label as label, l.opened_at as "openedAt",
      c.last_activity_at as "lastActivityAt", l.imported, p.earliest_on as "notBefore", count(*) over ()::int as total
    from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
      left join company o on o.workspace_id = l.workspace_id and o.id = case when l.company_id is null then c.company_id else l.company_id end
      left join recycle_plan p on p.workspace_id = l.workspace_id and p.lead_id = l.id and p.ended_at is null
    where l.workspace_id = ${ctx.scope.workspaceId} and l.closed_at is null and l.deleted_at is null and c.deleted_at is null and l.stage in ('inquiry', 'mql', 'recycled')
      and ${forSales(rule, 'c')} and ${reachable(ctx.scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}
      and not exists (select from handoff h where h.workspace_id = l.workspace_id and h.lead_id = l.id and h.closed_at is null)
    order by c.score_label, c.engagement_score desc, l.opened_at desc limit ${limit}`.execute(ctx.tx);
  return { total: rows[0]?.total ?? 0, items: rows.map(({ total: _total, ...row }) => row) };
}
