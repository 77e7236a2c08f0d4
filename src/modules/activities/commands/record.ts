import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import { activityRecorded } from '../events.ts';
import { type ActivityKind, CUSTOMER_KINDS, type Direction, type Evidence, HUMAN_KINDS, type Side, type TRAFFICS } from '../schema.ts';

/** A row for the ledger. What is absent is filled in: see `record`. Instants are ISO, UTC. */
export interface NewActivity {
  /** Where the caller needs to name the row beforehand. */
  id?: string;
  kind: ActivityKind;
  occurredAt: string;
  loggedAt?: string;
  direction?: Direction | null;
  side?: Side;
  subject?: string | null;
  body?: string | null;
  outcome?: string | null;
  durationSeconds?: number | null;
  evidence?: Evidence;
  traffic?: (typeof TRAFFICS)[number] | null;
  contactId?: string | null;
  companyId?: string | null;
  dealId?: string | null;
  leadId?: string | null;
  campaignId?: string | null;
  memberId?: string | null;
  mentions?: readonly string[];
  /** Free facts of the kind. `url`, `path` and `asset` name the page, file or asset; `insights` what the customer said. */
  data?: Readonly<Record<string, unknown>>;
  /** The first version of the row that this one replaces. */
  correctsId?: string | null;
  retracted?: boolean;
  /** A second row with the same key and `occurredAt` is skipped: provider events, imports, retried jobs. */
  dedupeKey?: string | null;
  importId?: string | null;
}

interface Stored {
  id: string;
  kind: ActivityKind;
  direction: Direction | null;
  side: Side;
  outcome: string | null;
  evidence: Evidence;
  traffic: (typeof TRAFFICS)[number] | null;
  member_id: string | null;
  occurred_at: string;
  logged_at: string;
  contact_id: string | null;
  company_id: string | null;
  deal_id: string | null;
  lead_id: string | null;
  campaign_id: string | null;
  corrects_id: string | null;
  retracted: boolean;
}

const MOST_AT_ONCE = 2_000;
const MOST_ANNOUNCED = 200;

/**
 * Writes to the ledger: the only way in, for one row or many thousands (set-wise, in order). Filled in where absent: `side` from the
 * member's department (else the customer for what customers do, else the system), the lead's or deal's contact, and the company, which
 * is the contact's of today: the row stays with that company when the person moves on.
 * Doings of people are announced as `activityRecorded`; imported and system rows are not.
 * @returns the id of each row in the order given; null where `dedupeKey` was there already
 */
export async function record(ctx: Ctx, activities: readonly NewActivity[]): Promise<(string | null)[]> {
  const ids: (string | null)[] = [];
  for (let start = 0; start < activities.length; start += MOST_AT_ONCE) {
    const rows = activities.slice(start, start + MOST_AT_ONCE).map((one) => ({ ...one, id: one.id ?? uuid7() }));
    const stored = await insert(ctx, rows);
    const there = new Set(stored.map((row) => row.id));
    ids.push(...rows.map((row) => (there.has(row.id) ? row.id : null)));
    await announce(ctx, stored);
  }
  return ids;
}

async function insert(ctx: Ctx, rows: readonly (NewActivity & { id: string })[]): Promise<Stored[]> {
  if (rows.length === 0) return [];
  const wire = rows.map((row) => ({ ...row, occurredAt: milliseconds(row.occurredAt), loggedAt: milliseconds(row.loggedAt ?? ctx.now) }));
  const result = await sql<Stored>`
    insert into activity (workspace_id, id, kind, occurred_at, logged_at, direction, side, subject, body, outcome, duration_seconds, evidence, traffic,
      contact_id, company_id, deal_id, lead_id, campaign_id, member_id, mentions, data, corrects_id, retracted, dedupe_key, import_id)
    select ${ctx.scope.workspaceId}, r.id, r.kind, r."occurredAt", r."loggedAt", r.direction,
      coalesce(r.side, case when m.department in ('sales', 'marketing') then m.department when m.id is null and r.kind = any (${CUSTOMER_KINDS}) then 'customer' else 'system' end),
      r.subject, r.body, r.outcome, r."durationSeconds", coalesce(r.evidence, 'manual'), r.traffic,
      coalesce(r."contactId", l.contact_id, d.contact_id), coalesce(r."companyId", c.company_id, l.company_id, d.company_id, lc.company_id),
      r."dealId", r."leadId", r."campaignId", r."memberId", coalesce(r.mentions, '{}'), coalesce(r.data, '{}'),
      r."correctsId", coalesce(r.retracted, false), r."dedupeKey", r."importId"
    from json_to_recordset(${JSON.stringify(wire)}::json) as r(id uuid, kind text, "occurredAt" timestamptz, "loggedAt" timestamptz, direction text, side text,
        subject text, body text, outcome text, "durationSeconds" int, evidence text, traffic text, "contactId" uuid, "companyId" uuid, "dealId" uuid, "leadId" uuid,
        "campaignId" uuid, "memberId" uuid, mentions uuid[], data jsonb, "correctsId" uuid, retracted boolean, "dedupeKey" text, "importId" uuid)
      left join member m on m.workspace_id = ${ctx.scope.workspaceId} and m.id = r."memberId"
      left join lead l on l.workspace_id = ${ctx.scope.workspaceId} and l.id = r."leadId"
      left join deal d on d.workspace_id = ${ctx.scope.workspaceId} and d.id = r."dealId"
      left join contact c on c.workspace_id = ${ctx.scope.workspaceId} and c.id = r."contactId"
      left join contact lc on lc.workspace_id = ${ctx.scope.workspaceId} and lc.id = l.contact_id
    on conflict do nothing
    returning id, kind, direction, side, outcome, evidence, traffic, member_id, occurred_at, logged_at, contact_id, company_id, deal_id, lead_id, campaign_id, corrects_id, retracted`.execute(
    ctx.tx,
  );
  return result.rows;
}

/** Pages of the ledger are cut at instants that JavaScript can hold: no row may lie between two milliseconds. */
function milliseconds(iso: string): string {
  return new Date(iso).toISOString();
}

const SUBJECT_COLUMNS = {
  contact: 'contact_id',
  company: 'company_id',
  deal: 'deal_id',
  lead: 'lead_id',
  campaign: 'campaign_id',
} as const;

async function announce(ctx: Ctx, stored: readonly Stored[]): Promise<void> {
  ctx.changed('activity');
  for (const row of stored.slice(0, MOST_ANNOUNCED))
    for (const [entity, column] of Object.entries(SUBJECT_COLUMNS)) {
      const id = row[column];
      if (id) ctx.changed(entity, id);
    }
  const doings = stored.filter(
    (row) => row.evidence !== 'imported' && (row.member_id !== null || row.side !== 'system') && isDoing(row.kind),
  );
  for (let start = 0; start < doings.length; start += MOST_ANNOUNCED)
    await ctx.announce(activityRecorded, { activities: doings.slice(start, start + MOST_ANNOUNCED).map(toEvent) });
}

function isDoing(kind: ActivityKind): boolean {
  return (HUMAN_KINDS as readonly string[]).includes(kind);
}

function toEvent(row: Stored) {
  return {
    id: row.id,
    kind: row.kind,
    direction: row.direction,
    side: row.side,
    outcome: row.outcome,
    evidence: row.evidence,
    traffic: row.traffic,
    memberId: row.member_id,
    occurredAt: row.occurred_at,
    loggedAt: row.logged_at,
    contactId: row.contact_id,
    companyId: row.company_id,
    dealId: row.deal_id,
    leadId: row.lead_id,
    campaignId: row.campaign_id,
    correctsId: row.corrects_id,
    retracted: row.retracted,
  };
}
