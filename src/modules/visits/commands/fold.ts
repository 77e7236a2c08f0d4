import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';
import { type FoldedVisit, foldVisitor, type KeptHit } from '../rules/fold.ts';
import { IDLE_MINUTES, type Identity } from '../rules/sessions.ts';
import type { Verdict } from '../schema.ts';
import { campaignsNamed, writeVisits } from './folded.ts';
import { acceptSeals } from './identify.ts';
import { tellLedger } from './ledger.ts';

const MOST_VISITORS = 200;

/** A visit that is here, and is made anew: it keeps its id, and what a person said of it. */
export interface StandingVisit {
  id: string;
  judged: Verdict | null;
  judgedBy: string | null;
}
export interface MadeVisit extends FoldedVisit {
  id: string;
  visitor: string;
  judgedBy: string | null;
  campaignId: string | null;
}

/**
 * Makes visits of hits that have come in, for up to 200 visitors: those whose hits meet a visit that is here already make it anew. Repeatable:
 * the same hits again change nothing.
 * @returns whether there may be more
 */
export async function foldBatch(ctx: Ctx): Promise<boolean> {
  const ws = ctx.scope.workspaceId;
  // One at a time, so that no visit is made twice.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`visits.fold:${ws}`}, 0))`.execute(ctx.tx);
  await acceptSeals(ctx);
  const found = await sql<{ visitor: string; since: string }>`
    select h.visitor, min(least(h.occurred_at, p.occurred_at)) since from visit_hit h
      left join visit_hit p on p.workspace_id = ${ws} and p.id = h.page_id and p.visitor = h.visitor
    where h.workspace_id = ${ws} and not h.folded group by h.visitor order by h.visitor limit ${MOST_VISITORS}`.execute(ctx.tx);
  if (found.rows.length === 0) return false;
  const stretches = await stretchesOf(ctx, found.rows);
  const [hits, identities, standing] = [await hitsOf(ctx, stretches), await identitiesOf(ctx, stretches), await standingOf(ctx, stretches)];
  const made = stretches.flatMap(({ visitor }) =>
    named(foldVisitor(hits.get(visitor) ?? [], identities.get(visitor) ?? []), { visitor, standing }),
  );
  const campaigns = await campaignsNamed(
    ctx,
    made.flatMap(({ utm }) => utm?.campaign ?? []),
  );
  for (const visit of made) visit.campaignId = campaigns.get(visit.utm?.campaign?.toLowerCase() ?? '') ?? null;
  await writeVisits(ctx, { made, gone: [...standing.keys()].filter((id) => !made.some((visit) => visit.id === id)) });
  await tellLedger(ctx, made);
  await markFolded(ctx, stretches);
  ctx.changed('visit');
  ctx.changed('website');
  return found.rows.length === MOST_VISITORS;
}

interface Stretch {
  visitor: string;
  /** From here on the visitor's visits are made anew. */
  since: string;
}

/** Back to the beginning of a visit that the earliest new hit could belong to. */
async function stretchesOf(ctx: Ctx, found: readonly Stretch[]): Promise<Stretch[]> {
  const { rows } = await sql<Stretch>`
    select f.visitor, least(f.since, (select min(v.started_at) from visit v where v.workspace_id = ${ctx.scope.workspaceId} and v.visitor = f.visitor
      and v.ended_at >= f.since - make_interval(mins => ${IDLE_MINUTES}))) since
    from json_to_recordset(${JSON.stringify(found)}::json) as f(visitor text, since timestamptz)`.execute(ctx.tx);
  return rows;
}

const among = (stretches: readonly Stretch[]) =>
  sql`json_to_recordset(${JSON.stringify(stretches)}::json) as s(visitor text, since timestamptz)`;

async function hitsOf(ctx: Ctx, stretches: readonly Stretch[]): Promise<Map<string, KeptHit[]>> {
  const { rows } = await sql<Omit<KeptHit, 'at'> & { visitor: string; at: string }>`
    select h.visitor, h.id, h.website_id as "websiteId", h.kind, h.occurred_at as at, h.host, h.path, h.title, h.referrer, h.target, h.utm, h.page_id as "pageId",
      h.seconds, h.touched, h.verdict, h.reason, h.visit_id as "visitId", h.activity_id as "activityId", h.activity_traffic as "activityTraffic"
    from ${among(stretches)} join visit_hit h on h.workspace_id = ${ctx.scope.workspaceId} and h.visitor = s.visitor and h.occurred_at >= s.since
    where h.kind <> 'seal'`.execute(ctx.tx);
  return grouped(rows, (row) => ({ ...row, at: Date.parse(row.at) }));
}

async function identitiesOf(ctx: Ctx, stretches: readonly Stretch[]): Promise<Map<string, Identity[]>> {
  const { rows } = await sql<{ visitor: string; contactId: string; since: string }>`
    select i.visitor, i.contact_id as "contactId", i.since from visitor_identity i
    where i.workspace_id = ${ctx.scope.workspaceId} and i.visitor = any (${stretches.map(({ visitor }) => visitor)}::text[])`.execute(
    ctx.tx,
  );
  return grouped(rows, ({ contactId, since }) => ({ contactId, since: Date.parse(since) }));
}

async function standingOf(ctx: Ctx, stretches: readonly Stretch[]): Promise<Map<string, StandingVisit>> {
  const { rows } = await sql<StandingVisit>`
    select v.id, case when v.judged_by is not null then v.verdict end judged, v.judged_by as "judgedBy"
    from ${among(stretches)} join visit v on v.workspace_id = ${ctx.scope.workspaceId} and v.visitor = s.visitor and v.started_at >= s.since`.execute(
    ctx.tx,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function grouped<Row extends { visitor: string }, Item>(rows: readonly Row[], make: (row: Row) => Item): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const row of rows) {
    const group = groups.get(row.visitor);
    if (group) group.push(make(row));
    else groups.set(row.visitor, [make(row)]);
  }
  return groups;
}

/** Visits keep the id that their earliest hit had. */
function named(
  visits: readonly FoldedVisit[],
  { visitor, standing }: { visitor: string; standing: ReadonlyMap<string, StandingVisit> },
): MadeVisit[] {
  const taken = new Set<string>();
  return visits.map((visit) => {
    const id =
      visit.hits.map(({ visitId }) => visitId).find((one) => one !== null && standing.has(one) && !taken.has(one)) ??
      uuid7(visit.startedAt);
    taken.add(id);
    const { judged = null, judgedBy = null } = standing.get(id) ?? {};
    const verdict = judged ? ({ verdict: judged, reason: 'judged' } as const) : {};
    return { ...visit, ...verdict, id, visitor, judgedBy, campaignId: null };
  });
}

async function markFolded(ctx: Ctx, stretches: readonly Stretch[]): Promise<void> {
  await sql`update visit_hit h set folded = true from ${among(stretches)}
    where h.workspace_id = ${ctx.scope.workspaceId} and h.visitor = s.visitor and h.occurred_at >= s.since and not h.folded`.execute(
    ctx.tx,
  );
}
