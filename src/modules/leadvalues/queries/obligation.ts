import { clausesInForceOrDrafted } from '#modules/agreements/queries/agreement.ts';
import type { ReadCtx } from '#platform/context.ts';

const MONTHS = { month: 1, quarter: 3 } as const;

/** What the agreement in force promises in value a month, in minor units; null where it names no amount. A quarter's is spread evenly. */
export async function obligationOf(ctx: ReadCtx, at: string): Promise<number | null> {
  const current = await clausesInForceOrDrafted(ctx.tx, ctx.scope, at);
  const promised = (current?.inForce ? current.clauses : []).flatMap((clause) =>
    // Of some leads only is another promise than that of the month's value.
    clause.family === 'amount' && clause.measure === 'value_delivered' && clause.criteria.of.length === 0
      ? Math.round(clause.amount / MONTHS[clause.period])
      : [],
  );
  return promised.length === 0 ? null : promised.reduce((sum, amount) => sum + amount, 0);
}
