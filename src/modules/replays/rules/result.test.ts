import { describe, expect, it } from 'vitest';
import { addWeeks, emptyWeeks, hoursOfWeek, type Ran, stakeOf } from './result.ts';

const ran = (n: number, of: Partial<Ran>): Ran[] =>
  Array.from({ length: n }, (_, at) => ({
    state: 'met' as const,
    startedAt: '2026-03-04T09:00:00.000Z',
    breachedAt: null,
    warningsPassed: 0,
    climbed: [],
    leadId: `${of.band}-${of.state}-${at}`,
    band: 'A1 · form',
    ...of,
  }));

describe('money at stake', () => {
  const clocks = [
    ...ran(100, { band: 'hot' }),
    ...ran(20, { band: 'hot', state: 'breached' }),
    ...ran(40, { band: 'cold' }),
    ...ran(150, { band: 'cold', state: 'met_late' }),
    // Nobody owed anything there, so they stand on neither side.
    ...ran(30, { band: 'hot', state: 'met_by_customer' }),
  ];
  const first = (band: string, state: string, n: number) => Array.from({ length: n }, (_, at) => `${band}-${state}-${at}`);
  const won = new Set([
    ...first('hot', 'undefined', 20),
    ...first('hot', 'breached', 3),
    ...first('cold', 'undefined', 2),
    ...first('cold', 'met_late', 6),
  ]);

  it('is the worked example, like compared with like, the crude figure beside it', () => {
    const stake = stakeOf(clocks, { won, averageMinor: 800_000 });
    expect(stake?.lossMinor).toBe(2_000_000);
    expect(stake?.ratio.ratio).toBeCloseTo(1.305361, 6);
    expect(stake?.crude.lossMinor).toBe(14_171_429);
    expect(stake?.crude.ratio.ratio).toBeCloseTo(2.968254, 6);
  });

  it('has no money without a sale, and nothing to say of too few', () => {
    expect(stakeOf(clocks, { won, averageMinor: null })).toMatchObject({ lossMinor: null, crude: { lossMinor: null } });
    const mixed = ['a', 'b', 'c'].flatMap((band) => [...ran(4, { band }), ...ran(4, { band, state: 'met_late' })]);
    expect(stakeOf(mixed, { won, averageMinor: 1 })).toBeNull();
    expect(stakeOf(ran(9, {}), { won, averageMinor: 1 })).toBeNull();
  });
});

describe('the load', () => {
  it('counts attempts in the week in which a clock begins, and what passed in the week in which it did', () => {
    const weeks = emptyWeeks({ from: '2026-03-04', to: '2026-03-16' });
    expect([...weeks.keys()]).toEqual(['2026-03-02', '2026-03-09', '2026-03-16']);
    addWeeks(weeks, {
      zone: 'Europe/Berlin',
      attempts: 3,
      ran: [
        ...ran(2, { state: 'breached', breachedAt: '2026-03-09T10:00:00.000Z' }),
        // Sunday night in UTC is Monday in Berlin.
        ...ran(1, { startedAt: '2026-03-08T23:30:00.000Z' }),
      ],
    });
    expect([...weeks.values()]).toEqual([
      { asked: 6, breached: 0 },
      { asked: 3, breached: 2 },
      { asked: 0, breached: 0 },
    ]);
  });

  it('an ordinary week has the hours of its windows', () => {
    const day = [
      { from: '09:00', to: '12:30' },
      { from: '13:30', to: '18:00' },
    ];
    expect(hoursOfWeek({ 1: day, 2: day, 5: [{ from: '09:00', to: '12:00' }] })).toBe(19);
  });
});
