import { describe, expect, it } from 'vitest';
import { restsByMember } from './rests.ts';

describe('rests and excuses', () => {
  it('are counted by who did them, and those begun just before the end apart', () => {
    const clocks = [
      { excusedBy: null, rests: [{ by: 'anna', fractionUsed: 0.95 }] },
      {
        excusedBy: 'okafor',
        rests: [
          { by: 'anna', fractionUsed: 0.2 },
          { by: 'ben', fractionUsed: 0.9 },
        ],
      },
      { excusedBy: 'okafor', rests: [] },
    ];
    expect(restsByMember(clocks)).toEqual([
      { memberId: 'anna', rests: 2, lastMinute: 1, excused: 0 },
      { memberId: 'ben', rests: 1, lastMinute: 1, excused: 0 },
      { memberId: 'okafor', rests: 0, lastMinute: 0, excused: 2 },
    ]);
    expect(restsByMember([])).toEqual([]);
  });
});
