import { sql } from 'kysely';
import { clearSignatures, sign as giveSignature } from '#modules/signatures/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { hashOfVersion, type VersionRow, versionRows } from '../queries/terms.ts';
import type { Status, Terms } from '../schema.ts';
import { askRebuild } from './rebuild.ts';

const columnsOf = (terms: Terms) => ({
  model: terms.model,
  half_life_days: terms.halfLifeDays,
  lookback_days: terms.lookbackDays,
  sourced: terms.sourced,
  gross_margin: terms.grossMargin,
});

/** Writes the one draft there is, or begins it. A change takes back what was signed of it. */
export async function draftVersion(
  ctx: Ctx,
  terms: Terms,
): Promise<{ id: string; number: number; contentHash: string; signaturesCleared: boolean }> {
  // Who is signing the draft meanwhile comes first: what is in force by then is not written over. And there is one draft, whoever begins it.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${ctx.scope.workspaceId} attribution draft`}, 0))`.execute(ctx.tx);
  await sql`select from attribution_version where workspace_id = ${ctx.scope.workspaceId} and status = 'draft' for update`.execute(ctx.tx);
  const rows = await versionRows(ctx);
  const open = rows.find(({ status }) => status === 'draft');
  const number = open?.number ?? (rows[0]?.number ?? 0) + 1;
  const facts = { ...columnsOf(terms), made_by: ctx.scope.actor.memberId, made_at: ctx.now };
  const { id } = open
    ? await ctx.tx
        .updateTable('attribution_version')
        .set(facts)
        .where('workspace_id', '=', ctx.scope.workspaceId)
        .where('id', '=', open.id)
        .returning('id')
        .executeTakeFirstOrThrow()
    : await ctx.tx
        .insertInto('attribution_version')
        .values({ workspace_id: ctx.scope.workspaceId, number, ...facts })
        .returning('id')
        .executeTakeFirstOrThrow();
  const contentHash = hashOfVersion(number, terms);
  const changed = open === undefined || hashOfVersion(number, open.terms) !== contentHash;
  const signaturesCleared = changed && (await clearSignatures(ctx, { subject: 'attribution', id }));
  ctx.changed('attribution', id);
  return { id, number, contentHash, signaturesCleared };
}

async function lockDraft(ctx: Ctx, id: string): Promise<VersionRow | Refusal> {
  await sql`select from attribution_version where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const row = (await versionRows(ctx)).find((one) => one.id === id);
  if (!row) return refuse('not_found', 'This version is not there any more.');
  return row.status === 'draft' ? row : refuse('not_now', 'This version is no draft any more.');
}

/** With the second signature the version is in force, and every credit is worked out by it. */
export async function signVersion(ctx: Ctx, given: { id: string; contentHash: string }): Promise<{ status: Status } | Refusal> {
  const row = await lockDraft(ctx, given.id);
  if (isRefusal(row)) return row;
  const currentHash = hashOfVersion(row.number, row.terms);
  const signed = await giveSignature(ctx, { ...given, subject: 'attribution', permission: 'agreement:sign', currentHash });
  if (isRefusal(signed)) return signed;
  ctx.changed('attribution', row.id);
  if (!signed.complete) return { status: 'draft' };
  const { workspaceId } = ctx.scope;
  await sql`update attribution_version set status = 'superseded', ended_at = ${ctx.now} where workspace_id = ${workspaceId} and status = 'in_force'`.execute(
    ctx.tx,
  );
  await sql`update attribution_version set status = 'in_force', in_force_from = ${ctx.now} where workspace_id = ${workspaceId} and id = ${row.id}`.execute(
    ctx.tx,
  );
  await askRebuild(ctx);
  return { status: 'in_force' };
}

export async function withdrawVersion(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const row = await lockDraft(ctx, id);
  if (isRefusal(row)) return row;
  await clearSignatures(ctx, { subject: 'attribution', id });
  await sql`update attribution_version set status = 'withdrawn', ended_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(
    ctx.tx,
  );
  ctx.changed('attribution', id);
  return {};
}
