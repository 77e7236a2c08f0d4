import { type Arrival, type Decided, decideRoute, type Rule, type Seat } from './routing.ts';

/** A hand-off of the past, as a dry run needs it. */
export interface PastHandoff extends Arrival {
  id: string;
  handedAt: string;
  /** The day in the workspace. */
  day: string;
  /** When it stopped waiting for a first touch or a verdict; null: it waits still. */
  waitedUntil: string | null;
  /** Who got it. */
  actualId: string | null;
  /** A person chose who gets it; rules had no say. */
  byHand: boolean;
}

export interface Draft {
  rules: readonly Rule[];
  seats: readonly Omit<Seat, 'away' | 'waiting' | 'credit'>[];
  catcherId: string | null;
}

export interface WouldGet extends Pick<Decided, 'route' | 'memberId' | 'poolId' | 'ruleId' | 'through' | 'passed'> {
  handoffId: string;
}

export interface Load {
  memberId: string;
  would: number;
  got: number;
  /** The most that would have waited for this person at one time. */
  peak: number;
}

/**
 * Plays hand-offs of the past through a draft of the rules, in the order in which they came, with the leave of those days and with leads
 * that wait as long as they really did.
 */
export function dryRun(
  handoffs: readonly PastHandoff[],
  by: { draft: Draft; away: (memberId: string, day: string) => boolean },
): { rows: WouldGet[]; loads: Load[] } {
  const state = new Map(by.draft.seats.map(({ memberId }) => [memberId, { credit: 0, until: [] as string[], would: 0, got: 0, peak: 0 }]));
  const rows = [...handoffs]
    .sort((a, b) => (a.handedAt < b.handedAt ? -1 : a.handedAt > b.handedAt ? 1 : 0))
    .map((handoff) => {
      for (const one of state.values()) one.until = one.until.filter((until) => until > handoff.handedAt);
      const seats = by.draft.seats.map((seat) => {
        const known = state.get(seat.memberId);
        return { ...seat, away: by.away(seat.memberId, handoff.day), waiting: known?.until.length ?? 0, credit: known?.credit ?? 0 };
      });
      const decided = handoff.byHand ? kept(handoff) : decideRoute(handoff, { ...by.draft, seats });
      for (const { memberId, credit } of decided.credits) Object.assign(state.get(memberId) ?? {}, { credit });
      const taker = decided.memberId ? state.get(decided.memberId) : undefined;
      if (taker) {
        taker.until.push(handoff.waitedUntil ?? FOREVER);
        taker.would += 1;
        taker.peak = Math.max(taker.peak, taker.until.length);
      }
      const getter = handoff.actualId ? state.get(handoff.actualId) : undefined;
      if (getter) getter.got += 1;
      const { route, memberId, poolId, ruleId, through, passed } = decided;
      return { handoffId: handoff.id, route, memberId, poolId, ruleId, through, passed };
    });
  const loads = [...state].map(([memberId, { would, got, peak }]) => ({ memberId, would, got, peak }));
  return { rows, loads };
}

const FOREVER = '9999-12-31T00:00:00.000Z';

function kept(handoff: PastHandoff): Decided {
  return { route: 'chosen', memberId: handoff.actualId, poolId: null, ruleId: null, through: null, passed: [], credits: [] };
}
