import { describe, expect, it } from 'vitest';
import { hasDropped, missingOf } from './rootcause.ts';
import { isCompliant, missedInRow, type Seated, seatsOf, stateOf } from './seats.ts';

const SIZES = { sales: 6, marketing: 4 };
const was = (department: string, attendance: Seated['attendance'], reply: Seated['reply'] = 'yes'): Seated => ({
  department,
  reply,
  attendance,
});
const team = { side: 'sales' as const, leastGuests: 2 };

describe('the rule of two guests', () => {
  it('counts who came, in the room or from elsewhere, and not who was asked', () => {
    const people = [was('sales', 'in_person'), was('marketing', 'in_person'), was('marketing', 'absent')];
    const seats = seatsOf(team, { people, sizes: SIZES });
    expect(seats).toEqual([{ party: 'marketing', asked: 2, filled: 2, attended: 1, remote: 0, least: 2, relaxed: false }]);
    expect(isCompliant(seats)).toBe(false);
    expect(isCompliant(seatsOf(team, { people: [...people, was('marketing', 'remote')], sizes: SIZES }))).toBe(true);
  });

  it('asks for one where the other team has one person, and says so', () => {
    const [seats] = seatsOf(team, { people: [was('marketing', 'in_person')], sizes: { sales: 6, marketing: 1 } });
    expect(seats).toMatchObject({ least: 1, relaxed: true });
    expect(isCompliant(seats ? [seats] : [])).toBe(true);
    expect(seatsOf(team, { people: [], sizes: { sales: 6, marketing: 0 } })).toMatchObject([{ least: 1 }]);
  });

  it('asks for both sides at a joint meeting, and nobody is no guest', () => {
    const joint = { side: null, leastGuests: 2 };
    expect(isCompliant(seatsOf(joint, { people: [], sizes: SIZES }))).toBe(false);
    const both = ['sales', 'sales', 'marketing', 'marketing'].map((side) => was(side, 'remote'));
    expect(isCompliant(seatsOf(joint, { people: both, sizes: SIZES }))).toBe(true);
    expect(isCompliant(seatsOf(joint, { people: both.slice(0, 3), sizes: SIZES }))).toBe(false);
  });

  it('takes a time that has passed without a word for missed, a day after', () => {
    const facts = { startsAt: '2026-03-03T08:00:00.000Z', minutes: 45, cancelledAt: null, openedAt: null, closedAt: null };
    expect(stateOf(facts, '2026-03-04T08:00:00.000Z')).toBe('planned');
    expect(stateOf(facts, '2026-03-04T09:00:00.000Z')).toBe('missed');
    expect(stateOf({ ...facts, cancelledAt: facts.startsAt }, '2026-04-01T00:00:00.000Z')).toBe('cancelled');
    expect(missedInRow(['planned', 'missed', 'cancelled', 'missed', 'held', 'missed'])).toBe(2);
  });
});

describe('a problem', () => {
  it('is open until it has a cause, an action, a day and both teams', () => {
    expect(missingOf({ causes: 0, actions: 0, checkOn: null, present: ['sales'] })).toEqual(['cause', 'action', 'check', 'both_teams']);
    expect(missingOf({ causes: 1, actions: 1, checkOn: '2026-05-01', present: ['sales', 'marketing'] })).toEqual([]);
  });

  it('is made by three weeks below the target with enough cases in each', () => {
    const week = (k: number, n: number) => ({ k, n });
    expect(hasDropped([week(1, 4), week(2, 5), week(0, 3)], 0.9)).toBe(true);
    expect(hasDropped([week(1, 4), week(5, 5), week(0, 3)], 0.9)).toBe(false);
    expect(hasDropped([week(1, 4), week(0, 2), week(0, 3)], 0.9)).toBe(false);
    expect(hasDropped([week(0, 9)], 0.9)).toBe(false);
  });
});
