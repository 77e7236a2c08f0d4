import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { USUAL_RULES } from '../schema.ts';
import { attentionAt, type Bucket, type Entry, weightOf } from './budget.ts';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-03-02T08:00:00Z');
const day = (days: number) => new Date(START + days * DAY_MS).toISOString();
const USUAL: Bucket = { cap: 6, refillDays: 28 };

/** The bucket as it is told to people: it fills, it is never fuller than full, each doing takes its part. */
function stepByStep(entries: readonly Entry[], { cap, refillDays }: Bucket, at: string): number {
  let level = cap;
  let time = Number.NEGATIVE_INFINITY;
  const filled = (until: number) =>
    time === Number.NEGATIVE_INFINITY ? cap : Math.min(cap, level + ((until - time) / DAY_MS) * (cap / refillDays));
  for (const entry of entries.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at) || one.weight - other.weight)) {
    if (entry.at > at) break;
    level = Math.min(cap, filled(Date.parse(entry.at)) - entry.weight);
    time = Date.parse(entry.at);
  }
  return filled(Date.parse(at));
}

const someEntry = fc
  .record({ days: fc.integer({ min: 0, max: 4000 }), weight: fc.constantFrom(1, 1, 3, 0.5, -2) })
  .map(({ days, weight }) => ({ at: day(days / 100), weight }));
const someEntries = fc.array(someEntry, { maxLength: 15 });
const someBucket = fc.record({ cap: fc.integer({ min: 1, max: 10 }), refillDays: fc.integer({ min: 1, max: 60 }) });
/** Reservations never give anything back. */
const somePlan = (after: number) =>
  fc.array(
    fc
      .record({ days: fc.integer({ min: 1, max: 2000 }), weight: fc.constantFrom(1, 3, 0.5) })
      .map(({ days, weight }) => ({ at: day(after + days / 100), weight })),
    { maxLength: 4 },
  );

describe('attention', () => {
  it('is as the worked example says', () => {
    const trace: [days: number, weight: number, left: number | 'HOLD'][] = [
      [0, 1, 5],
      [2, 3, 2.4286],
      [3, 1, 1.6429],
      [5, 1, 1.0714],
      [6, 1, 0.2857],
      [9, 1, 'HOLD'],
      [10, 1, 0.1429],
    ];
    const entries: Entry[] = [];
    for (const [days, weight, left] of trace) {
      const attention = attentionAt(entries, USUAL, { at: day(days), weight });
      if (left === 'HOLD') {
        expect(attention.spare).toBeCloseTo(0.9286, 4);
        expect((Date.parse(attention.until ?? '') - Date.parse(day(days))) / DAY_MS).toBeCloseTo(1 / 3, 3);
        continue;
      }
      expect(attention.spare).toBeGreaterThanOrEqual(weight);
      entries.push({ at: day(days), weight });
      expect(attentionAt(entries, USUAL, { at: day(days), weight: 0 }).level).toBeCloseTo(left, 4);
    }
  });

  it('is full where nothing happened, and never fuller', () => {
    expect(attentionAt([], USUAL, { at: day(0), weight: 1 })).toEqual({ level: 6, spare: 6, until: day(0) });
    expect(attentionAt([{ at: day(0), weight: -2 }], USUAL, { at: day(1), weight: 1 }).level).toBe(6);
  });

  it('never has what is more than everything', () => {
    expect(attentionAt([], USUAL, { at: day(0), weight: 7 }).until).toBeNull();
  });

  it('keeps what is planned for later', () => {
    const entries = [
      { at: day(0), weight: 3 },
      { at: day(1), weight: 3 },
    ];
    const planned = attentionAt(entries, USUAL, { at: day(0.5), weight: 1 });
    expect(planned.level).toBeGreaterThan(3);
    expect(planned.spare).toBeLessThan(1);
    expect(planned.until && planned.until > day(1)).toBe(true);
  });

  it('is the same as the bucket step by step, whatever happened', () => {
    fc.assert(
      fc.property(someEntries, someBucket, fc.integer({ min: 0, max: 5000 }), (entries, bucket, at) => {
        const past = entries.filter((entry) => entry.at <= day(at / 100));
        expect(attentionAt(past, bucket, { at: day(at / 100), weight: 1 }).level).toBeCloseTo(stepByStep(past, bucket, day(at / 100)), 6);
      }),
    );
  });

  it('allows exactly what leaves nobody short, now and at what is planned', () => {
    fc.assert(
      fc.property(someEntries, somePlan(40), someBucket, fc.constantFrom(0.5, 1, 3), (past, plan, bucket, weight) => {
        const at = day(40);
        const fits = (entry: Entry) => {
          const all = [...past, ...plan, entry];
          return all.filter((one) => one.at >= entry.at).every((one) => stepByStep(all, bucket, one.at) >= -1e-6);
        };
        fc.pre(plan.every((one) => stepByStep([...past, ...plan], bucket, one.at) >= 1e-3));
        const { spare, until } = attentionAt([...past, ...plan], bucket, { at, weight });
        if (Math.abs(spare - weight) > 1e-3) expect(fits({ at, weight })).toBe(spare >= weight);
        if (until !== null) expect(fits({ at: until, weight })).toBe(true);
        else expect(weight).toBeGreaterThan(bucket.cap);
      }),
    );
  });
});

describe('what an intent takes', () => {
  it.each([
    ['information', 'marketing', 1],
    ['personal', 'sales', 1],
    ['call', 'sales', 3],
    ['meeting', 'sales', 0],
    ['transactional', 'marketing', 0],
  ] as const)('%s of %s takes %d', (kind, side, weight) => expect(weightOf({ kind, side }, USUAL_RULES)).toBe(weight));

  it('is what the sender says, where they say it', () => {
    expect(weightOf({ kind: 'offer', side: 'marketing', weight: 2.5 }, USUAL_RULES)).toBe(2.5);
  });
});
