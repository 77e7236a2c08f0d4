import { sql } from 'kysely';
import { signaturesOn, signsFor } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getModel } from '../contract/model.ts';
import { differenceOf, type ModelSaid } from '../rules/difference.ts';
import { HANDOFF_LABELS } from '../schema.ts';
import { asRuleInput, type ModelRow, modelHashOf, modelVersions, type RuleRow, rulesOf } from './model.ts';

type Read = OutputOf<typeof getModel>;

export async function readModel(ctx: ReadCtx, number?: number): Promise<Read | Refusal> {
  const versions = await modelVersions(ctx.tx, ctx.scope);
  const active = versions.find(({ status }) => status === 'active');
  const chosen = number === undefined ? (active ?? versions[0]) : versions.find((one) => one.number === number);
  if (number !== undefined && !chosen) return refuse('not_found', 'There is no such version of the score.');
  const { rows } = await sql<{ label: string; n: number }>`select score_label as label, count(*)::int n from contact
    where workspace_id = ${ctx.scope.workspaceId} and deleted_at is null and score_label is not null group by 1`.execute(ctx.tx);
  const rules = chosen ? await rulesOf(ctx.tx, ctx.scope, chosen.id) : [];
  return {
    version: chosen ? await shownModel(ctx, chosen, rules) : null,
    versions: versions.map((one) => ({ id: one.id, number: one.number, name: one.name, status: one.status, activeFrom: one.active_from })),
    mayWrite: ctx.scope.permissions.has('profile:write'),
    signsFor: await signsFor(ctx, 'profile:sign'),
    difference:
      chosen && active && chosen.id !== active.id
        ? {
            against: active.number,
            ...differenceOf(saidBy(active, await rulesOf(ctx.tx, ctx.scope, active.id)), saidBy(chosen, rules), HANDOFF_LABELS),
          }
        : null,
    run: await runUnderWay(ctx),
    labels: Object.fromEntries(rows.map((row) => [row.label, row.n])),
  };
}

function saidBy(version: ModelRow, rules: readonly RuleRow[]): ModelSaid {
  return {
    handoffLabels: version.handoff_labels,
    neverLabels: version.never_labels,
    groups: version.groups,
    inactivity: version.inactivity,
    rules: rules.map(asRuleInput),
  };
}

async function runUnderWay(ctx: ReadCtx): Promise<Read['run']> {
  const { rows } = await sql<{
    total: number;
    done: number;
    startedAt: string;
  }>`select total, done, started_at as "startedAt" from score_run
    where workspace_id = ${ctx.scope.workspaceId} and finished_at is null`.execute(ctx.tx);
  return rows[0] ?? null;
}

async function shownModel(ctx: ReadCtx, version: ModelRow, rules: readonly RuleRow[]): Promise<NonNullable<Read['version']>> {
  return {
    id: version.id,
    number: version.number,
    name: version.name,
    status: version.status,
    note: version.note,
    handoffLabels: version.handoff_labels,
    neverLabels: version.never_labels,
    inactivity: version.inactivity,
    groups: version.groups,
    restoredFrom: version.restored_from,
    contentHash: modelHashOf(version, rules),
    signatures: await signaturesOn(ctx.tx, ctx.scope, { subject: 'score_model', id: version.id }),
    activeFrom: version.active_from,
    activatedBy: version.activated_by,
    supersededAt: version.superseded_at,
    rules: rules.map((rule) => ({ id: rule.id, ...asRuleInput(rule) })),
  };
}
