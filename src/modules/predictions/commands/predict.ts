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

/** Keeps what is known of a lead at an event, with what the model in force says of it. The later event stands; the same one is not written again. */
export async function takeSnapshot(ctx: Ctx, event: { leadId: string; cause: 'opened' | 'handed_off'; at: string }): Promise<void> {
  const scope = unlimited(ctx.scope);
  const knowable = await knowableOf(ctx.tx, scope);
  const read = (await readFacts(ctx.tx, scope, { moments: [{ id: event.leadId, asOf: event.at }], knowable })).get(event.leadId);
  if (!read) return;
  const model = await inForce(ctx.tx, scope);
  const probability = model ? rounded(explain(model.model, read.facts).probability) : null;
  const { rows } = await sql`
    insert into lead_snapshot (workspace_id, lead_id, cause, taken_at, label, facts, probability, training_id)
    values (${scope.workspaceId}, ${event.leadId}, ${event.cause}, ${event.at}, ${read.label}, ${JSON.stringify(read.facts)}, ${probability}, ${model?.id ?? null})
    on conflict (workspace_id, lead_id) do update set cause = excluded.cause, taken_at = excluded.taken_at, label = excluded.label, facts = excluded.facts,
      probability = excluded.probability, training_id = excluded.training_id
    where lead_snapshot.taken_at < excluded.taken_at or (lead_snapshot.cause = 'opened' and excluded.cause = 'handed_off')
    returning lead_id`.execute(ctx.tx);
  if (rows.length > 0 && probability !== null) await setLeadProbabilities(ctx, [{ leadId: event.leadId, probability }]);
}

/** What was known of erased people goes with them. */
export async function forgetSnapshots(ctx: Ctx, leadIds: readonly string[]): Promise<void> {
  await sql`delete from lead_snapshot where workspace_id = ${ctx.scope.workspaceId} and lead_id = any (${leadIds}::uuid[])`.execute(ctx.tx);
}
