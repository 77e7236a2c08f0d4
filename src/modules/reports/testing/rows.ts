import { expect } from 'vitest';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { Client } from '../../../../test/harness.ts';
import * as contract from '../contract.ts';
import type { FigureName } from '../schema.ts';

/** Every part of a report that says how to open its rows. */
export function openings(report: unknown, found: { n: number; opens: contract.Opens; sums: unknown }[] = []): typeof found {
  if (Array.isArray(report)) for (const one of report) openings(one, found);
  else if (typeof report === 'object' && report !== null) {
    const node = report as Record<string, unknown>;
    if (node.opens) found.push({ n: Number(node.k ?? node.n), opens: node.opens as contract.Opens, sums: node.sums });
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
  for (const { n, opens, sums } of openings(report)) {
    const { first, items } = await allRows(client, opens);
    expect({ opens, rows: items.length, n: first.n }).toEqual({ opens, rows: n, n });
    expect(new Set(items.map(({ rowId }) => rowId)).size).toBe(n);
    if (sums) expect({ opens, sums: first.sums }).toEqual({ opens, sums });
    seen.add(opens.figure);
  }
  return seen;
}
