import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { routingRules } from '#modules/handoffs/queries/arrivals.ts';
import { reroutedBy, routingMark } from '#modules/handoffs/queries/changed.ts';
import { ruleProblems, rulesWith } from '#modules/scoring/queries/changed.ts';
import { activeModel, asRuleInput } from '#modules/scoring/queries/model.ts';
import { MOST_RULES } from '#modules/scoring/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getDecisionChoices } from '../contract/decisions.ts';
import type { Before } from '../rules/change.ts';
import type { Change } from '../schema.ts';

/** What a decision would change: a mark of how it stands, and its terms of now. */
export interface Target {
  basis: string;
  before: Before;
}

export const gone = (what: string, field: string) =>
  refuse('not_found', `${what} is not in force (any more).`, { field: `change.${field}` });

/** A rule of the score in force: there, and something that it does not say already. */
export async function scoreTarget(ctx: ReadCtx, change: Extract<Change, { kind: 'score' }>): Promise<Target | Refusal> {
  const { ruleId, rule, points } = change;
  const model = await activeModel(ctx.tx, ctx.scope);
  if (!model) return gone('A score', 'ruleId');
  if ((rule === undefined) === (points === undefined) || (ruleId === null && !rule))
    return refuse('invalid', 'Write the rule, or choose one and say what it gives.', { field: 'change.rule' });
  const groups = model.version.groups.map(({ name }) => name);
  const errors = rule ? await ruleProblems(ctx, { rule, groups, path: 'change.rule' }) : [];
  if (errors.length > 0) return refuse('invalid', errors[0]?.message ?? '', { errors });
  const before = model.rules.map((row) => ({ id: row.id, rule: asRuleInput(row) }));
  const own = before.find(({ id }) => id === ruleId);
  if (ruleId !== null && !own) return gone('This rule', 'ruleId');
  const after = rulesWith(before, change);
  if (after.length > MOST_RULES) return refuse('invalid', `A score has ${MOST_RULES} rules at most.`, { field: 'change.rule' });
  if (after.length === 0) return refuse('invalid', 'A score without rules gives nobody a point.', { field: 'change.ruleId' });
  if (isDeepStrictEqual(after, before)) return refuse('invalid', 'The score says so already.', { field: 'change.rule' });
  const otherwise = rule !== undefined && !isDeepStrictEqual(own?.rule.match, rule.match);
  return { basis: model.version.id, before: own ? { name: own.rule.label, rule: own.rule, otherwise } : {} };
}

/** The rules of routing in force, with one of them otherwise; who takes the leads is known by name. */
export async function routingTarget(
  ctx: ReadCtx,
  { kind: _kind, ...changed }: Extract<Change, { kind: 'routing' }>,
): Promise<Target | Refusal> {
  const rerouted = await reroutedBy(ctx, changed, 'change.');
  if (isRefusal(rerouted)) return rerouted;
  const { own, place } = rerouted;
  const named = { to: await takerOf(ctx, own), nextTo: await takerOf(ctx, changed.territory ?? null) };
  const otherwise = !!changed.territory && !isDeepStrictEqual(own?.criteria, changed.territory.criteria);
  const before = own ? { name: own.name, place, otherwise } : {};
  return { basis: await routingMark(ctx), before: { ...before, ...named } };
}

type Taken = Pick<NonNullable<Extract<Change, { kind: 'routing' }>['territory']>, 'memberId' | 'teamId' | 'poolId'>;

async function takerOf(ctx: ReadCtx, rule: Taken | null): Promise<string | null> {
  if (!rule) return null;
  const { rows } = await sql<{
    name: string;
  }>`select name from member where workspace_id = ${ctx.scope.workspaceId} and id = ${rule.memberId}
    union all select name from team where workspace_id = ${ctx.scope.workspaceId} and id = ${rule.teamId}
    union all select name from lead_pool where workspace_id = ${ctx.scope.workspaceId} and id = ${rule.poolId}`.execute(ctx.tx);
  return rows[0]?.name ?? null;
}

/** What there is of both kinds to change. */
export async function ruleChoices(ctx: ReadCtx): Promise<Pick<OutputOf<typeof getDecisionChoices>, 'score' | 'rules' | 'territories'>> {
  const model = await activeModel(ctx.tx, ctx.scope);
  return {
    score: model ? { number: model.version.number, groups: model.version.groups.map(({ name }) => name) } : null,
    rules: (model?.rules ?? []).map((row) => ({ id: row.id, ...asRuleInput(row) })),
    territories: await routingRules(ctx),
  };
}
