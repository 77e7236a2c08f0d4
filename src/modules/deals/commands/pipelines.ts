import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { DEFAULT_STAGES, probabilityOf, type StagePlan, stagesProblem } from '../rules/pipelines.ts';
import type { StageKind } from '../schema.ts';

type Done = Record<string, never>;
const GONE = refuse('not_found', 'This pipeline is not here any more.');
const STAGE_GONE = refuse('not_found', 'This stage is not here any more.');

/** The pipeline of a new workspace. */
export async function seedPipelines(ctx: Ctx): Promise<void> {
  const made = await ctx.tx
    .insertInto('pipeline')
    .values({ workspace_id: ctx.scope.workspaceId, name: 'Sales', is_default: true, position: 0 })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertStages(ctx, made.id, DEFAULT_STAGES);
}

async function insertStages(ctx: Ctx, pipelineId: string, stages: readonly StagePlan[]): Promise<void> {
  await ctx.tx
    .insertInto('pipeline_stage')
    .values(
      stages.map((stage, position) => ({
        workspace_id: ctx.scope.workspaceId,
        pipeline_id: pipelineId,
        name: stage.name,
        kind: stage.kind,
        probability: probabilityOf(stage.kind, stage.probability),
        position,
      })),
    )
    .execute();
}

export async function createPipeline(
  ctx: Ctx,
  { name, stages = DEFAULT_STAGES }: { name: string; stages?: readonly StagePlan[] },
): Promise<{ id: string } | Refusal> {
  const problem = stagesProblem(stages);
  if (problem) return refuse('invalid', problem, { field: 'stages' });
  if (await nameTaken(ctx, name, null)) return refuse('conflict', 'There is a pipeline of this name already.', { field: 'name' });
  const made = await ctx.tx
    .insertInto('pipeline')
    .values({
      workspace_id: ctx.scope.workspaceId,
      name,
      position: sql<number>`(select coalesce(max(position) + 1, 0) from pipeline where workspace_id = ${ctx.scope.workspaceId})`,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertStages(ctx, made.id, stages);
  ctx.changed('pipeline', made.id);
  return made;
}

async function nameTaken(ctx: Ctx, name: string, except: string | null): Promise<boolean> {
  const { rows } = await sql`select from pipeline where workspace_id = ${ctx.scope.workspaceId} and lower(name) = lower(${name})
    and id is distinct from ${except}::uuid`.execute(ctx.tx);
  return rows.length > 0;
}

export interface PipelineChange {
  id: string;
  name?: string;
  position?: number;
  isDefault?: true;
  archived?: boolean;
}

export async function changePipeline(ctx: Ctx, change: PipelineChange): Promise<Done | Refusal> {
  const { workspaceId } = ctx.scope;
  const before = await ctx.tx
    .selectFrom('pipeline')
    .select(['id', 'is_default', 'archived_at'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', change.id)
    .forUpdate()
    .executeTakeFirst();
  if (!before) return GONE;
  const problem = await pipelineProblem(ctx, change, before);
  if (problem) return problem;
  if (change.isDefault) await ctx.tx.updateTable('pipeline').set({ is_default: false }).where('workspace_id', '=', workspaceId).execute();
  await ctx.tx
    .updateTable('pipeline')
    .set({
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.isDefault ? { is_default: true } : {}),
      archived_at: change.archived === undefined ? before.archived_at : change.archived ? (before.archived_at ?? ctx.now) : null,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', change.id)
    .execute();
  if (change.position !== undefined) await place(ctx, { table: 'pipeline', id: change.id, to: change.position, within: sql`true` });
  ctx.changed('pipeline', change.id);
  return {};
}

async function pipelineProblem(
  ctx: Ctx,
  change: PipelineChange,
  before: { is_default: boolean; archived_at: string | null },
): Promise<Refusal | null> {
  if (change.name !== undefined && (await nameTaken(ctx, change.name, change.id)))
    return refuse('conflict', 'There is a pipeline of this name already.', { field: 'name' });
  const archived = change.archived ?? before.archived_at !== null;
  if (archived && (before.is_default || change.isDefault))
    return refuse('conflict', 'New deals begin in this pipeline. Make another one the default first.', { field: 'archived' });
  if (!change.archived) return null;
  const { rows } =
    await sql`select from deal where workspace_id = ${ctx.scope.workspaceId} and pipeline_id = ${change.id} and status = 'open' and deleted_at is null limit 1`.execute(
      ctx.tx,
    );
  return rows.length === 0
    ? null
    : refuse('conflict', 'There are open deals in this pipeline. Close them or move them first.', { field: 'archived' });
}

/** Numbers the rows anew with one of them at its place. */
async function place(
  ctx: Ctx,
  moved: { table: 'pipeline' | 'pipeline_stage'; id: string; to: number; within: ReturnType<typeof sql> },
): Promise<void> {
  const table = sql.table(moved.table);
  await sql`update ${table} t set position = o.place from (
      select id, row_number() over (order by n) - 1 as place from (
        select id, row_number() over (order by position, name) - 1 as n from ${table}
          where workspace_id = ${ctx.scope.workspaceId} and ${moved.within} and id <> ${moved.id}
        union all select ${moved.id}::uuid, ${moved.to}::numeric - 0.5) x) o
    where t.workspace_id = ${ctx.scope.workspaceId} and t.id = o.id`.execute(ctx.tx);
}

interface StageRow {
  id: string;
  pipeline_id: string;
  name: string;
  kind: StageKind;
  position: number;
}

/** The stages in use of a pipeline, locked so that two changes cannot leave it without an open, a won or a lost one. */
async function lockStages(ctx: Ctx, pipelineId: string): Promise<StageRow[]> {
  const rows = await ctx.tx
    .selectFrom('pipeline_stage')
    .select(['id', 'pipeline_id', 'name', 'kind', 'position'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('pipeline_id', '=', pipelineId)
    .where('archived_at', 'is', null)
    .orderBy('position')
    .forUpdate()
    .execute();
  return rows.map((row) => ({ ...row, kind: row.kind as StageKind }));
}

export async function createStage(
  ctx: Ctx,
  stage: StagePlan & { pipelineId: string; position?: number },
): Promise<{ id: string } | Refusal> {
  const siblings = await lockStages(ctx, stage.pipelineId);
  if (siblings.length === 0) return GONE;
  const problem = stagesProblem([...siblings, stage]);
  if (problem) return refuse('conflict', problem, { field: 'name' });
  // An archived stage of the name comes back: its deals of the past are the same stage's.
  const made = await ctx.tx
    .insertInto('pipeline_stage')
    .values({
      workspace_id: ctx.scope.workspaceId,
      pipeline_id: stage.pipelineId,
      name: stage.name,
      kind: stage.kind,
      probability: probabilityOf(stage.kind, stage.probability),
      position: siblings.length,
    })
    .onConflict((oc) =>
      oc
        .columns(['workspace_id', 'pipeline_id', 'name'])
        .doUpdateSet({ kind: stage.kind, probability: probabilityOf(stage.kind, stage.probability), archived_at: null }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  const lastOpen = siblings.filter((one) => one.kind === 'open').length;
  await placeStage(ctx, {
    id: made.id,
    pipelineId: stage.pipelineId,
    to: stage.position ?? (stage.kind === 'open' ? lastOpen : siblings.length),
  });
  ctx.changed('pipeline', stage.pipelineId);
  return made;
}

function placeStage(ctx: Ctx, stage: { id: string; pipelineId: string; to: number }): Promise<void> {
  return place(ctx, {
    table: 'pipeline_stage',
    id: stage.id,
    to: stage.to,
    within: sql`pipeline_id = ${stage.pipelineId} and archived_at is null`,
  });
}

async function findStage(ctx: Ctx, id: string): Promise<{ stage: StageRow; siblings: StageRow[] } | undefined> {
  const found = await ctx.tx
    .selectFrom('pipeline_stage')
    .select('pipeline_id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) return undefined;
  const stages = await lockStages(ctx, found.pipeline_id);
  const stage = stages.find((one) => one.id === id);
  return stage && { stage, siblings: stages.filter((one) => one.id !== id) };
}

export async function changeStage(
  ctx: Ctx,
  change: { id: string; name?: string; probability?: number; position?: number },
): Promise<Done | Refusal> {
  const found = await findStage(ctx, change.id);
  if (!found) return STAGE_GONE;
  const { stage, siblings } = found;
  const problem = stagesProblem([...siblings, { ...stage, name: change.name ?? stage.name }]);
  if (problem) return refuse('conflict', problem, { field: 'name' });
  if (change.probability !== undefined && change.probability !== probabilityOf(stage.kind, change.probability))
    return refuse('invalid', 'A won deal counts whole, a lost one not at all.', { field: 'probability' });
  await ctx.tx
    .updateTable('pipeline_stage')
    .set({ name: change.name ?? stage.name, ...(change.probability === undefined ? {} : { probability: change.probability }) })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', change.id)
    .execute();
  if (change.position !== undefined) await placeStage(ctx, { id: change.id, pipelineId: stage.pipeline_id, to: change.position });
  ctx.changed('pipeline', stage.pipeline_id);
  return {};
}

/** Takes a stage out of use. Its deals go to another stage of the same kind; that they were here stays on the record. */
export async function removeStage(ctx: Ctx, { id, moveDealsTo }: { id: string; moveDealsTo?: string }): Promise<Done | Refusal> {
  const found = await findStage(ctx, id);
  if (!found) return STAGE_GONE;
  const { stage, siblings } = found;
  const problem = stagesProblem(siblings);
  if (problem) return refuse('conflict', `${problem} Add another one first.`);
  const target = siblings.find((one) => one.id === moveDealsTo);
  if (moveDealsTo !== undefined && target?.kind !== stage.kind)
    return refuse('invalid', 'Choose a stage of the same kind in the same pipeline.', { field: 'moveDealsTo' });
  const { rows } = await sql`select from deal where workspace_id = ${ctx.scope.workspaceId} and stage_id = ${id} limit 1`.execute(ctx.tx);
  if (rows.length > 0 && !target)
    return refuse('conflict', 'There are deals in this stage. Say to which stage they move.', { field: 'moveDealsTo' });
  if (target) await moveAll(ctx, id, target.id);
  await ctx.tx
    .updateTable('pipeline_stage')
    .set({ archived_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('pipeline', stage.pipeline_id);
  ctx.changed('deal');
  return {};
}

async function moveAll(ctx: Ctx, from: string, to: string): Promise<void> {
  const { workspaceId, actor } = ctx.scope;
  await sql`
    with moved as (update deal set stage_id = ${to}, stage_since = case when status = 'open' then ${ctx.now}::timestamptz else stage_since end, updated_at = ${ctx.now}
        where workspace_id = ${workspaceId} and stage_id = ${from} returning id),
      ended as (update deal_stage_visit v set exited_at = ${ctx.now} from moved m where v.workspace_id = ${workspaceId} and v.deal_id = m.id and v.exited_at is null returning v.deal_id)
    select count(*) from moved, ended`.execute(ctx.tx);
  await sql`insert into deal_stage_visit (workspace_id, deal_id, stage_id, entered_at, actor_member_id)
    select d.workspace_id, d.id, d.stage_id, ${ctx.now}, ${actor.memberId} from deal d where d.workspace_id = ${workspaceId} and d.stage_id = ${to}
      and not exists (select from deal_stage_visit v where v.workspace_id = d.workspace_id and v.deal_id = d.id and v.exited_at is null)`.execute(
    ctx.tx,
  );
}
