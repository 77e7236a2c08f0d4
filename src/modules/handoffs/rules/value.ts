/** How probable it is that a lead of a label is won, before the workspace has enough of its own: orders of magnitude, the same for everyone. */
export const DEFAULT_PROBABILITY: Readonly<Record<string, number>> = {
  A1: 0.18,
  A2: 0.12,
  A3: 0.06,
  A4: 0.04,
  B1: 0.1,
  B2: 0.06,
  B3: 0.035,
  B4: 0.02,
  C1: 0.031,
  C2: 0.02,
  C3: 0.012,
  C4: 0.008,
  D1: 0.0033,
  D2: 0.002,
  D3: 0.001,
  D4: 0.001,
  '?': 0.02,
};
/** Someone who asks to be contacted is at least this probable, whatever is known about them. */
export const HAND_RAISED_PROBABILITY = 0.1;
/** An average sale, in minor units, where the workspace has too few to say. */
export const DEFAULT_AVERAGE_MINOR = 1_000_000;
/** Closed leads of a label, and won deals, from which on the workspace's own figures count. */
export const ENOUGH_CLOSED = 30;

export interface LabelValue {
  label: string;
  closed: number;
  won: number;
  probability: number;
  averageMinor: number;
  ownData: boolean;
}

/** Probability and average sale of each label, from what was closed where there is enough of it. */
export function labelValues(
  closed: readonly { label: string; closed: number; won: number }[],
  sales: { n: number; averageMinor: number },
): LabelValue[] {
  const averageMinor = sales.n >= ENOUGH_CLOSED ? Math.round(sales.averageMinor) : DEFAULT_AVERAGE_MINOR;
  return Object.entries(DEFAULT_PROBABILITY).map(([label, byDefault]) => {
    const own = closed.find((one) => one.label === label) ?? { label, closed: 0, won: 0 };
    const ownData = own.closed >= ENOUGH_CLOSED;
    return { ...own, probability: ownData ? own.won / own.closed : byDefault, averageMinor, ownData };
  });
}

/** What a lead is worth on average: probability times average sale. The probability is the learned one where a lead has it, else its label's. */
export function expectedValue(
  values: readonly Pick<LabelValue, 'label' | 'probability' | 'averageMinor'>[],
  lead: { label: string | null; handRaised: boolean; learned?: number | null },
): number {
  const known = values.find(({ label }) => label === (lead.label ?? '?'));
  if (lead.learned !== null && lead.learned !== undefined) return Math.round(lead.learned * (known?.averageMinor ?? DEFAULT_AVERAGE_MINOR));
  const probability = known?.probability ?? DEFAULT_PROBABILITY[lead.label ?? '?'] ?? 0;
  const averageMinor = known?.averageMinor ?? DEFAULT_AVERAGE_MINOR;
  return Math.round((lead.handRaised ? Math.max(probability, HAND_RAISED_PROBABILITY) : probability) * averageMinor);
}

const HOUR_MS = 3_600_000;
/** Time left at which urgency is half of what it can add. */
const HALF_URGENT_HOURS = 4;

/** 1 where nothing is due; towards 3 as the time runs out, and 3 when it has. */
export function urgency(dueAt: string | null, now: string): number {
  if (dueAt === null) return 1;
  const left = Math.max(0, (Date.parse(dueAt) - Date.parse(now)) / HOUR_MS);
  return 1 + 2 / (1 + left / HALF_URGENT_HOURS);
}

/** The order of a rep's queue: the first is where the next minutes are worth most. */
export function priority(lead: { valueMinor: number; dueAt: string | null }, now: string): number {
  return lead.valueMinor * urgency(lead.dueAt, now);
}
