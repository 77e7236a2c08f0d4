import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIMENSIONS, MODELS, type Terms, USUAL_TERMS } from '../schema.ts';
import { allCredits, creditsBy, inWindow, NO_WEIGHTS, placeAt, sharesBy, type Way } from './credits.ts';
import { learnFrom } from './learned.ts';
import { returned } from './returns.ts';
import { byLine, byPlace } from './tables.ts';

const at = (day: number) => new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString();
const by = { terms: USUAL_TERMS, weights: NO_WEIGHTS };
const touch = (place: number, day: number, channel = 'ads', process = false) => ({ place, at: at(day), channel, direct: false, process });
const way = (touches: Way['touches'], closed: number): Way => ({
  touches,
  anchors: { lead: null, opportunity: null, close: null },
  closedAt: at(closed),
});

const channel = fc.constantFrom('ads', 'event', 'call', 'website');
const history: fc.Arbitrary<Way> = fc
  .record({
    days: fc.array(fc.record({ day: fc.integer({ min: -900, max: 40 }), channel, direct: fc.boolean(), process: fc.boolean() }), {
      maxLength: 14,
    }),
    lead: fc.integer({ min: -900, max: 40 }),
    opened: fc.integer({ min: -900, max: 40 }),
  })
  .map(({ days, lead, opened }) => {
    const touches = [...days].sort((a, b) => a.day - b.day).map(({ day, ...one }, place) => ({ ...one, place, at: at(day) }));
    const anchors = {
      lead: placeAt(touches, at(lead)),
      opportunity: placeAt(touches, at(opened)),
      close: touches.length ? touches.length - 1 : null,
    };
    return { touches, anchors, closedAt: at(30) };
  });
const terms: fc.Arbitrary<Terms> = fc.record({
  model: fc.constantFrom(...MODELS),
  halfLifeDays: fc.integer({ min: 1, max: 365 }),
  lookbackDays: fc.integer({ min: 7, max: 730 }),
  sourced: fc.constant('recorded' as const),
  grossMargin: fc.constant(null),
});
const weights = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }).map((values) => {
  const map = new Map(['ads', 'event', 'call', 'website'].map((name, place) => [name, values[place] ?? 0]));
  return { markov: map, shapley: map };
});
const amount = fc.integer({ min: 0, max: 10_000_000_00 });

describe('credits of a deal', () => {
  it('are the same added up by line, for every model', () => {
    fc.assert(
      fc.property(history, terms, weights, amount, (past, said, learned, money) => {
        const credits = allCredits(past, { booked: money, invoiced: 0, paid: 1 }, { terms: said, weights: learned });
        const keyed = past.touches.map((one) => ({ ...one, campaignId: one.direct ? 'fair' : null, assetId: null, offerId: null }));
        const within = inWindow(keyed, past.closedAt, said.lookbackDays);
        const lines = byLine(within, byPlace(credits, MODELS), MODELS.length);
        for (const dimension of DIMENSIONS)
          for (const [index, model] of MODELS.entries()) {
            const own = lines.filter((line) => line.dimension === dimension);
            const sum = (of: 'booked' | 'paid') => own.reduce((total, line) => total + (line[of][index] ?? 0), 0);
            expect([dimension, model, sum('booked'), sum('paid')]).toEqual([
              dimension,
              model,
              ...(within.length > 0 ? [money, 1] : [0, 0]),
            ]);
            for (const line of own.filter(() => dimension === 'channel')) {
              const places = within.filter((one) => one.channel === line.key).map(({ place }) => place);
              const shares = credits.filter((one) => one.model === model && places.includes(one.place)).map(({ share }) => share);
              expect(line.shares[index]).toBeCloseTo(
                shares.reduce((total, share) => total + share, 0),
                9,
              );
            }
          }
      }),
    );
  });

  it('add up to its money to the cent by every model, whatever happened', () => {
    fc.assert(
      fc.property(history, terms, weights, fc.record({ booked: amount, invoiced: amount, paid: amount }), (past, said, learned, money) => {
        const credits = allCredits(past, money, { terms: said, weights: learned });
        const end = Date.parse(past.closedAt);
        const counting = past.touches.filter(
          (one) => Date.parse(one.at) <= end && end - Date.parse(one.at) <= said.lookbackDays * 86_400_000,
        );
        for (const model of MODELS) {
          const own = credits.filter((one) => one.model === model);
          const sum = (of: 'booked' | 'invoiced' | 'paid' | 'share') => own.reduce((total, one) => total + one[of], 0);
          if (counting.length === 0) expect(own).toEqual([]);
          else {
            expect([sum('booked'), sum('invoiced'), sum('paid')]).toEqual([money.booked, money.invoiced, money.paid]);
            expect(sum('share')).toBeCloseTo(1, 9);
          }
          for (const one of own) expect(counting.map(({ place }) => place)).toContain(one.place);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('of one touch are whole, of none are none, and what came after the end counts for nothing (C11)', () => {
    for (const model of MODELS) {
      expect([...sharesBy(model, way([touch(0, 3)], 10), by)]).toEqual([[0, 1]]);
      expect([...sharesBy(model, way([], 10), by)]).toEqual([]);
      expect([...sharesBy(model, way([touch(0, 3), touch(1, 11)], 10), by)]).toEqual([[0, 1]]);
      expect([...sharesBy(model, way([touch(0, -400)], 10), by)]).toEqual([]);
    }
    expect(
      creditsBy('linear', sharesBy('linear', way([touch(0, 1), touch(1, 1), touch(2, 1)], 1), by), {
        booked: 10_000,
        invoiced: 1,
        paid: 0,
      }),
    ).toMatchObject([
      { booked: 3334, invoiced: 1, paid: 0 },
      { booked: 3333, invoiced: 0 },
      { booked: 3333, invoiced: 0 },
    ]);
  });

  it('two anchors on one touch have both parts, and a path of anchors alone is shared among them', () => {
    const three: Way = { ...way([touch(0, 1), touch(1, 2), touch(2, 3)], 4), anchors: { lead: 0, opportunity: 1, close: 2 } };
    expect(creditsBy('w', sharesBy('w', three, by), { booked: 1_200_000, invoiced: 0, paid: 0 }).map(({ booked }) => booked)).toEqual([
      720_000, 360_000, 120_000,
    ]);
  });

  it('of models that learn leave out what Sales does once the deal is open', () => {
    const learned = {
      markov: new Map([
        ['ads', 0.6],
        ['event', 0.2],
        ['call', 0.9],
      ]),
      shapley: new Map([
        ['ads', 0.1],
        ['event', -0.2],
      ]),
    };
    const path = way([touch(0, 1), touch(1, 2, 'event'), touch(2, 3), touch(3, 5, 'call', true)], 9);
    expect(
      [...sharesBy('markov', path, { terms: USUAL_TERMS, weights: learned })].map(([place, share]) => [place, Number(share.toFixed(6))]),
    ).toEqual([
      [0, 0.375],
      [1, 0.25],
      [2, 0.375],
    ]);
    expect([...sharesBy('shapley', path, { terms: USUAL_TERMS, weights: learned }).keys()]).toEqual([0, 2]);
    // A deal of which only Sales' own work is known is still shared out.
    expect([...sharesBy('markov', way([touch(0, 5, 'call', true)], 9), { terms: USUAL_TERMS, weights: learned })]).toEqual([[0, 1]]);
  });
});

describe('what is learned', () => {
  it('comes of won and lost paths together (C12, C13)', () => {
    const learned = learnFrom([
      { path: ['Ads', 'Webinar', 'Demo'], conversions: 30, nulls: 70 },
      { path: ['Ads', 'Demo'], conversions: 10, nulls: 90 },
      { path: ['Webinar'], conversions: 5, nulls: 45 },
      { path: ['Outbound', 'Demo'], conversions: 20, nulls: 60 },
      { path: ['Outbound'], conversions: 5, nulls: 65 },
      { path: [], conversions: 7, nulls: 1 },
    ]);
    const of = (model: string) =>
      Object.fromEntries(learned.flatMap((one) => (one.model === model ? [[one.channel, Number(one.conversions.toFixed(3))]] : [])));
    expect(of('markov')).toEqual({ Ads: 18.516, Demo: 28.452, Outbound: 10.5, Webinar: 12.532 });
    expect(learnFrom([{ path: ['A'], conversions: 0, nulls: 3 }])).toEqual([]);
  });

  it('says within which bounds it knows what a channel brings, as long as few were won', () => {
    const ways = (times: number) => [
      { path: ['Ads', 'Fair'], conversions: 6 * times, nulls: 14 * times },
      { path: ['Ads'], conversions: 2 * times, nulls: 40 * times },
      { path: ['Fair'], conversions: 4 * times, nulls: 20 * times },
    ];
    const effects = (times: number) => learnFrom(ways(times)).filter(({ model }) => model === 'markov');
    const few = effects(1);
    expect(few).toEqual(effects(1));
    for (const { weight, low, high } of few) {
      if (low === null || high === null) throw new Error('twelve won deals have bounds');
      expect(low).toBeLessThan(weight);
      expect(high).toBeGreaterThan(weight);
    }
    // More of the same is known more closely.
    const width = (found: typeof few) => found.map(({ low, high }) => (high ?? 0) - (low ?? 0));
    const more = width(effects(6));
    for (const [place, wide] of width(few).entries()) expect(more[place]).toBeLessThan(wide);
    expect(learnFrom(ways(10)).every(({ low, high }) => low === null && high === null)).toBe(true);
    expect(learnFrom([{ path: ['Ads'], conversions: 9, nulls: 9 }])).toMatchObject([{ low: null }, { low: null }]);
  });
});

describe('returns (C21)', () => {
  it('are what marketing finance works out', () => {
    const money = { spend: 6_000_000, leads: 200, validated: 104, customers: 25, revenue: 18_000_000 };
    expect(returned(money, { margin: 0.7, months: 1 })).toMatchObject({ onSpend: 1.1, costPerCustomer: 240_000 });
    expect(returned({ ...money, spend: 15_600 }, { margin: null, months: 1 })).toMatchObject({ costPerLead: 78, costPerValidated: 150 });
    // A customer costs 6,000 and brings 600 a month.
    expect(returned({ ...money, spend: 600_000, customers: 1, revenue: 60_000 }, { margin: 0.7, months: 1 }).paybackMonths).toBeCloseTo(
      14.2857,
      4,
    );
  });

  it('are not known where nothing was spent, or nothing came', () => {
    const nothing = { spend: null, leads: 3, validated: 0, customers: 0, revenue: 5 };
    expect(returned(nothing, { margin: null, months: 12 })).toEqual({
      ...{ costPerLead: null, costPerValidated: null, costPerCustomer: null, onSpend: null, paybackMonths: null },
    });
    expect(returned({ ...nothing, spend: 10, revenue: 0 }, { margin: null, months: 12 })).toMatchObject({
      onSpend: -1,
      paybackMonths: null,
      costPerCustomer: null,
    });
  });
});
