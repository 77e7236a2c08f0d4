import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PARTIES } from '#modules/signatures/schema.ts';
import { STATES } from '../schema.ts';
import { workingDaysAfter } from './due.ts';
import { rightsOf, type Standing } from './rights.ts';

describe('the day an answer is owed', () => {
  it.each([
    ['2026-06-01', 3, '2026-06-04'],
    ['2026-06-04', 3, '2026-06-09'],
    ['2026-06-06', 1, '2026-06-08'],
    ['2026-06-05', 0, '2026-06-05'],
  ])('%s and %i working days is %s', (day, days, due) => expect(workingDaysAfter(day, days)).toBe(due));
});

describe('what somebody may do in a discussion', () => {
  const standing: fc.Arbitrary<Standing> = fc.record({
    state: fc.constantFrom(...STATES),
    toParty: fc.constantFrom(...PARTIES),
    party: fc.constantFrom(...PARTIES, null),
    isRaiser: fc.boolean(),
    isAnswerer: fc.boolean(),
    hasJoined: fc.boolean(),
    mayWrite: fc.boolean(),
  });
  it('is nothing once it is closed or without the right, and nobody answers themselves', () => {
    fc.assert(
      fc.property(standing, (of) => {
        const rights = rightsOf(of);
        if (of.state === 'closed' || !of.mayWrite) expect(Object.values(rights)).toEqual([false, false, false, false, false]);
        if (of.isRaiser) expect(rights.answer).toBe(false);
        expect(rights.join && rights.leave).toBe(false);
        if (rights.close && of.state === 'open') expect(of.isRaiser).toBe(true);
      }),
    );
  });
});
