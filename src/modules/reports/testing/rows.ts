import { expect } from 'vitest';
import type { Behind } from '#modules/leadvalues/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { Client } from '../../../../test/harness.ts';
import * as contract from '../contract.ts';
import type { FigureName } from '../schema.ts';

/** Every part of a report that says how to open its rows. */
export function openings(
  report: unknown,
  found: { n: number; opens: contract.Opens; sums: unknown; behind: Behind | undefined }[] = [],
): typeof found {
  if (Array.isArray(report)) for (const one of report) openings(one, found);
  else if (typeof report === 'object' && report !== null) {
    const node = report as Record<string, unknown>;
    if (node.opens)
      found.push({
        n: Number(node.k ?? node.n),
        opens: node.opens as contract.Opens,
        sums: node.sums,
        behind: node.behind as Behind | undefined,
      });
    for (const value of Object.values(node)) openings(value, found);
  }
  return found;
}

type RowsOf = OutputOf<typeof contract.listFigureRows>;

/** All rows of a figure, read page by page. */
export async function allRows(client: Client, opens: contract.Opens): Promise<{ first: RowsOf; items: RowsOf['items'] }> {
  const first = await client.call(contract.listFigureRows, { ...opens, limit: 3 });
  const items = [...first.items];
  for (let next = first.next; next; ) {
    const page = await client.call(contract.listFigureRows, { ...opens, limit: 3, cursor: next });
    items.push(...page.items);
    next = page.next;
  }
  return { first, items };
}

/** The rows that each part opens are as many as it says, each once, and add up to its sums. @returns the figures that were opened */
export async function expectRowsToAddUp(client: Client, report: unknown): Promise<Set<FigureName>> {
  const seen = new Set<FigureName>();
  for (const { n, opens, sums, behind } of openings(report)) {
    const { first, items } = await allRows(client, opens);
    expect({ opens, rows: items.length, n: first.n }).toEqual({ opens, rows: n, n });
    expect(new Set(items.map(({ rowId }) => rowId)).size).toBe(n);
    if (sums) expect({ opens, sums: first.sums }).toEqual({ opens, sums });
    if (behind) expect({ opens, ...behindRows(items), currency: first.behind?.currency }).toEqual({ opens, ...behind });
    seen.add(opens.figure);
  }
  return seen;
}

const AMOUNTS = ['openMinor', 'wonMinor', 'invoicedMinor', 'worthMinor', 'withoutRate'] as const;

/** The money behind a figure, added up from its rows. */
function behindRows(items: RowsOf['items']) {
  const sum = (name: (typeof AMOUNTS)[number]) => items.reduce((all, { behind }) => all + (behind?.[name] ?? 0), 0);
  return Object.fromEntries(AMOUNTS.map((name) => [name, sum(name)]));
}
