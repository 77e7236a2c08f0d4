import { ENOUGH_SALES, PRIOR_WEIGHT, type Segment } from '../schema.ts';

/**
 * A rate that leans to `prior` as long as there is little to go by: `(won + m·prior) / (n + m)`, m = 50. A type without history has the prior.
 */
export function shrunkRate(won: number, n: number, prior: number): number {
  return (won + PRIOR_WEIGHT * prior) / (n + PRIOR_WEIGHT);
}

export interface History {
  /** Closed leads and the won among them, by what made them and their fit. */
  closed: readonly { type: string; segment: Segment; closed: number; won: number }[];
  /** Won deals with an amount in the workspace's currency, by fit: how many, and their sum in minor units. */
  sales: readonly { segment: Segment; n: number; sumMinor: number }[];
}

export interface ValueRate {
  type: string;
  segment: Segment;
  closed: number;
  won: number;
  closeRate: number;
  sales: number;
  averageMinor: number | null;
  /** Whose average sale it is: the segment's where it has enough, else everybody's. */
  averageOf: 'segment' | 'all' | 'none';
  /** Close rate times average sale, in minor units; null before the first sale. */
  valueMinor: number | null;
}

export interface ValueTable {
  closed: number;
  won: number;
  sales: number;
  averageMinor: number | null;
  rates: ValueRate[];
}

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);

/** What a lead of each type and segment is worth, for every pair of `types` and `segments`. */
export function valueTable(history: History, of: { types: readonly string[]; segments: readonly Segment[] }): ValueTable {
  const closed = sum(history.closed.map((one) => one.closed));
  const won = sum(history.closed.map((one) => one.won));
  const sales = sum(history.sales.map(({ n }) => n));
  const all = sales > 0 ? sum(history.sales.map(({ sumMinor }) => sumMinor)) / sales : null;
  const prior = closed > 0 ? won / closed : 0;
  const rates = of.types.flatMap((type) =>
    of.segments.map((segment): ValueRate => {
      const own = history.closed.find((one) => one.type === type && one.segment === segment) ?? { closed: 0, won: 0 };
      const sold = history.sales.find((one) => one.segment === segment) ?? { n: 0, sumMinor: 0 };
      const bySegment = sold.n >= ENOUGH_SALES;
      const average = bySegment ? sold.sumMinor / sold.n : all;
      const closeRate = shrunkRate(own.won, own.closed, prior);
      return {
        type,
        segment,
        closed: own.closed,
        won: own.won,
        closeRate,
        sales: sold.n,
        averageMinor: average === null ? null : Math.round(average),
        averageOf: bySegment ? 'segment' : average === null ? 'none' : 'all',
        valueMinor: average === null ? null : Math.round(closeRate * average),
      };
    }),
  );
  return { closed, won, sales, averageMinor: all === null ? null : Math.round(all), rates };
}

export interface Pace {
  /** What should have been delivered by now, in minor units. */
  expectedMinor: number;
  /** Delivered against that; null before anything was due. */
  pace: number | null;
}

/** How a month goes: `expected = obligation × business days gone / business days of the month`, `pace = delivered / expected`. */
export function paceOf(month: { obligationMinor: number; deliveredMinor: number; daysGone: number; days: number }): Pace {
  const expected = month.days > 0 ? (month.obligationMinor * month.daysGone) / month.days : 0;
  return { expectedMinor: Math.round(expected), pace: expected > 0 ? month.deliveredMinor / expected : null };
}
