import { sql } from 'kysely';
import { clearSignatures, sign as giveSignature } from '#modules/signatures/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { type FieldError, isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { linesOf } from '../queries/drafting.ts';
import { type CriterionRow, criteriaOf, PROFILE_COLUMNS, type ProfileRow, profileHashOf, profileVersions } from '../queries/profile.ts';
import { criterionProblem } from '../queries/standing.ts';
import { STARTER_CRITERIA } from '../rules/template.ts';
import type { CriterionInput, ProfileStatus } from '../schema.ts';
import { beginRun } from './score.ts';

/** A version that is not signed by both yet, locked. */
export async function lockVersion(ctx: Ctx, id: string): Promise<ProfileRow | Refusal> {
  const { rows } = await sql<ProfileRow>`select ${PROFILE_COLUMNS} from profile_version
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

/** What a version asks, anew. */
export async function replaceCriteria(ctx: Ctx, versionId: string, criteria: readonly CriterionInput[]): Promise<void> {
  await ctx.tx
    .deleteFrom('profile_criterion')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('version_id', '=', versionId)
    .execute();
  await insertCriteria(ctx, versionId, criteria);
}

const asInput = ({ id: _id, ...criterion }: CriterionRow): CriterionInput => criterion;

/** @param from the version to take up again; the newest where absent */
export async function draftProfile(
  ctx: Ctx,
  { from }: { from?: number | undefined } = {},
): Promise<{ id: string; number: number } | Refusal> {
  const versions = await profileVersions(ctx.tx, ctx.scope);
  const open = versions.find(({ status }) => status === 'draft' || status === 'signed_by_one');
  if (open) return refuse('conflict', `Version ${open.number} is being written already. Go on with that one.`);
  const newest = from === undefined ? versions[0] : versions.find((one) => one.number === from);
  if (from !== undefined && !newest) return refuse('not_found', 'There is no such version of the profile.', { field: 'from' });
  const number = (versions[0]?.number ?? 0) + 1;
  const { id } = await ctx.tx
    .insertInto('profile_version')
    .values({
      workspace_id: ctx.scope.workspaceId,
      number,
      name: newest?.name ?? 'Our ideal customer',
      note: newest?.note ?? null,
      taken_from: newest?.number ?? null,
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
  if (version.drafting === 'apart') return refuse('not_now', 'Each side writes its own draft now. Hand in yours, then both lie open.');
  if (version.drafting === 'argued') return refuse('not_now', 'This draft is argued line by line. Settle a line, or add one.');
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
  await replaceCriteria(ctx, version.id, write.criteria);
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

/** Name, meaning and review day of a draft, whichever way it is written. */
export async function describeProfile(
  ctx: Ctx,
  { id, ...values }: { id: string; name?: string | undefined; note?: string | null | undefined; reviewOn?: string | null | undefined },
): Promise<Record<string, never> | Refusal> {
  const version = await lockVersion(ctx, id);
  if (isRefusal(version)) return version;
  await clearSignatures(ctx, { subject: 'profile', id });
  await ctx.tx
    .updateTable('profile_version')
    .set({
      ...(values.name === undefined ? {} : { name: values.name }),
      ...(values.note === undefined ? {} : { note: values.note || null }),
      ...(values.reviewOn === undefined ? {} : { review_on: values.reviewOn }),
      status: 'draft',
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  ctx.changed('profile', id);
  return {};
}

/** What keeps a draft from being signed: the sides still write, or lines are not settled. The refusal names them. */
async function notReady(ctx: Ctx, version: ProfileRow): Promise<Refusal | null> {
  if (version.drafting === 'apart') return refuse('not_now', 'Each side writes its own draft now. There is nothing to sign yet.');
  if (version.drafting !== 'argued') return null;
  const open = (await linesOf(ctx, version.id)).filter((line) => line.settled_as === null);
  if (open.length === 0) return null;
  const labels = open.map((line) => (line.sales ?? line.marketing)?.label ?? '');
  return refuse('not_now', `These lines are not settled yet: ${labels.join(', ')}.`, {
    errors: open.map((line, index) => ({ field: `lines.${line.id}`, message: `Not settled yet: ${labels[index]}.` })),
  });
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
  const waits = await notReady(ctx, version);
  if (waits) return waits;
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
  await activate(ctx, version.id);
  return { status: 'active' };
}

/** Both sides have signed it: it gives the fit from now on, in the place of the one before. */
export async function activate(ctx: Ctx, versionId: string): Promise<void> {
  const { workspaceId } = ctx.scope;
  await sql`update profile_version set status = 'superseded', superseded_at = ${ctx.now} where workspace_id = ${workspaceId} and status = 'active'`.execute(
    ctx.tx,
  );
  await sql`update profile_version set status = 'active', active_from = ${ctx.now}, updated_at = ${ctx.now} where workspace_id = ${workspaceId} and id = ${versionId}`.execute(
    ctx.tx,
  );
  await beginRun(ctx, 'profile');
}

export async function seedProfile(ctx: Ctx): Promise<void> {
  const { id } = await ctx.tx
    .insertInto('profile_version')
    .values({ workspace_id: ctx.scope.workspaceId, number: 1, name: 'Our ideal customer', created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertCriteria(ctx, id, STARTER_CRITERIA);
}
