import type { Amounts } from '#modules/leadvalues/schema.ts';
import type { Endpoint, InputOf, OutputOf } from '#platform/shared/contract.ts';
import type { Client } from '../harness.ts';

/** An endpoint that gives rows page by page. */
type RowsOf<E extends Endpoint> = OutputOf<E> extends { items: readonly (infer R)[] } ? R : never;
/** What a figure says of its rows: `n` how many, and each other one the sum of the rows' values of that name (or of what `worth` reads). */
type Says = Readonly<Record<string, number | null | undefined>>;
type Worth<R> = Readonly<Record<string, (row: R) => number>>;

/** Opens the rows of figures and notes each figure that does not agree with its rows. */
export interface Walk {
  readonly client: Client;
  /** Calls the endpoint once, however often it is asked. */
  read<E extends Endpoint>(endpoint: E, input: InputOf<E>): Promise<OutputOf<E>>;
  /** All rows, page by page; each is there once. */
  rows<E extends Endpoint>(endpoint: E, input: InputOf<E>): Promise<RowsOf<E>[]>;
  agrees<R>(figure: string, says: Says, opened: { rows: readonly R[]; worth?: Worth<R> }): void;
  /** Figures that were compared, and those of them that had rows. */
  readonly seen: { figures: number; withRows: number };
  readonly problems: string[];
}

const PAGE = 200;

export function walkOf(client: Client): Walk {
  const known = new Map<string, Promise<unknown>>();
  const problems: string[] = [];
  const seen = { figures: 0, withRows: 0 };
  const once = <T>(key: string, make: () => Promise<T>): Promise<T> => {
    const made = known.get(key) ?? make();
    known.set(key, made);
    return made as Promise<T>;
  };
  return {
    client,
    seen,
    problems,
    read: (endpoint, input) => once(`${endpoint.name} ${JSON.stringify(input)}`, () => client.call(endpoint, input)),
    rows: (endpoint, input) => once(`rows ${endpoint.name} ${JSON.stringify(input)}`, () => allRows(client, endpoint, input)),
    agrees: (figure, says, { rows, worth = {} }) => {
      seen.figures += 1;
      if (rows.length > 0) seen.withRows += 1;
      for (const [name, value] of Object.entries(says)) {
        if (value === undefined) continue;
        const read = worth[name] ?? ((row: unknown) => Number((row as Record<string, unknown>)[name] ?? 0));
        const sum = name === 'n' ? rows.length : rows.reduce((all, row) => all + read(row), 0);
        // Shares are not whole; money and counts are compared to the unit.
        if (Math.abs(sum - (value ?? 0)) > (Number.isInteger(value ?? 0) ? 1e-6 : 1e-4))
          problems.push(`${figure}: ${name} is ${value}, its rows come to ${sum}`);
      }
    },
  };
}

async function allRows<E extends Endpoint>(client: Client, endpoint: E, input: InputOf<E>): Promise<RowsOf<E>[]> {
  const limit = 'limit' in endpoint.input.shape ? { limit: PAGE } : {};
  const items: RowsOf<E>[] = [];
  let cursor: string | null | undefined;
  do {
    const page = (await client.call(endpoint, { ...(input as object), ...limit, ...(cursor ? { cursor } : {}) } as InputOf<E>)) as {
      items: RowsOf<E>[];
      next?: string | null;
    };
    items.push(...page.items);
    cursor = page.next;
  } while (cursor);
  const different = new Set(items.map((item) => JSON.stringify(item))).size;
  if (different !== items.length) throw new Error(`${endpoint.name} ${JSON.stringify(input)} gives a row twice`);
  return items;
}

/** Some of many, the first and the last among them: enough to see that the rows of a kind of figure open. */
export function few<T>(items: readonly T[], most = 2): T[] {
  if (items.length <= most) return [...items];
  if (most === 1) return items.slice(-1);
  return Array.from({ length: most }, (_, place) => items[Math.round((place * (items.length - 1)) / (most - 1))] as T);
}

/** The money behind a figure, as what its rows are to come to. */
export function amountsIn(behind: (Amounts & { currency?: string }) | null | undefined): Partial<Amounts> {
  const { currency: _, ...amounts } = behind ?? {};
  return amounts;
}
