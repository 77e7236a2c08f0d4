import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';

/** Rows straight into the record, for tests of what is read from it. Whatever is not given is ordinary. */
export interface PastLead {
  name: string;
  openedAt: string;
  channel?: string | null;
  sourceTeam?: string;
  campaignId?: string | null;
  stage?: string;
  /** Stages before the last one, the oldest first; each a day after the other. */
  through?: readonly string[];
  ownerId?: string | null;
  companyId?: string | null;
}

export async function pastLead(ctx: Ctx, lead: PastLead): Promise<{ id: string; contactId: string }> {
  const [id, contactId] = [uuid7(), uuid7()];
  const { workspaceId } = ctx.scope;
  const stage = lead.stage ?? 'inquiry';
  const closed = stage === 'customer' || stage === 'disqualified';
  await sql`insert into contact (workspace_id, id, last_name, company_id) values (${workspaceId}, ${contactId}, ${lead.name}, ${lead.companyId ?? null})`.execute(
    ctx.tx,
  );
  await sql`insert into lead (workspace_id, id, contact_id, company_id, stage, source_channel, source_team, campaign_id, owner_id, opened_at, stage_since, closed_at)
    values (${workspaceId}, ${id}, ${contactId}, ${lead.companyId ?? null}, ${stage}, ${lead.channel ?? null}, ${lead.sourceTeam ?? 'marketing'},
      ${lead.campaignId ?? null}, ${lead.ownerId ?? null}, ${lead.openedAt}, ${lead.openedAt}, ${closed ? lead.openedAt : null})`.execute(
    ctx.tx,
  );
  const stages = [...(lead.through ?? []), stage];
  for (const [place, one] of stages.entries())
    await sql`insert into stage_visit (workspace_id, lead_id, stage, direction, entered_at, exited_at, cause)
      values (${workspaceId}, ${id}, ${one}, 'forward', ${lead.openedAt}::timestamptz + make_interval(days => ${place}),
        ${place < stages.length - 1 ? sql`${lead.openedAt}::timestamptz + make_interval(days => ${place + 1})` : sql`null`}, 'test')`.execute(
      ctx.tx,
    );
  return { id, contactId };
}

export interface PastActivity {
  kind: string;
  at: string;
  contactId?: string;
  leadId?: string;
  direction?: 'in' | 'out';
  memberId?: string;
  correctsId?: string;
  retracted?: boolean;
  data?: Record<string, unknown>;
  evidence?: string;
}

export async function pastActivity(ctx: Ctx, one: PastActivity): Promise<string> {
  const id = uuid7();
  // A correction is written down after what it corrects.
  const loggedAt = one.correctsId ? new Date(Date.parse(one.at) + 60_000).toISOString() : one.at;
  await sql`insert into activity (workspace_id, id, occurred_at, logged_at, kind, direction, side, contact_id, lead_id, member_id, corrects_id, retracted, data, evidence)
    values (${ctx.scope.workspaceId}, ${id}, ${one.at}, ${loggedAt}, ${one.kind}, ${one.direction ?? 'out'}, ${one.direction === 'in' ? 'customer' : 'sales'},
      ${one.contactId ?? null}, ${one.leadId ?? null}, ${one.memberId ?? null}, ${one.correctsId ?? null}, ${one.retracted ?? false}, ${JSON.stringify(one.data ?? {})},
      ${one.evidence ?? 'imported'})`.execute(ctx.tx);
  return id;
}

export async function pastCampaign(ctx: Ctx, campaign: { name: string; costMinor?: number }): Promise<string> {
  const id = uuid7();
  await sql`insert into campaign (workspace_id, id, name, cost_minor) values (${ctx.scope.workspaceId}, ${id}, ${campaign.name}, ${campaign.costMinor ?? null})`.execute(
    ctx.tx,
  );
  return id;
}

/** A company, or one that is there already under that name. */
export async function pastCompany(ctx: Ctx, name: string): Promise<string> {
  const id = uuid7();
  await sql`insert into company (workspace_id, id, name) values (${ctx.scope.workspaceId}, ${id}, ${name})`.execute(ctx.tx);
  return id;
}

export interface PastDeal {
  status: 'open' | 'won' | 'lost';
  at: string;
  amountMinor?: number | null;
  currency?: string;
  leadId?: string;
  contactId?: string;
  companyId?: string;
  campaignId?: string;
}

export async function pastDeal(ctx: Ctx, deal: PastDeal): Promise<string> {
  const id = uuid7();
  const { workspaceId } = ctx.scope;
  const pipeline = uuid7();
  await sql`insert into pipeline (workspace_id, id, name) values (${workspaceId}, ${pipeline}, 'Past') on conflict do nothing`.execute(
    ctx.tx,
  );
  await sql`insert into pipeline_stage (workspace_id, pipeline_id, name, kind, probability, position)
    select ${workspaceId}, p.id, ${deal.status}, ${deal.status}, 0.5, 0 from pipeline p where p.workspace_id = ${workspaceId} and p.name = 'Past' on conflict do nothing`.execute(
    ctx.tx,
  );
  await sql`insert into deal (workspace_id, id, name, pipeline_id, stage_id, status, amount_minor, currency, closed_at, created_at, lead_id, contact_id, company_id, campaign_id)
    select ${workspaceId}, ${id}, 'A deal', s.pipeline_id, s.id, ${deal.status}, ${deal.amountMinor ?? null}, ${deal.currency ?? null},
      ${deal.status === 'open' ? null : deal.at}, ${deal.at}, ${deal.leadId ?? null}, ${deal.contactId ?? null}, ${deal.companyId ?? null}, ${deal.campaignId ?? null}
    from pipeline_stage s join pipeline p on p.workspace_id = s.workspace_id and p.id = s.pipeline_id
    where s.workspace_id = ${workspaceId} and p.name = 'Past' and s.name = ${deal.status}`.execute(ctx.tx);
  return id;
}

export async function pastInvoice(
  ctx: Ctx,
  invoice: { at: string; totalMinor: number | null; dealId?: string; companyId?: string; cancelled?: boolean; currency?: string },
): Promise<string> {
  const id = uuid7();
  await sql`insert into invoice (workspace_id, id, number, invoiced_at, total_minor, currency, deal_id, company_id, cancelled_at)
    values (${ctx.scope.workspaceId}, ${id}, ${`INV ${id.slice(-4)}`}, ${invoice.at}, ${invoice.totalMinor}, ${invoice.currency ?? 'EUR'}, ${invoice.dealId ?? null},
      ${invoice.companyId ?? null}, ${invoice.cancelled ? invoice.at : null})`.execute(ctx.tx);
  return id;
}

export interface PastHandoff {
  lead: { id: string; contactId: string };
  at: string;
  campaignId?: string;
  decision?: 'accepted' | 'accepted_by_default' | 'rejected' | 'recycled';
  reasonId?: string;
  /** The mark that Sales gave with it. */
  quality?: number;
}

export async function pastHandoff(ctx: Ctx, one: PastHandoff): Promise<string> {
  const id = uuid7();
  const { workspaceId } = ctx.scope;
  const decided = one.decision ? one.at : null;
  await sql`insert into handoff (workspace_id, id, lead_id, contact_id, campaign_id, cause, route, handed_at, decision, decided_at, closed_at)
    values (${workspaceId}, ${id}, ${one.lead.id}, ${one.lead.contactId}, ${one.campaignId ?? null}, 'manual', 'chosen', ${one.at}, ${one.decision ?? null}, ${decided}, ${decided})`.execute(
    ctx.tx,
  );
  if (one.decision)
    await sql`insert into verdict (workspace_id, handoff_id, lead_id, decision, reason_id, quality, decided_at, took_seconds)
      values (${workspaceId}, ${id}, ${one.lead.id}, ${one.decision}, ${one.reasonId ?? null}, ${one.quality ?? null}, ${one.at}, 60)`.execute(
      ctx.tx,
    );
  return id;
}
