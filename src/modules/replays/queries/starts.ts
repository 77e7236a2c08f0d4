import { sql } from 'kysely';
import type { PastStart } from '#modules/agreements/queries/replay.ts';
import type { Starts } from '#modules/agreements/schema.ts';
import type { ReadCtx } from '#platform/context.ts';

export interface Start extends PastStart {
  when: Starts;
  leadId: string;
  causeId: string;
  ownerId: string | null;
  /** Score band when it was handed off, and type of lead: whom it is fair to compare with. */
  band: string;
}

export interface Span {
  start: string;
  end: string;
}

interface Found {
  causeId: string;
  when: Starts;
  leadId: string;
  contactId: string;
  ownerId: string | null;
  startedAt: string;
  band: string;
  endedAt: string | null;
}

/** What made a lead, after its score band. */
const TYPE = sql`' · ' || case when l.hand_raised then 'hand-raiser' else coalesce(nullif(l.source_channel, ''), 'unknown') end`;
const BAND = sql`left(coalesce(l.score_label, '?') || ${TYPE}, 200)`;

async function handedOff({ tx, scope }: ReadCtx, span: Span): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (select from handoff h where h.workspace_id = ${scope.workspaceId}
    and h.handed_at >= ${span.start} and h.handed_at < ${span.end}) as found`.execute(tx);
  return rows[0]?.found ?? false;
}

/**
 * Everything in a span that sets promises going, as it did live: hand-offs, people who asked (again), returned leads. A record without hand-offs
 * (an import) begins at the opening of each lead.
 */
export async function pastStarts(ctx: ReadCtx, span: Span): Promise<{ starts: 'handed_off' | 'opened'; items: Start[] }> {
  const starts = (await handedOff(ctx, span)) ? ('handed_off' as const) : ('opened' as const);
  const workspace = ctx.scope.workspaceId;
  const handoffs = sql`
    select h.id as "causeId", case when h.cause = 'hand_raise' or (h.cause <> 'threshold' and l.hand_raised) then 'hand_raised' else 'handed_off' end as when,
      h.lead_id as "leadId", h.contact_id as "contactId", h.assignee_id as "ownerId", h.handed_at as "startedAt", left(coalesce(h.label, l.score_label, '?') || ${TYPE}, 200) as band,
      case when h.decision = 'withdrawn' and not exists (select from clock k where k.workspace_id = h.workspace_id and k.cause_id = h.id) then h.closed_at end as "endedAt"
    from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
    where h.workspace_id = ${workspace} and h.handed_at >= ${span.start} and h.handed_at < ${span.end}
    union all
    select distinct on (h.id, k.started_at) h.id, 'hand_raised', h.lead_id, h.contact_id, h.assignee_id, k.started_at, left(coalesce(h.label, l.score_label, '?') || ${TYPE}, 200), null::timestamptz
    from clock k join handoff h on h.workspace_id = k.workspace_id and h.id = k.cause_id join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
    where k.workspace_id = ${workspace} and k.started_at >= ${span.start} and k.started_at < ${span.end} and k.started_at > h.handed_at`;
  const opened = sql`
    select l.id as "causeId", case when l.hand_raised then 'hand_raised' else 'handed_off' end as when, l.id as "leadId", l.contact_id as "contactId", l.owner_id as "ownerId",
      l.opened_at as "startedAt", ${BAND} as band, null::timestamptz as "endedAt"
    from lead l where l.workspace_id = ${workspace} and l.deleted_at is null and l.opened_at >= ${span.start} and l.opened_at < ${span.end} and l.opened_at <= ${ctx.now}`;
  const { rows } = await sql<Found>`select * from (${starts === 'handed_off' ? handoffs : opened}
    union all select p.id, 'recycled', p.lead_id, p.contact_id, null::uuid, p.returned_at, ${BAND}, null::timestamptz
    from recycle_plan p join lead l on l.workspace_id = p.workspace_id and l.id = p.lead_id
    where p.workspace_id = ${workspace} and p.returned_at >= ${span.start} and p.returned_at < ${span.end} and not p.held_out
      and not (p.state = 'archived' and p.ended_at = p.returned_at)) s order by "startedAt", "causeId"`.execute(ctx.tx);
  return { starts, items: rows.map(startOf) };
}

function startOf({ endedAt, ...found }: Found): Start {
  const decisions = endedAt === null ? [] : [{ kind: 'voided' as const, at: endedAt }];
  return { ...found, id: `${found.causeId}@${found.startedAt}`, decisions };
}

/** Kinds of the ledger that prove contact; verdicts and tactics come from the program itself. */
const CONTACT = ['call', 'mail', 'meeting', 'chat'];

/**
 * Since when the ledger can know whether somebody answered: the day on which the last of the kinds that count, and are on record at all, began to be
 * written down. Null where none ever was.
 */
export async function knownSince({ tx, scope }: ReadCtx, proof: readonly string[]): Promise<string | null> {
  const kinds = proof.filter((kind) => CONTACT.includes(kind));
  const { rows } = await sql<{ since: string | null }>`select max(first.since) as since from unnest(${kinds}::text[]) k(kind)
    cross join workspace w cross join lateral (select date_trunc('day', min(a.occurred_at) at time zone w.time_zone) at time zone w.time_zone as since
      from activity a where a.workspace_id = w.id and a.kind = k.kind and a.corrects_id is null and (a.data ->> 'automated') is distinct from 'true') first
    where w.id = ${scope.workspaceId}`.execute(tx);
  return rows[0]?.since ?? null;
}

/** Leads with a won deal, and the average won deal with an amount in the workspace's currency. */
export async function wonLeads({
  tx,
  scope,
}: ReadCtx): Promise<{ won: ReadonlySet<string>; averageMinor: number | null; currency: string }> {
  const { rows } = await sql<{ lead_id: string | null; amount: number | null; currency: string }>`
    select d.lead_id, case when d.currency = w.base_currency and d.amount_minor > 0 then d.amount_minor::float8 end as amount, w.base_currency as currency
    from workspace w left join deal d on d.workspace_id = w.id and d.status = 'won' and d.deleted_at is null where w.id = ${scope.workspaceId}`.execute(
    tx,
  );
  const amounts = rows.flatMap(({ amount }) => amount ?? []);
  return {
    won: new Set(rows.flatMap(({ lead_id }) => lead_id ?? [])),
    averageMinor: amounts.length === 0 ? null : Math.round(amounts.reduce((sum, one) => sum + one, 0) / amounts.length),
    currency: rows[0]?.currency ?? 'EUR',
  };
}
