import { sql } from 'kysely';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { type FieldError, isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { scoreModelActivated } from '../events.ts';
import { type ModelRow, modelVersions, type RuleRow, rulesOf } from '../queries/model.ts';
import { STARTER_GROUPS, STARTER_RULES } from '../rules/template.ts';
import { NEVER_SCORES, type RuleInput } from '../schema.ts';
import { rescoreAll } from './score.ts';

async function lockDraft(ctx: Ctx, id: string): Promise<{ id: string; number: number } | Refusal> {
  const { rows } = await sql<Pick<ModelRow, 'id' | 'number' | 'status'>>`select id, number, status from score_model_version
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [version] = rows;
  if (!version) return refuse('not_found', 'This version is not there any more.');
  return version.status === 'draft'
    ? version
    : refuse('not_now', 'This score counts or has counted, so it stands. Begin the next version.');
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
        cap: rule.cap,
        daily_cap: rule.dailyCap,
        group_name: rule.group,
      })
      .execute();
}

const asInput = (row: RuleRow): RuleInput => ({
  label: row.label,
  match: row.match,
  points: row.points,
  halfLifeDays: row.half_life_days,
  cap: row.cap,
  dailyCap: row.daily_cap,
  group: row.group_name,
});

export async function draftModel(ctx: Ctx): Promise<{ id: string; number: number } | Refusal> {
  const versions = await modelVersions(ctx.tx, ctx.scope);
  const open = versions.find(({ status }) => status === 'draft');
  if (open) return refuse('conflict', `Version ${open.number} is being written already. Go on with that one.`);
  const base = versions.find(({ status }) => status === 'active') ?? versions[0];
  const number = (versions[0]?.number ?? 0) + 1;
  const { id } = await ctx.tx
    .insertInto('score_model_version')
    .values({
      workspace_id: ctx.scope.workspaceId,
      number,
      name: base?.name ?? 'Our score',
      note: base?.note ?? null,
      groups: JSON.stringify(base?.groups ?? []),
      ...(base ? { handoff_labels: base.handoff_labels } : {}),
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (base) await insertRules(ctx, id, (await rulesOf(ctx.tx, ctx.scope, base.id)).map(asInput));
  ctx.changed('score', id);
  return { id, number };
}

interface ModelWrite {
  id: string;
  name: string;
  note: string | null;
  handoffLabels: readonly string[];
  groups: readonly { name: string; cap: number }[];
  rules: readonly RuleInput[];
}

export async function writeModel(ctx: Ctx, write: ModelWrite): Promise<Record<string, never> | Refusal> {
  const version = await lockDraft(ctx, write.id);
  if (isRefusal(version)) return version;
  const errors = await problemsOf(ctx, write);
  if (errors.length > 0) return refuse('invalid', errors[0]?.message ?? '', { errors });
  const { workspaceId } = ctx.scope;
  await ctx.tx.deleteFrom('score_rule').where('workspace_id', '=', workspaceId).where('version_id', '=', version.id).execute();
  await insertRules(ctx, version.id, write.rules);
  await ctx.tx
    .updateTable('score_model_version')
    .set({
      name: write.name,
      note: write.note || null,
      handoff_labels: [...new Set(write.handoffLabels)],
      groups: JSON.stringify(write.groups),
      updated_at: ctx.now,
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', version.id)
    .execute();
  ctx.changed('score', version.id);
  return {};
}

async function problemsOf(ctx: Ctx, write: ModelWrite): Promise<FieldError[]> {
  const errors: FieldError[] = [];
  const groups = write.groups.map(({ name }) => name);
  for (const [index, name] of groups.entries())
    if (groups.indexOf(name) !== index) errors.push({ field: `groups[${index}].name`, message: 'This group is here twice.' });
  for (const [index, { match, group }] of write.rules.entries()) {
    const at = `rules[${index}]`;
    if (group && !groups.includes(group)) errors.push({ field: `${at}.group`, message: 'This group is not in the list of groups.' });
    if (match.outcomes?.some((outcome) => NEVER_SCORES.includes(outcome)))
      errors.push({
        field: `${at}.match.outcomes`,
        message: 'Opens never score: mail programs open by themselves. Count clicks or answers.',
      });
    if (match.kinds.includes('mail_event') && !match.outcomes)
      errors.push({ field: `${at}.match.outcomes`, message: 'Say which event of a mail: clicked, unsubscribed, replied …' });
    if (!match.onlyFor) continue;
    const compiled = await conditionOf(ctx.tx, unlimited(ctx.scope), {
      criteria: match.onlyFor,
      entity: 'contact',
      row: 't',
      now: ctx.now,
      path: `${at}.match.onlyFor`,
    });
    if (isRefusal(compiled)) errors.push({ field: compiled.field ?? `${at}.match.onlyFor`, message: compiled.message });
  }
  return errors;
}

export async function discardModel(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const version = await lockDraft(ctx, id);
  if (isRefusal(version)) return version;
  await ctx.tx.deleteFrom('score_model_version').where('workspace_id', '=', ctx.scope.workspaceId).where('id', '=', id).execute();
  ctx.changed('score', id);
  return {};
}

export async function activateModel(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const version = await lockDraft(ctx, id);
  if (isRefusal(version)) return version;
  if ((await rulesOf(ctx.tx, ctx.scope, id)).length === 0)
    return refuse('not_now', 'A score without rules gives nobody a point. Write a rule first.');
  const { workspaceId, actor } = ctx.scope;
  await sql`update score_model_version set status = 'superseded', superseded_at = ${ctx.now} where workspace_id = ${workspaceId} and status = 'active'`.execute(
    ctx.tx,
  );
  await sql`update score_model_version set status = 'active', active_from = ${ctx.now}, activated_by = ${actor.memberId} where workspace_id = ${workspaceId} and id = ${id}`.execute(
    ctx.tx,
  );
  await ctx.announce(scoreModelActivated, { versionId: id, number: version.number, by: actor.label });
  await ctx.enqueue(rescoreAll, { after: null }, { key: `rescore:${workspaceId}` });
  ctx.changed('score', id);
  return {};
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
      groups: JSON.stringify(STARTER_GROUPS),
      active_from: ctx.now,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertRules(ctx, id, STARTER_RULES);
}
