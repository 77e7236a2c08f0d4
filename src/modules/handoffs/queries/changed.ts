import { isDeepStrictEqual } from 'node:util';
import { hashOfContent } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { problemOf } from '../commands/territories.ts';
import { territoriesWith } from '../rules/changed.ts';
import { type ChangedTerritory, MOST_TERRITORIES } from '../schema.ts';
import { routingRules, type StoredRule } from './arrivals.ts';

export interface Rerouted {
  /** The rule that is changed, as it stands; null: a new one. */
  own: StoredRule | null;
  /** Its place in the order, from 1. */
  place: number | null;
  after: ReturnType<typeof territoriesWith>;
}

/** Stands for the rules of routing in force and their order. */
export async function routingMark(ctx: ReadCtx): Promise<string> {
  const rules = await routingRules(ctx);
  return hashOfContent(rules.map(({ id, name, criteria, memberId, teamId, poolId }) => [id, name, criteria, memberId, teamId, poolId]));
}

/** The rules as a change would have them, or at which field below `path` it cannot be made. */
export async function reroutedBy(ctx: ReadCtx, changed: ChangedTerritory, path = ''): Promise<Rerouted | Refusal> {
  const { territoryId, territory, place } = changed;
  const rules = await routingRules(ctx);
  const own = rules.find(({ id }) => id === territoryId) ?? null;
  if (territoryId !== null && !own) return refuse('not_found', 'This rule is not in force (any more).', { field: `${path}territoryId` });
  if (territoryId === null && !territory) return refuse('invalid', 'Write the rule, or choose one.', { field: `${path}territory` });
  if (territory === null && place !== undefined)
    return refuse('invalid', 'A rule that is left out has no place.', { field: `${path}place` });
  if (place !== undefined && place > rules.length + (own ? 0 : 1))
    return refuse('invalid', `The last place is ${rules.length + (own ? 0 : 1)}.`, { field: `${path}place` });
  const problem = territory && (await problemOf(ctx, territory, `${path}territory.`));
  if (problem) return problem;
  const after = territoriesWith(rules, changed);
  if (after.length > MOST_TERRITORIES)
    return refuse('invalid', `There are ${MOST_TERRITORIES} rules at most.`, { field: `${path}territory` });
  if (isDeepStrictEqual(after, rules)) return refuse('invalid', 'The rules say so already.', { field: `${path}territory` });
  return { own, place: own && rules.indexOf(own) + 1, after };
}

/** The rules as a change would have them, for a dry run; none where it cannot be made any more. */
export async function routingWith(ctx: ReadCtx, changed: ChangedTerritory): Promise<Rerouted['after'] | null> {
  const rerouted = await reroutedBy(ctx, changed);
  return isRefusal(rerouted) ? null : rerouted.after;
}
