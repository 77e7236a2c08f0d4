import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { realData } from '#modules/imports/testing.ts';
import { type Journey, markov } from './markov.ts';
import { shapley } from './shapley.ts';
import { sharesOf } from './shares.ts';

const journey = (way: string, conversions: number, nulls = 0): Journey => ({ path: way.split('>'), conversions, nulls });
const credits = ({ channels }: ReturnType<typeof markov>) => Object.fromEntries(channels.map((one) => [one.channel, one.conversions]));

describe('the removal effect (C12)', () => {
  it('is what was published', () => {
    const result = markov([journey('G', 2, 1), journey('M', 1), journey('G>M', 1)]);
    expect(result.conversion).toBeCloseTo(0.8, 12);
    expect(result.channels.map(({ channel, effect }) => [channel, Number(effect.toFixed(9))])).toEqual([
      ['G', 0.75],
      ['M', 0.5],
    ]);
    expect(credits(result)).toMatchObject({ G: expect.closeTo(2.4, 9), M: expect.closeTo(1.6, 9) });
  });

  it('knows of those who did not buy', () => {
    const result = markov([
      journey('Ads>Webinar>Demo', 30, 70),
      journey('Ads>Demo', 10, 90),
      journey('Webinar', 5, 45),
      journey('Outbound>Demo', 20, 60),
      journey('Outbound', 5, 65),
    ]);
    expect(result.conversion).toBeCloseTo(0.175, 12);
    const expected = { Ads: 18.516, Demo: 28.452, Outbound: 10.5, Webinar: 12.532 };
    for (const [channel, n] of Object.entries(expected)) expect(credits(result)[channel]).toBeCloseTo(n, 3);
    expect(result.channels.map(({ channel, effect }) => [channel, Number(effect.toFixed(4))])).toEqual([
      ['Ads', 0.5578],
      ['Demo', 0.8571],
      ['Outbound', 0.3163],
      ['Webinar', 0.3776],
    ]);
    expect(result.channels.reduce((sum, { conversions }) => sum + conversions, 0)).toBeCloseTo(70, 9);
  });

  it('follows ways that go round', () => {
    const result = markov([journey('A>B>A', 1), journey('B', 0, 1)]);
    expect(result.conversion).toBeCloseTo(0.5, 12);
    expect(credits(result)).toMatchObject({ A: expect.closeTo(2 / 3, 9), B: expect.closeTo(1 / 3, 9) });
  });

  it('is nothing without a conversion, and without a way', () => {
    expect(markov([journey('A', 0, 4)]).channels).toEqual([{ channel: 'A', effect: 0, conversions: 0, value: 0 }]);
    expect(markov([]).channels).toEqual([]);
  });
});

describe('Shapley values (C13)', () => {
  const counts = [journey('A', 10), journey('B', 5), journey('A>B', 20), journey('A>B>C', 9), journey('C', 2)];
  it('by count split each way among its channels; by rate they know of those who did not buy', () => {
    expect(shapley(counts, 'count').map(({ conversions }) => Math.round(conversions * 1e9) / 1e9)).toEqual([23, 18, 5]);
    const rates = shapley([journey('A', 10, 190), journey('B', 2, 98), journey('A>B', 20, 80)], 'rate');
    expect(rates.map(({ contribution }) => Math.round(contribution * 1e9) / 1e9)).toEqual([0.055, 0.025]);
    expect(rates.map(({ conversions }) => Math.round(conversions * 1e9) / 1e9)).toEqual([22, 10]);
  });

  it('come near the exact ones by drawing where there are many channels', () => {
    const names = Array.from({ length: 14 }, (_none, n) => `c${String(n).padStart(2, '0')}`);
    const ways = names.map((name, n) => journey(`${name}>${names[(n + 3) % 14]}`, n + 1));
    const found = shapley(ways, 'count');
    const expected = names.map((_name, n) => (n + 1) / 2 + (((n + 11) % 14) + 1) / 2);
    for (const [n, one] of found.entries()) expect(Math.abs(one.conversions - (expected[n] ?? 0))).toBeLessThan(0.5);
    expect(shapley(ways, 'count')).toEqual(found);
  });
});

/** The same chain solved by elimination, in another way of writing it down. */
function exactly(journeys: readonly Journey[], order: number, without: string | null): number {
  const states: string[] = [];
  const rows: Map<string, number>[] = [];
  const at = (key: string) => {
    if (!states.includes(key)) {
      states.push(key);
      rows.push(new Map());
    }
    return states.indexOf(key);
  };
  at('|');
  const add = (from: string, to: string, n: number) => {
    const row = rows[at(from)];
    row?.set(to, (row.get(to) ?? 0) + n);
  };
  for (const { path: way, conversions, nulls } of journeys) {
    let here = '|';
    const windows = way.length <= order ? [way] : way.slice(order - 1).map((_one, n) => way.slice(n, n + order));
    for (const window of windows) {
      const there = window.join('|');
      at(there);
      add(here, there, conversions + nulls);
      here = there;
    }
    add(here, '+', conversions);
    add(here, '-', nulls);
  }
  const n = states.length;
  const gone = (key: string) => without !== null && key.split('|').includes(without);
  const table = states.map((key, row) => {
    const line = new Array<number>(n + 1).fill(0);
    line[row] = 1;
    if (gone(key)) return line;
    const sum = [...(rows[row]?.values() ?? [])].reduce((total, one) => total + one, 0);
    for (const [to, count] of rows[row] ?? []) {
      if (to === '+') line[n] = (line[n] ?? 0) + count / sum;
      else if (to !== '-') line[states.indexOf(to)] = (line[states.indexOf(to)] ?? 0) - count / sum;
    }
    return line;
  });
  for (let column = 0; column < n; column++) {
    let best = column;
    for (let row = column + 1; row < n; row++) if (Math.abs(table[row]?.[column] ?? 0) > Math.abs(table[best]?.[column] ?? 0)) best = row;
    [table[column], table[best]] = [table[best] as number[], table[column] as number[]];
    const pivot = table[column] as number[];
    for (let row = 0; row < n; row++) {
      const line = table[row] as number[];
      const factor = (line[column] ?? 0) / (pivot[column] ?? 1);
      if (row === column || factor === 0) continue;
      for (let place = column; place <= n; place++) line[place] = (line[place] ?? 0) - factor * (pivot[place] ?? 0);
    }
  }
  return (table[0]?.[n] ?? 0) / (table[0]?.[0] ?? 1);
}

describe('any ways', () => {
  const way = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 6 });
  const ways = fc.array(
    fc
      .record({ path: way, conversions: fc.integer({ min: 0, max: 9 }), nulls: fc.integer({ min: 0, max: 9 }) })
      .filter((one) => one.conversions + one.nulls > 0),
    { minLength: 1, maxLength: 12 },
  );
  it('have the chances that elimination finds, in orders one to three', () => {
    fc.assert(
      fc.property(ways, fc.integer({ min: 1, max: 3 }), (journeys, order) => {
        const found = markov(journeys, { order, collapse: false });
        expect(found.conversion).toBeCloseTo(exactly(journeys, order, null), 9);
        for (const { channel, effect } of found.channels) {
          const without = exactly(journeys, order, channel);
          if (found.conversion > 0) expect(effect).toBeCloseTo(1 - without / found.conversion, 8);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const FOLDER = realData('channelattribution') ?? '';
const rowsOf = (name: string) =>
  readFileSync(path.join(FOLDER, name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.replaceAll('"', '').split(','));

describe.skipIf(!existsSync(FOLDER))('ten thousand ways over twelve channels', () => {
  const lines = existsSync(FOLDER) ? readFileSync(path.join(FOLDER, 'Data.csv'), 'utf8').trim().split('\n').slice(1) : [];
  const journeys: Journey[] = lines.map((line) => {
    const [way = '', conversions, value, nulls] = line.split(';');
    return { path: way.split(' > '), conversions: Number(conversions), value: Number(value), nulls: Number(nulls) };
  });

  it('are shared by first, last and equal parts as the reference shares them, to the cent', () => {
    const sums = new Map<string, number[]>();
    const models = ['first', 'last', 'linear'] as const;
    for (const { path: way, conversions, value = 0 } of journeys) {
      const touches = way.map(() => ({ at: '2026-01-01T00:00:00.000Z' }));
      for (const [place, model] of models.entries())
        for (const [n, share] of sharesOf(model, {
          touches,
          anchors: { lead: null, opportunity: null, close: null },
          closedAt: '2026-01-01T00:00:00.000Z',
        }).entries()) {
          const sum = sums.get(way[n] ?? '') ?? [0, 0, 0, 0, 0, 0];
          sum[2 * place] = (sum[2 * place] ?? 0) + share * conversions;
          sum[2 * place + 1] = (sum[2 * place + 1] ?? 0) + share * value;
          sums.set(way[n] ?? '', sum);
        }
    }
    const expected = rowsOf('reference_heuristic_models.csv');
    expect(sums.size).toBe(expected.length);
    for (const [channel = '', ...figures] of expected)
      for (const [n, figure] of figures.entries()) expect(Math.abs((sums.get(channel)?.[n] ?? 0) - Number(figure))).toBeLessThan(0.005);
  });

  it.each([
    ['exact_markov_order1_null.csv', journeys],
    ['exact_markov_order1_nonull.csv', journeys.map((one) => ({ ...one, nulls: 0 }))],
  ])('have the removal effects of the exact chain to 1e-6: %s', (name, taken) => {
    const found = new Map(markov(taken, { collapse: false }).channels.map((one) => [one.channel, one]));
    for (const [channel = '', effect, conversions] of rowsOf(name)) {
      expect(Math.abs((found.get(channel)?.effect ?? 0) - Number(effect))).toBeLessThan(1e-6);
      expect(Math.abs((found.get(channel)?.conversions ?? 0) / Number(conversions) - 1)).toBeLessThan(1e-6);
    }
  });

  it.each([2, 3])('order %i comes out near what the reference package draws', (order) => {
    const found = new Map(markov(journeys, { order, collapse: false }).channels.map((one) => [one.channel, one.conversions]));
    for (const [channel = '', conversions] of rowsOf(`reference_markov_order${order}_null.csv`))
      if (Number(conversions) > 1000) expect(Math.abs((found.get(channel) ?? 0) / Number(conversions) - 1)).toBeLessThan(0.08);
  });
});
