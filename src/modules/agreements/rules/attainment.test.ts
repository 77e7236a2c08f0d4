import { describe, expect, it } from 'vitest';
import { attainment, medianWithUntouched, speedStatistics } from './attainment.ts';
import type { ClockStateName } from './clock.ts';

const times = (n: number, state: ClockStateName) => Array.from({ length: n }, () => state);

describe('attainment', () => {
  it('leaves what is undecided out of the rate: 41 met, 6 late, 3 breached, 10 pending make 82 %', () => {
    const result = attainment([
      ...times(41, 'met'),
      ...times(6, 'met_late'),
      ...times(3, 'breached'),
      ...times(7, 'running'),
      ...times(3, 'due_soon'),
    ]);
    expect(result.rate).toBeCloseTo(0.82, 10);
    expect(result).toMatchObject({ k: 41, n: 50, met: 41, metLate: 6, breached: 3, open: 10, enough: true });
  });
  it('counts excused, void and met by the customer beside it', () => {
    const result = attainment([
      ...times(2, 'met'),
      ...times(3, 'excused'),
      ...times(1, 'void'),
      ...times(4, 'met_by_customer'),
      ...times(1, 'paused'),
    ]);
    expect(result).toMatchObject({ rate: 1, n: 2, excused: 3, void: 1, metByCustomer: 4, open: 1, enough: false });
  });
  it('has no rate for nothing', () => {
    expect(attainment([]).rate).toBeNull();
  });
});

describe('speed', () => {
  const minutes = [5, 9, 12, 18, 22, 30, 41, 55, 90, 240];
  it('gives median, nearest-rank P90 and the mean that hides the tail', () => {
    expect(speedStatistics(minutes)).toEqual({ n: 10, median: 26, p90: 90, mean: 52.2 });
    expect(speedStatistics([])).toEqual({ n: 0, median: null, p90: null, mean: null });
  });
  it('does not forget the leads that nobody touched', () => {
    const touched = minutes.map((duration) => ({ duration, happened: true }));
    const untouched = Array.from({ length: 6 }, () => ({ duration: 10_000, happened: false }));
    expect(medianWithUntouched(touched)).toBe(26);
    expect(medianWithUntouched([...touched, ...untouched])).toBe(72.5);
    expect(medianWithUntouched([...touched, ...untouched, ...untouched])).toBeNull();
  });
});
