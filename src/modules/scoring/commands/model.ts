import { sql } from 'kysely';
import { clearSignatures, sign as giveSignature } from '#modules/signatures/commands.ts';
import { signaturesOn } from '#modules/signatures/queries.ts';
import type { Ctx } from '#platform/context.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { type FieldError, isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type * as contract from '../contract/model.ts';
import { scoreModelActivated } from '../events.ts';
import { ruleProblems } from '../queries/changed.ts';
import { asRuleInput, type ModelRow, modelHashOf, modelVersions, rulesOf } from '../queries/model.ts';
import { STARTER_GROUPS, STARTER_NEVER, STARTER_RULES } from '../rules/template.ts';
import { HANDOFF_LABELS, type ModelStatus, type RuleInput } from '../schema.ts';
import { beginRun } from './score.ts';

const isOpen = (status: ModelStatus) => status === 'draft' || status === 'signed_by_one';

async function lockDraft(ctx: Ctx, id: string): Promise<ModelRow | Refusal> {
  await sql`select from score_model_version where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const version = (await modelVersions(ctx.tx, ctx.scope)).find((one) => one.id === id);
  if (!version) return refuse('not_found', 'This version is not there any more.');
  return isOpen(version.status) ? version : refuse('not_now', 'This score counts or has counted, so it stands. Begin the next version.');
}

async function insertRules(ctx: Ctx, versionId: string, rules: readonly RuleInput[]): Promise<void> {
  for (const [position, rule] of rules.entries())
    await ctx.tx
      .insertInto('score_rule')
      .values({
        workspace_id: ctx.scope.workspaceId,
        version_id: versionId,
        position,
        label: rule.label,
        match: JSON.stringify(rule.match),
        points: rule.points,
        half_life_days: rule.halfLifeDays,
        fading: rule.fading,
        cap: rule.cap,
        daily_cap: rule.dailyCap,
        group_name: rule.group,
      })
      .execute();
}

/** Begins the next version as a copy: of an earlier one that is to return, else of the one in force. */
export async function draftModel(ctx: Ctx, from?: number): Promise<{ id: string; number: number } | Refusal> {
  const versions = await modelVersions(ctx.tx, ctx.scope);
  const open = versions.find(({ status }) => isOpen(status));
  if (open) return refuse('conflict', `Version ${open.number} is being written already. Go on with that one.`);
  const base =
    from === undefined ? (versions.find(({ status }) => status === 'active') ?? versions[0]) : versions.find((one) => one.number === from);
  if (from !== undefined && !base) return refuse('not_found', 'There is no such version of the score.', { field: 'from' });
  const number = (versions[0]?.number ?? 0) + 1;
  const { id } = await ctx.tx
    .insertInto('score_model_version')
    .values({
      workspace_id: ctx.scope.workspaceId,
      number,
      name: base?.name ?? 'Our score',
      note: base?.note ?? null,
      groups: JSON.stringify(base?.groups ?? []),
      inactivity: base?.inactivity ? JSON.stringify(base.inactivity) : null,
      restored_from: from ?? null,
      ...(base ? { handoff_labels: base.handoff_labels, never_labels: base.never_labels } : {}),
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (base) await insertRules(ctx, id, (await rulesOf(ctx.tx, ctx.scope, base.id)).map(asRuleInput));
  ctx.changed('score', id);
  return { id, number };
}

type ModelWrite = Omit<InputOf<typeof contract.writeModel>, 'rules'> & { rules: readonly RuleInput[] };

export async function writeModel(ctx: Ctx, write: ModelWrite): Promise<OutputOf<typeof contract.writeModel> | Refusal> {
  const version = await lockDraft(ctx, write.id);
  if (isRefusal(version)) return version;
  if (write.basedOn && write.basedOn !== modelHashOf(version, await rulesOf(ctx.tx, ctx.scope, version.id)))
    return refuse('conflict', 'Someone else changed this draft meanwhile. Load it again; your text is still here.');
  const errors = await problemsOf(ctx, write);
  if (errors.length > 0) return refuse('invalid', errors[0]?.message ?? '', { errors });
  const { workspaceId } = ctx.scope;
  const signaturesCleared = await clearSignatures(ctx, { subject: 'score_model', id: version.id });
  await ctx.tx.deleteFrom('score_rule').where('workspace_id', '=', workspaceId).where('version_id', '=', version.id).execute();
  await insertRules(ctx, version.id, write.rules);
  await ctx.tx
    .updateTable('score_model_version')
    .set({
      name: write.name,
      note: write.note || null,
      status: 'draft',
      handoff_labels: HANDOFF_LABELS.filter((label) => write.handoffLabels.includes(label)),
      never_labels: HANDOFF_LABELS.filter((label) => write.neverLabels?.includes(label)),
      groups: JSON.stringify(write.groups),
      inactivity: write.inactivity ? JSON.stringify(write.inactivity) : null,
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', version.id)
    .execute();
  ctx.changed('score', version.id);
  const written = await lockDraft(ctx, version.id);
  if (isRefusal(written)) return written;
  return { contentHash: modelHashOf(written, await rulesOf(ctx.tx, ctx.scope, version.id)), signaturesCleared };
}

async function problemsOf(ctx: Ctx, write: ModelWrite): Promise<FieldError[]> {
  const errors: FieldError[] = [];
  const both = write.neverLabels?.filter((label) => write.handoffLabels.includes(label)) ?? [];
  if (both.length > 0) errors.push({ field: 'neverLabels', message: `${both.join(', ')}: either handed off or never, not both.` });
  const groups = write.groups.map(({ name }) => name);
  for (const [index, name] of groups.entries())
    if (groups.indexOf(name) !== index) errors.push({ field: `groups[${index}].name`, message: 'This group is here twice.' });
  for (const [index, rule] of write.rules.entries()) errors.push(...(await ruleProblems(ctx, { rule, groups, path: `rules[${index}]` })));
  return errors;
}

export async function discardModel(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const version = await lockDraft(ctx, id);
  if (isRefusal(version)) return version;
  await ctx.tx.deleteFrom('score_model_version').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('score', id);
  return {};
}

/** Signs for the caller's side; with the second signature the version counts, and everyone is scored anew. */
export async function signModel(ctx: Ctx, sign: { id: string; contentHash: string }): Promise<{ status: ModelStatus } | Refusal> {
  const version = await lockDraft(ctx, sign.id);
  if (isRefusal(version)) return version;
  const rules = await rulesOf(ctx.tx, ctx.scope, version.id);
  if (rules.length === 0) return refuse('not_now', 'A score without rules gives nobody a point. Write a rule first.');
  const currentHash = modelHashOf(version, rules);
  const signed = await giveSignature(ctx, { ...sign, subject: 'score_model', permission: 'profile:sign', currentHash });
  if (isRefusal(signed)) return signed;
  ctx.changed('score', version.id);
  if (!signed.complete) {
    await sql`update score_model_version set status = 'signed_by_one', updated_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and id = ${version.id}`.execute(
      ctx.tx,
    );
    return { status: 'signed_by_one' };
  }
  await activateModel(ctx, version);
  return { status: 'active' };
}

/** A version that both sides have signed counts from now on, and everyone is scored anew. */
export async function activateModel(ctx: Ctx, version: { id: string; number: number }): Promise<void> {
  const { workspaceId, actor } = ctx.scope;
  await sql`update score_model_version set status = 'superseded', superseded_at = ${ctx.now} where workspace_id = ${workspaceId} and status = 'active'`.execute(
    ctx.tx,
  );
  await sql`update score_model_version set status = 'active', active_from = ${ctx.now}, activated_by = ${actor.memberId} where workspace_id = ${workspaceId} and id = ${version.id}`.execute(
    ctx.tx,
  );
  await ctx.announce(scoreModelActivated, { versionId: version.id, number: version.number, by: await signersOf(ctx, version.id) });
  await beginRun(ctx, 'model');
}

async function signersOf(ctx: Ctx, id: string): Promise<string> {
  const signatures = await signaturesOn(ctx.tx, ctx.scope, { subject: 'score_model', id });
  return signatures.map(({ member }) => member.name).join(' and ');
}

/** A score from which everybody can start; it counts at once. */
export async function seedModel(ctx: Ctx): Promise<void> {
  const { id } = await ctx.tx
    .insertInto('score_model_version')
    .values({
      workspace_id: ctx.scope.workspaceId,
      number: 1,
      name: 'Starter score',
      status: 'active',
      never_labels: [...STARTER_NEVER],
      groups: JSON.stringify(STARTER_GROUPS),
      active_from: ctx.now,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertRules(ctx, id, STARTER_RULES);
}
