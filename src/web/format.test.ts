import { describe, expect, it } from 'vitest';
import { formatFor, rounded } from './format.ts';
import { en } from './texts/en.ts';

const format = formatFor({ locale: 'en-GB', timeZone: 'Europe/Vienna' }, en);
const MINUTE = 60_000;
const NOW = Date.parse('2026-11-24T13:00:00Z');

describe('rates', () => {
  it('gives the interval from 30 cases on', () => {
    expect(format.rate({ k: 41, n: 50 })).toBe('82 % of 50 (69–90)');
    expect(format.rate({ k: 24, n: 30 })).toMatch(/^80 % of 30 \(/);
  });
  it('gives counts alone below 30, and says so when there is nothing', () => {
    expect(format.rate({ k: 12, n: 17 })).toBe('12 of 17');
    expect(format.rate({ k: 0, n: 0 })).toBe('Not enough data');
  });
  it('takes the ends that a report gives', () => {
    expect(format.rate({ k: 41, n: 50, low: 0.5, high: 0.95 })).toBe('82 % of 50 (50–95)');
  });
});

describe('counts', () => {
  it('is exact where the list knows, rounded where it estimates', () => {
    expect(format.count({ value: 1000, exact: true })).toBe('1,000');
    expect(format.count({ value: 243_817, exact: false })).toBe('about 240,000');
    expect([rounded(0), rounded(7), rounded(1_249), rounded(999)]).toEqual([0, 7, 1_200, 1_000]);
  });
});

describe('durations', () => {
  it.each([
    [20_000, '1 min'],
    [41 * MINUTE, '41 min'],
    [59.7 * MINUTE, '1 h'],
    [130 * MINUTE, '2 h 10 min'],
    [-130 * MINUTE, '2 h 10 min'],
    [23.99 * 60 * MINUTE, '23 h 59 min'],
    [23.999 * 60 * MINUTE, '1 d'],
    [76 * 60 * MINUTE, '3 d 4 h'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(format.duration(milliseconds)).toBe(text);
  });
});

describe('times', () => {
  it('says how long ago for a week, then the day', () => {
    expect(format.relative('2026-11-24T12:59:50Z', NOW)).toBe('just now');
    expect(format.relative('2026-11-24T12:55:00Z', NOW)).toBe('5 min ago');
    expect(format.relative('2026-11-23T12:00:00Z', NOW)).toBe('yesterday');
    expect(format.relative('2026-10-02T12:00:00Z', NOW)).toBe('2 Oct');
    expect(format.relative('2025-10-02T12:00:00Z', NOW)).toBe('2 Oct 2025');
  });
  it('names a deadline in the reader’s zone, as short as it is clear', () => {
    expect(format.deadline('2026-11-24T14:00:00Z', NOW)).toBe('15:00');
    expect(format.deadline('2026-11-26T14:00:00Z', NOW)).toBe('Thu 15:00');
    expect(format.deadline('2026-12-24T14:00:00Z', NOW)).toBe('24 Dec');
  });
  it('keeps a plain day the same day everywhere', () => {
    const west = formatFor({ locale: 'en-GB', timeZone: 'Pacific/Honolulu' }, en);
    expect(west.date('2026-11-24')).toBe('24 Nov 2026');
    expect(format.dayKey('2026-11-24T23:30:00Z')).toBe('2026-11-25');
  });
  it('headlines days', () => {
    expect(format.dayTitle('2026-11-24T08:00:00Z', NOW)).toBe('Today');
    expect(format.dayTitle('2026-11-23T08:00:00Z', NOW)).toBe('Yesterday');
    expect(format.dayTitle('2026-11-20T08:00:00Z', NOW)).toBe('Fri 20 Nov 2026');
  });
});
