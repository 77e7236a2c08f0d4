import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignIds, placeByTotals } from './recover.ts';

const scattered = (id: number) => String(Math.floor(Math.abs(Math.sin(id * 12.9898) * 43_758.5453) * 90) % 90);

describe('aligning two numberings', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 100_000 }), { minLength: 40, maxLength: 200 });
  it('finds the distance between them, also where some are missing', () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: -1_000_000, max: 1_000_000 }), (list, offset) => {
        const first = list.map((id) => ({ id, key: 'flagged' }));
        const second = list.slice(2).map((id) => ({ id: id + offset, key: 'flagged' }));
        expect(alignIds(first, [...second, { id: 5_000_000, key: 'flagged' }])?.offset).toBe(offset);
      }),
      { numRuns: 30 },
    );
  });
  it('has no answer for chance, for too few, or where every distance fits', () => {
    const random = Array.from({ length: 300 }, (_, index) => ({ id: (index * index * 7919) % 30_011, key: '' }));
    const other = Array.from({ length: 300 }, (_, index) => ({ id: (index * index * 104_729) % 30_011, key: '' }));
    expect(alignIds(random, other)).toBeNull();
    expect(alignIds(random.slice(0, 10), random.slice(0, 10))).toBeNull();
    const running = Array.from({ length: 300 }, (_, id) => ({ id, key: '' }));
    expect(alignIds(running, running)).toBeNull();
    expect(
      alignIds(
        running.map(({ id }) => ({ id, key: scattered(id) })),
        running.map(({ id }) => ({ id: id + 5, key: scattered(id) })),
      )?.offset,
    ).toBe(5);
  });
});

describe('placing lines by totals', () => {
  const documents = fc.array(fc.array(fc.integer({ min: 100, max: 5_000_000 }), { minLength: 1, maxLength: 5 }), {
    minLength: 30,
    maxLength: 60,
  });
  it('puts lines back, in whatever order the documents are and with a cent of rounding', () => {
    fc.assert(
      fc.property(documents, (list) => {
        const heads = list.map((amounts, index) => ({
          id: `d${index}`,
          subTotalMinor: amounts.reduce((sum, amount) => sum + amount, 0) + (index % 3) - 1,
        }));
        const lines = list.flatMap((amounts, index) => amounts.map((amountMinor, line) => ({ id: `d${index}/${line}`, amountMinor })));
        const placed = placeByTotals(lines, [...heads].reverse());
        if (!placed) return;
        const right = [...placed.headOf].filter(([line, head]) => line.startsWith(`${head}/`)).length;
        expect(right).toBeGreaterThanOrEqual(0.9 * placed.lines);
      }),
      { numRuns: 50 },
    );
  });
  it('places all of a clear case', () => {
    const heads = Array.from({ length: 40 }, (_, index) => ({ id: `d${index}`, subTotalMinor: (index + 7) ** 3 * 1_013 }));
    const lines = heads.flatMap(({ id, subTotalMinor }) => [
      { id: `${id}/a`, amountMinor: Math.floor(subTotalMinor / 3) },
      { id: `${id}/b`, amountMinor: subTotalMinor - Math.floor(subTotalMinor / 3) },
    ]);
    const placed = placeByTotals(lines, heads);
    expect(placed?.lines).toBe(80);
    expect([...(placed?.headOf ?? [])].every(([line, head]) => line.startsWith(`${head}/`))).toBe(true);
  });
  it('has no answer where only a part fits', () => {
    const heads = Array.from({ length: 40 }, (_, index) => ({
      id: `d${index}`,
      subTotalMinor: index % 2 ? (index + 1) * 1_000_003 : null,
    }));
    const lines = Array.from({ length: 80 }, (_, index) => ({ id: String(index), amountMinor: index * 977 + 13 }));
    expect(placeByTotals(lines, heads)).toBeNull();
    expect(placeByTotals([], [])).toBeNull();
  });
});
