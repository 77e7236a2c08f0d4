import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusinessCalendar } from '#platform/shared/businesstime.ts';
import {
  AMOUNT_MEASURES,
  type AmountMeasure,
  CHANNELS,
  ESCALATIONS,
  LEAST_EVIDENCES,
  PERIODS,
  PROOFS,
  passOnsOf,
  REQUIRED,
  remindersOf,
  SHARE_MEASURES,
  type ShareMeasure,
  STARTS,
  TIMED_MEASURES,
  toldOf,
} from '../schema.ts';
import { criteriaInWords } from './conditions.ts';
import { calendarInWords, clauseInWords, durationInWords, type WordedClause } from './wording.ts';

const day = [{ from: '09:00', to: '17:00' }];
const business: BusinessCalendar = { zone: 'Europe/Berlin', windows: { 1: day, 2: day, 3: day, 4: day, 5: day }, holidays: [] };
const CALENDARS = [
  { name: 'Calendar hours', hours: { zone: 'Europe/Berlin', windows: {}, holidays: [], always: true } },
  { name: 'Business hours', hours: business },
  { name: 'Long hours', hours: { ...business, windows: { 1: [{ from: '08:00', to: '20:30' }] } } },
];

const perMille = fc.integer({ min: 1, max: 1000 }).map((n) => n / 1000);
const common = {
  party: fc.constantFrom('sales' as const, 'marketing' as const),
  forWhom: fc.constantFrom('', 'Industry is “steel”', 'Score is “A1”'),
};
const escalation = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('remind' as const), at: fc.integer({ min: 1, max: 999 }).map((n) => n / 1000) }),
    fc.record({ do: fc.constant('tell' as const), role: fc.constantFrom(...ESCALATIONS) }),
    fc.record({ do: fc.constantFrom('reassign' as const, 'pool' as const), after: fc.constantFrom(60, 3600, 3601, 28_800, 86_400) }),
  ),
  { maxLength: 5 },
);
// Near each other, so that a text that rounds would be found out.
const seconds = fc.oneof(
  fc.constantFrom(60, 3599, 3600, 3601, 5400, 28_800, 86_399, 86_400, 172_800, 172_801),
  fc.integer({ min: 60, max: 31_622_400 }),
);
const clocked = {
  ...common,
  startsWhen: fc.constantFrom(...STARTS),
  leastEvidence: fc.constantFrom(...LEAST_EVIDENCES),
  withinSeconds: seconds,
  calendar: fc.constantFrom(...CALENDARS),
  escalation,
  target: perMille,
};
const inTime = fc.record({ family: fc.constant('in_time' as const), ...clocked, proof: fc.subarray([...PROOFS], { minLength: 1 }) });
const depth = fc.record({
  family: fc.constant('depth' as const),
  ...clocked,
  proof: fc.subarray([...CHANNELS], { minLength: 1 }),
  attempts: fc.integer({ min: 2, max: 50 }),
  channels: fc.integer({ min: 1, max: 4 }),
});
const measured = { ...common, period: fc.constantFrom(...PERIODS) };
const share = fc
  .record({
    family: fc.constant('share' as const),
    ...measured,
    measure: fc.constantFrom(...(Object.keys(SHARE_MEASURES) as ShareMeasure[])),
    time: seconds,
    needed: fc.subarray([...REQUIRED], { minLength: 1 }),
    target: perMille,
  })
  .map(({ time, needed, ...clause }) => ({
    ...clause,
    // Over everything: whom it is about cannot be narrowed.
    forWhom: SHARE_MEASURES[clause.measure].about === null ? '' : clause.forWhom,
    withinSeconds: TIMED_MEASURES.includes(clause.measure) ? time : null,
    required: clause.measure === 'complete' ? needed : [],
  }));
const amount = fc.record({
  family: fc.constant('amount' as const),
  ...measured,
  measure: fc.constantFrom(...(Object.keys(AMOUNT_MEASURES) as AmountMeasure[])),
  amount: fc.integer({ min: 1, max: 1_000_000 }),
  currency: fc.constantFrom('EUR'),
});
const clauses: fc.Arbitrary<WordedClause> = fc.oneof(inTime, depth, share, amount);

/** Everything that execution takes of a clause, in one form for what runs the same. */
function executed(clause: WordedClause): string {
  const ordered =
    'proof' in clause ? { proof: [...clause.proof].sort() } : 'required' in clause ? { required: [...clause.required].sort() } : {};
  const ladder =
    'escalation' in clause
      ? { escalation: [remindersOf(clause.escalation), toldOf(clause.escalation).sort(), passOnsOf(clause.escalation)] }
      : {};
  const entries = Object.entries({ ...clause, ...ordered, ...ladder }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(entries);
}

const printed = (clause: WordedClause) => {
  const { text, fine } = clauseInWords(clause);
  return `${text}\n${fine}`;
};

/** One value of a clause taken from another clause of its kind: what differs in one place only. */
const neighbours = fc.oneof(
  ...[inTime, depth, share, amount].map((family) =>
    fc.tuple(family as fc.Arbitrary<WordedClause>, family as fc.Arbitrary<WordedClause>, fc.nat()).map(([one, other, n]) => {
      const keys = Object.keys(one).filter(
        (key) => !['measure', 'withinSeconds', 'required', 'forWhom'].includes(key) || one.family !== 'share',
      );
      const key = keys[n % keys.length] ?? 'party';
      return [one, { ...one, [key]: other[key as keyof WordedClause] } as WordedClause] as const;
    }),
  ),
);

describe('the printed text', () => {
  it('is never the same for clauses that run differently', () => {
    const differ = ([one, other]: readonly [WordedClause, WordedClause]) => {
      if (executed(one) !== executed(other)) expect(printed(one)).not.toBe(printed(other));
    };
    fc.assert(fc.property(neighbours, differ), { numRuns: 4000 });
    fc.assert(fc.property(fc.tuple(clauses, clauses), differ), { numRuns: 2000 });
  });
  it('is one text for every clause that runs', () => {
    const texts = new Map<string, string>();
    fc.assert(
      fc.property(clauses, (clause) => {
        const text = printed(clause);
        expect(text.trim()).not.toBe('');
        expect(text).not.toMatch(/undefined|NaN|null|\[object/);
        const before = texts.get(text);
        if (before !== undefined) expect(before).toBe(executed(clause));
        texts.set(text, executed(clause));
      }),
      { numRuns: 2000 },
    );
  });
  it('says a time to the second', () => {
    expect(durationInWords(3601, business, 'B')).toBe('1 hour 1 second of “B”');
    expect(durationInWords(5 * 28_800, business, 'B')).toBe('5 business days (40 hours of “B”)');
    expect(durationInWords(86_400, { ...business, always: true }, 'C')).toBe('24 hours');
    expect(durationInWords(14 * 86_400, { ...business, always: true }, 'C')).toBe('14 days');
  });
  it('says the hours of a calendar, half days and days off included', () => {
    expect(
      calendarInWords({
        ...business,
        windows: { 1: day },
        holidays: ['2026-12-25'],
        special: { '2026-12-24': [{ from: '09:00', to: '12:00' }] },
      }),
    ).toBe('Monday 09:00 to 17:00 (Europe/Berlin). Otherwise on 2026-12-24 09:00 to 12:00. Closed on 2026-12-25.');
  });
});

describe('criteria in words', () => {
  const words = (node: Parameters<typeof criteriaInWords>[0]['of'][number]) => criteriaInWords({ match: 'all', of: [node] }, (key) => key);
  it('says everything that narrows them', () => {
    expect(
      words({
        history: 'did',
        kinds: ['call'],
        direction: 'out',
        side: 'sales',
        outcomes: ['connected'],
        times: { compare: 'at_least', n: 2 },
      }),
    ).toBe('there was call, going out, by sales, with the outcome “connected” at least 2 times');
    const narrower = [
      { history: 'did', kinds: ['page_visit'] },
      { history: 'did', kinds: ['page_visit'], direction: 'in' },
      { history: 'did', kinds: ['page_visit'], side: 'marketing' },
      { history: 'did', kinds: ['page_visit'], of: 'company' },
      { history: 'did', kinds: ['page_visit'], text: { in: 'address', op: 'contains', value: '/pricing' } },
      { history: 'did', kinds: ['page_visit'], text: { in: 'subject', op: 'contains', value: '/pricing' } },
      { history: 'did', kinds: ['page_visit'], text: { in: 'address', op: 'starts_with', value: '/pricing' } },
      { history: 'did_not', kinds: ['page_visit'] },
    ] as const;
    expect(new Set(narrower.map((one) => words({ ...one, kinds: [...one.kinds] }))).size).toBe(narrower.length);
  });
  it('tells one value from two, and a group from what stands beside it', () => {
    expect(words({ field: 'x', op: 'is_one_of', value: ['a', 'b'] })).not.toBe(words({ field: 'x', op: 'is_one_of', value: ['a or b'] }));
    const [a, b, c] = ['a', 'b', 'c'].map((field) => ({ field, op: 'is_set' as const }));
    if (!a || !b || !c) throw new Error('three');
    const all = criteriaInWords({ match: 'none', of: [a, { match: 'all', of: [b, c] }] }, (key) => key);
    expect(all).not.toBe(criteriaInWords({ match: 'all', of: [{ match: 'none', of: [a, b] }, c] }, (key) => key));
  });
});
