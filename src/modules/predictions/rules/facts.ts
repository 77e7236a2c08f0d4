import type { Steps } from './steps.ts';

/** What was known of leads, one column per fact, in typed arrays: a hundred thousand leads fit into some tens of megabytes. */

/** One thing that may be known of a lead. `right` is the field right that governs it. */
export interface Fact {
  key: string;
  label: string;
  right: string;
  kind: 'number' | 'category';
}

export type Value = string | number | boolean | null | undefined;

export interface Example {
  id: string;
  /** Its place in time: leads are only ever learned from older ones. */
  order: number;
  won: boolean;
  /** The values are those of the hand-off itself; else those the record has now. */
  asOf: boolean;
  /** The score label at that time, which the model is compared with. */
  label: string | null;
  facts: Readonly<Record<string, Value>>;
}

/** A number or, for a category, the place of its level; NaN and -1 stand for "not known". */
export type Column =
  | { fact: Fact; kind: 'number'; numbers: Float64Array }
  | { fact: Fact; kind: 'category'; codes: Int32Array; levels: readonly string[] };

export interface FactTable {
  ids: readonly string[];
  order: Float64Array;
  won: Uint8Array;
  asOf: Uint8Array;
  labels: readonly (string | null)[];
  columns: readonly Column[];
}

/** How forms and other systems write "nothing chosen". */
const BLANKS = new Set([
  ...['', '-', '--', '—', 'n/a', 'na', 'n.a.', 'null', 'nil', 'nan', 'undefined', 'not set', 'not known', 'unknown', 'not provided'],
  ...[
    'select',
    '-select-',
    '--select--',
    'please select',
    'choose',
    'please choose',
    'select one',
    '-none-',
    '--none--',
    '(none)',
    '(blank)',
  ],
]);

/** A category's value in one spelling: case, blanks and the ways of writing "nothing" are folded; null where nothing is said. */
export function foldedLevel(value: Value): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const folded = String(value).normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
  return BLANKS.has(folded) ? null : folded;
}

export function numberOf(value: Value): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  if (typeof value !== 'string' || BLANKS.has(value.trim().toLowerCase())) return Number.NaN;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : Number.NaN;
}

class Growing {
  private kept = new Float64Array(1024);
  private length = 0;
  push(value: number): void {
    if (this.length === this.kept.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.kept);
      this.kept = larger;
    }
    this.kept[this.length++] = value;
  }
  values(): Float64Array {
    return this.kept.slice(0, this.length);
  }
}

/** Takes examples in as they are read and puts them in order of time at the end. */
export class FactTableBuilder {
  private readonly ids: string[] = [];
  private readonly labels: (string | null)[] = [];
  private readonly order = new Growing();
  private readonly won = new Growing();
  private readonly asOf = new Growing();
  private readonly columns: { fact: Fact; values: Growing; places: Map<string, number> }[];

  constructor(facts: readonly Fact[]) {
    this.columns = facts.map((fact) => ({ fact, values: new Growing(), places: new Map() }));
  }

  add(example: Example): void {
    this.ids.push(example.id);
    this.labels.push(example.label);
    this.order.push(example.order);
    this.won.push(example.won ? 1 : 0);
    this.asOf.push(example.asOf ? 1 : 0);
    for (const { fact, values, places } of this.columns) {
      const value = example.facts[fact.key];
      values.push(fact.kind === 'number' ? numberOf(value) : placeOf(places, foldedLevel(value)));
    }
  }

  /** @returns the table, oldest first; leads of the same instant in the order of their ids */
  build(): FactTable {
    const order = this.order.values();
    const at = (place: number) => order[place] ?? 0;
    const id = (place: number) => this.ids[place] ?? '';
    const sorted = Uint32Array.from(order, (_, place) => place).sort((a, b) => at(a) - at(b) || (id(a) < id(b) ? -1 : 1));
    const numbers = (values: Float64Array) => Float64Array.from(sorted, (place) => values[place] ?? 0);
    return {
      ids: Array.from(sorted, id),
      labels: Array.from(sorted, (place) => this.labels[place] ?? null),
      order: numbers(order),
      won: Uint8Array.from(numbers(this.won.values())),
      asOf: Uint8Array.from(numbers(this.asOf.values())),
      columns: this.columns.map(({ fact, values, places }) =>
        fact.kind === 'number'
          ? { fact, kind: 'number', numbers: numbers(values.values()) }
          : { fact, kind: 'category', codes: Int32Array.from(numbers(values.values())), levels: [...places.keys()] },
      ),
    };
  }
}

function placeOf(places: Map<string, number>, level: string | null): number {
  if (level === null) return -1;
  const known = places.get(level);
  if (known !== undefined) return known;
  places.set(level, places.size);
  return places.size - 1;
}

export function isKnown(column: Column, place: number): boolean {
  return column.kind === 'number' ? !Number.isNaN(column.numbers[place] ?? Number.NaN) : (column.codes[place] ?? -1) >= 0;
}

/** The same columns with some of the rows, in their order. */
export function* rowsWhere(table: FactTable, keep: (place: number) => boolean): Steps<FactTable> {
  const places = Uint32Array.from(table.ids, (_, place) => place).filter(keep);
  if (places.length === table.ids.length) return table;
  const picked = (values: Float64Array) => Float64Array.from(places, (place) => values[place] ?? 0);
  const columns: Column[] = [];
  for (const column of table.columns) {
    if (column.kind === 'number') columns.push({ ...column, numbers: picked(column.numbers) });
    else columns.push({ ...column, codes: Int32Array.from(places, (place) => column.codes[place] ?? -1) });
    yield;
  }
  return {
    ids: Array.from(places, (place) => table.ids[place] ?? ''),
    labels: Array.from(places, (place) => table.labels[place] ?? null),
    order: picked(table.order),
    won: Uint8Array.from(places, (place) => table.won[place] ?? 0),
    asOf: Uint8Array.from(places, (place) => table.asOf[place] ?? 0),
    columns,
  };
}

export function without(table: FactTable, keys: ReadonlySet<string>): FactTable {
  return { ...table, columns: table.columns.filter(({ fact }) => !keys.has(fact.key)) };
}
