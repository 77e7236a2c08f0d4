import {
  type Condition,
  type ConditionValue,
  type Criteria,
  countNodes,
  type FieldInfo,
  type Group,
  type History,
  isGroup,
  isHistory,
  MOST,
  type Node,
  type Operator,
  shapeOf,
  type ValueShape,
} from '#modules/criteria/schema.ts';

/** Fields by key, as the server offers them. */
export type Fields = ReadonlyMap<string, FieldInfo>;

type Path = readonly number[];

/** What a new condition on a field compares with, until somebody chooses. */
export function newCondition(field: FieldInfo): Condition {
  const op = field.operators[0] ?? 'is_set';
  return withOperator({ field: field.key, op }, field, op);
}

export const newHistory = (): History => ({ history: 'did', kinds: ['page_visit'] });

/** The condition with another operator; its value stays where the new one takes a value of the same shape. */
export function withOperator(condition: Condition, field: FieldInfo, op: Operator): Condition {
  const shape = shapeOf(field.kind, op) ?? 'none';
  const { value, ...rest } = { ...condition, op };
  const next = value !== undefined && fits(shape, value) ? value : startOf(shape);
  return next === undefined ? rest : { ...rest, value: next };
}

function startOf(shape: ValueShape): ConditionValue | undefined {
  if (shape === 'span') return { n: 14, unit: 'day' };
  if (shape === 'period') return { which: 'this', period: 'month' };
  return undefined;
}

const isAmount = (value: unknown): boolean => typeof value === 'object' && value !== null && 'amountMinor' in value;
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
const between = (end: (value: unknown) => boolean) => (value: ConditionValue) =>
  typeof value === 'object' && 'from' in value && end(value.from) && end(value.to) && inOrder(value.from, value.to);

function inOrder(from: unknown, to: unknown): boolean {
  if (isAmount(from) && isAmount(to)) return (from as { amountMinor: number }).amountMinor <= (to as { amountMinor: number }).amountMinor;
  return (from as number) <= (to as number);
}

const FITS: Record<Exclude<ValueShape, 'none'>, (value: ConditionValue) => boolean> = {
  text: isText,
  choice: isText,
  id: isText,
  day: isText,
  texts: isTexts,
  choices: isTexts,
  ids: isTexts,
  number: (value) => typeof value === 'number',
  numbers: between((end) => typeof end === 'number'),
  money: isAmount,
  moneys: between(isAmount),
  days: between(isText),
  span: (value) => typeof value === 'object' && 'unit' in value,
  period: (value) => typeof value === 'object' && 'period' in value,
};

function fits(shape: ValueShape, value: ConditionValue): boolean {
  return shape !== 'none' && FITS[shape](value);
}

/** Whether a condition says enough to be asked. */
export function isReady(node: Condition | History, fields: Fields): boolean {
  if (isHistory(node)) return node.kinds.length > 0 && (node.text === undefined || node.text.value !== '');
  const field = fields.get(node.field);
  const shape = field && shapeOf(field.kind, node.op);
  if (!shape) return false;
  return shape === 'none' ? node.value === undefined : node.value !== undefined && fits(shape, node.value);
}

/** The criteria without conditions that are still being written, and without groups that are empty by that. */
export function readyPart(criteria: Criteria, fields: Fields): Criteria {
  const of = criteria.of.flatMap((node) => readyNode(node, fields));
  return of.length === 0 ? { match: 'all', of } : { ...criteria, of };
}

function readyNode(node: Node, fields: Fields): Node[] {
  if (!isGroup(node)) return isReady(node, fields) ? [node] : [];
  const of = node.of.flatMap((child) => readyNode(child, fields));
  return of.length === 0 ? [] : [{ ...node, of }];
}

/** Conditions, groups not counted. */
export function countConditions(node: Node): number {
  return isGroup(node) ? node.of.reduce((sum, child) => sum + countConditions(child), 0) : 1;
}

export const isFull = (criteria: Criteria): boolean => countNodes(criteria) >= MOST.nodes;

/** The criteria with the node at a path replaced, or taken out (null). */
export function replaced(group: Group, path: Path, next: Node | null): Group {
  const [index = 0, ...rest] = path;
  const of = group.of.flatMap((child, at): Node[] => {
    if (at !== index) return [child];
    if (rest.length > 0 && isGroup(child)) return [replaced(child, rest, next)];
    return next === null ? [] : [next];
  });
  return { ...group, of };
}

export function appended(group: Group, path: Path, node: Node): Group {
  const [index, ...rest] = path;
  if (index === undefined) return { ...group, of: [...group.of, node] };
  return { ...group, of: group.of.map((child, at) => (at === index && isGroup(child) ? appended(child, rest, node) : child)) };
}
