import { type CLOCK_STATES, type Climb, type Escalation, remindersOf, type Step, toldOf } from '#modules/agreements/schema.ts';
import { moveDay, periodAround, startOfDay } from '#platform/shared/calendar.ts';
import { chanceAtLeast } from '#platform/shared/statistics.ts';
import { crude, foregone, mergedStrata, pooledRiskRatio, type Stratum } from '#platform/shared/stratified.ts';
import type { ClockedLine, Ladder, Stake } from '../schema.ts';

/** A clock that would have run, as far as figures need it. */
export interface Ran {
  state: (typeof CLOCK_STATES)[number];
  startedAt: string;
  breachedAt: string | null;
  warningsPassed: number;
  /** Kinds of steps of the ladder that it climbed. */
  climbed: readonly Climb[];
  leadId: string;
  band: string;
}

type Counted = Pick<
  ClockedLine,
  'k' | 'n' | 'rate' | 'low' | 'high' | 'enough' | 'met' | 'metLate' | 'breached' | 'metByCustomer' | 'open' | 'excused' | 'void' | 'chance'
>;

export interface LineTerms {
  lineId: string;
  title: string;
  party: ClockedLine['party'];
  family: ClockedLine['family'];
  target: number;
  proof: readonly string[];
  escalation: readonly Step[];
  /** Kinds of steps that its ladder has. */
  climbs: readonly Climb[];
  attempts?: number;
}

const isLate = ({ state }: Ran) => state === 'met_late' || state === 'breached';

/** What one promise would have come to. */
export function lineOf(
  clause: LineTerms,
  { ran, counted }: { ran: readonly Ran[]; counted: Omit<Counted, 'chance'> },
  known: Pick<ClockedLine, 'unjudged' | 'knownSince' | 'judgedToday' | 'stake' | 'problem'>,
): ClockedLine {
  const passed = ran.filter(({ breachedAt }) => breachedAt !== null).length;
  const { lineId, title, party, family, target } = clause;
  return {
    ...counted,
    ...known,
    lineId,
    title,
    party,
    family,
    target,
    chance: chanceAtLeast(counted.k, counted.n, target),
    started: ran.length,
    attempts: clause.attempts ?? 1,
    told: toldOf(clause.escalation).map((role: Escalation) => ({ role, n: passed })),
    reminders: remindersOf(clause.escalation).length === 0 ? 0 : ran.reduce((sum, { warningsPassed }) => sum + warningsPassed, 0),
    ladder: ladderCounts(clause.climbs, ran),
    // Silence accepts at the due time, so a verdict that came later would have come too late.
    defaultAcceptances: family === 'in_time' && clause.proof.includes('verdict') ? ran.filter(isLate).length : null,
  };
}

/** How many clocks climbed each kind of step that the ladder has. */
export function ladderCounts(climbs: readonly Climb[], ran: readonly Pick<Ran, 'climbed'>[]): Ladder {
  const count = (one: Climb) => (climbs.includes(one) ? ran.filter(({ climbed }) => climbed.includes(one)).length : null);
  return { remind: count('remind'), tell: count('tell'), reassign: count('reassign'), pool: count('pool') };
}

/** What waiting may have cost: those answered in time against the late, within score band and type. Null where too few can be compared. */
export function stakeOf(ran: readonly Ran[], sales: { won: ReadonlySet<string>; averageMinor: number | null }): Stake | null {
  const strata = new Map<string, Stratum>();
  for (const one of ran) {
    if (one.state !== 'met' && !isLate(one)) continue;
    const stratum = strata.get(one.band) ?? { key: one.band, inTime: { n: 0, won: 0 }, late: { n: 0, won: 0 } };
    strata.set(one.band, stratum);
    const group = isLate(one) ? stratum.late : stratum.inTime;
    group.n++;
    if (sales.won.has(one.leadId)) group.won++;
  }
  const merged = mergedStrata([...strata.values()]);
  // All bands in one are no comparison of like with like.
  if (merged.length === 0 || (strata.size > 1 && merged.length === 1)) return null;
  const worth = (deals: number) => (sales.averageMinor === null ? null : Math.round(deals * sales.averageMinor));
  const pot = crude(merged);
  return {
    strata: merged.map(({ key, inTime, late }) => ({ band: key, inTime, late })),
    ratio: pooledRiskRatio(merged),
    averageMinor: sales.averageMinor,
    foregone: foregone(merged),
    lossMinor: worth(foregone(merged)),
    crude: { ratio: pot.ratio, lossMinor: worth(pot.foregone) },
  };
}

/** Finds the week of an instant among weeks that follow one another, by where each begins: thousands of instants, a dozen weeks. */
function weekFinder<W>(zone: string, weeks: ReadonlyMap<string, W>): (instant: string) => W | undefined {
  const begins = (day: string) => Date.parse(startOfDay(zone, day));
  const spans = [...weeks].map(([monday, week]) => ({ from: begins(monday), until: begins(periodAround(monday, 'week', 0).until), week }));
  return (instant) => {
    const at = Date.parse(instant);
    return spans.find(({ from, until }) => at >= from && at < until)?.week;
  };
}

/** Every week that meets the days from `from` to `to`, by its Monday, with nothing in it yet. */
export function emptyWeeks(days: { from: string; to: string }): Map<string, { asked: number; breached: number }> {
  const weeks = new Map<string, { asked: number; breached: number }>();
  for (let day: string | null = periodAround(days.from, 'week', 0).from; day !== null && day <= days.to; day = moveDay(day, 7, 'day'))
    weeks.set(day, { asked: 0, breached: 0 });
  return weeks;
}

/** Hours of an ordinary week of a calendar: its windows, without holidays. */
export function hoursOfWeek(windows: Readonly<Record<string, readonly { from: string; to: string }[] | undefined>>): number {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  return (
    Object.values(windows).reduce((sum, day) => sum + (day ?? []).reduce((all, { from, to }) => all + minutes(to) - minutes(from), 0), 0) /
    60
  );
}

/** What each week would have asked for and missed. An attempt is owed in the week in which its clock begins. */
export function addWeeks(
  weeks: Map<string, { asked: number; breached: number }>,
  of: { zone: string; attempts: number; ran: readonly Ran[] },
): void {
  const weekOf = weekFinder(of.zone, weeks);
  for (const { startedAt, breachedAt } of of.ran) {
    const asked = weekOf(startedAt);
    if (asked) asked.asked += of.attempts;
    const missed = breachedAt === null ? undefined : weekOf(breachedAt);
    if (missed) missed.breached++;
  }
}
