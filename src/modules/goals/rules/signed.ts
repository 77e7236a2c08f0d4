/** What a month of a plan comes to; money in minor units, null where nobody knows or the reader may not see it. */
export interface MonthFigures {
  leads: number;
  handoffs: number;
  spendMinor: number | null;
  minor: number | null;
}

/** What there is of a month. */
export interface Done {
  leads: number;
  handoffs: number;
  spendMinor: number | null;
  minor: number | null;
}

/** A month as it was worked back on a day: what has still to be brought beside what was there. Money is the whole month's. */
export interface WorkedMonth {
  leads: number;
  handoffs: number;
  spendMinor: number | null;
  inFlightMinor: number;
  plannedMinor: number;
  reaches: number;
  there: Done;
}

/** Of a month's leads so little still falls into the quarter that they come too late for it. */
export const TOO_LATE = 0.05;

export type MonthState = 'over' | 'too_late' | 'movable';

export interface BesideSigned {
  signed: MonthFigures | null;
  now: MonthFigures | null;
  done: Done;
  state: MonthState;
}

/** What was signed for a month, what it has to come to by today's working back, and what is done of it. A month that is over has no "now": nothing of it moves any more. */
export function besideSigned(of: {
  month: number;
  /** The month that is not over. */
  current: number;
  /** First month of the quarter: the money of months before it is not the plan's. */
  first: number;
  /** The quarter's part of sales without a lead, for one month. */
  baseMinor: number;
  signed: WorkedMonth | undefined;
  today: WorkedMonth | undefined;
  done: Done;
}): BesideSigned {
  const over = of.month < of.current;
  const figures = (worked: WorkedMonth | undefined): MonthFigures | null =>
    worked
      ? {
          leads: worked.there.leads + worked.leads,
          handoffs: worked.there.handoffs + worked.handoffs,
          spendMinor: worked.spendMinor === null ? null : worked.spendMinor + (worked.there.spendMinor ?? 0),
          minor: of.month < of.first ? null : worked.inFlightMinor + worked.plannedMinor + of.baseMinor,
        }
      : null;
  const late = of.today !== undefined && of.today.reaches < TOO_LATE;
  return {
    signed: figures(of.signed),
    now: over ? null : figures(of.today),
    done: of.month < of.first ? { ...of.done, minor: null } : of.done,
    state: over ? 'over' : late ? 'too_late' : 'movable',
  };
}
