import type { Part } from '../schema.ts';

/** What one fact says about two records being one: bits for it, or against it where negative. */
export interface Evidence extends Part {
  points: number;
}

/** A fact that is missing on either side says nothing. */
export function part(field: string, agreement: Part['agreement'], points: number): Evidence {
  return { field, agreement, points };
}

/**
 * The chance that two records are one, from the evidence, after Fellegi and Sunter: bits add up, `prior` is where they start.
 * @returns 0..1, rounded to four digits
 */
export function chanceOf(parts: readonly Evidence[], prior: number): number {
  const bits = parts.reduce((sum, { points }) => sum + points, prior);
  return Math.round((1 / (1 + 2 ** -bits)) * 10_000) / 10_000;
}

/** At most so much of the evidence for: facts that depend on each other (a street and its city) must not count as if they did not. */
export function capped(parts: readonly Evidence[], most: number): Evidence[] {
  const positive = parts.reduce((sum, { points }) => sum + Math.max(0, points), 0);
  if (positive <= most) return [...parts];
  return parts.map((one) => (one.points > 0 ? { ...one, points: (one.points * most) / positive } : one));
}
