import type { Choice, Choices, DuplicateEntity, MergedField } from '../schema.ts';
import { FOLD_FIELDS } from './fields.ts';

type Row = Readonly<Record<string, unknown>>;

const STAGES: readonly unknown[] = ['disqualified', 'recycled', 'inquiry', 'mql', 'sal', 'sql', 'opportunity', 'customer'];

export const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';
const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** Whose value stays: what was chosen, else the winner's unless it is empty. */
export function choiceFor(chosen: Choice | undefined, winner: unknown, loser: unknown): Choice {
  return chosen ?? (isEmpty(winner) && !isEmpty(loser) ? 'loser' : 'winner');
}

function further(order: readonly unknown[], a: unknown, b: unknown): unknown {
  return order.indexOf(b) > order.indexOf(a) ? b : a;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const union = (a: unknown, b: unknown): unknown[] => [...new Set([...listOf(a), ...listOf(b)])];
const objectOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? { ...value } : {});

/** The columns of the winner that a merge changes, with their new values. Rows are in columns, instants as ISO texts of one zone. */
export function foldRows(
  entity: DuplicateEntity,
  { winner, loser, choices }: { winner: Row; loser: Row; choices: Choices },
): Record<string, unknown> {
  const folded: Record<string, unknown> = {};
  for (const { key, columns, kind } of FOLD_FIELDS[entity]) {
    const [first = ''] = columns;
    if (kind === 'list') folded[first] = union(winner[first], loser[first]);
    else if (choiceFor(choices[key], winner[first], loser[first]) === 'loser') for (const column of columns) folded[column] = loser[column];
  }
  folded.custom = foldCustom(winner.custom, loser.custom, choices);
  folded.created_at = earlier(winner.created_at, loser.created_at);
  folded.last_activity_at = later(winner.last_activity_at, loser.last_activity_at);
  if (entity === 'contact') folded.lifecycle_stage = further(STAGES, winner.lifecycle_stage, loser.lifecycle_stage);
  else {
    folded.domains = union(union(winner.domains, [winner.domain, loser.domain].filter(Boolean)), loser.domains);
    const parent = folded.parent_id ?? winner.parent_id;
    // Parent and subsidiary that become one: it hangs where the other one hung, never on itself.
    if (parent === winner.id || parent === loser.id)
      folded.parent_id = [winner.parent_id, loser.parent_id].find((id) => id && id !== winner.id && id !== loser.id) ?? null;
  }
  return Object.fromEntries(Object.entries(folded).filter(([column, next]) => !same(next, winner[column])));
}

function foldCustom(winner: unknown, loser: unknown, choices: Choices): Record<string, unknown> {
  const [own, other] = [objectOf(winner), objectOf(loser)];
  for (const [key, theirs] of Object.entries(other)) {
    if (choiceFor(choices[`custom.${key}`], own[key], theirs) === 'loser') own[key] = theirs;
  }
  for (const [name, choice] of Object.entries(choices)) {
    const key = name.startsWith('custom.') ? name.slice('custom.'.length) : null;
    if (key !== null && choice === 'loser' && isEmpty(other[key])) delete own[key];
  }
  return own;
}

const at = (value: unknown) => (typeof value === 'string' ? Date.parse(value) : Number.NaN);
const earlier = (a: unknown, b: unknown) => (at(b) < at(a) ? b : a);
const later = (a: unknown, b: unknown) => (isEmpty(a) || at(b) > at(a) ? (b ?? null) : a);

export interface Shown {
  key: string;
  kind: MergedField['kind'];
  label: string | null;
  winner: unknown;
  loser: unknown;
  mayChoose: boolean;
}

/** One line of the preview, by the same rules as the merge itself. */
export function previewField({ mayChoose, ...field }: Shown, chosen: Choice | undefined): MergedField {
  const { kind, winner, loser } = field;
  const conflict = kind === 'value' && !isEmpty(winner) && !isEmpty(loser) && !same(winner, loser);
  const choice = kind === 'value' ? choiceFor(chosen, winner, loser) : 'winner';
  const result = kind === 'list' ? union(winner, loser) : choice === 'loser' ? loser : winner;
  return { ...field, result: result ?? null, conflict, choice, choosable: kind === 'value' && mayChoose && !same(winner, loser) };
}
