import { type RawBuilder, sql } from 'kysely';
import type { Field } from '../fields.ts';
import { boundsOf, type TimeValue } from '../rules/times.ts';
import { type Condition, type ConditionValue, shapeOf, type ValueShape } from '../schema.ts';
import { type Compilation, negated, type Part, type Wrong } from './compilation.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The positive operator that a negative one is exactly the opposite of. */
const OPPOSITE: Readonly<Record<string, Condition['op']>> = {
  is_not: 'is',
  is_none_of: 'is_one_of',
  does_not_contain: 'contains',
  has_none_of: 'has_any_of',
  is_no: 'is_yes',
  is_not_me: 'is_me',
  is_unset: 'is_set',
};

type Value = RawBuilder<unknown>;
interface Test {
  field: Field;
  op: Condition['op'];
  value: ConditionValue | undefined;
  compilation: Compilation;
}

/** One condition on one field of the registry. */
export function compileCondition(field: Field, condition: Condition, compilation: Compilation): Part | Wrong {
  const shape = shapeOf(field.kind, condition.op);
  if (!shape) return { wrong: `${field.label} cannot be compared this way.`, at: '.op' };
  const wrong = wrongValue(shape, condition.value);
  if (wrong) return { wrong, at: '.value' };
  const opposite = OPPOSITE[condition.op];
  const op = opposite ?? condition.op;
  const test = testOf({ field, op, value: condition.value, compilation });
  if (!test) return { wrong: `${field.label} is a date: use days, weeks, months or years.`, at: '.value' };
  const part = applied(field, test, compilation);
  return opposite ? negated(part) : part;
}

/** A test put to the value of a field, wherever it stands. */
export function applied(field: Field, test: (value: Value, currency: Value) => RawBuilder<boolean>, compilation: Compilation): Part {
  const { row, scope } = compilation;
  const own = sql`${compilation.currency}::text`;
  if (field.matching) return { sql: field.matching(row, (value, currency) => test(value, currency ?? own), scope), total: true };
  const value = field.sql?.(row, scope);
  if (!value) throw new Error(`the field ${field.entity}.${field.key} has neither sql nor matching`);
  return { sql: test(value, field.currency?.(row, scope) ?? own), total: false };
}

/** Says what is wrong with a value for the shape an operator takes; undefined where nothing is. */
function wrongValue(shape: ValueShape, value: ConditionValue | undefined): string | undefined {
  if (shape === 'none') return value === undefined ? undefined : 'This comparison takes no value.';
  if (value === undefined) return 'Enter a value.';
  return SHAPES[shape](value);
}

const isObject = (value: ConditionValue): value is Exclude<ConditionValue, string | number | string[]> =>
  typeof value === 'object' && !Array.isArray(value);
const textSays = (value: ConditionValue) => (typeof value === 'string' && value !== '' ? undefined : 'Enter a text.');
const listSays = (value: ConditionValue) => (Array.isArray(value) ? undefined : 'Choose from the list.');

const SHAPES: Record<Exclude<ValueShape, 'none'>, (value: ConditionValue) => string | undefined> = {
  text: textSays,
  choice: textSays,
  texts: listSays,
  choices: listSays,
  number: (value) => (typeof value === 'number' ? undefined : 'Enter a number.'),
  numbers: (value) => rangeSays(value, (from, to) => typeof from === 'number' && typeof to === 'number' && from <= to),
  money: (value) => (isObject(value) && 'amountMinor' in value ? undefined : 'Enter an amount with its currency.'),
  moneys: (value) =>
    rangeSays(
      value,
      (from, to) =>
        typeof from === 'object' && typeof to === 'object' && from.currency === to.currency && from.amountMinor <= to.amountMinor,
    ),
  day: (value) => (typeof value === 'string' && isDay(value) ? undefined : 'Enter a day.'),
  days: (value) =>
    rangeSays(value, (from, to) => typeof from === 'string' && typeof to === 'string' && isDay(from) && isDay(to) && from <= to),
  span: (value) => (isObject(value) && 'unit' in value ? undefined : 'Enter how long.'),
  period: (value) => (isObject(value) && 'period' in value ? undefined : 'Choose a period.'),
  id: (value) => (typeof value === 'string' && UUID.test(value) ? undefined : 'Choose from the list.'),
  ids: (value) => (Array.isArray(value) && value.every((id) => UUID.test(id)) ? undefined : 'Choose from the list.'),
};

function rangeSays(value: ConditionValue, fits: (from: End, to: End) => boolean): string | undefined {
  return isObject(value) && 'from' in value && fits(value.from, value.to) ? undefined : 'Enter both ends, the smaller one first.';
}
type End = string | number | { amountMinor: number; currency: string };

const isDay = (text: string): boolean =>
  DAY.test(text) && !text.startsWith('0000') && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/** The test of the positive operators, for a value and its currency; undefined where minutes are asked of a date. */
function testOf({ field, op, value, compilation }: Test): ((value: Value, currency: Value) => RawBuilder<boolean>) | undefined {
  if (op === 'is_set') return field.kind === 'choices' ? (v) => sql`cardinality(${v}) > 0` : (v) => sql`${v} is not null`;
  switch (field.kind) {
    case 'text':
    case 'long_text':
      return textTest(op, value);
    case 'number':
      return (v) => comparison(v, { op, value }, (one) => sql`${String(one)}::numeric`);
    case 'money':
      return moneyTest(op, value);
    case 'date':
    case 'instant':
      return timeTest(field.kind, op, { value, compilation });
    case 'yes_no':
      return (v) => sql`${v}`;
    case 'choice':
      return Array.isArray(value) ? (v) => sql`${v} = any (${value}::text[])` : (v) => sql`${v} = ${value}::text`;
    case 'choices':
      return op === 'has_all_of' ? (v) => sql`${v} @> ${value}::text[]` : (v) => sql`${v} && ${value}::text[]`;
    case 'member':
    case 'record':
      return idTest(op, value, compilation);
  }
}

function textTest(op: Condition['op'], value: ConditionValue | undefined): (v: Value) => RawBuilder<boolean> {
  if (op === 'is_one_of') return (v) => sql`lower(${v}) = any (array(select lower(u) from unnest(${value}::text[]) u))`;
  const needle = sql`lower(${value}::text)`;
  if (op === 'contains') return (v) => sql`strpos(lower(${v}), ${needle}) > 0`;
  if (op === 'starts_with') return (v) => sql`starts_with(lower(${v}), ${needle})`;
  if (op === 'ends_with') return (v) => sql`right(lower(${v}), length(${needle})) = ${needle}`;
  return (v) => sql`lower(${v}) = ${needle}`;
}

const COMPARE: Readonly<Record<string, RawBuilder<unknown>>> = {
  is: sql`=`,
  less_than: sql`<`,
  at_most: sql`<=`,
  more_than: sql`>`,
  at_least: sql`>=`,
  '>=': sql`>=`,
  '>': sql`>`,
  '<': sql`<`,
  '<=': sql`<=`,
};

interface Compared {
  op: Condition['op'];
  value: ConditionValue | undefined;
}

function comparison(v: Value, { op, value }: Compared, cast: (one: unknown) => Value): RawBuilder<boolean> {
  if (typeof value === 'object' && 'from' in value) return sql`${v} between ${cast(value.from)} and ${cast(value.to)}`;
  return sql`${v} ${COMPARE[op] ?? sql`=`} ${cast(value)}`;
}

type Amount = { amountMinor: number; currency: string };

function moneyTest(op: Condition['op'], value: ConditionValue | undefined): (v: Value, currency: Value) => RawBuilder<boolean> {
  const first = (typeof value === 'object' && 'from' in value ? value.from : value) as Amount;
  return (v, currency) =>
    sql`(${comparison(v, { op, value }, (one) => sql`${String((one as Amount).amountMinor)}::bigint`)} and ${currency} = ${first.currency}::text)`;
}

function timeTest(kind: 'date' | 'instant', op: Condition['op'], more: { value: ConditionValue | undefined; compilation: Compilation }) {
  const { value, compilation } = more;
  const meant = typeof value === 'string' ? { day: value } : (value as TimeValue);
  const bounds = boundsOf(kind, { op, value: meant }, compilation);
  if (!bounds) return undefined;
  const cast = (at: string) => (kind === 'date' ? sql`${at}::date` : sql`${at}::timestamptz`);
  return (v: Value) =>
    sql<boolean>`(${sql.join(
      bounds.map(({ compare, at }) => sql`${v} ${COMPARE[compare] ?? sql`=`} ${cast(at)}`),
      sql` and `,
    )})`;
}

function idTest(op: Condition['op'], value: ConditionValue | undefined, { scope }: Compilation): (v: Value) => RawBuilder<boolean> {
  if (op === 'is_me') return (v) => sql`${v} = ${scope.actor.memberId}::uuid`;
  return Array.isArray(value) ? (v) => sql`${v} = any (${value}::uuid[])` : (v) => sql`${v} = ${value}::uuid`;
}
