import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import type { Ctx } from '#platform/context.ts';
import { type ExternalRef, type Upserted, type UpsertSpec, upsertRows } from '#platform/db/upsert.ts';
import type { FoldMode } from '#platform/shared/fold.ts';
import { directionOf, isOnPath } from '../rules/stages.ts';
import type { SourceTeam, Stage } from '../schema.ts';
import { followLifecycle } from './lifecycle.ts';

/** A lead as another system knew it. */
export interface LeadValues {
  contactId: string;
  stage: Stage;
  /** When the other system made it. */
  openedAt: string;
  companyId?: string | null;
  workingStatus?: string | null;
  ownerId?: string | null;
  sourceTeam?: SourceTeam | null;
  sourceChannel?: string | null;
  campaignId?: string | null;
  handRaised?: boolean;
  whyNow?: string | null;
  reasonId?: string | null;
  recycleUntil?: string | null;
  tags?: readonly string[];
  /** Checked already (`parseCustom` with `lenient`). */
  custom?: Readonly<Record<string, unknown>>;
  /** Where the other system kept its history, the oldest first; absent: the stage, entered when the lead was opened. */
  visits?: readonly { stage: Stage; enteredAt: string }[];
}

export interface UpsertLead {
  externalRef?: ExternalRef | null;
  values: LeadValues;
  mode?: FoldMode;
}

const CAUSE = 'import';
const CREATE_ONLY = ['contact_id', 'stage', 'opened_at', 'stage_since', 'closed_at', 'recycle_count', 'imported'];
const WRITTEN = [
  ...CREATE_ONLY,
  ...[
    'company_id',
    'working_status',
    'owner_id',
    'source_team',
    'source_channel',
    'campaign_id',
    'hand_raised',
    'why_now',
    'reason_id',
    'recycle_until',
    'tags',
    'custom',
  ],
];

const specOf = (ctx: Ctx, importId: string | null): UpsertSpec => ({
  table: 'lead',
  entity: 'lead',
  written: WRITTEN,
  createOnly: CREATE_ONLY,
  defaults: {
    source_team: 'marketing',
    hand_raised: false,
    tags: [],
    custom: {},
    recycle_count: 0,
    touches: 0,
    imported: true,
    created_by: ctx.scope.actor.memberId,
  },
  importId,
});

function columnsOf(values: LeadValues): Record<string, unknown> {
  const { stage } = values;
  const since = values.visits?.at(-1)?.enteredAt ?? values.openedAt;
  return {
    contact_id: values.contactId,
    stage,
    opened_at: values.openedAt,
    stage_since: since,
    closed_at: closes(stage) ? since : null,
    recycle_count: stage === 'recycled' ? 1 : 0,
    company_id: values.companyId,
    working_status: values.workingStatus,
    owner_id: values.ownerId,
    source_team: values.sourceTeam,
    source_channel: values.sourceChannel,
    campaign_id: values.campaignId,
    hand_raised: values.handRaised,
    why_now: values.whyNow,
    reason_id: values.reasonId,
    recycle_until: values.recycleUntil,
    tags: values.tags,
    custom: values.custom,
  };
}

const closes = (stage: Stage) => stage === 'customer' || stage === 'disqualified';

/**
 * Writes leads of another system, thousands of rows per call. They are marked imported: no event is announced and no clock starts for what
 * happened before. A lead that is here already gets the facts given; a changed stage is a new visit, as of now, unless somebody moved
 * the lead here since: then people's word stands.
 */
export async function upsertLeads(ctx: Ctx, rows: readonly UpsertLead[], { importId }: { importId: string | null }): Promise<Upserted[]> {
  const results = await upsertRows(
    ctx,
    specOf(ctx, importId),
    rows.map(({ values, ...row }) => ({ ...row, columns: columnsOf(values) })),
  );
  const placed = results.flatMap((result, place) => {
    const values = rows[place]?.values;
    return values ? [{ result, values }] : [];
  });
  await begin(
    ctx,
    placed.filter(({ result }) => result.outcome === 'created'),
    importId,
  );
  const moved = await move(
    ctx,
    placed.filter(({ result }) => result.outcome !== 'created'),
  );
  await followLifecycle(ctx, [...new Set(rows.map((row) => row.values.contactId))]);
  return results.map((result) => {
    const before = moved.get(result.id);
    if (!before || result.outcome === 'created') return result;
    return { ...result, outcome: result.outcome === 'unchanged' ? 'updated' : result.outcome, before: { ...result.before, ...before } };
  });
}

interface Placed {
  result: Upserted;
  values: LeadValues;
}

async function begin(ctx: Ctx, made: readonly Placed[], importId: string | null): Promise<void> {
  if (made.length === 0) return;
  await insertVisits(ctx, made.flatMap(visitsOf));
  await record(
    ctx,
    made.map(({ result, values }) => ({
      kind: 'record_created' as const,
      occurredAt: values.openedAt,
      evidence: 'imported' as const,
      side: 'system' as const,
      contactId: values.contactId,
      companyId: values.companyId ?? null,
      leadId: result.id,
      campaignId: values.campaignId ?? null,
      data: { of: 'lead', stage: values.stage },
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

function visitsOf({ result, values }: Placed): NewVisit[] {
  const { stage, openedAt } = values;
  const begun = isOnPath(stage) ? [] : [{ stage: 'inquiry' as const, enteredAt: openedAt }];
  const known = values.visits?.length ? [...values.visits] : [...begun, { stage, enteredAt: openedAt }];
  // Whatever the history says, the lead stands where its stage says.
  if (known.at(-1)?.stage !== stage) known.push({ stage, enteredAt: known.at(-1)?.enteredAt ?? openedAt });
  return known.map((visit, place) => ({
    leadId: result.id,
    stage: visit.stage,
    direction: directionOf(
      known.slice(0, place).map((one) => one.stage),
      visit.stage,
    ),
    enteredAt: visit.enteredAt,
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

/** Moves the leads whose stage is another now and that nobody has moved here. @returns the previous values, by lead */
async function move(ctx: Ctx, met: readonly Placed[]): Promise<Map<string, Record<string, unknown>>> {
  if (met.length === 0) return new Map();
  const { workspaceId } = ctx.scope;
  const wanted = new Map(met.map(({ result, values }) => [result.id, values.stage]));
  const asked = [...wanted].map(([id, stage]) => ({ id, stage }));
  const { rows } = await sql<{ id: string; stage: Stage; stage_since: string; closed_at: string | null; past: Stage[] }>`
    select l.id, l.stage, l.stage_since, l.closed_at,
      (select array_agg(v.stage order by v.entered_at, v.id) from stage_visit v where v.workspace_id = l.workspace_id and v.lead_id = l.id) as past
    from lead l join json_to_recordset(${JSON.stringify(asked)}::json) as r(id uuid, stage text) on r.id = l.id
    where l.workspace_id = ${workspaceId} and l.stage <> r.stage and exists (select from stage_visit v
      where v.workspace_id = l.workspace_id and v.lead_id = l.id and v.exited_at is null and v.cause = ${CAUSE})`.execute(ctx.tx);
  const visits = rows.map(({ id, past, stage }) => {
    const to = wanted.get(id) ?? stage;
    return { leadId: id, stage: to, direction: directionOf(past, to), enteredAt: ctx.now, exitedAt: null };
  });
  if (visits.length === 0) return new Map();
  await sql`update stage_visit set exited_at = ${ctx.now} where workspace_id = ${workspaceId}
    and lead_id = any (${visits.map((visit) => visit.leadId)}::uuid[]) and exited_at is null`.execute(ctx.tx);
  await insertVisits(ctx, visits);
  await sql`update lead l set stage = r.stage, stage_since = ${ctx.now}, closed_at = case when r.stage in ('customer', 'disqualified') then ${ctx.now}::timestamptz end
    from json_to_recordset(${JSON.stringify(visits)}::json) as r("leadId" uuid, stage text) where l.workspace_id = ${workspaceId} and l.id = r."leadId"`.execute(
    ctx.tx,
  );
  return new Map(rows.map(({ id, stage, stage_since, closed_at }) => [id, { stage, stage_since, closed_at }]));
}

/**
 * Leads of another system that became customers when their deal was won, as of then; one that somebody moved here since stays where it is.
 * Announces nothing, like everything that happened before.
 */
export async function closeImportedLeads(ctx: Ctx, won: readonly { leadId: string; at: string }[]): Promise<void> {
  if (won.length === 0) return;
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<{ leadId: string; contactId: string; at: string; past: Stage[] }>`
    select l.id as "leadId", l.contact_id as "contactId", greatest(max(r.at), l.stage_since) as at,
      (select array_agg(v.stage order by v.entered_at, v.id) from stage_visit v where v.workspace_id = l.workspace_id and v.lead_id = l.id) as past
    from lead l join json_to_recordset(${JSON.stringify(won)}::json) as r("leadId" uuid, at timestamptz) on r."leadId" = l.id
    where l.workspace_id = ${workspaceId} and l.imported and l.stage <> 'customer' and exists (select from stage_visit v
      where v.workspace_id = l.workspace_id and v.lead_id = l.id and v.exited_at is null and v.cause = ${CAUSE})
    group by l.workspace_id, l.id, l.contact_id, l.stage_since`.execute(ctx.tx);
  if (rows.length === 0) return;
  const closed = JSON.stringify(rows);
  await sql`update stage_visit v set exited_at = r.at from json_to_recordset(${closed}::json) as r("leadId" uuid, at timestamptz)
    where v.workspace_id = ${workspaceId} and v.lead_id = r."leadId" and v.exited_at is null`.execute(ctx.tx);
  await insertVisits(
    ctx,
    rows.map((row) => ({
      leadId: row.leadId,
      stage: 'customer',
      direction: directionOf(row.past, 'customer'),
      enteredAt: row.at,
      exitedAt: null,
    })),
  );
  await sql`update lead l set stage = 'customer', stage_since = r.at, closed_at = r.at, reason_id = null, recycle_until = null, updated_at = ${ctx.now}
    from json_to_recordset(${closed}::json) as r("leadId" uuid, at timestamptz) where l.workspace_id = ${workspaceId} and l.id = r."leadId"`.execute(
    ctx.tx,
  );
  await followLifecycle(ctx, [...new Set(rows.map((row) => row.contactId))]);
}
