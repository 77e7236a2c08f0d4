import { z } from 'zod';
import { Currency, Day, Id, Instant } from '#modules/team/schema.ts';

/** What can be filtered, listed, changed in bulk and given fields of its own. */
export const ENTITIES = ['company', 'contact', 'deal', 'lead', 'campaign'] as const;
export type Entity = (typeof ENTITIES)[number];
export const EntityName = z.enum(ENTITIES);

/** How a field's values are compared, shown and entered. */
export const KINDS = [
  'text',
  'long_text',
  'number',
  'money',
  'date',
  'instant',
  'yes_no',
  'choice',
  'choices',
  'member',
  'record',
] as const;
export type Kind = (typeof KINDS)[number];

/** What the value of an operator looks like. */
export type ValueShape =
  | 'none'
  | 'text'
  | 'texts'
  | 'number'
  | 'numbers'
  | 'money'
  | 'moneys'
  | 'day'
  | 'days'
  | 'span'
  | 'period'
  | 'choice'
  | 'choices'
  | 'id'
  | 'ids';

/**
 * Operators by kind, with the shape of the value each takes. Semantics are SQL's, with one addition: the negative ones (`is_not`,
 * `is_none_of`, `does_not_contain`, `has_none_of`, `is_no`, `is_not_me`) are exactly "not the positive one", so they include records
 * where the field is unset. Text is compared without regard to case. Days are days in the workspace's time zone.
 */
const TEXT = {
  is: 'text',
  is_not: 'text',
  is_one_of: 'texts',
  is_none_of: 'texts',
  contains: 'text',
  does_not_contain: 'text',
  starts_with: 'text',
  ends_with: 'text',
  is_set: 'none',
  is_unset: 'none',
} as const satisfies Record<string, ValueShape>;
const NUMBER = {
  is: 'number',
  is_not: 'number',
  less_than: 'number',
  at_most: 'number',
  more_than: 'number',
  at_least: 'number',
  between: 'numbers',
  is_set: 'none',
  is_unset: 'none',
} as const satisfies Record<string, ValueShape>;
/** Amounts are compared within their currency; a row in another currency does not match. */
const MONEY = {
  is: 'money',
  is_not: 'money',
  less_than: 'money',
  at_most: 'money',
  more_than: 'money',
  at_least: 'money',
  between: 'moneys',
  is_set: 'none',
  is_unset: 'none',
} as const satisfies Record<string, ValueShape>;
/** `between` includes both days. `more_than_ago` and `more_than_ahead` do not include the boundary; `within_*` do. */
const TIME = {
  is_on: 'day',
  before: 'day',
  after: 'day',
  between: 'days',
  within_last: 'span',
  within_next: 'span',
  more_than_ago: 'span',
  more_than_ahead: 'span',
  in_period: 'period',
  is_set: 'none',
  is_unset: 'none',
} as const satisfies Record<string, ValueShape>;
const CHOICE = {
  is: 'choice',
  is_not: 'choice',
  is_one_of: 'choices',
  is_none_of: 'choices',
  is_set: 'none',
  is_unset: 'none',
} as const satisfies Record<string, ValueShape>;
const CHOICES = {
  has_any_of: 'choices',
  has_all_of: 'choices',
  has_none_of: 'choices',
  is_set: 'none',
  is_unset: 'none',
} as const satisfies Record<string, ValueShape>;
const RECORD = {
  is: 'id',
  is_not: 'id',
  is_one_of: 'ids',
  is_none_of: 'ids',
  is_set: 'none',
  is_unset: 'none',
} as const satisfies Record<string, ValueShape>;

export const OPERATORS = {
  text: TEXT,
  long_text: TEXT,
  number: NUMBER,
  money: MONEY,
  date: TIME,
  instant: TIME,
  yes_no: { is_yes: 'none', is_no: 'none' },
  choice: CHOICE,
  choices: CHOICES,
  member: { ...RECORD, is_me: 'none', is_not_me: 'none' },
  record: RECORD,
} as const satisfies Record<Kind, Readonly<Record<string, ValueShape>>>;

type OperatorsOf<K extends Kind> = keyof (typeof OPERATORS)[K];
export type Operator = { [K in Kind]: OperatorsOf<K> }[Kind] & string;
const OPERATOR_NAMES = [...new Set(Object.values(OPERATORS).flatMap((table) => Object.keys(table)))] as [Operator, ...Operator[]];

export const operatorsOf = (kind: Kind): Operator[] => Object.keys(OPERATORS[kind]) as Operator[];

/** The shape an operator's value has for a kind; undefined where the kind has no such operator. */
export function shapeOf(kind: Kind, operator: string): ValueShape | undefined {
  const table: Readonly<Record<string, ValueShape>> = OPERATORS[kind];
  return Object.hasOwn(table, operator) ? table[operator] : undefined;
}

/** The deepest nesting, the most groups and conditions together, and the most values of one list. */
export const MOST = { depth: 6, nodes: 60, values: 500, text: 500 } as const;

// PostgreSQL text holds every character but this one.
const Text = z
  .string()
  .max(MOST.text, `Use at most ${MOST.text} characters.`)
  .refine((text) => !text.includes('\u0000'), 'This text contains a character that cannot be stored.');
const Amount = z.strictObject({ amountMinor: z.int(), currency: Currency });
export const SPAN_UNITS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export const PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const;
const Span = z.strictObject({ n: z.int().min(0).max(10_000), unit: z.enum(SPAN_UNITS) });
const Period = z.strictObject({ which: z.enum(['this', 'last', 'next']), period: z.enum(PERIODS) });
const Range = z.union([
  z.strictObject({ from: z.number(), to: z.number() }),
  z.strictObject({ from: Amount, to: Amount }),
  z.strictObject({ from: Day, to: Day }),
]);
export type Span = z.infer<typeof Span>;
export type Period = z.infer<typeof Period>;

/** The value of a condition. Which form an operator takes is said by `OPERATORS`; the compiler refuses another. */
export const ConditionValue = z.union([
  Text,
  z.number(),
  z.array(Text).min(1, 'Choose at least one.').max(MOST.values, `Use at most ${MOST.values} values.`),
  Amount,
  Range,
  Span,
  Period,
]);
export type ConditionValue = z.infer<typeof ConditionValue>;

/** `{ field: 'industry', op: 'is_one_of', value: ['Software', 'Chemicals'] }`; `value` is absent for operators that take none. */
export const Condition = z.strictObject({
  field: z.string().min(1).max(120),
  op: z.enum(OPERATOR_NAMES),
  value: ConditionValue.optional(),
});
export type Condition = z.infer<typeof Condition>;

/** The kinds of the activity ledger; equal to the check on `activity.kind`. */
export const HISTORY_KINDS = [
  'call',
  'mail',
  'meeting',
  'letter',
  'note',
  'task_done',
  'stage_change',
  'campaign_response',
  'form',
  'page_visit',
  'file_download',
  'order',
  'invoice',
  'deal_created',
  'deal_stage',
  'deal_won',
  'deal_lost',
  'handoff',
  'verdict',
  'clock',
  'owner_change',
  'mail_event',
  'chat',
  'quote',
  'case',
  'merge',
  'record_created',
] as const;

/** On whose behalf the ledger is read for a record of each entity; the first is meant where a condition does not say. */
export const HISTORY_OF = {
  company: ['company'],
  contact: ['contact', 'company'],
  deal: ['deal', 'contact', 'company'],
  lead: ['contact', 'lead', 'company'],
  campaign: ['campaign'],
} as const satisfies Record<Entity, readonly Entity[]>;

/**
 * A condition on what happened: `{ history: 'did', kinds: ['page_visit'], text: { in: 'address', op: 'contains', value: '/pricing' },
 * times: { compare: 'at_least', n: 2 }, when: { within: { n: 14, unit: 'day' } } }`. Only human traffic counts; a retracted entry does not,
 * a corrected one counts as its correction says. `did_not` takes no `times`: it means none at all.
 */
export const History = z.strictObject({
  history: z.enum(['did', 'did_not']),
  kinds: z.array(z.enum(HISTORY_KINDS)).min(1, 'Choose what happened.').max(HISTORY_KINDS.length),
  of: z.enum(ENTITIES).optional(),
  direction: z.enum(['in', 'out']).optional(),
  side: z.enum(['marketing', 'sales', 'customer', 'system']).optional(),
  outcomes: z.array(Text).min(1).max(50).optional(),
  campaignIds: z.array(Id).min(1).max(MOST.values).optional(),
  /** `subject` is the entry's headline; `address` is the page, file or asset (`data.url`, `data.path`, `data.asset`). */
  text: z
    .strictObject({ in: z.enum(['subject', 'address']), op: z.enum(['is', 'contains', 'starts_with']), value: Text.min(1) })
    .optional(),
  times: z.strictObject({ compare: z.enum(['at_least', 'at_most', 'exactly']), n: z.int().min(0).max(10_000) }).optional(),
  when: z
    .union([z.strictObject({ within: Span }), z.strictObject({ from: z.union([Day, Instant]), to: z.union([Day, Instant]) })])
    .optional(),
});
export type History = z.infer<typeof History>;

/** `none` is "not any": it includes records where the fields are unset. */
export interface Group {
  match: 'all' | 'any' | 'none';
  of: Node[];
}
export type Node = Group | Condition | History;
export type Criteria = Group;

const Match = z.enum(['all', 'any', 'none']);

// Built level by level rather than by recursion: a deeper tree is refused without ever being walked.
function groupOf(depth: number): z.ZodType<Group, Group> {
  const node: z.ZodType<Node, Node> = depth <= 1 ? z.union([Condition, History]) : z.union([Condition, History, groupOf(depth - 1)]);
  const least = depth === MOST.depth ? 0 : 1;
  return z.strictObject({ match: Match, of: z.array(node).min(least, 'A group needs a condition.').max(MOST.nodes) });
}

export const isGroup = (node: Node): node is Group => 'match' in node;
export const isHistory = (node: Node): node is History => 'history' in node;

/** Groups and conditions together. */
export function countNodes(node: Node): number {
  return isGroup(node) ? node.of.reduce((sum, child) => sum + countNodes(child), 1) : 1;
}

/** Which records are meant. At most 6 levels of groups and 60 nodes; no conditions at all (`EVERYTHING`) means every record. */
export const Criteria = groupOf(MOST.depth)
  .refine((group) => group.of.length > 0 || group.match === 'all', 'Add a condition, or match all for every record.')
  .refine((group) => countNodes(group) <= MOST.nodes, `Use at most ${MOST.nodes} conditions and groups together.`);
export const EVERYTHING: Criteria = { match: 'all', of: [] };

/** One allowed value of a choice. */
export const Option = z.object({ value: z.string().max(200), label: z.string().max(200) });
export type Option = z.infer<typeof Option>;

// ---------------------------------------------------------------- fields of a workspace's own
export const CUSTOM_KINDS = [
  'text',
  'long_text',
  'number',
  'money',
  'date',
  'instant',
  'yes_no',
  'choice',
  'choices',
  'url',
  'email',
  'phone',
  'member',
] as const;
export type CustomKind = (typeof CUSTOM_KINDS)[number];

/** Values of a record's own fields by key; null empties one. Checked by `parseCustom` against the workspace's fields. */
export const CustomValues = z.record(
  z.string().max(60),
  z.union([z.null(), z.boolean(), z.number(), z.string().max(20_000), z.array(z.string().max(200)).max(100), Amount]),
);
export type CustomValues = z.infer<typeof CustomValues>;

export const MOST_CUSTOM_FIELDS = 200;

export const CustomFieldRow = z.object({
  id: Id,
  entity: EntityName,
  /** Also the column's name in imports, exports and the API; criteria call it `custom.<key>`. */
  key: z.string(),
  label: z.string(),
  kind: z.enum(CUSTOM_KINDS),
  options: z.array(Option),
  required: z.boolean(),
  /** Not in use any more: its values are kept, it can be brought back. */
  archived: z.boolean(),
});
export type CustomFieldRow = z.infer<typeof CustomFieldRow>;

/** A field as lists, criteria, imports and exports offer it. */
export const FieldInfo = z.object({
  key: z.string(),
  label: z.string(),
  kind: z.enum(KINDS),
  group: z.string(),
  operators: z.array(z.enum(OPERATOR_NAMES)),
  /** Null: any text is allowed. */
  options: z.array(Option).nullable(),
  /** Of kind `record`: what it refers to. */
  record: EntityName.nullable(),
  sortable: z.boolean(),
  /** Has a value that can be shown, not only a condition. */
  showable: z.boolean(),
  /** Can be changed in bulk and brought by an import. */
  writable: z.boolean(),
  shown: z.boolean(),
});
export type FieldInfo = z.infer<typeof FieldInfo>;
