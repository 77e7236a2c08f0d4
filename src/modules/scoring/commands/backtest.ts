import { sql } from 'kysely';
import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { readResult, rowsOf } from '../queries/backtest.ts';
import { modelWith } from '../queries/changed.ts';
import { activeModel, asRuleInput, type Model, modelHashOf, modelVersions, rulesOf } from '../queries/model.ts';
import { testOfChange } from '../queries/passing.ts';
import { fitOfPast, labelOf, type Past, pastLeads, rescorePast } from '../queries/past.ts';
import { rulesInForce } from '../queries/score.ts';
import { backtestOf } from '../rules/backtest.ts';
import { ChangedRule, HANDOFF_LABELS } from '../schema.ts';
import { draftModel, writeModel } from './model.ts';

export const runBacktest = job('scoring.backtest', z.object({ id: Id }));

/** Leads of one step: the ledger is read faster for many at once, and the bar of progress still moves. */
const BATCH = 5_000;

async function modelOf(ctx: Ctx, versionId: string, changed: ChangedRule | null = null): Promise<Model | null> {
  const version = (await modelVersions(ctx.tx, ctx.scope)).find(({ id }) => id === versionId);
  return version ? modelWith({ version, rules: await rulesOf(ctx.tx, ctx.scope, version.id) }, changed) : null;
}

interface Asked {
  id: string;
  windowDays: number;
  /** One rule as a decision would have it, against the version itself. */
  changed?: ChangedRule | undefined;
}

export async function askBacktest(ctx: Ctx, asked: Asked): Promise<{ id: string } | Refusal> {
  const model = await modelOf(ctx, asked.id, asked.changed);
  if (!model) return refuse('not_found', 'This version is not there any more.');
  if (model.rules.length === 0) return refuse('not_now', 'A score without rules gives nobody a point. Write a rule first.');
  const under = asked.changed && (await testOfChange(ctx, { versionId: asked.id, changed: asked.changed }));
  if (under && (under.status === 'waiting' || under.status === 'running')) return { id: under.id };
  const { id } = await ctx.tx
    .insertInto('score_backtest')
    .values({
      workspace_id: ctx.scope.workspaceId,
      version_id: asked.id,
      content_hash: modelHashOf(model.version, model.rules),
      changed: asked.changed ? JSON.stringify(asked.changed) : null,
      window_days: asked.windowDays,
      total: sql<number>`(select count(*)::int from lead where workspace_id = ${ctx.scope.workspaceId} and deleted_at is null)`,
      asked_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await ctx.enqueue(runBacktest, { id });
  ctx.changed('score');
  return { id };
}

interface Underway {
  id: string;
  version_id: string;
  content_hash: string;
  changed: unknown;
  window_days: number;
  last: string | null;
}

/** What a tested score stands beside: the version in force; nothing where that is the one tested. */
const beside = (live: Model | null | undefined, { draft, changed }: { draft: Model; changed: boolean }): Model | null =>
  live && (changed || live.version.id !== draft.version.id) ? live : null;

/** The next leads of a back-test, or its result after the last. @returns whether more is to be done */
export async function backtestBatch(ctx: Ctx, id: string): Promise<boolean> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<Underway>`select b.id, b.version_id, b.content_hash, b.changed, b.window_days,
      (select r.lead_id from score_backtest_lead r where r.workspace_id = ${workspaceId} and r.backtest_id = b.id order by r.lead_id desc limit 1) as last
    from score_backtest b where b.workspace_id = ${workspaceId} and b.id = ${id} and b.status in ('waiting', 'running') for update`.execute(
    ctx.tx,
  );
  const [test] = rows;
  if (!test) return false;
  const draft = await modelOf(ctx, test.version_id, ChangedRule.nullable().parse(test.changed));
  const changed = test.changed !== null;
  ctx.changed('score');
  // Rows of two different drafts do not add up to a figure.
  if (!draft || modelHashOf(draft.version, draft.rules) !== test.content_hash) return finish(ctx, id, { status: 'failed', result: null });
  const past = await pastLeads(ctx, { after: test.last, most: BATCH, windowDays: test.window_days });
  if (past.length > 0) {
    await keep(ctx, { id, draft, changed, past });
    await sql`update score_backtest set status = 'running', done = least(total, done + ${past.length}) where workspace_id = ${workspaceId} and id = ${id}`.execute(
      ctx.tx,
    );
    return true;
  }
  const live = beside(await activeModel(ctx.tx, ctx.scope), { draft, changed });
  const versionOf = ({ version }: Model) => ({ number: version.number, handoffLabels: version.handoff_labels });
  const result = backtestOf({
    leads: await rowsOf(ctx, id),
    draft: versionOf(draft),
    live: live && versionOf(live),
    rules: draft.rules.map(({ label, points }) => ({ label, points })),
  });
  return finish(ctx, id, { status: 'done', result: JSON.stringify(result) });
}

async function finish(ctx: Ctx, id: string, end: { status: 'done' | 'failed'; result: string | null }): Promise<false> {
  await ctx.tx
    .updateTable('score_backtest')
    .set({ ...end, finished_at: ctx.now })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  return false;
}

interface Kept {
  id: string;
  draft: Model;
  changed: boolean;
  past: readonly Past[];
}

async function keep(ctx: Ctx, { id, draft, changed, past }: Kept): Promise<void> {
  const rules = await rulesInForce(ctx);
  const fits = await fitOfPast(ctx, rules, past);
  const drafted = await rescorePast(ctx, { model: draft, zone: rules.zone }, past);
  const other = beside(rules.model, { draft, changed });
  const live = other && (await rescorePast(ctx, { model: other, zone: rules.zone }, past));
  const rows = past.map((lead, place) => {
    const engagement = drafted.engagement[place] ?? 0;
    const liveEngagement = live?.engagement[place] ?? null;
    const fit = fits[place] ?? null;
    return {
      lead_id: lead.id,
      at: lead.at,
      won: lead.won,
      mature: lead.mature,
      fit,
      fit_of_then: lead.keptFit !== null,
      engagement: Math.round(engagement * 1000) / 1000,
      label: labelOf(fit, engagement),
      live_engagement: liveEngagement === null ? null : Math.round(liveEngagement * 1000) / 1000,
      live_label: liveEngagement === null ? null : labelOf(fit, liveEngagement),
      rules: drafted.rules[place] ?? [],
    };
  });
  await sql`insert into score_backtest_lead (workspace_id, backtest_id, lead_id, at, won, mature, fit, fit_of_then, engagement, label, live_engagement, live_label, rules)
    select ${ctx.scope.workspaceId}, ${id}, r.* from json_to_recordset(${JSON.stringify(rows)}::json) as r(lead_id uuid, at timestamptz, won boolean, mature boolean,
      fit text, fit_of_then boolean, engagement numeric, label text, live_engagement numeric, live_label text, rules smallint[])`.execute(
    ctx.tx,
  );
}

/** Writes what past deals suggest into the draft; of a version that stands already, the next one is begun. */
export async function takeSuggestedPoints(ctx: Ctx, id: string): Promise<{ id: string; number: number; changed: number } | Refusal> {
  const { rows } = await sql<{ version_id: string; content_hash: string }>`select version_id, content_hash from score_backtest
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and status = 'done'`.execute(ctx.tx);
  const result = await readResult(ctx, id);
  const [test] = rows;
  const model = test && (await modelOf(ctx, test.version_id));
  if (!test || !model || !result) return refuse('not_found', 'This back-test is not there, or not done yet.');
  if (modelHashOf(model.version, model.rules) !== test.content_hash)
    return refuse('not_now', 'The version has changed since. Run the back-test again, then take its points.');
  const suggested = new Map(result.rules.map((rule, position) => [position, rule.suggested]));
  const changed = model.rules.filter((rule, position) => (suggested.get(position) ?? rule.points) !== rule.points).length;
  if (changed === 0)
    return refuse(
      'not_now',
      'Past deals suggest no other points: there is too little of them, or no rule tells more than it is worth already.',
    );
  const standing = model.version.status === 'active' || model.version.status === 'superseded';
  const draft = standing ? await draftModel(ctx, model.version.number) : { id: model.version.id, number: model.version.number };
  if (isRefusal(draft)) return draft;
  const written = await writeModel(ctx, {
    id: draft.id,
    name: model.version.name,
    note: model.version.note,
    handoffLabels: HANDOFF_LABELS.filter((label) => model.version.handoff_labels.includes(label)),
    neverLabels: HANDOFF_LABELS.filter((label) => model.version.never_labels.includes(label)),
    groups: model.version.groups,
    inactivity: model.version.inactivity,
    rules: model.rules.map(asRuleInput).map((rule, position) => ({ ...rule, points: suggested.get(position) ?? rule.points })),
  });
  return isRefusal(written) ? written : { ...draft, changed };
}
