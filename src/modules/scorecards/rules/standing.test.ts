import { expect, it } from 'vitest';
import { betaBelow, ENOUGH, rateOf } from '#platform/shared/statistics.ts';
import { LOOKS } from '../schema.ts';
import { standingOf } from './standing.ts';

it('a pattern is worth a look only where chance alone would hardly do it', () => {
  expect(standingOf(rateOf(20, 20), 0.1)).toBe('not_enough');
  expect(standingOf(rateOf(6, 40), 0.1)).toBe('everyday');
  expect(standingOf(rateOf(16, 40), 0.1)).toBe('look');
});

it('of honest histories that come as often as is everyday at most, chance calls less than one of twenty a pattern, whatever their length', () => {
  for (const { usual } of Object.values(LOOKS))
    for (let n = ENOUGH; n <= 600; n++) {
      const least = Array.from({ length: n + 1 }, (_, k) => k).find((k) => standingOf(rateOf(k, n), usual) === 'look') ?? n + 1;
      // The chance of `least` or more of n is that of a Beta(least, n − least + 1) below the true share.
      const falseAlarm = least > n ? 0 : betaBelow(usual, least, n - least + 1);
      expect(falseAlarm, `${usual} of ${n}`).toBeLessThan(0.05);
    }
});
