import { describe, expect, it } from 'vitest';
import { moved, plusDays, weekdayOf, weeksOf } from './days.ts';

describe('the days of the calendar', () => {
  it('fill whole weeks from Monday on', () => {
    const weeks = weeksOf('2026-03-10', 'month');
    expect([weeks[0]?.[0], weeks.at(-1)?.at(-1), weeks.length]).toEqual(['2026-02-23', '2026-04-05', 6]);
    expect(weeks.every((week) => week.length === 7 && weekdayOf(week[0] ?? '') === 0)).toBe(true);
    expect(weeksOf('2026-02-28', 'month')[0]?.[0]).toBe('2026-01-26');
    expect(weeksOf('2026-03-01', 'week')).toEqual([
      ['2026-02-23', '2026-02-24', '2026-02-25', '2026-02-26', '2026-02-27', '2026-02-28', '2026-03-01'],
    ]);
  });

  it('move by weeks and by months, also from the end of a month', () => {
    expect(moved('2026-01-31', 'month', 1)).toBe('2026-02-01');
    expect(moved('2026-01-31', 'month', -1)).toBe('2025-12-01');
    expect(moved('2026-03-29', 'week', 1)).toBe('2026-04-05');
    expect(plusDays('2024-02-28', 1)).toBe('2024-02-29');
  });
});
