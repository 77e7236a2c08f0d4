import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openPeriod, toldOf } from './rules/pulse.ts';
import { reluctanceOf } from './rules/reluctance.ts';

it('opens weeks on Monday and months on the first', () => {
  expect(openPeriod('week', '2026-03-01')).toEqual({ period: '2026-02-23', until: '2026-03-01' });
  expect(openPeriod('month', '2026-02-28')).toEqual({ period: '2026-02-01', until: '2026-02-28' });
});

it('tells nothing of fewer than five answers, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }), fc.array(fc.string(), { maxLength: 4 }), (values, words) => {
      const told = toldOf({ period: '2026-01-05', n: values.length, sum: values.reduce((sum, one) => sum + one, 0), words });
      expect(told).toEqual({ period: '2026-01-05', enough: false, n: null, mean: null, words: [] });
    }),
  );
  expect(toldOf({ period: '2026-01-05', n: 6, sum: 20, words: ['b', 'a'] })).toEqual({
    period: '2026-01-05',
    enough: true,
    n: 6,
    mean: 3.3,
    words: ['a', 'b'],
  });
});

const stretch = (k: number, n: number, hours: number[], untouchedHours: number[] = []) => ({ accepted: { k, n }, hours, untouchedHours });
const many = (n: number, hours: number) => Array.from({ length: n }, (_, place) => hours + place / 100);

it('warns where acceptance falls or touching takes longer than chance would have it, and never on a handful', () => {
  expect(reluctanceOf(stretch(8, 30, many(20, 30)), stretch(60, 80, many(60, 4)))).toMatchObject({
    acceptance: { falls: true },
    touch: { rises: true },
    warn: true,
  });
  expect(reluctanceOf(stretch(20, 28, many(20, 4)), stretch(60, 80, many(60, 4)))).toMatchObject({
    acceptance: { falls: false },
    warn: false,
  });
  expect(reluctanceOf(stretch(0, 4, many(4, 90)), stretch(60, 80, many(60, 4)))).toMatchObject({ warn: false });
  expect(reluctanceOf(stretch(0, 0, [], many(12, 100)), stretch(9, 12, many(12, 4)))).toMatchObject({
    touch: { longer: { k: 12, n: 12 }, rises: true },
  });
});
