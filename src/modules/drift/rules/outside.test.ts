import { expect, it } from 'vitest';
import { outsideOf } from './outside.ts';

it('speaks against an audience only where more than half of it is surely outside of the profile', () => {
  expect(outsideOf({ k: 40, n: 50 })).toMatchObject({ against: true, outside: { k: 40, n: 50 } });
  // 28 of 50 could be less than half by chance; 20 of 20 are too few to say.
  expect(outsideOf({ k: 28, n: 50 }).against).toBe(false);
  expect(outsideOf({ k: 20, n: 20 }).against).toBe(false);
  expect(outsideOf({ k: 0, n: 0 })).toMatchObject({ against: false, outside: { rate: null } });
});
