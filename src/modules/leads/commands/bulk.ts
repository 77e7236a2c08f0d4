import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import { directionOf, isOnPath } from '../rules/stages.ts';
import type { SourceTeam, Stage } from '../schema.ts';
import { followLifecycle } from './lifecycle.ts';

/** A lead as another system knew it. Fields that are absent stay as they are (or take their default in a new lead). */
export interface ImportedLead {
  /** Ours, of a lead that is here already; absent: a new one. */
  id?: string;
  contactId: string;
  companyId?: string | null;
  stage: Stage;
  workingStatus?: string | null;
  ownerId?: string | null;
  sourceTeam?: SourceTeam;
  sourceChannel?: string | null;
  campaignId?: string | null;
  handRaised?: boolean;
  whyNow?: string | null;
  openedAt: string;
  reasonId?: string | null;
  recycleUntil?: string | null;
  tags?: readonly string[];
  custom?: Readonly<Record<string, unknown>>;
  /** Where the other system kept its history, the oldest first; absent: the stage, entered when the lead was opened. */
  visits?: readonly { stage: Stage; enteredAt: string }[];
}

export interface Upserted {
  /** In the order of the rows. */
  ids: string[];
  created: number;
  updated: number;
}

const MOST_AT_ONCE = 2_000;
const CAUSE = 'import';

interface Prepared extends ImportedLead {
  id: string;
  isNew: boolean;
  stageSince: string;
  closedAt: string | null;
}

/**
 * Writes leads of another system, set-wise. They are marked imported: no event is announced and no clock starts for what happened
 * before. A lead that is here already gets the facts given; a changed stage is a new visit, as of now,
 * unless somebody moved the lead here since: then people's word stands.
 */
export async function upsertLeads(ctx: Ctx, leads: readonly ImportedLead[], { importId }: { importId: string | null }): Promise<Upserted> {
  const result: Upserted = { ids: [], created: 0, updated: 0 };
  for (let start = 0; start < leads.length; start += MOST_AT_ONCE) {
    const rows = leads.slice(start, start + MOST_AT_ONCE).map((lead) => prepare(lead, ctx.now));
    const fresh = rows.filter((row) => row.isNew);
    await insertLeads(ctx, fresh, importId);
    result.updated += await updateLeads(
      ctx,
      rows.filter((row) => !row.isNew),
    );
    result.created += fresh.length;
    result.ids.push(...rows.map((row) => row.id));
    await followLifecycle(ctx, [...new Set(rows.map((row) => row.contactId))]);
  }
  if (leads.length > 0) ctx.changed('lead');
  return result;
}

function prepare(lead: ImportedLead, now: string): Prepared {
  const isNew = lead.id === undefined;
  const stageSince = isNew ? (lead.visits?.at(-1)?.enteredAt ?? lead.openedAt) : now;
  const closed = lead.stage === 'customer' || lead.stage === 'disqualified';
  return { ...lead, id: lead.id ?? uuid7(), isNew, stageSince, closedAt: closed ? stageSince : null };
}

async function insertLeads(ctx: Ctx, leads: readonly Prepared[], importId: string | null): Promise<void> {
  if (leads.length === 0) return;
  const { workspaceId } = ctx.scope;
  await sql`
    insert into lead (workspace_id, id, contact_id, company_id, stage, working_status, owner_id, source_team, source_channel, campaign_id, hand_raised,
      why_now, opened_at, stage_since, closed_at, reason_id, recycle_until, recycle_count, tags, custom, imported, import_id, created_by, created_at, updated_at)
    select ${workspaceId}, r.id, r."contactId", r."companyId", r.stage, r."workingStatus", r."ownerId", coalesce(r."sourceTeam", 'marketing'), r."sourceChannel",
      r."campaignId", coalesce(r."handRaised", false), r."whyNow", r."openedAt", r."stageSince", r."closedAt", r."reasonId", r."recycleUntil",
      case when r.stage = 'recycled' then 1 else 0 end, coalesce(r.tags, '{}'), coalesce(r.custom, '{}'), true, ${importId}, ${ctx.scope.actor.memberId}, ${ctx.now}, ${ctx.now}
    from json_to_recordset(${JSON.stringify(leads)}::json) as r(id uuid, "contactId" uuid, "companyId" uuid, stage text, "workingStatus" text, "ownerId" uuid,
      "sourceTeam" text, "sourceChannel" text, "campaignId" uuid, "handRaised" boolean, "whyNow" text, "openedAt" timestamptz, "stageSince" timestamptz,
      "closedAt" timestamptz, "reasonId" uuid, "recycleUntil" date, tags text[], custom jsonb)`.execute(ctx.tx);
  await insertVisits(ctx, leads.flatMap(visitsOf));
  await record(
    ctx,
    leads.map((lead) => ({
      kind: 'record_created' as const,
      occurredAt: lead.openedAt,
      evidence: 'imported' as const,
      side: 'system' as const,
      contactId: lead.contactId,
      companyId: lead.companyId ?? null,
      leadId: lead.id,
      campaignId: lead.campaignId ?? null,
      data: { of: 'lead', stage: lead.stage },
      importId,
    })),
  );
}

interface NewVisit {
  leadId: string;
  stage: Stage;
  direction: string;
  enteredAt: string;
  exitedAt: string | null;
}

function visitsOf(lead: Prepared): NewVisit[] {
  const begun = isOnPath(lead.stage) ? [] : [{ stage: 'inquiry' as const, enteredAt: lead.openedAt }];
  const known = lead.visits?.length ? [...lead.visits] : [...begun, { stage: lead.stage, enteredAt: lead.openedAt }];
  // Whatever the history says, the lead stands where its stage says.
  if (known.at(-1)?.stage !== lead.stage) known.push({ stage: lead.stage, enteredAt: lead.stageSince });
  return known.map(({ stage, enteredAt }, place) => ({
    leadId: lead.id,
    stage,
    direction: directionOf(
      known.slice(0, place).map((one) => one.stage),
      stage,
    ),
    enteredAt,
    exitedAt: known[place + 1]?.enteredAt ?? null,
  }));
}

async function insertVisits(ctx: Ctx, visits: readonly NewVisit[]): Promise<void> {
  await sql`
    insert into stage_visit (workspace_id, lead_id, stage, direction, entered_at, exited_at, cause, actor_member_id)
    select ${ctx.scope.workspaceId}, r."leadId", r.stage, r.direction, r."enteredAt", r."exitedAt", ${CAUSE}, ${ctx.scope.actor.memberId}
    from json_to_recordset(${JSON.stringify(visits)}::json) as r("leadId" uuid, stage text, direction text, "enteredAt" timestamptz, "exitedAt" timestamptz)`.execute(
    ctx.tx,
  );
}

async function updateLeads(ctx: Ctx, leads: readonly Prepared[]): Promise<number> {
  if (leads.length === 0) return 0;
  const { workspaceId } = ctx.scope;
  const moved = await sql<{ id: string; past: Stage[] }>`
    select l.id, (select array_agg(v.stage order by v.entered_at, v.id) from stage_visit v where v.workspace_id = l.workspace_id and v.lead_id = l.id) as past
    from lead l join json_to_recordset(${JSON.stringify(leads)}::json) as r(id uuid, stage text) on r.id = l.id
    where l.workspace_id = ${workspaceId} and l.stage <> r.stage and exists (select from stage_visit v
      where v.workspace_id = l.workspace_id and v.lead_id = l.id and v.exited_at is null and v.cause = ${CAUSE})
    for update of l`.execute(ctx.tx);
  const movedIds = moved.rows.map((row) => row.id);
  const { rows } = await sql<{ id: string }>`
    update lead l set company_id = case when r.has ? 'companyId' then r."companyId" else l.company_id end,
      working_status = case when r.has ? 'workingStatus' then r."workingStatus" else l.working_status end,
      owner_id = case when r.has ? 'ownerId' then r."ownerId" else l.owner_id end,
      source_team = coalesce(r."sourceTeam", l.source_team), hand_raised = coalesce(r."handRaised", l.hand_raised),
      source_channel = case when r.has ? 'sourceChannel' then r."sourceChannel" else l.source_channel end,
      campaign_id = case when r.has ? 'campaignId' then r."campaignId" else l.campaign_id end,
      why_now = case when r.has ? 'whyNow' then r."whyNow" else l.why_now end,
      tags = coalesce(r.tags, l.tags), custom = jsonb_strip_nulls(l.custom || coalesce(r.custom, '{}')),
      reason_id = case when r.has ? 'reasonId' then r."reasonId" else l.reason_id end,
      recycle_until = case when r.has ? 'recycleUntil' then r."recycleUntil" else l.recycle_until end,
      stage = case when l.id = any (${movedIds}::uuid[]) then r.stage else l.stage end,
      stage_since = case when l.id = any (${movedIds}::uuid[]) then r."stageSince" else l.stage_since end,
      closed_at = case when l.id = any (${movedIds}::uuid[]) then r."closedAt" else l.closed_at end, updated_at = ${ctx.now}
    from (select x.*, j as has from json_array_elements(${JSON.stringify(leads)}::json) raw(j0), lateral (select j0::jsonb as j) y,
      json_to_record(j0) as x(id uuid, "companyId" uuid, stage text, "workingStatus" text, "ownerId" uuid, "sourceTeam" text, "sourceChannel" text,
        "campaignId" uuid, "handRaised" boolean, "whyNow" text, "stageSince" timestamptz, "closedAt" timestamptz, "reasonId" uuid, "recycleUntil" date,
        tags text[], custom jsonb)) r
    where l.workspace_id = ${workspaceId} and l.id = r.id
    returning l.id`.execute(ctx.tx);
  await addMoves(ctx, leads, moved.rows);
  return rows.length;
}

async function addMoves(ctx: Ctx, leads: readonly Prepared[], moved: readonly { id: string; past: Stage[] }[]): Promise<void> {
  if (moved.length === 0) return;
  const byId = new Map(leads.map((lead) => [lead.id, lead]));
  const visits = moved.flatMap(({ id, past }) => {
    const lead = byId.get(id);
    return lead ? [{ leadId: id, stage: lead.stage, direction: directionOf(past ?? [], lead.stage), enteredAt: lead.stageSince, exitedAt: null }] : [];
  });
  await sql`update stage_visit set exited_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId}
    and lead_id = any (${visits.map((visit) => visit.leadId)}::uuid[]) and exited_at is null`.execute(ctx.tx);
  await insertVisits(ctx, visits);
}

/** Takes back an import: the leads it made are gone, with their visits. @returns how many */
export async function removeImportedLeads(ctx: Ctx, importId: string): Promise<number> {
  const gone = await ctx.tx
    .deleteFrom('lead')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('import_id', '=', importId)
    .returning('contact_id')
    .execute();
  await followLifecycle(ctx, [...new Set(gone.map((lead) => lead.contact_id))]);
  ctx.changed('lead');
  return gone.length;
}
