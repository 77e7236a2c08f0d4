import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawBeta, seededRandom } from '#platform/shared/draws.ts';
import { changedFields, isEvidence } from './changes.ts';
import { contradictions, type KnownFacts } from './contradictions.ts';
import { earliestDay, mayComeBack, recycleYield } from './recycling.ts';
import { lowerSide, sideFigure } from './scorecard.ts';
import { suggestTactics } from './tactics.ts';
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
    owed: { attempts: 6, by: 'usual' },
    reached: 0,
    isCustomer: false,
    openDeals: 0,
    isPartner: false,
    priced: 0,
    duplicates: 0,
    hasMail: true,
    hasPhone: true,
    known: 5,
    buyingRole: null,
    cameSince: 0,
    metCriteria: [{ label: 'Machinery', fields: ['company.industry'] }],
  };
  it('is refused only where it cannot be', () => {
    expect(contradictions('not_reached', { ...facts, attempts: 0 }).refused).toContain('Nobody has tried yet');
    expect(contradictions('not_reached', facts)).toEqual({ refused: null, warnings: [] });
    expect(contradictions('not_reached', { ...facts, attempts: 2, reached: 1 }).warnings).toEqual([
      'The person was reached once since the hand-off.',
      '2 of the usual 6 attempts.',
    ]);
    const owing = (attempts: number, owed: KnownFacts['owed']) => contradictions('not_reached', { ...facts, attempts, owed }).warnings;
    expect(owing(4, { attempts: 4, by: 'agreed' })).toEqual([]);
    expect(owing(3, { attempts: 4, by: 'agreed' })).toEqual(['3 of the 4 attempts agreed.']);
    expect(owing(6, { attempts: 8, by: 'measured' })).toEqual(['6 of the 8 attempts that pay by your own history.']);
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

describe('one fact against a reason', () => {
  const quiet: KnownFacts = {
    attempts: 0,
    owed: { attempts: 6, by: 'usual' },
    reached: 0,
    isCustomer: false,
    openDeals: 0,
    metCriteria: [],
    duplicates: 0,
    priced: 0,
    hasMail: false,
    hasPhone: false,
    known: 1,
    buyingRole: null,
    isPartner: false,
    cameSince: 0,
  };
  it.each([
    ['duplicate', { duplicates: 0 }, { duplicates: 1 }],
    ['invalid_email', { hasMail: false }, { hasMail: true }],
    ['invalid_phone', { hasPhone: false }, { hasPhone: true }],
    ['insufficient_data', { known: 4 }, { known: 3 }],
    ['price_value', { priced: 0 }, { priced: 1 }],
    ['partner_account', { isPartner: false }, { isPartner: true }],
    ['authority_missing', { buyingRole: 'decision_maker' }, { buyingRole: 'user' }],
    ['no_need', { cameSince: 2 }, { cameSince: 0 }],
    ['existing_customer', { isCustomer: false }, { isCustomer: true }],
    ['open_opportunity', { openDeals: 0 }, { openDeals: 1 }],
  ] satisfies [string, Partial<KnownFacts>, Partial<KnownFacts>][])(
    '%s is questioned, and not where the record agrees',
    (code, against, agrees) => {
      expect(contradictions(code, { ...quiet, ...against }).warnings.length).toBe(1);
      expect(contradictions(code, { ...quiet, ...agrees })).toEqual({ refused: null, warnings: [] });
    },
  );
});

describe('coming back', () => {
  it('waits for its day, thirty days or those of the reason where none was named, and ends after three returns in a year', () => {
    expect(earliestDay('2026-01-31', null)).toBe('2026-03-02');
    expect(earliestDay('2026-01-31', null, 90)).toBe('2026-05-01');
    expect(earliestDay('2026-01-31', '2026-09-01', 90)).toBe('2026-09-01');
    const lead = { earliestOn: '2026-03-04', returnsInYear: 2, didSince: true };
    expect(mayComeBack({ ...lead, earliestOn: '2026-03-05' }, '2026-03-04')).toBe('too_early');
    expect(mayComeBack(lead, '2026-03-04')).toBe('yes');
    expect(mayComeBack({ ...lead, didSince: false }, '2026-03-04')).toBe('nothing_new');
    expect(mayComeBack({ ...lead, returnsInYear: 3 }, '2026-03-04')).toBe('too_often');
  });
  it('never comes before its day, and the day is never before the return', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
        fc.integer({ min: 0, max: 730 }),
        (date, days) => {
          const returnedOn = date.toISOString().slice(0, 10);
          const earliestOn = earliestDay(returnedOn, null, days);
          expect(earliestOn >= returnedOn).toBe(true);
          expect(Math.round((Date.parse(earliestOn) - Date.parse(returnedOn)) / 86_400_000)).toBe(days);
          const lead = { earliestOn, returnsInYear: 0, didSince: true };
          expect(mayComeBack(lead, returnedOn)).toBe(days === 0 ? 'yes' : 'too_early');
          expect(mayComeBack(lead, earliestOn)).toBe('yes');
        },
      ),
    );
  });
  it('is worth what the worked example says', () => {
    expect(recycleYield({ returned: 80, cameBack: 12, closeRate: 0.2, averageMinor: 800_000 })).toEqual({
      rate: 0.15,
      valueMinor: 1_920_000,
    });
    expect(recycleYield({ returned: 0, cameBack: 0, closeRate: 0.2, averageMinor: 1 }).rate).toBeNull();
  });
});

describe('what changed since', () => {
  it('names fields that differ, and tells a new fact from a score that moved', () => {
    const before = { 'contact.jobTitle': 'Buyer', 'company.employeeCount': 80, 'lead.scoreLabel': 'A1', gone: 1 };
    const now = { 'contact.jobTitle': 'Head of Buying', 'company.employeeCount': 80, 'lead.scoreLabel': 'A4', added: 2 };
    const changes = changedFields(before, now);
    expect(changes).toEqual([
      { what: 'field', field: 'contact.jobTitle', from: 'Buyer', to: 'Head of Buying' },
      { what: 'field', field: 'lead.scoreLabel', from: 'A1', to: 'A4' },
    ]);
    expect(isEvidence(changes)).toBe(true);
    expect(isEvidence(changes.slice(1))).toBe(false);
    expect(isEvidence([{ what: 'did', kind: 'form', n: 1, lastAt: now.toString() }])).toBe(true);
  });
});

describe('a tactic', () => {
  const tactics = ['webinar', 'case_study', 'direct_mail'] as const;
  it('is suggested by what it did, the same way for the same plan, and a new one gets its chance', () => {
    const known = [
      { tactic: 'webinar' as const, n: 40, k: 20 },
      { tactic: 'case_study' as const, n: 40, k: 2 },
    ];
    const ask = (seed: string) => suggestTactics(tactics, { forReason: known, forAll: known }, seed);
    expect(ask('plan-7')).toEqual(ask('plan-7'));
    const first = Array.from({ length: 400 }, (_, n) => ask(`plan-${n}`)[0]?.tactic);
    const times = (tactic: string) => first.filter((one) => one === tactic).length;
    expect(times('webinar')).toBeGreaterThan(200);
    expect(times('case_study')).toBeLessThan(12);
    expect(times('direct_mail')).toBeGreaterThan(40);
    expect(ask('x').find(({ tactic }) => tactic === 'webinar')).toMatchObject({ n: 40, k: 20, enough: true });
    expect(ask('x').find(({ tactic }) => tactic === 'direct_mail')?.expected).toBeCloseTo(23 / 82);
  });
  it('draws that follow the distribution they are drawn from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), fc.string(), (a, b, seed) => {
        const random = seededRandom(seed);
        const draws = Array.from({ length: 600 }, () => drawBeta(a / 2, b / 2, random));
        expect(draws.every((one) => one >= 0 && one <= 1)).toBe(true);
        const spread = Math.sqrt((a * b) / ((a + b) ** 2 * ((a + b) / 2 + 1)));
        expect(Math.abs(draws.reduce((sum, one) => sum + one, 0) / draws.length - a / (a + b))).toBeLessThan(
          (6 * spread) / Math.sqrt(draws.length),
        );
      }),
      { numRuns: 40 },
    );
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
