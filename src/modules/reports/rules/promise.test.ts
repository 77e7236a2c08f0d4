import { describe, expect, it } from 'vitest';
import { isIn, isToTheDay, loadOf, observations, promiseState, touchTimes } from './promise.ts';

const clock = (state: Parameters<typeof promiseState>[0], elapsedSeconds = 60) => ({ id: state, state, elapsedSeconds });

describe('what a replayed promise came to', () => {
  it('counts only what is decided', () => {
    expect(['met', 'met_late', 'breached'].every((state) => isIn(clock(state as 'met'), 'answered'))).toBe(true);
    expect((['waiting', 'running', 'due_soon', 'paused', 'excused', 'void'] as const).map(promiseState)).toEqual(Array(6).fill('open'));
    expect(isIn(clock('met_by_customer'), 'answered')).toBe(false);
  });
  it('takes the never touched, and those who called themselves, as seen untouched until then', () => {
    const clocks = [clock('met', 10), clock('met_late', 200), clock('breached', 500), clock('met_by_customer', 5), clock('running', 30)];
    expect(observations(clocks).map(({ happened }) => happened)).toEqual([true, true, false, false, false]);
    expect(touchTimes(clocks)).toEqual([10, 200]);
  });
});

describe('what it would have asked for', () => {
  it('spreads over every week, those without leads included', () => {
    expect(loadOf([4, 0, 8, 0], 3)).toEqual({ perWeek: 3, busiestWeek: 8, perPersonAndWeek: 1 });
  });
  it('names no load per person where nobody is named', () => {
    expect(loadOf([4], null).perPersonAndWeek).toBeNull();
    expect(loadOf([], 2)).toEqual({ perWeek: 0, busiestWeek: 0, perPersonAndWeek: 0 });
  });
});

describe('a record that knows days, not hours', () => {
  it('has nearly all of its instants in the first hour', () => {
    expect(isToTheDay(90, 100)).toBe(true);
    expect(isToTheDay(89, 100)).toBe(false);
    expect(isToTheDay(0, 0)).toBe(false);
  });
});
