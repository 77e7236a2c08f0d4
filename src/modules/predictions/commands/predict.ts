import { sql } from 'kysely';
import { setLeadProbabilities } from '#modules/leads/commands/scores.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { knowableOf, readFacts } from '../queries/facts.ts';
import { factsNow } from '../queries/now.ts';
import { type InForce, inForce } from '../queries/trainings.ts';
import { explain } from '../rules/predict.ts';

const BATCH = 500;

/** Says anew how probable open leads are, by id from a place on. @returns where to go on; null at the end */
export async function predictBatch(ctx: Ctx, after: string | null): Promise<string | null> {
  const model = await inForce(ctx.tx, ctx.scope);
  if (!model) return null;
  const { rows } = await sql<{
    id: string;
  }>`select id from lead where workspace_id = ${ctx.scope.workspaceId} and closed_at is null and deleted_at is null
    and (${after}::uuid is null or id > ${after}::uuid) order by id limit ${BATCH}`.execute(ctx.tx);
  await predictWith(
    ctx,
    model,
    rows.map(({ id }) => id),
  );
  return rows.length === BATCH ? (rows.at(-1)?.id ?? null) : null;
}

const MOST_RECENT = 5_000;

/**
 * Open leads that were not handed off yet and of which something became known in the last minutes, all at once: a job for each thing that
 * happens would cost more than it tells. What was handed off keeps what was known then.
 */
export async function predictRecent(ctx: Ctx, minutes: number): Promise<void> {
  const model = await inForce(ctx.tx, ctx.scope);
  if (!model) return;
  const since = new Date(Date.parse(ctx.now) - minutes * 60_000).toISOString();
  const { rows } = await sql<{ id: string }>`
    select l.id from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
    where l.workspace_id = ${ctx.scope.workspaceId} and l.closed_at is null and l.deleted_at is null and l.stage in ('inquiry', 'recycled')
      and (c.last_activity_at >= ${since} or c.updated_at >= ${since} or l.updated_at >= ${since} or l.probability is null)
    order by l.opened_at desc limit ${MOST_RECENT}`.execute(ctx.tx);
  await predictWith(
    ctx,
    model,
    rows.map(({ id }) => id),
  );
}

async function predictWith(ctx: Ctx, { model }: InForce, ids: readonly string[]): Promise<void> {
  const facts = await factsNow(ctx, ids);
  await setLeadProbabilities(
    ctx,
    [...facts].map(([leadId, known]) => ({ leadId, probability: rounded(explain(model, known).probability) })),
  );
}

/** Four digits: what is behind them moves with every training and says nothing. */
const rounded = (probability: number) => Math.round(probability * 10_000) / 10_000;

export interface Moment {
  leadId: string;
  cause: 'opened' | 'handed_off';
  at: string;
}

export const takeSnapshot = (ctx: Ctx, event: Moment): Promise<void> => takeSnapshots(ctx, [event]);

/** Keeps what is known of leads at an event of each, with what the model in force says of it. The later event stands; the same one is not written again. */
export async function takeSnapshots(ctx: Ctx, events: readonly Moment[]): Promise<void> {
  const scope = unlimited(ctx.scope);
  const knowable = await knowableOf(ctx.tx, scope);
  const read = await readFacts(ctx.tx, scope, { moments: events.map(({ leadId, at }) => ({ id: leadId, asOf: at })), knowable });
  const model = await inForce(ctx.tx, scope);
  const rows = events.flatMap(({ leadId, cause, at }) => {
    const known = read.get(leadId);
    const probability = known && model ? rounded(explain(model.model, known.facts).probability) : null;
    return known
      ? [{ lead_id: leadId, cause, taken_at: at, label: known.label, facts: known.facts, probability, training_id: model?.id ?? null }]
      : [];
  });
  if (rows.length === 0) return;
  const { rows: kept } = await sql<{ leadId: string; probability: number | null }>`
    insert into lead_snapshot (workspace_id, lead_id, cause, taken_at, label, facts, probability, training_id)
    select ${scope.workspaceId}, r.* from json_to_recordset(${JSON.stringify(rows)}::json)
      as r(lead_id uuid, cause text, taken_at timestamptz, label text, facts jsonb, probability float8, training_id uuid)
    on conflict (workspace_id, lead_id) do update set cause = excluded.cause, taken_at = excluded.taken_at, label = excluded.label, facts = excluded.facts,
      probability = excluded.probability, training_id = excluded.training_id
    where lead_snapshot.taken_at < excluded.taken_at or (lead_snapshot.cause = 'opened' and excluded.cause = 'handed_off')
    returning lead_id as "leadId", probability::float8 as probability`.execute(ctx.tx);
  const said = kept.flatMap(({ leadId, probability }) => (probability === null ? [] : [{ leadId, probability }]));
  if (said.length > 0) await setLeadProbabilities(ctx, said);
}

/** What was known of erased people goes with them. */
export async function forgetSnapshots(ctx: Ctx, leadIds: readonly string[]): Promise<void> {
  await sql`delete from lead_snapshot where workspace_id = ${ctx.scope.workspaceId} and lead_id = any (${leadIds}::uuid[])`.execute(ctx.tx);
}
