import fc from 'fast-check';
import { expect, it } from 'vitest';
import { windowOf } from './rules/interviews.ts';
import { rises } from './rules/rise.ts';

it('calls a rise of objections only what chance hardly makes', () => {
  // P(X ≥ 5 of 5) = 1/32; P(X ≥ 6 of 8) = 37/256.
  expect(rises({ recent: 5, before: 0 })).toBe(true);
  expect(rises({ recent: 4, before: 0 })).toBe(false);
  expect(rises({ recent: 6, before: 2 })).toBe(false);
  expect(rises({ recent: 30, before: 15 })).toBe(true);
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), (recent, before) => {
      if (rises({ recent, before })) {
        expect(recent).toBeGreaterThan(before);
        expect(rises({ recent: recent + 1, before })).toBe(true);
      }
    }),
  );
});

it('owes the debrief for 48 hours, and the interview from day 30 to day 90', () => {
  expect(windowOf('debrief', '2026-03-01T10:00:00.000Z')).toEqual({ from: '2026-03-01T10:00:00.000Z', dueAt: '2026-03-03T10:00:00.000Z' });
  expect(windowOf('interview', '2026-03-01T10:00:00.000Z')).toEqual({
    from: '2026-03-31T10:00:00.000Z',
    dueAt: '2026-05-30T10:00:00.000Z',
  });
});
