import { sql } from 'kysely';
import type { z } from 'zod';
import type { Criteria } from '#modules/criteria/schema.ts';
import { MOST_VALUES } from '#modules/drift/schema.ts';
import { amountsOf, amountsSum, moneyBehind, noAmounts } from '#modules/leadvalues/queries/behind.ts';
import type { Amounts, Behind } from '#modules/leadvalues/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { groupBy } from '#platform/shared/group.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { ENOUGH } from '#platform/shared/statistics.ts';
import type { getPatterns as GetPatterns, Pattern as Shown } from '../contract.ts';
import { type Column, type Ended, type Pattern, patternsOf } from '../rules/patterns.ts';
import { type Comment, wordPatterns, wordsOf } from '../rules/words.ts';
import { MOST_LEADS, MOST_PATTERNS, MOST_WORDS, type PatternItem, WITH_REASON } from '../schema.ts';
import { type Attribute, attributesOf, valueNames } from './attributes.ts';
import { type Cases, casesOf } from './cases.ts';

type Report = z.output<(typeof GetPatterns)['output']>;
type Asked = z.output<(typeof GetPatterns)['input']>;

interface Row {
  ended: boolean;
  stood: boolean;
  note: string | null;
  /** Of those that ended as asked, for whatever reason. */
  reasonId: string | null;
  values: (string | null)[];
  /** Null: nothing is on record, or the role may not see amounts. */
  amounts: Amounts | null;
}

async function rowsOf(
  { tx, scope }: ReadCtx,
  { asked, from, known, ended, ending }: Cases,
  attributes: readonly Attribute[],
): Promise<Row[]> {
  const values = sql.join(attributes.map(({ value }) => sql`(${value})::text`));
  const { join, behind } = moneyBehind({ scope, period: asked.period }, sql`l.id`);
  const amounts = behind
    ? sql`case when behind.lead_id is not null or worth.value_minor is not null then ${amountsOf(behind)} end`
    : sql`null::jsonb`;
  const { rows } = await sql<Row>`select ${ended} as ended, s.lead_id is not null as stood, e.note, array[${values}]::text[] as values,
      case when e.decision = ${ending.outcome} then e.reason_id end as "reasonId", ${amounts} as amounts
    from ${from} ${join} where ${known}`.execute(tx);
  return rows;
}

/** Sums the money behind rows; null where the role may not see amounts. */
function moneyOf({ scope }: ReadCtx, { asked }: Cases): ((rows: readonly Row[]) => Behind) | null {
  const none = noAmounts(scope);
  if (!none) return null;
  return (rows) => ({ ...(amountsSum(rows.flatMap(({ amounts }) => amounts ?? [])) ?? none), currency: asked.currency });
}

/** Spread into what says how many have something, and how many of them ended as asked. */
function behindOf(money: ReturnType<typeof moneyOf>, having: readonly Row[]): Pick<Shown, 'behind'> {
  return money ? { behind: { n: money(having), k: money(having.filter(({ ended }) => ended)) } } : {};
}

function columnOf(attribute: Attribute, rows: readonly Row[], place: number): Column | null {
  const places = new Map<string, number>();
  const codes = Int32Array.from(rows, ({ values }) => {
    const value = values[place] ?? null;
    if (value === null) return -1;
    const code = places.get(value) ?? places.size;
    places.set(value, code);
    return code;
  });
  if (places.size === 0 || (attribute.own && places.size > MOST_VALUES)) return null;
  return { dimension: attribute.name, values: [...places.keys()], codes };
}

/** What the leads of a period that ended alike have in common. */
export async function patterns(ctx: ReadCtx, asked: Asked): Promise<Report | Refusal> {
  const cases = await casesOf(ctx, asked);
  if (isRefusal(cases)) return cases;
  const attributes = await attributesOf(ctx);
  const rows = await rowsOf(ctx, cases, attributes);
  const ended: Ended = Uint8Array.from(rows, (row) => (row.ended ? 1 : 0));
  const n = ended.reduce((sum, one) => sum + one, 0);
  const columns = attributes.flatMap((attribute, place) => columnOf(attribute, rows, place) ?? []);
  const found = patternsOf(columns, ended);
  const { from, to, basis } = cases.asked.period;
  const money = moneyOf(ctx, cases);
  const place = new Map(attributes.map(({ name }, index) => [name, index]));
  const has = ({ values }: Row, what: readonly PatternItem[]) =>
    what.every(({ dimension, value }) => values[place.get(dimension) ?? -1] === value);
  const kept = found.patterns.slice(0, MOST_PATTERNS).map((pattern) => ({
    ...pattern,
    ...behindOf(
      money,
      rows.filter((row) => has(row, pattern.what)),
    ),
  }));
  return {
    period: { from, to, basis },
    leads: rows.length,
    ended: n,
    ...(money && { behind: { leads: money(rows), ended: money(rows.filter((row) => row.ended)) } }),
    asTheyStood: rows.filter(({ stood }) => stood).length,
    newestOnly: await isCut(ctx, cases),
    enough: n >= ENOUGH && rows.length - n >= ENOUGH,
    tested: found.tested,
    patterns: await shown(ctx, attributes, kept),
    words: wordsOfRows(rows, asked, money),
    reasons: WITH_REASON.includes(asked.outcome) ? await reasonsOf(ctx, rows, money) : [],
  };
}

async function isCut({ tx }: ReadCtx, { asked }: Cases): Promise<boolean> {
  const { rows } = await sql`select from lead where ${asked.where} offset ${MOST_LEADS} limit 1`.execute(tx);
  return rows.length > 0;
}

function wordsOfRows(rows: readonly Row[], { outcome }: Asked, money: ReturnType<typeof moneyOf>): Report['words'] {
  // A won lead was not won by what was said when it was handed off.
  const comments = outcome === 'won' ? [] : rows.flatMap(({ note, ended }): Comment[] => (note ? [{ note, ended }] : []));
  const { tested, patterns: found } = wordPatterns(comments);
  const ended = comments.filter((comment) => comment.ended).length;
  const kept = found.slice(0, MOST_WORDS);
  // Words are told apart by one function only: here again, for the few that are shown.
  const saying = new Map<string, Row[]>(kept.map(({ what }) => [what, []]));
  if (money && kept.length > 0) for (const row of rows) if (row.note) for (const word of wordsOf(row.note)) saying.get(word)?.push(row);
  return {
    comments: comments.length,
    ended,
    enough: ended >= ENOUGH && comments.length - ended >= ENOUGH,
    tested,
    patterns: kept.map(({ what, ...sure }) => ({ word: what, ...sure, ...behindOf(money, saying.get(what) ?? []) })),
  };
}

/** Whichever reason is asked for: all of them, so that another can be chosen. */
async function reasonsOf(ctx: ReadCtx, rows: readonly Row[], money: ReturnType<typeof moneyOf>): Promise<Report['reasons']> {
  if (ctx.scope.hidden.has('lead.reason')) return [];
  const given = groupBy(rows, ({ reasonId }) => reasonId);
  const labels = await ctx.tx.selectFrom('reason').select(['id', 'label']).where('workspace_id', '=', ctx.scope.workspaceId).execute();
  return labels
    .flatMap(({ id, label }) => {
      const of = given.get(id);
      return of ? [{ id, label, n: of.length, ...(money && { behind: money(of) }) }] : [];
    })
    .sort((a, b) => b.n - a.n || (a.label < b.label ? -1 : 1));
}

async function shown(
  ctx: ReadCtx,
  attributes: readonly Attribute[],
  found: readonly (Pattern<readonly PatternItem[]> & Pick<Shown, 'behind'>)[],
): Promise<Shown[]> {
  const named = await namesOf(
    ctx,
    attributes,
    found.flatMap(({ what }) => what),
  );
  return found.map(({ what, ...sure }) => ({
    items: what.map(named),
    ...sure,
    criteria: leadCriteria(attributes, what),
    sightable: what.length === 1 && what.every(({ dimension }) => isDimension(dimension)),
    proposable: what.every(({ dimension }) => attributes.find(({ name }) => name === dimension)?.contactField),
  }));
}

/** Drift looks at the dimensions, not at the marks that only a lead has. */
const isDimension = (name: string) => !name.startsWith('lead.') || name === 'lead.sourceChannel' || name.startsWith('lead.custom.');

/** How items are called; one that the caller may not see has no name here. */
export async function namesOf(
  ctx: ReadCtx,
  attributes: readonly Attribute[],
  items: readonly PatternItem[],
): Promise<(item: PatternItem) => PatternItem & { label: string; valueLabel: string }> {
  const labels = new Map<string, ReadonlyMap<string, string>>();
  for (const attribute of attributes) {
    const values = items.flatMap(({ dimension, value }) => (dimension === attribute.name ? [value] : []));
    if (values.length > 0) labels.set(attribute.name, await valueNames(ctx, attribute, values));
  }
  return (item) => ({
    ...item,
    label: attributes.find(({ name }) => name === item.dimension)?.label ?? item.dimension,
    valueLabel: labels.get(item.dimension)?.get(item.value) ?? (item.dimension === 'lead.campaign' ? '–' : item.value),
  });
}

function leadCriteria(attributes: readonly Attribute[], items: readonly PatternItem[]): Criteria {
  return {
    match: 'all',
    of: items.flatMap(({ dimension, value }) => attributes.find(({ name }) => name === dimension)?.asks(value) ?? []),
  };
}
