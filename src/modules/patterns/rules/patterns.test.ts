import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, patternsOf } from './patterns.ts';
import { type Comment, wordPatterns, wordsOf } from './words.ts';

/** A small generator with a seed (mulberry32), so that every run tests the same cases. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const CASES = 600;
const VALUES = ['one', 'two', 'three', 'four'];
const DIMENSIONS = ['size', 'branch', 'region', 'channel'];

const randomColumns = (random: () => number): Column[] =>
  DIMENSIONS.map((dimension) => ({
    dimension,
    values: VALUES,
    codes: Int32Array.from({ length: CASES }, () => (random() < 0.1 ? -1 : Math.floor(random() * VALUES.length))),
  }));
const column = (dimension: string, values: readonly string[]): Column => {
  const levels = [...new Set(values)];
  return { dimension, values: levels, codes: Int32Array.from(values, (value) => levels.indexOf(value)) };
};
const code = (columns: readonly Column[], place: number, row: number) => columns[place]?.codes[row];
const endings = (random: () => number, chanceOf: (row: number) => number) =>
  Uint8Array.from({ length: CASES }, (_, row) => (random() < chanceOf(row) ? 1 : 0));
const told = (found: ReturnType<typeof patternsOf>) =>
  found.patterns.map(({ what }) => what.map(({ dimension, value }) => `${dimension}=${value}`).join(' & '));

describe('what those that ended alike have in common', () => {
  it('finds an attribute that was planted, with how many there are', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = randomOf(seed);
      const columns = randomColumns(random);
      const found = patternsOf(
        columns,
        endings(random, (row) => (code(columns, 1, row) === 2 ? 0.6 : 0.2)),
      );
      expect(told(found)[0]).toBe('branch=three');
      const [first] = found.patterns;
      expect(first?.lift.low).toBeGreaterThan(1);
      expect(first?.rate.n).toBe(columns[1]?.codes.filter((one) => one === 2).length);
    }
  });

  it('finds two attributes that count together only', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = randomOf(seed);
      const columns = randomColumns(random);
      const chance = (row: number) => (code(columns, 0, row) === 0 && code(columns, 3, row) === 1 ? 0.9 : 0.2);
      expect(told(patternsOf(columns, endings(random, chance)))).toContain('size=one & channel=two');
    }
  });

  it('leaves out pairs that add nothing to one of their parts, but for the share that chance is allowed', () => {
    const found = Array.from({ length: 100 }, (_, seed) => {
      const random = randomOf(seed);
      const columns = randomColumns(random);
      return told(
        patternsOf(
          columns,
          endings(random, (row) => (code(columns, 1, row) === 2 ? 0.95 : 0.1)),
        ),
      );
    });
    expect(found.every((patterns) => patterns.includes('branch=three'))).toBe(true);
    const all = found.flat();
    expect(all.filter((one) => one !== 'branch=three').length / all.length).toBeLessThanOrEqual(0.05);
  });

  it('does not tell what is only another name of the same cases twice as a pair', () => {
    const country = Array.from({ length: CASES }, (_, row) => (row % 3 === 0 ? 'DE' : 'US'));
    const columns = [
      column('country', country),
      column(
        'region',
        country.map((one) => (one === 'DE' ? 'europe' : 'america')),
      ),
    ];
    const found = patternsOf(
      columns,
      Uint8Array.from(country, (one, row) => (one === 'DE' ? row % 2 : 0)),
    );
    expect(told(found).sort()).toEqual(['country=DE', 'region=europe']);
  });

  it('finds nothing in at least 95 of 100 workspaces where nothing is', () => {
    const SEEDS = 200;
    const alarms = Array.from({ length: SEEDS }, (_, seed) => {
      const random = randomOf(seed + 1000);
      return patternsOf(
        randomColumns(random),
        endings(random, () => 0.3),
      ).patterns.length;
    }).filter((patterns) => patterns > 0);
    expect(alarms.length).toBeLessThanOrEqual(SEEDS * 0.05);
  });

  it('says nothing where fewer than thirty ended one way', () => {
    const all = Array.from({ length: 200 }, (_, row) => (row < 25 ? 'here' : 'there'));
    expect(
      patternsOf(
        [column('where', all)],
        Uint8Array.from(all, (one) => (one === 'here' ? 1 : 0)),
      ),
    ).toEqual({ tested: 0, patterns: [] });
  });

  const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })), {
    minLength: 0,
    maxLength: 250,
  });
  it('counts no more than there is, and does not care about the order of cases', () => {
    fc.assert(
      fc.property(cases, (rows) => {
        const of = (list: typeof rows) =>
          patternsOf(
            [
              column(
                'a',
                list.map(([a]) => `v${a}`),
              ),
              column(
                'b',
                list.map(([, b]) => `v${b}`),
              ),
            ],
            Uint8Array.from(list, ([, , ended]) => ended),
          );
        const [found, turned] = [of(rows), of([...rows].reverse())];
        expect(turned.tested).toBe(found.tested);
        expect(told(turned).sort()).toEqual(told(found).sort());
        for (const { rate, lift, p, adjustedP } of found.patterns) {
          expect(rate.k).toBeLessThanOrEqual(rate.n);
          expect(rate.n).toBeLessThanOrEqual(rows.length);
          expect(lift.value).toBeGreaterThan(1);
          expect(adjustedP).toBeGreaterThanOrEqual(p);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('words of comments', () => {
  it('are counted once a comment, whatever their case', () => {
    expect([...wordsOf('Budget? No BUDGET — “budget’s” gone, it is.')]).toEqual(['budget', 'budget’s', 'gone']);
  });

  it('are told where these comments use them more than the others', () => {
    const comments = Array.from({ length: 120 }, (_, row): Comment => {
      const ended = row % 2 === 0;
      return { ended, note: ended && row % 3 === 0 ? 'They are a student project.' : 'They are called again in spring.' };
    });
    expect(
      wordPatterns(comments)
        .patterns.map(({ what }) => what)
        .sort(),
    ).toEqual(['project', 'student']);
    expect(wordPatterns(comments.slice(0, 40)).tested).toBe(0);
  });
});
