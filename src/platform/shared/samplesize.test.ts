import { describe, expect, it } from 'vitest';
import { detectable, neededPerArm, smallestRise } from './samplesize.ts';

describe('how many a test needs (C22)', () => {
  it('is what the field works out', () => {
    expect(neededPerArm(0.02, 0.03)).toBe(3826);
    expect(neededPerArm(0.05, 0.08)).toBe(1059);
    expect(neededPerArm(0.03, 0.02)).toBe(3826);
    expect(neededPerArm(0.02, 0.02)).toBeNull();
    expect(neededPerArm(0.5, 1.2)).toBeNull();
  });

  it('is more with a small group kept back, and takes weeks by what is sent', () => {
    expect(detectable({ base: 0.02, expected: 0.03, share: 0.5, perWeek: 956.5 })).toEqual({ perArm: 3826, people: 7652, weeks: 8 });
    expect(detectable({ base: 0.02, expected: 0.03, share: 0.1, perWeek: 0 })).toEqual({ perArm: 3826, people: 21_256, weeks: null });
    expect(detectable({ base: 0.02, expected: 0.03, share: 0, perWeek: 10 })).toBeNull();
  });

  it('says the smallest rise that so many would find', () => {
    const rise = smallestRise({ base: 0.02, people: 7652, share: 0.5 }) ?? 0;
    expect(rise).toBeCloseTo(0.01, 4);
    expect(smallestRise({ base: 0.02, people: 4, share: 0.5 })).toBeNull();
    expect(smallestRise({ base: 1, people: 4000, share: 0.5 })).toBeNull();
  });
});
