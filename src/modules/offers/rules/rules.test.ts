import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../schema.ts';
import { type OfferSaid, offerDifference } from './difference.ts';
import { confirmationState, launchStanding, offerState, versionState } from './launch.ts';
import { normalised, outdatedIn, type Phrase } from './lint.ts';

const SAID: OfferSaid = {
  audience: 'everybody',
  criteria: EVERYTHING,
  summary: 'Ten percent off pumps',
  fromOn: '2026-03-01',
  untilOn: null,
  priceMinor: null,
  currency: null,
  discountPercent: 10,
  terms: null,
  talkingPoints: ['Cheaper than last year'],
  replacesOfferId: null,
  replaces: null,
};

describe('the difference of two versions', () => {
  it('names what changed with both values, and nothing else', () => {
    const now = { ...SAID, discountPercent: 12.5, untilOn: '2026-04-30', talkingPoints: ['Cheaper than last year', 'Until April'] };
    expect(offerDifference(SAID, now)).toEqual([
      { field: 'discount', from: { kind: 'percent', percent: 10 }, to: { kind: 'percent', percent: 12.5 } },
      { field: 'until', from: null, to: { kind: 'day', day: '2026-04-30' } },
      {
        field: 'talkingPoints',
        from: { kind: 'lines', lines: ['Cheaper than last year'] },
        to: { kind: 'lines', lines: ['Cheaper than last year', 'Until April'] },
      },
    ]);
  });

  it('takes a price for what it is: amount and currency together', () => {
    const euros = { ...SAID, priceMinor: 9900, currency: 'EUR' };
    expect(offerDifference(euros, { ...euros, currency: 'USD' })).toEqual([
      {
        field: 'price',
        from: { kind: 'money', amountMinor: 9900, currency: 'EUR' },
        to: { kind: 'money', amountMinor: 9900, currency: 'USD' },
      },
    ]);
    expect(offerDifference(SAID, { ...SAID, priceMinor: 0, currency: 'EUR' }).map(({ field }) => field)).toEqual(['price']);
  });

  it('of the first version is all that it says; of the same one is nothing, in whatever order its criteria were written', () => {
    expect(offerDifference(null, SAID).map(({ field }) => field)).toEqual(['summary', 'discount', 'from', 'audience', 'talkingPoints']);
    const one = { ...SAID, criteria: { match: 'all' as const, of: [{ field: 'country', op: 'is' as const, value: 'DE' }] } };
    const other = { ...SAID, criteria: { of: [{ value: 'DE', op: 'is' as const, field: 'country' }], match: 'all' as const } };
    expect(offerDifference(one, other)).toEqual([]);
    expect(offerDifference(SAID, one).map(({ field }) => field)).toEqual(['criteria']);
  });
});

const AT = '2026-03-02T09:00:00.000Z';
const inHours = (hours: number) => new Date(Date.parse(AT) + hours * 3_600_000).toISOString();
const told = { announcedAt: AT, share: 0.8, leadSeconds: 48 * 3600 };

describe('what a launch waits for', () => {
  it('is the share of confirmations or the lead time, whichever comes first', () => {
    expect(launchStanding({ ...told, confirmed: 3, asked: 5 }, inHours(1))).toEqual({ because: null, needed: 4, leadOver: inHours(48) });
    expect(launchStanding({ ...told, confirmed: 4, asked: 5 }, inHours(1)).because).toBe('share');
    expect(launchStanding({ ...told, confirmed: 0, asked: 5 }, inHours(47.99)).because).toBe(null);
    expect(launchStanding({ ...told, confirmed: 0, asked: 5 }, inHours(48)).because).toBe('lead_time');
  });

  it('is the lead time where nobody was asked', () => {
    expect(launchStanding({ ...told, confirmed: 0, asked: 0 }, inHours(1)).because).toBe(null);
    expect(launchStanding({ ...told, confirmed: 0, asked: 0 }, inHours(49)).because).toBe('lead_time');
  });

  it('never asks for more than everybody, nor takes fewer than the share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 500 }), (thousandths, asked) => {
        const { needed } = launchStanding({ ...told, share: thousandths / 1000, confirmed: 0, asked }, AT);
        expect(needed).toBeLessThanOrEqual(asked);
        expect(needed * 1000).toBeGreaterThanOrEqual(thousandths * asked);
        expect((needed - 1) * 1000).toBeLessThan(thousandths * asked || 1);
      }),
    );
  });

  it('a confirmation is judged by when it was due', () => {
    const asked = { dueAt: inHours(24), confirmedAt: null, closedAt: null };
    expect(confirmationState(asked, inHours(24))).toBe('waiting');
    expect(confirmationState(asked, inHours(24.1))).toBe('overdue');
    expect(confirmationState({ ...asked, confirmedAt: inHours(24) }, inHours(99))).toBe('confirmed');
    expect(confirmationState({ ...asked, confirmedAt: inHours(25) }, inHours(99))).toBe('confirmed_late');
    expect(confirmationState({ ...asked, closedAt: inHours(2) }, inHours(99))).toBe('not_needed');
  });

  it('an offer that runs goes on running while the next version waits', () => {
    const version = { announcedAt: null, launchedAt: null, supersededAt: null };
    const runs = { ...version, announcedAt: AT, launchedAt: inHours(1) };
    expect(offerState([version], null)).toBe('draft');
    expect(offerState([{ ...version, announcedAt: AT }], null)).toBe('announced');
    expect(offerState([runs, { ...version, announcedAt: inHours(2) }], null)).toBe('running');
    expect(offerState([runs], 'withdrawn')).toBe('withdrawn');
    expect(versionState({ ...runs, supersededAt: inHours(3) }, 'ended')).toBe('superseded');
  });
});

const phrase = (text: string, more: Partial<Phrase> = {}): Phrase => ({ claimId: 'delivery', number: 1, text, current: false, ...more });

describe('outdated claims in a text', () => {
  it('are found whatever the case, the spacing and the punctuation, as whole words', () => {
    const phrases = [phrase('Delivery within 3 days.'), phrase('Delivery within 5 days.', { number: 2, current: true })];
    expect(outdatedIn('We promise: DELIVERY,\n within  3 days!', phrases)).toEqual([phrases[0]]);
    expect(outdatedIn('Delivery within 5 days', phrases)).toEqual([]);
    expect(outdatedIn('Redelivery within 3 days', phrases)).toEqual([]);
    expect(outdatedIn('Delivery within 3 daystreams', phrases)).toEqual([]);
  });

  it('tell numbers apart by their decimals and signs', () => {
    const phrases = [phrase('from 19.5 %')];
    expect(outdatedIn('from 19,5%', phrases)).toHaveLength(1);
    expect(outdatedIn('from 19 5 %', phrases)).toEqual([]);
    expect(outdatedIn('from 19.5 €', phrases)).toEqual([]);
  });

  it('are not outdated where some claim says the same now, nor within what is said now', () => {
    const old = phrase('in 3 days');
    expect(outdatedIn('in 3 days', [old, phrase('In 3 days', { claimId: 'other', current: true })])).toEqual([]);
    const longer = phrase('in 3 days or less', { number: 2, current: true });
    expect(outdatedIn('You get it in 3 days or less.', [old, longer])).toEqual([]);
    expect(outdatedIn('In 3 days or less in 3 days or less; in 3 days.', [old, longer])).toEqual([old]);
  });

  it('any phrase is found in any text around it, and a text without it is clean', () => {
    const word = fc.stringMatching(/^[a-m]{1,6}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), fc.array(word), fc.array(word), (words, before, behind) => {
        const text = [...before, ...words, ...behind].join(', ');
        expect(outdatedIn(text, [phrase(words.join(' '))])).toHaveLength(1);
        expect(outdatedIn(text, [phrase(`${words.join(' ')} zz`)])).toEqual([]);
        expect(normalised(normalised(text))).toBe(normalised(text));
      }),
    );
  });
});
