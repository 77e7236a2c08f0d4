import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Entity } from '#modules/criteria/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { bulkChangeById } from '../queries/bulk.ts';
import { snapshotsOf } from '../queries/snapshot.ts';
import { sourceOf } from '../queries/source.ts';
import { trashFrom } from '../queries/trash.ts';
import { inputBack, inputOf, isEmptyChange, type Plan, permissionFor, type Snapshot, watchedOf } from '../rules/change.ts';
import { AT_ONCE, type BulkChange, type BulkKind, type Change, MOST_AT_ONCE, type Target, UNDO_HOURS } from '../schema.ts';
import { planOf } from './plan.ts';
import { WRITERS } from './writers.ts';

/** Carries a change of many records on, a batch per transaction, until nothing waits. */
export const carryOn = job('lists.carryOnBulkChange', z.object({ id: z.uuid() }));

const BATCH = 200;
const SINCE = 'Somebody has changed it since.';
const GONE = 'It does not exist any more, or you may not change it.';

export async function changeMany(ctx: Ctx, asked: { entity: Entity; target: Target; change: Change }): Promise<BulkChange | Refusal> {
  if (!ctx.scope.permissions.has(permissionFor(asked.entity))) return refuse('forbidden', 'Your role may not change these records.');
  if (isEmptyChange(asked.change)) return refuse('invalid', 'Choose what is to change.', { field: 'change' });
  const plan = await planOf(ctx, asked.entity, asked.change);
  if (isRefusal(plan)) return plan;
  return begin(ctx, { ...asked, kind: 'edit' });
}

export async function trashMany(ctx: Ctx, asked: { entity: Entity; target: Target }): Promise<BulkChange | Refusal> {
  if (!ctx.scope.permissions.has(permissionFor(asked.entity))) return refuse('forbidden', 'Your role may not change these records.');
  return begin(ctx, { ...asked, kind: 'trash', change: {} });
}

/** Out of the trash (`restore`) or out of the world (`purge`). */
export async function emptyTrash(
  ctx: Ctx,
  asked: { entity: Entity; ids: readonly string[]; kind: 'restore' | 'purge' },
): Promise<BulkChange | Refusal> {
  if (!ctx.scope.permissions.has(permissionFor(asked.entity))) return refuse('forbidden', 'Your role may not change these records.');
  return begin(ctx, { entity: asked.entity, kind: asked.kind, change: {}, target: { ids: [...asked.ids] } });
}

interface Beginning {
  entity: Entity;
  kind: BulkKind;
  change: Change;
  target: Target;
}

/** Fixes the records, then makes the change at once or hands it to the background. */
async function begin(ctx: Ctx, { entity, kind, change, target }: Beginning): Promise<BulkChange | Refusal> {
  const { tx, scope } = ctx;
  const memberId = scope.actor.memberId;
  if (!memberId) return refuse('forbidden', 'A change of many records belongs to a person.');
  const from = await targetFrom(ctx, { entity, kind, target });
  if (isRefusal(from)) return from;
  const undoable = kind === 'edit' || kind === 'trash';
  const { id } = await tx
    .insertInto('bulk_change')
    .values({
      workspace_id: scope.workspaceId,
      entity,
      kind,
      change: JSON.stringify(change),
      member_id: memberId,
      created_at: ctx.now,
      undo_until: undoable ? new Date(Date.parse(ctx.now) + UNDO_HOURS * 3_600_000).toISOString() : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { numAffectedRows } = await sql`insert into bulk_change_row (workspace_id, bulk_change_id, entity_id)
    select ${scope.workspaceId}::uuid, ${id}::uuid, found.id from (select t.id ${from} limit ${MOST_AT_ONCE + 1}) found`.execute(tx);
  const total = Number(numAffectedRows ?? 0n);
  if (total > MOST_AT_ONCE) return refuse('too_large', `Change at most ${MOST_AT_ONCE.toLocaleString('en')} records at once.`);
  await tx.updateTable('bulk_change').set({ total }).where('workspace_id', '=', scope.workspaceId).where('id', '=', id).execute();
  return goOn(ctx, id, total);
}

async function targetFrom(ctx: Ctx, { entity, kind, target }: Omit<Beginning, 'change'>) {
  if ((kind === 'restore' || kind === 'purge') && 'ids' in target)
    return sql`${trashFrom(entity, ctx.scope)} and t.id = any (${target.ids}::uuid[])`;
  const source = await sourceOf(ctx, entity, target);
  if (isRefusal(source)) return source;
  const except = 'except' in target && target.except ? target.except : [];
  return sql`${source.from} and t.id <> all (${except}::uuid[])`;
}

async function goOn(ctx: Ctx, id: string, rows: number): Promise<BulkChange | Refusal> {
  if (rows > AT_ONCE) await ctx.enqueue(carryOn, { id }, { key: `bulk:${id}` });
  else while (await runBatch(ctx, id));
  ctx.changed('bulk_change', id);
  return (await bulkChangeById(ctx.tx, ctx.scope, { id, now: ctx.now })) ?? refuse('not_found', 'This change does not exist any more.');
}

export async function undoBulk(ctx: Ctx, id: string): Promise<BulkChange | Refusal> {
  const { tx, scope } = ctx;
  const { rows } = await sql<{ kind: BulkKind; state: string; undo_until: string | null }>`select kind, state, undo_until from bulk_change
    where workspace_id = ${scope.workspaceId} and id = ${id} and member_id = ${scope.actor.memberId}::uuid for update`.execute(tx);
  const change = rows[0];
  if (!change) return refuse('not_found', 'This change does not exist, or it is not yours.');
  if (change.state === 'running') return refuse('not_now', 'This change is still being made. It can be undone when it is finished.');
  if (change.state !== 'done') return refuse('conflict', 'This change has been undone already.');
  if (change.undo_until === null || change.undo_until <= ctx.now)
    return refuse('gone', `A change can be undone for ${UNDO_HOURS} hours; this one is older.`);
  await tx
    .updateTable('bulk_change')
    .set({ state: 'undoing', undone_at: ctx.now })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
  const { rows: changed } = await sql<{ n: number }>`select count(*) n from bulk_change_row where workspace_id = ${scope.workspaceId}
    and bulk_change_id = ${id} and state = 'changed'`.execute(tx);
  return goOn(ctx, id, changed[0]?.n ?? 0);
}

interface Running {
  id: string;
  entity: Entity;
  kind: BulkKind;
  state: 'running' | 'undoing' | 'done' | 'undone';
  change: Change;
}

/** Makes (or undoes) the next batch. @returns whether there may be more; safe to run again at any time */
export async function runBatch(ctx: Ctx, id: string): Promise<boolean> {
  const { tx, scope } = ctx;
  const { rows } = await sql<Running>`select id, entity, kind, state, change from bulk_change
    where workspace_id = ${scope.workspaceId} and id = ${id} for update`.execute(tx);
  const running = rows[0];
  if (!running || running.state === 'done' || running.state === 'undone') return false;
  const undoing = running.state === 'undoing';
  const waiting = await sql<{ entity_id: string; before: Snapshot | null; after: Snapshot | null }>`
    select entity_id, before, after from bulk_change_row where workspace_id = ${scope.workspaceId} and bulk_change_id = ${id}
    and state = ${undoing ? 'changed' : 'waiting'} order by entity_id limit ${BATCH}`.execute(tx);
  ctx.changed('bulk_change', id);
  if (waiting.rows.length === 0) {
    await finish(ctx, id, undoing ? 'undone' : 'done');
    return false;
  }
  const plan = running.kind === 'edit' ? await planOf(ctx, running.entity, running.change) : { written: [], addTags: [], removeTags: [] };
  const columns = isRefusal(plan) ? [] : running.kind === 'edit' ? watchedOf(plan) : ['deleted_at'];
  const ids = waiting.rows.map((row) => row.entity_id);
  const before = await snapshotsOf(tx, scope, { entity: running.entity, ids, columns });
  const outcomes: Outcome[] = [];
  for (const row of waiting.rows) {
    const now = before.get(row.entity_id);
    const outcome = await guarded(ctx, () => {
      if (isRefusal(plan)) return Promise.resolve(plan);
      if (!now) return Promise.resolve(refuse('not_found', GONE));
      return undoing ? backOne(ctx, running, { plan, row, now }) : makeOne(ctx, running, { plan, id: row.entity_id, now });
    });
    outcomes.push({ id: row.entity_id, reason: isRefusal(outcome) ? outcome.message : null });
  }
  await noteDown(ctx, running, { outcomes, before, columns, undoing });
  return true;
}

interface Outcome {
  id: string;
  /** Null: it went through. */
  reason: string | null;
}

/** One record's part; where it is refused half-way, its first half is taken back and the others go on. */
async function guarded(ctx: Ctx, work: () => Promise<unknown>): Promise<unknown> {
  await sql`savepoint one_record`.execute(ctx.tx);
  const outcome = await work();
  await (isRefusal(outcome) ? sql`rollback to savepoint one_record` : sql`release savepoint one_record`).execute(ctx.tx);
  return outcome;
}

async function makeOne(
  ctx: Ctx,
  { entity, kind }: Running,
  { plan, id, now }: { plan: Plan; id: string; now: Snapshot },
): Promise<unknown> {
  const writer = WRITERS[entity];
  if (kind !== 'edit') return writer[kind](ctx, id);
  for (const { key, value, moves } of plan.written) {
    const moved = moves ? await writer.moves[key]?.write(ctx, id, value) : undefined;
    if (isRefusal(moved)) return moved;
  }
  const input = inputOf(plan, now);
  return input ? writer.change(ctx, id, input) : undefined;
}

interface Back {
  plan: Plan;
  row: { entity_id: string; before: Snapshot | null; after: Snapshot | null };
  now: Snapshot;
}

async function backOne(ctx: Ctx, { entity, kind }: Running, { plan, row, now }: Back): Promise<unknown> {
  if (!isDeepStrictEqual(now, row.after)) return refuse('conflict', SINCE);
  const writer = WRITERS[entity];
  if (kind === 'trash') return writer.restore(ctx, row.entity_id);
  const before = row.before ?? {};
  for (const { key, column, moves } of plan.written) {
    const moved = moves ? await writer.moves[key]?.write(ctx, row.entity_id, before[column]) : undefined;
    if (isRefusal(moved)) return moved;
  }
  const input = inputBack(plan, before);
  return input ? writer.change(ctx, row.entity_id, input) : undefined;
}

interface Noted {
  outcomes: readonly Outcome[];
  before: ReadonlyMap<string, Snapshot>;
  columns: readonly string[];
  undoing: boolean;
}

async function noteDown(ctx: Ctx, running: Running, { outcomes, before, columns, undoing }: Noted): Promise<void> {
  const { tx, scope } = ctx;
  const ids = outcomes.map(({ id }) => id);
  const after = undoing || running.kind === 'purge' ? null : await snapshotsOf(tx, scope, { entity: running.entity, ids, columns });
  const lines = outcomes.map(({ id, reason }) => ({ id, reason, before: before.get(id) ?? null, after: after?.get(id) ?? null }));
  const [done, not] = undoing ? ['undone', 'kept'] : ['changed', 'skipped'];
  await sql`update bulk_change_row r set state = case when l.reason is null then ${done} else ${not} end, reason = l.reason,
      before = case when ${undoing || running.kind === 'purge'} then r.before else l.before end, after = case when ${undoing} then r.after else l.after end
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l(id uuid, reason text, before jsonb, after jsonb)
    where r.workspace_id = ${scope.workspaceId} and r.bulk_change_id = ${running.id} and r.entity_id = l.id`.execute(tx);
}

async function finish(ctx: Ctx, id: string, state: 'done' | 'undone'): Promise<void> {
  await ctx.tx
    .updateTable('bulk_change')
    .set({ state, finished_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
}
