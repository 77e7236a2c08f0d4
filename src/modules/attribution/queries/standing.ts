import { sql } from 'kysely';
import type { z } from 'zod';
import { signaturesOf, signsFor } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { getAttribution, Version } from '../contract/versions.ts';
import { MODELS, RUN_STATES, USUAL_TERMS } from '../schema.ts';
import { hashOfVersion, versionRows } from './terms.ts';

type Standing = z.output<(typeof getAttribution)['output']>;

/** The versions with their signatures, and how the last working-out stands. */
export async function standing(ctx: ReadCtx): Promise<Standing> {
  const rows = await versionRows(ctx);
  const signatures = await signaturesOf(ctx.tx, ctx.scope, { subject: 'attribution', ids: rows.map(({ id }) => id) });
  const versions = rows.map(
    (row): Version => ({ ...row, signatures: signatures.get(row.id) ?? [], contentHash: hashOfVersion(row.number, row.terms) }),
  );
  const inForce = versions.find(({ status }) => status === 'in_force') ?? null;
  return {
    terms: inForce?.terms ?? USUAL_TERMS,
    inForce,
    draft: versions.find(({ status }) => status === 'draft') ?? null,
    past: versions.filter(({ status }) => status === 'superseded' || status === 'withdrawn'),
    signsFor: await signsFor(ctx, 'agreement:sign'),
    mayWrite: ctx.scope.permissions.has('agreement:write'),
    run: await runOf(ctx),
    weights: await learnedOf(ctx),
    learnedFrom: await spanOf(ctx),
  };
}

async function runOf({ tx, scope }: ReadCtx): Promise<Standing['run']> {
  const row = await tx.selectFrom('attribution_run').selectAll().where('workspace_id', '=', scope.workspaceId).executeTakeFirst();
  if (!row) return null;
  const { done, total, paths, won } = row;
  const state = RUN_STATES.find((one) => one === row.state) ?? 'done';
  return { state, done, total, askedAt: row.asked_at, endedAt: row.ended_at, paths, won };
}

async function learnedOf({ tx, scope }: ReadCtx): Promise<Standing['weights']> {
  const rows = await tx
    .selectFrom('channel_weight')
    .select(['model', 'channel', 'weight', 'conversions', 'low', 'high'])
    .where('workspace_id', '=', scope.workspaceId)
    .orderBy('model')
    .orderBy('weight', 'desc')
    .orderBy('channel')
    .execute();
  return rows.flatMap((row) => MODELS.flatMap((model) => (model === row.model ? [{ ...row, model }] : [])));
}

/** From the first to the last closing of the deals whose paths the models learn from. */
async function spanOf({ tx, scope }: ReadCtx): Promise<Standing['learnedFrom']> {
  const { rows } = await sql<{ from: string | null; to: string | null }>`select min(d.closed_at) as from, max(d.closed_at) as to
    from deal_path p join deal d on d.workspace_id = p.workspace_id and d.id = p.deal_id
    where p.workspace_id = ${scope.workspaceId} and p.status in ('won', 'lost') and cardinality(p.learned) > 0`.execute(tx);
  const [{ from, to } = { from: null, to: null }] = rows;
  return from !== null && to !== null ? { from, to } : null;
}
