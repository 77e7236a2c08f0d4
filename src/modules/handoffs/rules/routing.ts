import type { PassedWhy, Step, Through } from '../schema.ts';

/** Someone who can take leads. */
export interface Seat {
  memberId: string;
  teamId: string | null;
  /** Takes turns. */
  onDuty: boolean;
  /** Was taken off duty: gets nothing, not even what is theirs. */
  offDuty: boolean;
  /** On leave that day. */
  away: boolean;
  capacity: number | null;
  /** Leads that wait for this person's first touch or verdict. */
  waiting: number;
  /** What the turns owe this person. */
  credit: number;
}

/** One of the rules that are asked in their order; it names exactly one of a person, a team and a pool. */
export interface Rule {
  id: string;
  name: string;
  memberId: string | null;
  teamId: string | null;
  poolId: string | null;
}

/** A lead on its way to Sales, with what the record says about where it belongs. */
export interface Arrival {
  /** Who has it already, or had it before it was returned. */
  ownerId: string | null;
  /** Owners of its company, of the company above, of the company of its mail domain; the nearest first. */
  companyOwners: readonly { memberId: string; through: Through }[];
  /** Ids of the rules whose criteria it meets. */
  matches: ReadonlySet<string>;
}

export interface Passed {
  memberId: string;
  step: Step;
  why: PassedWhy;
}

/** Where a lead goes, why, and who was passed over on the way. */
export interface Decided {
  route: 'chosen' | 'company_owner' | 'territory' | 'pool' | 'round_robin' | 'catcher';
  memberId: string | null;
  poolId: string | null;
  ruleId: string | null;
  through: Through | null;
  passed: Passed[];
  /** Turns owed after this one, of those among whom it was taken. */
  credits: { memberId: string; credit: number }[];
}

/** Why someone cannot take a lead now; null where they can. */
export function hindrance(seat: Seat): PassedWhy | null {
  if (seat.away) return 'away';
  if (seat.offDuty) return 'off_duty';
  return seat.capacity !== null && seat.waiting >= seat.capacity ? 'full' : null;
}

export function isFree(seat: Seat): boolean {
  return seat.onDuty && hindrance(seat) === null;
}

/** Who has no limit counts as much as whoever has the largest. */
function weightOf(seat: Seat, among: readonly Seat[]): number {
  return seat.capacity ?? Math.max(1, ...among.map(({ capacity }) => capacity ?? 0));
}

/**
 * Whose turn it is: smooth weighted round robin. Everyone who is free is credited their weight; whoever has most takes the lead and pays
 * what all were credited. So each gets their share of any run of turns, evenly spread, and who was away does not catch up in a burst.
 */
export function nextInTurn(seats: readonly Seat[]): { seat: Seat; credits: { memberId: string; credit: number }[] } | null {
  const free = seats.filter(isFree);
  const credited = free.map((seat) => ({ seat, credit: seat.credit + weightOf(seat, free) }));
  const [first] = [...credited].sort((a, b) => b.credit - a.credit || compare(a.seat.memberId, b.seat.memberId));
  if (!first) return null;
  const total = free.reduce((sum, seat) => sum + weightOf(seat, free), 0);
  const credits = credited.map(({ seat, credit }) => ({ memberId: seat.memberId, credit: seat === first.seat ? credit - total : credit }));
  return { seat: first.seat, credits };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const NOTHING = { poolId: null, ruleId: null, through: null, credits: [] };

/**
 * Finds who takes a lead: whoever has it already, else whoever owns its company, else the first rule that it meets, else whose turn it is,
 * else the catcher, so that it never lies with nobody. The same function decides live and in a dry run.
 */
export function decideRoute(arrival: Arrival, by: { rules: readonly Rule[]; seats: readonly Seat[]; catcherId: string | null }): Decided {
  const passed: Passed[] = [];
  const named = (memberId: string, step: Step): boolean => {
    const seat = by.seats.find((one) => one.memberId === memberId);
    const why = seat ? hindrance(seat) : 'not_in_sales';
    if (why) passed.push({ memberId, step, why });
    return why === null;
  };
  if (arrival.ownerId && named(arrival.ownerId, 'has_it')) return { ...NOTHING, route: 'chosen', memberId: arrival.ownerId, passed };
  for (const { memberId, through } of arrival.companyOwners)
    if (memberId !== arrival.ownerId && named(memberId, 'company_owner'))
      return { ...NOTHING, route: 'company_owner', memberId, through, passed };
  for (const rule of by.rules.filter(({ id }) => arrival.matches.has(id))) {
    const found = byRule(rule, { seats: by.seats, named, passed });
    if (found) return { ...NOTHING, ...found, ruleId: rule.id, passed };
  }
  const next = inTurn(by.seats, 'turn', passed);
  if (next) return { ...NOTHING, route: 'round_robin', memberId: next.seat.memberId, credits: next.credits, passed };
  return { ...NOTHING, route: 'catcher', memberId: by.catcherId, passed };
}

function byRule(
  rule: Rule,
  asked: { seats: readonly Seat[]; named: (memberId: string, step: Step) => boolean; passed: Passed[] },
): Pick<Decided, 'route' | 'memberId' | 'poolId' | 'credits'> | null {
  if (rule.poolId) return { route: 'pool', memberId: null, poolId: rule.poolId, credits: [] };
  if (rule.memberId)
    return asked.named(rule.memberId, 'territory') ? { route: 'territory', memberId: rule.memberId, poolId: null, credits: [] } : null;
  const team = asked.seats.filter(({ teamId }) => teamId === rule.teamId);
  const next = inTurn(team, 'territory', asked.passed);
  return next && { route: 'territory', memberId: next.seat.memberId, poolId: null, credits: next.credits };
}

/** The turn among some seats; those who take turns and cannot now are noted. */
function inTurn(seats: readonly Seat[], step: Step, passed: Passed[]): ReturnType<typeof nextInTurn> {
  for (const seat of seats) {
    const why = hindrance(seat);
    const noted = passed.some((one) => one.memberId === seat.memberId);
    if (why && (seat.onDuty || seat.offDuty) && !noted) passed.push({ memberId: seat.memberId, step, why });
  }
  return nextInTurn(seats);
}
