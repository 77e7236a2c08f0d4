import { describe, expect, it } from 'vitest';
import { dueAt, instantOf, localMoment } from './due.ts';

describe('dueAt', () => {
  const morning = new Date(2026, 2, 4, 9, 30);
  it('is the afternoon of the day meant', () => {
    expect(dueAt('tomorrow', morning)).toBe(new Date(2026, 2, 5, 17).toISOString());
    expect(dueAt('week', morning)).toBe(new Date(2026, 2, 11, 17).toISOString());
    expect(dueAt('none', morning)).toBeUndefined();
  });
  it('is never over before it begins', () => {
    const late = new Date(2026, 2, 4, 21);
    expect(dueAt('today', late)).toBe(new Date(2026, 2, 4, 22).toISOString());
  });
});

it('reads back the moment it wrote', () => {
  const iso = new Date(2026, 6, 1, 8, 15).toISOString();
  expect(instantOf(localMoment(iso))).toBe(iso);
  expect(instantOf('')).toBeUndefined();
});
