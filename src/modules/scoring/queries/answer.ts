import { type RawBuilder, sql } from 'kysely';
import { compile } from '#modules/criteria/queries/compile.ts';
import type { Lens } from '#modules/criteria/queries/lens.ts';
import { isGroup, isHistory, type Node } from '#modules/criteria/schema.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { DEFAULT_BOUNDS, ENOUGH_COVERAGE } from '../rules/fit.ts';
import type { CriterionInput } from '../schema.ts';

export interface Judging {
  lens: Lens;
  scope: Scope;
  now: string;
}

const NOT_KNOWN = sql<boolean>`null::boolean`;
/** These ask whether a field is set, so unset is an answer. */
const ABOUT_BEING_SET: readonly string[] = ['is_set', 'is_unset'];

/**
 * The answer of a contact's row `t` to criteria, in three values. Unlike in a list, a field that is not set is no answer: it neither meets a
 * criterion nor fails it, and `and`, `or` and `none of` go on from there as SQL's three values do.
 */
export function answerOf(node: Node, judging: Judging): RawBuilder<boolean> {
  if (!isGroup(node)) return leaf(node, judging);
  if (node.of.length === 0) return sql<boolean>`true`;
  const parts = node.of.map((child) => answerOf(child, judging));
  const joined = sql<boolean>`(${sql.join(parts, node.match === 'all' ? sql` and ` : sql` or `)})`;
  return node.match === 'none' ? sql<boolean>`not ${joined}` : joined;
}

function leaf(node: Exclude<Node, { match: string }>, { lens, scope, now }: Judging): RawBuilder<boolean> {
  const compiled = (of: Node) => compile({ match: 'all', of: [of] }, { ...lens, row: 't', scope, now, few: true });
  const condition = compiled(node);
  // A field that is gone answers nothing; the profile's page says so.
  if (isRefusal(condition)) return NOT_KNOWN;
  if (isHistory(node) || ABOUT_BEING_SET.includes(node.op)) return condition;
  const set = compiled({ field: node.field, op: 'is_set' });
  // Yes-or-no facts have no "unset" to ask for.
  return isRefusal(set) ? condition : sql<boolean>`case when ${set} then ${condition} end`;
}

/**
 * `fitScore` in SQL, for many people at once: the class from the answers in the columns `a0`, `a1` … The same bounds, the same tolerance;
 * a test holds the two together.
 * @param numberOf the number of the column that answers the criterion at a place
 */
export function fitInSql(
  criteria: readonly Pick<CriterionInput, 'kind' | 'weight'>[],
  numberOf: (place: number) => number = (place) => place,
): RawBuilder<string> {
  const column = (place: number) => sql.ref(`a${numberOf(place)}`);
  const each = (kind: CriterionInput['kind'], part: (weight: number, place: number) => RawBuilder<unknown>) =>
    criteria.flatMap((one, place) => (one.kind === kind ? [part(one.weight, place)] : []));
  const sum = (parts: readonly RawBuilder<unknown>[]) => (parts.length === 0 ? sql`0::float8` : sql`(${sql.join(parts, sql` + `)})`);
  const known = sum(each('weighted', (weight, place) => sql`case when ${column(place)} is null then 0 else ${weight}::float8 end`));
  const points = sum(each('weighted', (weight, place) => sql`case when ${column(place)} then ${weight}::float8 else 0 end`));
  const out = each('disqualifier', (_, place) => sql`${column(place)} is true`);
  const all = criteria.reduce((total, { kind, weight }) => total + (kind === 'weighted' ? weight : 0), 0);
  const [a, b, c] = DEFAULT_BOUNDS;
  const fit = sql`100 * ${points} / ${known} + 1e-9`;
  return sql<string>`case when ${out.length === 0 ? sql`false` : sql.join(out, sql` or `)} then 'D'
    when ${known} = 0 or ${known} / ${all}::float8 < ${ENOUGH_COVERAGE}::float8 - 1e-9 then '?'
    when ${fit} >= ${a} then 'A' when ${fit} >= ${b} then 'B' when ${fit} >= ${c} then 'C' else 'D' end`;
}
