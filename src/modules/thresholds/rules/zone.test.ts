import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateOf } from '#platform/shared/statistics.ts';
import { CUTS, type Terms } from '../schema.ts';
import { type PastLead, thresholdTable, WEEKS_PER_MONTH } from './table.ts';
import { type Needs, zoneOf } from './zone.ts';

const terms: Terms = { valueMinor: 10_000, costMinor: 100, attempts: 5, minutes: 6, hoursPerRep: 10, reps: 2 };
const WEEKS = 10;
const none = { leastPrecision: null, mostPerWeek: null, leastPerMonth: null, leastValueMinor: null };

const anyLead = fc.record({ engagement: fc.integer({ min: 0, max: 100 }), fit: fc.constant('A'), won: fc.boolean(), worked: fc.boolean() });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const anyNeeds: fc.Arbitrary<Needs> = fc.record({
  sales: fc.record({
    ...{ leastPerMonth: fc.constant(null), leastValueMinor: fc.constant(null) },
    leastPrecision: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
    mostPerWeek: maybe(fc.double({ min: 0.1, max: 6, noNaN: true })),
  }),
  marketing: fc.record({
    ...{ leastPrecision: fc.constant(null), mostPerWeek: fc.constant(null) },
    leastPerMonth: maybe(fc.double({ min: 0.1, max: 20, noNaN: true })),
    leastValueMinor: maybe(fc.double({ min: 1, max: 200_000, noNaN: true })),
  }),
});

/** The same question, asked of the leads themselves for every cut-off. */
function bruteForce(past: readonly PastLead[], { sales, marketing }: Needs): number[] {
  return CUTS.filter((cut) => {
    const over = past.filter(({ engagement }) => engagement >= cut);
    const won = over.filter((lead) => lead.won).length;
    const months = WEEKS / WEEKS_PER_MONTH;
    if (over.length === 0) return false;
    return (
      (sales.leastPrecision === null || won / over.length >= sales.leastPrecision) &&
      (sales.mostPerWeek === null || over.length / WEEKS <= sales.mostPerWeek) &&
      (marketing.leastPerMonth === null || over.length / months >= marketing.leastPerMonth - 1e-9) &&
      (marketing.leastValueMinor === null || (won * 10_000) / months >= marketing.leastValueMinor - 1e-9)
    );
  });
}

describe('the zone of agreement', () => {
  it('is what trying every cut-off on the leads themselves finds', () => {
    fc.assert(
      fc.property(fc.array(anyLead, { maxLength: 60 }), anyNeeds, (past, needs) => {
        const { rows } = thresholdTable(past, { cuts: CUTS, fitClasses: ['A'], terms, weeks: WEEKS });
        expect(zoneOf(rows, needs, terms).cuts).toEqual(bruteForce(past, needs));
      }),
      { numRuns: 300 },
    );
  });

  it('says of each demand how far it would have to give alone, and giving that much opens the zone', () => {
    fc.assert(
      fc.property(fc.array(anyLead, { maxLength: 60 }), anyNeeds, (past, needs) => {
        const { rows } = thresholdTable(past, { cuts: CUTS, fitClasses: ['A'], terms, weeks: WEEKS });
        const { cuts, gap } = zoneOf(rows, needs, terms);
        if (cuts.length > 0) expect(gap).toEqual([]);
        for (const { demand, party, would, cut } of gap) {
          const given = { ...needs, [party]: { ...needs[party], [demand]: would } };
          expect(zoneOf(rows, given, terms).cuts).toContain(cut);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('names the smallest step of each side', () => {
    const row = (cut: number, leads: number, won: number) => ({ cut, leads, won, perWeek: leads / WEEKS, precision: rateOf(won, leads) });
    const base = thresholdTable([], { cuts: [80, 50], fitClasses: ['A'], terms, weeks: WEEKS }).rows;
    const rows = base.map((one, index) => ({ ...one, ...(index === 0 ? row(80, 20, 8) : row(50, 60, 12)) }));
    const needs = { sales: { ...none, leastPrecision: 0.3 }, marketing: { ...none, leastPerMonth: 20 } };
    expect(zoneOf(rows, needs, terms)).toMatchObject({ cuts: [], sales: [80], marketing: [50] });
    expect(zoneOf(rows, needs, terms).gap).toEqual([
      { demand: 'leastPrecision', party: 'sales', asked: 0.3, would: 0.2, cut: 50 },
      { demand: 'leastPerMonth', party: 'marketing', asked: 20, would: 2 * WEEKS_PER_MONTH, cut: 80 },
    ]);
  });
});
