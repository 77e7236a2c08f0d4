import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getBrief } from '../contract/brief.ts';

type Brief = OutputOf<typeof getBrief>;

/** Days in which a talk with a colleague still matters for whoever calls next. */
const LATELY_DAYS = 180;

/** Others of the same company with whom someone of ours talked lately. */
export async function colleaguesOf(ctx: ReadCtx, asked: { companyId: string; contactId: string }): Promise<Brief['colleagues']> {
  const since = new Date(Date.parse(ctx.now) - LATELY_DAYS * 86_400_000).toISOString();
  const title = ctx.scope.hidden.has('contact.jobTitle') ? sql`null::text` : sql`c.job_title`;
  const { rows } = await sql<Brief['colleagues'][number]>`
    select c.id, coalesce(nullif(c.name, ''), c.email, 'Someone') as name, ${title} as "jobTitle", a.occurred_at as "lastAt", m.name as by
    from contact c join lateral (select a.occurred_at, a.member_id from activity a where a.workspace_id = c.workspace_id and a.contact_id = c.id and a.occurred_at >= ${since}
        and a.kind in ('call', 'mail', 'meeting') and a.side = 'sales' and not a.retracted order by a.occurred_at desc limit 1) a on true
      left join member m on m.workspace_id = c.workspace_id and m.id = a.member_id
    where c.workspace_id = ${ctx.scope.workspaceId} and c.company_id = ${asked.companyId} and c.id <> ${asked.contactId} and c.deleted_at is null
      and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}
    order by a.occurred_at desc limit 3`.execute(ctx.tx);
  return rows;
}

export async function openDeals(ctx: ReadCtx, asked: { contactId: string; companyId: string | null }): Promise<Brief['deals']> {
  const amount = ctx.scope.hidden.has('deal.amount') ? sql`null::bigint` : sql`d.amount_minor`;
  const { rows } = await sql<Brief['deals'][number]>`
    select d.id, d.name, s.name as stage, ${amount} as "amountMinor", d.currency from deal d join pipeline_stage s on s.workspace_id = d.workspace_id and s.id = d.stage_id
    where d.workspace_id = ${ctx.scope.workspaceId} and d.status = 'open' and d.deleted_at is null and (d.contact_id = ${asked.contactId} or d.company_id = ${asked.companyId})
      and ${reachable(ctx.scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })} order by d.stage_since desc limit 3`.execute(ctx.tx);
  return rows;
}

export async function openTasks(ctx: ReadCtx, asked: { leadId: string; contactId: string }): Promise<Brief['tasks']> {
  const { rows } = await sql<Brief['tasks'][number]>`select t.id, t.subject, t.due_at as "dueAt" from task t
    where t.workspace_id = ${ctx.scope.workspaceId} and t.status = 'open' and (t.lead_id = ${asked.leadId} or t.contact_id = ${asked.contactId}) order by t.due_at nulls last limit 5`.execute(
    ctx.tx,
  );
  return rows;
}

/** What the buyer saw last of ours: a campaign answered, a file, a page. */
export async function lastMaterial(ctx: ReadCtx, contactId: string): Promise<Brief['lastMaterial']> {
  const { rows } = await sql<{ kind: string; what: string | null; at: string; campaign_id: string | null; campaign: string | null }>`
    select a.kind, coalesce(a.data ->> 'asset', a.data ->> 'file', a.data ->> 'path', a.data ->> 'url', a.subject) as what, a.occurred_at as at, g.id as campaign_id, g.name as campaign
    from activity a left join campaign g on g.workspace_id = a.workspace_id and g.id = a.campaign_id
    where a.workspace_id = ${ctx.scope.workspaceId} and a.contact_id = ${contactId} and a.kind in ('campaign_response', 'file_download', 'page_visit') and not a.retracted
      and (a.traffic is null or a.traffic = 'human') and ${reachable(ctx.scope, 'activity', { to: 'read', ownerColumn: 'a.member_id' })}
    order by a.occurred_at desc limit 1`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return null;
  const hidden = ctx.scope.hidden.has('activity.data') || ctx.scope.hidden.has('activity.subject');
  const campaign =
    row.campaign_id && row.campaign !== null && !ctx.scope.hidden.has('activity.campaign')
      ? { id: row.campaign_id, name: row.campaign }
      : null;
  return { kind: row.kind, what: hidden ? null : row.what, at: row.at, campaign };
}

/** What was said about leads of a person before, newest first. */
export async function earlierVerdicts(ctx: ReadCtx, asked: { contactId: string; exceptHandoff: string | null }): Promise<Brief['earlier']> {
  const { rows } = await sql<Brief['earlier'][number]>`
    select v.decision, r.label as reason, v.note, v.decided_at as at, m.name as by
    from handoff h join verdict v on v.workspace_id = h.workspace_id and v.handoff_id = h.id
      left join reason r on r.workspace_id = v.workspace_id and r.id = v.reason_id left join member m on m.workspace_id = v.workspace_id and m.id = v.decided_by
    where h.workspace_id = ${ctx.scope.workspaceId} and h.contact_id = ${asked.contactId} and h.id is distinct from ${asked.exceptHandoff}
    order by v.decided_at desc limit 5`.execute(ctx.tx);
  return rows;
}
