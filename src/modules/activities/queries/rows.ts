import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import { cut } from '#platform/shared/paging.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { ActivityKind, ActivityRow, Direction, Evidence, Side, TRAFFICS } from '../schema.ts';

interface Read {
  id: string;
  corrects_id: string | null;
  kind: ActivityKind;
  occurred_at: string;
  logged_at: string;
  first_logged_at: string | null;
  direction: Direction | null;
  side: Side;
  subject: string | null;
  body: string | null;
  outcome: string | null;
  duration_seconds: number | null;
  evidence: Evidence;
  traffic: (typeof TRAFFICS)[number] | null;
  member_id: string | null;
  member_name: string | null;
  contact_id: string | null;
  contact_name: string | null;
  company_id: string | null;
  company_name: string | null;
  deal_id: string | null;
  deal_name: string | null;
  lead_id: string | null;
  lead_name: string | null;
  campaign_id: string | null;
  campaign_name: string | null;
  corrected_by: string | null;
  mentioned: { id: string; name: string }[] | null;
  data: Record<string, unknown>;
  retracted: boolean;
}

export interface ActivityPage {
  items: ActivityRow[];
  next: string | null;
}

/** Reads what is shown of the rows that `page` selects (`activity` rows, at most `limit` + 1, in their order) and cuts the page. */
export async function readRows(db: Db, scope: Scope, { page, limit }: { page: RawBuilder<unknown>; limit: number }): Promise<ActivityPage> {
  const ws = scope.workspaceId;
  const { rows } = await sql<Read>`
    select a.*, (a.data ->> 'firstLoggedAt')::timestamptz first_logged_at, m.name member_name, c.name contact_name, co.name company_name, d.name deal_name,
      lc.name lead_name, ca.name campaign_name, cb.name corrected_by,
      case when a.mentions <> '{}' then (select jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name)) from member x where x.workspace_id = ${ws} and x.id = any (a.mentions)) end mentioned
    from (${page}) a
      left join member m on m.workspace_id = ${ws} and m.id = a.member_id
      left join contact c on c.workspace_id = ${ws} and c.id = a.contact_id
      left join company co on co.workspace_id = ${ws} and co.id = a.company_id
      left join deal d on d.workspace_id = ${ws} and d.id = a.deal_id
      left join lead l on l.workspace_id = ${ws} and l.id = a.lead_id
      left join contact lc on lc.workspace_id = ${ws} and lc.id = l.contact_id
      left join campaign ca on ca.workspace_id = ${ws} and ca.id = a.campaign_id
      left join member cb on cb.workspace_id = ${ws} and cb.id = (a.data ->> 'correctedBy')::uuid
    order by a.occurred_at desc, a.id desc`.execute(db);
  const { items, next } = cut(rows, limit, ({ occurred_at, id }) => ({ at: occurred_at, id }));
  return { items: items.map((row) => toRow(row, scope)), next };
}

function toRow(row: Read, scope: Scope): ActivityRow {
  const shows = (field: string) => !scope.hidden.has(`activity.${field}`);
  return {
    id: row.id,
    rootId: row.corrects_id ?? row.id,
    kind: row.kind,
    occurredAt: row.occurred_at,
    loggedAt: row.first_logged_at ?? row.logged_at,
    direction: row.direction,
    side: row.side,
    ...(shows('subject') ? { subject: row.subject } : {}),
    ...(shows('body') ? { body: row.body } : {}),
    ...(shows('outcome') ? { outcome: row.outcome } : {}),
    ...(shows('durationSeconds') ? { durationSeconds: row.duration_seconds } : {}),
    ...(shows('data') && showsMoney(row.kind, scope) ? { data: withoutBookkeeping(row.data) } : {}),
    evidence: row.evidence,
    traffic: row.traffic,
    member: named(row.member_id, row.member_name),
    contact: named(row.contact_id, row.contact_name),
    company: named(row.company_id, row.company_name),
    deal: named(row.deal_id, row.deal_name),
    lead: named(row.lead_id, row.lead_name),
    campaign: named(row.campaign_id, row.campaign_name),
    mentions: row.mentioned ?? [],
    corrected: row.corrects_id ? { at: row.logged_at, by: row.corrected_by } : null,
    retracted: row.retracted,
  };
}

function named(id: string | null, name: string | null): { id: string; name: string } | null {
  return id === null ? null : { id, name: name ?? '' };
}

const MONEY_OF: Partial<Record<ActivityKind, string>> = {
  deal_created: 'deal.',
  deal_stage: 'deal.',
  deal_won: 'deal.',
  deal_lost: 'deal.',
  quote: 'deal.',
  order: 'order.',
  invoice: 'invoice.',
};

/** Who may not see a field of a deal or an invoice must not find it in the facts of its ledger row either. */
function showsMoney(kind: ActivityKind, scope: Scope): boolean {
  const entity = MONEY_OF[kind];
  return !entity || ![...scope.hidden].some((name) => name.startsWith(entity));
}

function withoutBookkeeping({ firstLoggedAt: _first, correctedBy: _by, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return rest;
}
