import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitMinor } from '#platform/shared/money.ts';
import { RULE_MODELS } from '../schema.ts';
import { type Path, sharesOf } from './shares.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString();
const NONE = { lead: null, opportunity: null, close: null };
const five: Path = { touches: [0, 5, 12, 30, 38].map((n) => ({ at: day(n) })), anchors: NONE, closedAt: day(38) };
const six: Path = {
  touches: [0, 3, 9, 15, 20, 30].map((n) => ({ at: day(n) })),
  anchors: { lead: 1, opportunity: 3, close: 5 },
  closedAt: day(30),
};
const cents = (path: Path, model: (typeof RULE_MODELS)[number]) => splitMinor(1_200_000, sharesOf(model, path));

describe('a deal of 12,000 with five touches (C11)', () => {
  it('is shared by rule', () => {
    expect(cents(five, 'linear')).toEqual([240_000, 240_000, 240_000, 240_000, 240_000]);
    expect(cents({ ...five, halfLifeDays: 7 }, 'time_decay')).toEqual([17_519, 28_744, 57_488, 341_704, 754_545]);
    expect(cents(five, 'u_ends')).toEqual([480_000, 80_000, 80_000, 80_000, 480_000]);
    expect(cents(five, 'first')).toEqual([1_200_000, 0, 0, 0, 0]);
    expect(cents(five, 'last')).toEqual([0, 0, 0, 0, 1_200_000]);
  });

  it('at a half-life of 30 days is what the field works out', () => {
    const expected = [1529.05, 1716.3, 2017.59, 3058.1, 3678.97];
    for (const [place, part] of cents(five, 'time_decay').entries()) expect(part / 100).toBeCloseTo(expected[place] ?? 0, 1);
  });

  it('passes over what came by itself at the end', () => {
    const touches = five.touches.map((touch, n) => ({ ...touch, direct: n > 2 }));
    expect(cents({ ...five, touches }, 'last_non_direct')).toEqual([0, 0, 1_200_000, 0, 0]);
    expect(cents({ ...five, touches: touches.map((touch) => ({ ...touch, direct: true })) }, 'last_non_direct')).toEqual([
      0, 0, 0, 0, 1_200_000,
    ]);
  });
});

describe('six touches with the lead, the deal and the sale among them', () => {
  it('lean on those', () => {
    expect(cents(six, 'u_lead')).toEqual([480_000, 480_000, 60_000, 60_000, 60_000, 60_000]);
    expect(cents(six, 'w')).toEqual([360_000, 360_000, 40_000, 360_000, 40_000, 40_000]);
    expect(cents(six, 'full_path')).toEqual([270_000, 270_000, 60_000, 270_000, 60_000, 270_000]);
  });

  it('give a touch that is two of them both parts, and the part of the others where there are none to the rest', () => {
    const three = { ...six, touches: six.touches.slice(0, 3), anchors: { lead: 0, opportunity: 1, close: null } };
    expect(cents(three, 'w')).toEqual([720_000, 360_000, 120_000]);
    expect(cents({ ...three, touches: six.touches.slice(0, 2) }, 'w')).toEqual([800_000, 400_000]);
    expect(cents({ ...three, touches: six.touches.slice(0, 1), anchors: { lead: 0, opportunity: 0, close: 0 } }, 'w')).toEqual([1_200_000]);
  });
});

describe('any path, by any model', () => {
  it('has shares that sum to one, and money that sums to the cent, refunds too', () => {
    const anchor = (n: number) => fc.option(fc.integer({ min: 0, max: n - 1 }), { nil: null });
    const paths = fc
      .array(fc.record({ at: fc.integer({ min: 0, max: 700 }), direct: fc.boolean() }), { minLength: 1, maxLength: 12 })
      .chain((touches) =>
        fc.record({
          touches: fc.constant(touches.sort((a, b) => a.at - b.at).map(({ at, direct }) => ({ at: day(at), direct }))),
          anchors: fc.record({ lead: anchor(touches.length), opportunity: anchor(touches.length), close: anchor(touches.length) }),
          closedAt: fc.constant(day(700)),
        }),
      );
    fc.assert(
      fc.property(paths, fc.constantFrom(...RULE_MODELS), fc.integer({ min: -1_000_000, max: 100_000_000 }), (path, model, minor) => {
        const shares = sharesOf(model, path);
        expect(shares).toHaveLength(path.touches.length);
        expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
        expect(splitMinor(minor, shares).reduce((sum, one) => sum + one, 0)).toBe(minor);
      }),
      { numRuns: 300 },
    );
  });

  it('has none where nobody touched anything', () => {
    for (const model of RULE_MODELS) expect(sharesOf(model, { touches: [], anchors: NONE, closedAt: day(0) })).toEqual([]);
  });

  it('splits a hundred among three to the cent', () => {
    expect(splitMinor(10_000, [1, 1, 1])).toEqual([3334, 3333, 3333]);
  });
});
