import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttemptCount, followUpDepth } from './depth.ts';

const HAZARDS = [0.28, 0.2, 0.14, 0.1, 0.075, 0.055, 0.04, 0.03, 0.022, 0.016];
const MANY = 1_000_000;
const counted: AttemptCount[] = HAZARDS.map((hazard, index) => ({ k: index + 1, atRisk: MANY, reached: Math.round(hazard * MANY) }));

describe('how often it pays to try', () => {
  const depth = followUpDepth(counted, { valueMinor: 6_000, costMinor: 250 });

  it('goes on as long as the next attempt brings more than it costs', () => {
    expect(depth.steps.map(({ netMinor }) => Math.round(netMinor)).slice(0, 7)).toEqual([1430, 950, 590, 350, 200, 80, -10]);
    expect(depth.depth).toBe(6);
  });

  it('says what share is reached by then, and how many attempts a lead takes', () => {
    expect(depth.reach).toBeCloseTo(0.6103, 4);
    expect(depth.attemptsPerLead).toBeCloseTo(3.6495712, 6);
  });

  it('does not say more than the leads that came so far can', () => {
    const few = counted.map((one) => (one.k >= 4 ? { ...one, atRisk: 29, reached: 9 } : one));
    expect(followUpDepth(few, { valueMinor: 6_000, costMinor: 250 })).toMatchObject({ depth: 3, open: true });
    const none = followUpDepth([{ k: 1, atRisk: 12, reached: 5 }], { valueMinor: 6_000, costMinor: 250 });
    expect(none).toMatchObject({ depth: null, attemptsPerLead: 0, open: true });
    expect(followUpDepth([], { valueMinor: 1, costMinor: 1 })).toMatchObject({ depth: null, steps: [], open: false });
  });

  it('is never deeper for a dearer attempt, and reaches no more than everyone', () => {
    const history = fc.array(fc.record({ atRisk: fc.integer({ min: 0, max: 500 }), share: fc.double({ min: 0, max: 1, noNaN: true }) }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 0, max: 5_000 }), (rows, cost, more) => {
        const counts = rows.map(({ atRisk, share }, index) => ({ k: index + 1, atRisk, reached: Math.floor(atRisk * share) }));
        const cheap = followUpDepth(counts, { valueMinor: 6_000, costMinor: cost });
        const dear = followUpDepth(counts, { valueMinor: 6_000, costMinor: cost + more });
        expect(dear.depth ?? 0).toBeLessThanOrEqual(cheap.depth ?? 0);
        expect(cheap.reach).toBeLessThanOrEqual(1);
        expect(cheap.attemptsPerLead).toBeLessThanOrEqual(cheap.depth ?? 0);
      }),
    );
  });
});
