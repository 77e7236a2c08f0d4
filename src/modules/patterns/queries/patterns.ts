import { sql } from 'kysely';
import type { z } from 'zod';
import type { Criteria } from '#modules/criteria/schema.ts';
import { MOST_VALUES } from '#modules/drift/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { ENOUGH } from '#platform/shared/statistics.ts';
import type { getPatterns as GetPatterns, Pattern as Shown } from '../contract.ts';
import { type Column, type Ended, type Pattern, patternsOf } from '../rules/patterns.ts';
import { type Comment, wordPatterns } from '../rules/words.ts';
import { MOST_LEADS, MOST_PATTERNS, MOST_WORDS, type PatternItem, WITH_REASON } from '../schema.ts';
import { type Attribute, attributesOf, valueNames } from './attributes.ts';
import { type Cases, casesOf } from './cases.ts';

type Report = z.output<(typeof GetPatterns)['output']>;
type Asked = z.output<(typeof GetPatterns)['input']>;

interface Row {
  ended: boolean;
  stood: boolean;
  note: string | null;
  values: (string | null)[];
}

async function rowsOf({ tx }: ReadCtx, { from, known, ended }: Cases, attributes: readonly Attribute[]): Promise<Row[]> {
  const values = sql.join(attributes.map(({ value }) => sql`(${value})::text`));
  const { rows } = await sql<Row>`select ${ended} as ended, s.lead_id is not null as stood, e.note, array[${values}]::text[] as values
    from ${from} where ${known}`.execute(tx);
  return rows;
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
  return {
    period: { from, to, basis },
    leads: rows.length,
    ended: n,
    asTheyStood: rows.filter(({ stood }) => stood).length,
    newestOnly: await isCut(ctx, cases),
    enough: n >= ENOUGH && rows.length - n >= ENOUGH,
    tested: found.tested,
    patterns: await shown(ctx, attributes, found.patterns.slice(0, MOST_PATTERNS)),
    words: wordsOfRows(rows, asked),
    reasons: WITH_REASON.includes(asked.outcome) ? await reasonsOf(ctx, cases, asked) : [],
  };
}

async function isCut({ tx }: ReadCtx, { asked }: Cases): Promise<boolean> {
  const { rows } = await sql`select from lead where ${asked.where} offset ${MOST_LEADS} limit 1`.execute(tx);
  return rows.length > 0;
}

function wordsOfRows(rows: readonly Row[], { outcome }: Asked): Report['words'] {
  // A won lead was not won by what was said when it was handed off.
  const comments = outcome === 'won' ? [] : rows.flatMap(({ note, ended }): Comment[] => (note ? [{ note, ended }] : []));
  const { tested, patterns: found } = wordPatterns(comments);
  const ended = comments.filter((comment) => comment.ended).length;
  return {
    comments: comments.length,
    ended,
    enough: ended >= ENOUGH && comments.length - ended >= ENOUGH,
    tested,
    patterns: found.slice(0, MOST_WORDS).map(({ what, ...sure }) => ({ word: what, ...sure })),
  };
}

/** Whichever reason is asked for: all of them, so that another can be chosen. */
async function reasonsOf(ctx: ReadCtx, cases: Cases, { outcome }: Asked): Promise<Report['reasons']> {
  const { rows } = await sql<Report['reasons'][number]>`select r.id, r.label, count(*)::int as n from ${cases.from}
    join reason r on r.workspace_id = ${ctx.scope.workspaceId} and r.id = e.reason_id
    where e.decision = ${outcome} group by r.id, r.label order by n desc, r.label`.execute(ctx.tx);
  return ctx.scope.hidden.has('lead.reason') ? [] : rows;
}

async function shown(ctx: ReadCtx, attributes: readonly Attribute[], found: readonly Pattern<readonly PatternItem[]>[]): Promise<Shown[]> {
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
