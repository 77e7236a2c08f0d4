import { expect, it } from 'vitest';
import { rateOf } from '#platform/shared/statistics.ts';
import { standingOf } from './standing.ts';

it('a pattern is worth a look only where chance alone would hardly do it', () => {
  expect(standingOf(rateOf(20, 20), 0.1)).toBe('not_enough');
  expect(standingOf(rateOf(6, 40), 0.1)).toBe('everyday');
  expect(standingOf(rateOf(16, 40), 0.1)).toBe('look');
});
