import { sql } from 'kysely';
import { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { ChangeShown, type getBrief } from '../contract/brief.ts';
import { type Change, changedFields, type Snapshot } from '../rules/changes.ts';

export const StoredSnapshot = z.record(z.string(), z.union([z.string(), z.number(), z.null()])).catch({});
const StoredChanges = z.array(ChangeShown).catch([]);

/** What stands on record about a person now, as far as a later return is compared with it. */
export async function snapshotOf(ctx: ReadCtx, contactId: string): Promise<Snapshot> {
  const { rows } = await sql<Record<string, string | number | null>>`
    select c.job_title as "contact.jobTitle", c.email as "contact.email", c.phone as "contact.phone", c.city as "contact.city", c.buying_role as "contact.buyingRole",
      o.name as "contact.company", o.industry as "company.industry", o.employee_count as "company.employeeCount", o.country as "company.country",
      o.customer_status as "company.customerStatus", m.name as "company.owner", c.score_label as "lead.scoreLabel", c.fit as "contact.fit"
    from contact c left join company o on o.workspace_id = c.workspace_id and o.id = c.company_id and o.deleted_at is null
      left join member m on m.workspace_id = c.workspace_id and m.id = o.owner_id
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${contactId}`.execute(ctx.tx);
  return rows[0] ?? {};
}

/** What is different about a person since they were returned: fields, what they did, colleagues who came, deals of the company. */
export async function changedSince(ctx: ReadCtx, returned: { contactId: string; at: string; snapshot: Snapshot }): Promise<Change[]> {
  const { workspaceId } = ctx.scope;
  const did = await sql<{ kind: string; n: number; lastAt: string }>`
    select kind, count(*)::int as n, max(occurred_at) as "lastAt" from activity
    where workspace_id = ${workspaceId} and contact_id = ${returned.contactId} and occurred_at > ${returned.at} and corrects_id is null and not retracted
      and (traffic is null or traffic = 'human') and kind in ('form', 'chat', 'mail', 'call', 'meeting', 'campaign_response', 'file_download', 'page_visit')
      and (side = 'customer' or direction = 'in')
    group by 1 order by 3 desc`.execute(ctx.tx);
  const around = await sql<{ colleagues: number; deals: number }>`
    select (select count(*)::int from lead l where l.workspace_id = c.workspace_id and l.company_id = c.company_id and l.contact_id <> c.id and l.opened_at > ${returned.at} and l.deleted_at is null) as colleagues,
      (select count(*)::int from deal d where d.workspace_id = c.workspace_id and d.company_id = c.company_id and d.created_at > ${returned.at} and d.deleted_at is null) as deals
    from contact c where c.workspace_id = ${workspaceId} and c.id = ${returned.contactId}`.execute(ctx.tx);
  const { colleagues = 0, deals = 0 } = around.rows[0] ?? {};
  return [
    ...did.rows.map((row) => ({ what: 'did' as const, ...row })),
    ...changedFields(returned.snapshot, await snapshotOf(ctx, returned.contactId)),
    ...(colleagues > 0 ? [{ what: 'colleagues' as const, n: colleagues }] : []),
    ...(deals > 0 ? [{ what: 'deals' as const, n: deals }] : []),
  ];
}

/** The changes since the last return of a lead: of its open plan, else of the one that ended last; null where it was never returned. */
export async function sinceReturn(ctx: ReadCtx, leadId: string): Promise<Change[] | null> {
  const { rows } = await sql<{ contact_id: string; returned_at: string; snapshot: unknown }>`
    select contact_id, returned_at, snapshot from recycle_plan where workspace_id = ${ctx.scope.workspaceId} and lead_id = ${leadId}
    order by returned_at desc limit 1`.execute(ctx.tx);
  const [plan] = rows;
  if (!plan) return null;
  return changedSince(ctx, { contactId: plan.contact_id, at: plan.returned_at, snapshot: StoredSnapshot.parse(plan.snapshot) });
}

type Since = OutputOf<typeof getBrief>['since'];

/** The last return of a lead as the one who has it now should know it: as it was when it came back, else as of now. */
export async function sinceShown(ctx: ReadCtx, lead: { id: string; contactId: string; open: boolean; changes: unknown }): Promise<Since> {
  const { rows } = await sql<{ returned_at: string; snapshot: unknown; reason: string | null; times: number }>`
    select p.returned_at, p.snapshot, r.label as reason, count(*) over ()::int as times from recycle_plan p left join reason r on r.workspace_id = p.workspace_id and r.id = p.reason_id
    where p.workspace_id = ${ctx.scope.workspaceId} and p.lead_id = ${lead.id} order by p.returned_at desc limit 1`.execute(ctx.tx);
  const [plan] = rows;
  if (!plan) return null;
  const changes = lead.open
    ? StoredChanges.parse(lead.changes)
    : await changedSince(ctx, { contactId: lead.contactId, at: plan.returned_at, snapshot: StoredSnapshot.parse(plan.snapshot) });
  const shown = changes.filter((change) => change.what !== 'field' || !ctx.scope.hidden.has(change.field));
  return { times: plan.times, returnedAt: plan.returned_at, reason: plan.reason, changes: shown };
}
