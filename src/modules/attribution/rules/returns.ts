import { costPer } from '#platform/shared/lifetimes.ts';

/** What was spent and what came of it, in minor units. `customers` can be a fraction: a shared deal counts for its share. */
export interface Brought {
  spend: number | null;
  leads: number | null;
  validated: number | null;
  customers: number;
  revenue: number | null;
}

export interface Returned {
  costPerLead: number | null;
  costPerValidated: number | null;
  costPerCustomer: number | null;
  /** (revenue × margin − spend) / spend; on revenue where no margin is known. */
  onSpend: number | null;
  /** Months until what comes in a month, times the margin, has paid the spend back. */
  paybackMonths: number | null;
}

/** Formulas as marketing finance writes them: return on gross margin, cost to acquire a customer over monthly margin per customer. */
export function returned(
  { spend, leads, validated, customers, revenue }: Brought,
  by: { margin: number | null; months: number },
): Returned {
  const paid = spend !== null && spend > 0;
  const margin = revenue === null ? null : revenue * (by.margin ?? 1);
  return {
    costPerLead: paid && leads !== null ? costPer(spend, leads) : null,
    costPerValidated: paid && validated !== null ? costPer(spend, validated) : null,
    costPerCustomer: paid && customers > 0 ? spend / customers : null,
    onSpend: paid && margin !== null ? (margin - spend) / spend : null,
    paybackMonths: paid && margin !== null && margin > 0 ? spend / (margin / by.months) : null,
  };
}
