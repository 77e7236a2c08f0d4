import { sql } from 'kysely';
import { clearSignatures, sign as giveSignature } from '#modules/signatures/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { type FieldError, isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { type CriterionRow, criteriaOf, type ProfileRow, profileHashOf, profileVersions } from '../queries/profile.ts';
import { criterionProblem } from '../queries/standing.ts';
import { STARTER_CRITERIA } from '../rules/template.ts';
import type { CriterionInput, ProfileStatus } from '../schema.ts';
import { beginRun } from './score.ts';

async function lockVersion(ctx: Ctx, id: string): Promise<ProfileRow | Refusal> {
  const { rows } =
    await sql<ProfileRow>`select id, number, name, status, note, review_on, active_from, superseded_at, created_at from profile_version
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [version] = rows;
  if (!version) return refuse('not_found', 'This version is not there any more.');
  if (version.status === 'active' || version.status === 'superseded')
    return refuse('not_now', 'This version is signed by both sides, so it stands. Begin the next one.');
  return version;
}

async function insertCriteria(ctx: Ctx, versionId: string, criteria: readonly CriterionInput[]): Promise<void> {
  for (const [position, { kind, label, weight, condition }] of criteria.entries())
    await ctx.tx
      .insertInto('profile_criterion')
      .values({
        workspace_id: ctx.scope.workspaceId,
        version_id: versionId,
        position,
        kind,
        label,
        weight,
        condition: JSON.stringify(condition),
      })
      .execute();
}

const asInput = ({ id: _id, ...criterion }: CriterionRow): CriterionInput => criterion;

export async function draftProfile(ctx: Ctx): Promise<{ id: string; number: number } | Refusal> {
  const versions = await profileVersions(ctx.tx, ctx.scope);
  const open = versions.find(({ status }) => status === 'draft' || status === 'signed_by_one');
  if (open) return refuse('conflict', `Version ${open.number} is being written already. Go on with that one.`);
  const [newest] = versions;
  const number = (newest?.number ?? 0) + 1;
  const { id } = await ctx.tx
    .insertInto('profile_version')
    .values({
      workspace_id: ctx.scope.workspaceId,
      number,
      name: newest?.name ?? 'Our ideal customer',
      note: newest?.note ?? null,
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (newest) await insertCriteria(ctx, id, (await criteriaOf(ctx.tx, ctx.scope, newest.id)).map(asInput));
  ctx.changed('profile', id);
  return { id, number };
}

interface ProfileWrite {
  id: string;
  name: string;
  note: string | null;
  reviewOn: string | null;
  criteria: readonly CriterionInput[];
  basedOn?: string | undefined;
}

export async function writeProfile(ctx: Ctx, write: ProfileWrite): Promise<{ contentHash: string; signaturesCleared: boolean } | Refusal> {
  const version = await lockVersion(ctx, write.id);
  if (isRefusal(version)) return version;
  if (write.basedOn && write.basedOn !== profileHashOf(version, await criteriaOf(ctx.tx, ctx.scope, version.id)))
    return refuse('conflict', 'Someone else changed this draft meanwhile. Load it again; your text is still here.');
  const errors: FieldError[] = [];
  for (const [index, criterion] of write.criteria.entries()) {
    const problem = await criterionProblem(ctx, criterion, `criteria[${index}].condition`);
    if (problem) errors.push(problem);
  }
  if (errors.length > 0) return refuse('invalid', errors[0]?.message ?? '', { errors });
  const { workspaceId } = ctx.scope;
  const signaturesCleared = await clearSignatures(ctx, { subject: 'profile', id: version.id });
  await ctx.tx.deleteFrom('profile_criterion').where('workspace_id', '=', workspaceId).where('version_id', '=', version.id).execute();
  await insertCriteria(ctx, version.id, write.criteria);
  const written = { name: write.name, note: write.note || null, review_on: write.reviewOn };
  await ctx.tx
    .updateTable('profile_version')
    .set({ ...written, status: 'draft', updated_at: ctx.now })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', version.id)
    .execute();
  ctx.changed('profile', version.id);
  return {
    contentHash: profileHashOf(written, await criteriaOf(ctx.tx, ctx.scope, version.id)),
    signaturesCleared,
  };
}

export async function discardProfile(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const version = await lockVersion(ctx, id);
  if (isRefusal(version)) return version;
  await ctx.tx.deleteFrom('profile_version').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('profile', id);
  return {};
}

export async function signProfile(ctx: Ctx, sign: { id: string; contentHash: string }): Promise<{ status: ProfileStatus } | Refusal> {
  const version = await lockVersion(ctx, sign.id);
  if (isRefusal(version)) return version;
  const criteria = await criteriaOf(ctx.tx, ctx.scope, version.id);
  if (!criteria.some(({ kind }) => kind === 'weighted'))
    return refuse('not_now', 'A profile needs at least one criterion that gives points. Write one first.');
  const currentHash = profileHashOf(version, criteria);
  const signed = await giveSignature(ctx, { ...sign, subject: 'profile', permission: 'profile:sign', currentHash });
  if (isRefusal(signed)) return signed;
  const { workspaceId } = ctx.scope;
  ctx.changed('profile', version.id);
  if (!signed.complete) {
    await sql`update profile_version set status = 'signed_by_one', updated_at = ${ctx.now} where workspace_id = ${workspaceId} and id = ${version.id}`.execute(
      ctx.tx,
    );
    return { status: 'signed_by_one' };
  }
  await sql`update profile_version set status = 'superseded', superseded_at = ${ctx.now} where workspace_id = ${workspaceId} and status = 'active'`.execute(
    ctx.tx,
  );
  await sql`update profile_version set status = 'active', active_from = ${ctx.now}, updated_at = ${ctx.now} where workspace_id = ${workspaceId} and id = ${version.id}`.execute(
    ctx.tx,
  );
  await beginRun(ctx, 'profile');
  return { status: 'active' };
}

export async function seedProfile(ctx: Ctx): Promise<void> {
  const { id } = await ctx.tx
    .insertInto('profile_version')
    .values({ workspace_id: ctx.scope.workspaceId, number: 1, name: 'Our ideal customer', created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertCriteria(ctx, id, STARTER_CRITERIA);
}
