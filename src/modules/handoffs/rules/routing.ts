/** Someone who can take leads. Days are the workspace's. */
export interface Seat {
  memberId: string;
  onDuty: boolean;
  capacity: number | null;
  /** Leads that wait for this person's first touch or verdict. */
  waiting: number;
  lastRoutedAt: string | null;
  /** On leave today. */
  away: boolean;
}

export function isFree(seat: Seat): boolean {
  return seat.onDuty && !seat.away && (seat.capacity === null || seat.waiting < seat.capacity);
}

/** Whose turn it is: of those who are free, whoever has waited longest for one. */
export function nextInTurn(seats: readonly Seat[]): Seat | null {
  const free = seats.filter(isFree).sort((a, b) => compare(a.lastRoutedAt ?? '', b.lastRoutedAt ?? '') || compare(a.memberId, b.memberId));
  return free[0] ?? null;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
