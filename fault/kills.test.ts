import { describe, expect, it } from 'vitest';
import { killDuring, nothingLost } from './kills.ts';

/** `npm run faults` is the long form. Another seed: FAULT_SEED=… */
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);

describe(`an import and writes under way (seed ${seed})`, () => {
  it.each(['program', 'database', 'worker'] as const)(
    'lose and double nothing when the %s is killed again and again',
    async (victim) => {
      const outcome = await killDuring({ victim, kills: 2, rows: 2_000, seed, pauseMs: 300 });
      expect(nothingLost(outcome), JSON.stringify({ seed, ...outcome })).toBe(true);
      expect(outcome.acknowledged).toBeGreaterThan(0);
    },
    240_000,
  );
});
