import { type Attendance, GRACE_HOURS, PARTIES, type Party, type State } from '../schema.ts';

export interface Seated {
  /** That of the day of the meeting. */
  department: string | null;
  reply: 'yes' | 'no' | null;
  attendance: Attendance | null;
}

export interface Seats {
  party: Party;
  asked: number;
  filled: number;
  attended: number;
  remote: number;
  least: number;
  relaxed: boolean;
}

/** The sides of which the rule asks for people: the other one at a team's meeting, both at a joint one. */
export const guestsOf = (side: Party | null): readonly Party[] => (side === null ? PARTIES : PARTIES.filter((party) => party !== side));

/**
 * Who is asked, who said yes, who came. Invited is not attended; from elsewhere is. A team that has fewer people than the rule
 * asks for fills it with those it has.
 * @param sizes how many people each side has
 */
export function seatsOf(
  { side, leastGuests }: { side: Party | null; leastGuests: number },
  { people, sizes }: { people: readonly Seated[]; sizes: Readonly<Record<Party, number>> },
): Seats[] {
  return guestsOf(side).map((party) => {
    const own = people.filter(({ department }) => department === party);
    const least = Math.min(leastGuests, Math.max(sizes[party], Math.min(leastGuests, 1)));
    return {
      party,
      asked: own.length,
      filled: own.filter(({ reply }) => reply === 'yes').length,
      attended: own.filter(({ attendance }) => attendance === 'in_person' || attendance === 'remote').length,
      remote: own.filter(({ attendance }) => attendance === 'remote').length,
      least,
      relaxed: least < leastGuests,
    };
  });
}

/** A meeting that was held with enough of the other team there. */
export const isCompliant = (seats: readonly Seats[]): boolean => seats.every(({ attended, least }) => attended >= least);

const HOUR_MS = 3_600_000;

export interface Facts {
  startsAt: string;
  minutes: number;
  cancelledAt: string | null;
  openedAt: string | null;
  closedAt: string | null;
}

export function stateOf({ startsAt, minutes, cancelledAt, openedAt, closedAt }: Facts, now: string): State {
  if (cancelledAt !== null) return 'cancelled';
  if (closedAt !== null) return 'held';
  const end = Date.parse(startsAt) + minutes * 60_000;
  if (openedAt === null && Date.parse(now) > end + GRACE_HOURS * HOUR_MS) return 'missed';
  return openedAt !== null ? 'running' : 'planned';
}

/** How many meetings in a row, the newest first, did not take place although nobody called them off. */
export function missedInRow(states: readonly State[]): number {
  const past = states.filter((state) => state === 'held' || state === 'missed');
  const held = past.indexOf('held');
  return held < 0 ? past.length : held;
}
