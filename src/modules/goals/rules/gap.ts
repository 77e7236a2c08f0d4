import { LEVERS, type Lever } from '../schema.ts';
import { type Bridge, bridge } from './bridge.ts';

/** What multiplies to the revenue of a period that began with leads. Money in minor units. */
export interface Course {
  /** Hand-offs whose money falls due in the period, by the kernel. */
  volume: number;
  acceptance: number;
  qualification: number;
  winRate: number;
  size: number;
  /** Won sooner (above 1) or later than the kernel says, or not yet ripe. */
  timing: number;
}

/** Counts of one segment, each lead weighted by the share of its money that falls due in the period. */
export interface Due {
  handed: number;
  accepted: number;
  deals: number;
  /** What these deals come to when they are ripe. */
  won: number;
  /** Wins and money of the period itself. */
  wins: number;
  minor: number;
}

/** The levers that multiply exactly to the revenue of the period. A lever that nothing is known of is as in `else`. */
export function courseOf(due: Due, otherwise: Course): Course {
  const ratio = (of: number, by: number, known: number) => (by > 0 && of > 0 ? of / by : by > 0 ? 0 : known);
  const first = {
    volume: due.handed,
    acceptance: ratio(due.accepted, due.handed, otherwise.acceptance),
    qualification: ratio(due.deals, due.accepted, otherwise.qualification),
    winRate: ratio(due.won, due.deals, otherwise.winRate),
    size: ratio(due.minor, due.wins, otherwise.size),
  };
  const untimed = first.volume * first.acceptance * first.qualification * first.winRate * first.size;
  return untimed > 0 ? { ...first, timing: due.minor / untimed } : { ...unexplained(due, otherwise), timing: 1 };
}

/** Money came although nothing falls due by the kernel: it is all in the volume. */
function unexplained({ minor }: Due, { acceptance, qualification, winRate, size }: Course): Omit<Course, 'timing'> {
  const each = acceptance * qualification * winRate * size;
  return { volume: each > 0 ? minor / each : 0, acceptance, qualification, winRate, size };
}

export interface SegmentGap {
  effects: Record<Lever, number>;
  by: Bridge['by'];
  gap: number;
}

/** The gap of one segment in whole minor units, lever by lever: they sum to it exactly. @param minor the planned and the actual money, whole */
export function gapOf(plan: Course, actual: Course, minor: { plan: number; actual: number }): SegmentGap {
  const { effects, by } = bridge(valuesOf(plan), valuesOf(actual));
  const gap = minor.actual - minor.plan;
  const whole = rounded(effects, gap);
  return { gap, by, effects: Object.fromEntries(LEVERS.map((lever, n) => [lever, whole[n] ?? 0])) as Record<Lever, number> };
}

const valuesOf = (course: Course) => LEVERS.map((lever) => course[lever]);

/** Whole numbers that sum to the total: what rounding leaves goes to where most was cut off. */
export function rounded(parts: readonly number[], total: number): number[] {
  const down = parts.map(Math.floor);
  const left = total - down.reduce((all, one) => all + one, 0);
  const order = parts.map((one, n) => ({ n, rest: one - Math.floor(one) })).sort((a, b) => b.rest - a.rest || a.n - b.n);
  const each = Math.floor(left / Math.max(1, parts.length));
  const more = left - each * parts.length;
  const extra = new Set(order.slice(0, more).map(({ n }) => n));
  return down.map((one, n) => one + each + (extra.has(n) ? 1 : 0));
}
