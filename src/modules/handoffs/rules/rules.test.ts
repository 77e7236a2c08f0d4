import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contradictions, type KnownFacts } from './contradictions.ts';
import { earliestDay, mayComeBack } from './recycling.ts';
import { lowerSide, sideFigure } from './scorecard.ts';
import { DEFAULT_AVERAGE_MINOR, expectedValue, labelValues, priority, urgency } from './value.ts';

const now = '2026-03-04T09:00:00.000Z';

describe('what a lead is worth', () => {
  it('is the usual before there are thirty of a label, and the workspace’s own from then on', () => {
    const values = labelValues(
      [
        { label: 'A1', closed: 30, won: 3 },
        { label: 'B1', closed: 29, won: 29 },
      ],
      { n: 30, averageMinor: 900_000.4 },
    );
    expect(values.find(({ label }) => label === 'A1')).toMatchObject({ probability: 0.1, averageMinor: 900_000, ownData: true });
    expect(values.find(({ label }) => label === 'B1')).toMatchObject({ probability: 0.1, ownData: false, closed: 29 });
    expect(labelValues([], { n: 29, averageMinor: 5 })[0]?.averageMinor).toBe(DEFAULT_AVERAGE_MINOR);
  });
  it('follows the worked example, and never leaves out who asked', () => {
    const values = labelValues([], { n: 30, averageMinor: 900_000 });
    expect(expectedValue(values, { label: 'A1', handRaised: false })).toBe(162_000);
    expect(expectedValue(values, { label: 'A3', handRaised: false })).toBe(54_000);
    expect(expectedValue(values, { label: 'D4', handRaised: true })).toBe(90_000);
    expect(expectedValue(values, { label: null, handRaised: false })).toBe(18_000);
  });
});

describe('the order of the queue', () => {
  it('weighs value by the time that is left: from 1 to 3', () => {
    expect(urgency(null, now)).toBe(1);
    expect(urgency('2026-03-04T13:00:00.000Z', now)).toBe(2);
    expect(urgency('2026-03-04T08:00:00.000Z', now)).toBe(3);
  });
  it('never puts less value with more time before more value with less', () => {
    const lead = fc.record({ valueMinor: fc.integer({ min: 0, max: 1e6 }), hours: fc.integer({ min: -50, max: 500 }) });
    const at = (hours: number) => new Date(Date.parse(now) + hours * 3_600_000).toISOString();
    fc.assert(
      fc.property(lead, lead, (a, b) => {
        fc.pre(a.valueMinor >= b.valueMinor && a.hours <= b.hours);
        const rank = ({ valueMinor, hours }: typeof a) => priority({ valueMinor, dueAt: at(hours) }, now);
        expect(rank(a)).toBeGreaterThanOrEqual(rank(b));
      }),
    );
  });
});

describe('a reason against the record', () => {
  const facts: KnownFacts = {
    attempts: 6,
    reached: 0,
    isCustomer: false,
    openDeals: 0,
    metCriteria: [{ label: 'Machinery', fields: ['company.industry'] }],
  };
  it('is refused only where it cannot be', () => {
    expect(contradictions('not_reached', { ...facts, attempts: 0 }).refused).toContain('Nobody has tried yet');
    expect(contradictions('not_reached', facts)).toEqual({ refused: null, warnings: [] });
    expect(contradictions('not_reached', { ...facts, attempts: 2, reached: 1 }).warnings).toEqual([
      'The person was reached once since the hand-off.',
      '2 of the usual 6 attempts.',
    ]);
  });
  it('is warned of where something speaks against it', () => {
    expect(contradictions('wrong_industry', facts).warnings).toEqual(['The signed profile says that this is met: Machinery.']);
    expect(contradictions('wrong_role', facts).warnings).toEqual([]);
    expect(contradictions('existing_customer', facts).warnings.length).toBe(1);
    expect(contradictions('existing_customer', { ...facts, isCustomer: true }).warnings).toEqual([]);
    expect(contradictions('open_opportunity', { ...facts, openDeals: 1 }).warnings).toEqual([]);
    expect(contradictions('invalid_phone', { ...facts, reached: 3 }).warnings).toEqual([
      'The person was reached 3 times since the hand-off.',
    ]);
    expect(contradictions('no_need', facts)).toEqual({ refused: null, warnings: [] });
  });
});

describe('coming back', () => {
  it('waits for its day, thirty days where none was named, and ends after three returns in a year', () => {
    expect(earliestDay('2026-01-31', null)).toBe('2026-03-02');
    expect(earliestDay('2026-01-31', '2026-09-01')).toBe('2026-09-01');
    expect(mayComeBack({ earliestOn: '2026-03-05', returnsInYear: 1 }, '2026-03-04')).toBe('too_early');
    expect(mayComeBack({ earliestOn: '2026-03-04', returnsInYear: 2 }, '2026-03-04')).toBe('yes');
    expect(mayComeBack({ earliestOn: null, returnsInYear: 3 }, '2026-03-04')).toBe('too_often');
  });
});

describe('the two sides', () => {
  const line = (title: string, k: number, n: number, target = 0.9) => ({ title, rate: n > 0 ? k / n : null, n, target });
  it('are each as good as the promise kept least, and the lower of the two is named', () => {
    const sales = sideFigure([line('First touch', 35, 50), line('Verdict', 50, 50), line('Nothing yet', 0, 0)]);
    const marketing = sideFigure([line('Warmed again', 55, 50)]);
    expect(sales.lowest).toMatchObject({ title: 'First touch', rate: 0.7 });
    expect(marketing.lowest?.ofTarget).toBe(1);
    expect(lowerSide(sales, marketing)).toBe('sales');
    expect(lowerSide(marketing, sales)).toBe('marketing');
    expect(lowerSide(marketing, marketing)).toBe('both');
    expect(lowerSide(sales, sideFigure([]))).toBeNull();
  });
});
