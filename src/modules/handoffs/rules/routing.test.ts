import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dryRun, type PastHandoff } from './dryrun.ts';
import { decideRoute, isFree, nextInTurn, type Seat } from './routing.ts';

const seat = (memberId: string, change: Partial<Seat> = {}): Seat => ({
  memberId,
  teamId: null,
  onDuty: true,
  offDuty: false,
  capacity: null,
  waiting: 0,
  away: false,
  credit: 0,
  ...change,
});
const arrival = { ownerId: null, companyOwners: [], matches: new Set<string>() };
const rule = (id: string, to: { memberId?: string; teamId?: string; poolId?: string }) => ({
  id,
  name: id,
  memberId: null,
  teamId: null,
  poolId: null,
  ...to,
});

/** Plays turns; `weights` are capacities that never fill. */
function play(weights: readonly number[], turns: number): { taken: number[]; order: number[] } {
  let seats = weights.map((capacity, index) => seat(`m${String(index).padStart(2, '0')}`, { capacity }));
  const order: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const next = nextInTurn(seats);
    if (!next) break;
    order.push(seats.findIndex(({ memberId }) => memberId === next.seat.memberId));
    seats = seats.map((one) => ({ ...one, credit: next.credits.find(({ memberId }) => memberId === one.memberId)?.credit ?? one.credit }));
  }
  return { taken: weights.map((_, index) => order.filter((one) => one === index).length), order };
}

describe('turns', () => {
  it('go by weight, spread evenly', () => {
    expect(play([5, 1, 1], 7).order).toEqual([0, 0, 1, 0, 2, 0, 0]);
    expect(play([1, 1], 4).order).toEqual([0, 1, 0, 1]);
    expect(nextInTurn([])).toBeNull();
  });
  it('skip who is away, off duty or full', () => {
    const seats = [
      seat('a', { away: true }),
      seat('b', { onDuty: false, offDuty: true }),
      seat('c', { capacity: 2, waiting: 2 }),
      seat('d'),
    ];
    expect(nextInTurn(seats)?.seat.memberId).toBe('d');
    expect(isFree(seat('c', { capacity: 2, waiting: 1 }))).toBe(true);
  });
  it('give everyone their exact share of each whole round, and at any moment never more than one turn off it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 7 }),
        fc.integer({ min: 1, max: 3 }),
        (weights, rounds) => {
          const total = weights.reduce((sum, one) => sum + one, 0);
          expect(play(weights, total * rounds).taken).toEqual(weights.map((one) => one * rounds));
          const { order } = play(weights, total);
          for (let turns = 1; turns <= total; turns++)
            for (const [index, weight] of weights.entries()) {
              const taken = order.slice(0, turns).filter((one) => one === index).length;
              expect(Math.abs(taken - (turns * weight) / total)).toBeLessThan(weights.length);
            }
        },
      ),
    );
  });
  it('keep the credits of those who take turns at zero in sum', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 7 }), (weights) => {
        const next = nextInTurn(weights.map((capacity, index) => seat(`m${index}`, { capacity })));
        expect(next?.credits.reduce((sum, { credit }) => sum + credit, 0)).toBeCloseTo(0);
      }),
    );
  });
});

describe('a route', () => {
  const people = { seats: [seat('anna', { teamId: 't' }), seat('ben', { away: true }), seat('cleo')], catcherId: 'boss' };
  it('goes to the owner first, then by rule, then in turn, then to the catcher; and says who was passed over', () => {
    const rules = [rule('alps', { memberId: 'ben' }), rule('team', { teamId: 't' }), rule('pool', { poolId: 'p' })];
    expect(decideRoute({ ...arrival, ownerId: 'cleo' }, { ...people, rules })).toMatchObject({ route: 'chosen', memberId: 'cleo' });
    const owned = {
      ...arrival,
      companyOwners: [
        { memberId: 'ben', through: 'company' as const },
        { memberId: 'cleo', through: 'parent' as const },
      ],
    };
    expect(decideRoute(owned, { ...people, rules })).toMatchObject({
      route: 'company_owner',
      memberId: 'cleo',
      through: 'parent',
      passed: [{ memberId: 'ben', step: 'company_owner', why: 'away' }],
    });
    const met = (...ids: string[]) => ({ ...arrival, matches: new Set(ids) });
    expect(decideRoute(met('alps', 'team'), { ...people, rules })).toMatchObject({
      route: 'territory',
      memberId: 'anna',
      ruleId: 'team',
      passed: [{ memberId: 'ben', step: 'territory', why: 'away' }],
    });
    expect(decideRoute(met('pool'), { ...people, rules })).toMatchObject({ route: 'pool', memberId: null, poolId: 'p' });
    expect(decideRoute(arrival, { ...people, rules })).toMatchObject({ route: 'round_robin', memberId: 'anna' });
    const nobody = people.seats.map((one) => ({ ...one, away: true }));
    expect(decideRoute(arrival, { ...people, seats: nobody, rules })).toMatchObject({ route: 'catcher', memberId: 'boss' });
  });
  it('never goes to someone who cannot take it, whatever the record says', () => {
    const anySeat = fc.record({
      memberId: fc.constantFrom('a', 'b', 'c', 'd'),
      teamId: fc.constantFrom('t', null),
      onDuty: fc.boolean(),
      offDuty: fc.boolean(),
      capacity: fc.constantFrom(null, 1, 3),
      waiting: fc.integer({ min: 0, max: 3 }),
      away: fc.boolean(),
      credit: fc.integer({ min: -5, max: 5 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(anySeat, { selector: ({ memberId }) => memberId }), fc.constantFrom('a', 'b', null), (seats, ownerId) => {
        const rules = [rule('one', { memberId: 'c' }), rule('two', { teamId: 't' })];
        const decided = decideRoute({ ...arrival, ownerId, matches: new Set(['one', 'two']) }, { rules, seats, catcherId: null });
        const taker = seats.find(({ memberId }) => memberId === decided.memberId);
        if (decided.memberId === null) expect(decided.route).toBe('catcher');
        else expect(taker && isFree({ ...taker, onDuty: true })).toBe(true);
      }),
    );
  });
});

describe('a dry run', () => {
  const past = (id: string, hour: number, change: Partial<PastHandoff> = {}): PastHandoff => ({
    ...arrival,
    id,
    handedAt: `2026-03-04T${String(hour).padStart(2, '0')}:00:00.000Z`,
    day: '2026-03-04',
    waitedUntil: null,
    actualId: 'a',
    byHand: false,
    ...change,
  });
  it('keeps limits and leave of those days, frees a place when the lead stopped waiting, and leaves alone what a person chose', () => {
    const draft = { rules: [], seats: [seat('a', { capacity: 1 }), seat('b', { capacity: 1 })], catcherId: 'boss' };
    const handoffs = [
      past('4', 12),
      past('1', 8, { waitedUntil: '2026-03-04T11:00:00.000Z' }),
      past('2', 9),
      past('3', 10),
      past('5', 13, { byHand: true }),
    ];
    const { rows, loads } = dryRun(handoffs, { draft, away: () => false });
    expect(rows.map(({ handoffId, memberId }) => [handoffId, memberId])).toEqual([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'boss'],
      ['4', 'a'],
      ['5', 'a'],
    ]);
    expect(loads).toEqual([
      { memberId: 'a', would: 3, got: 5, peak: 2 },
      { memberId: 'b', would: 1, got: 0, peak: 1 },
    ]);
    expect(dryRun(handoffs, { draft, away: (memberId) => memberId === 'a' }).rows[0]).toMatchObject({ memberId: 'b' });
  });
});
