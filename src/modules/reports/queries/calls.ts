import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getCalls as GetCalls } from '../contract.ts';
import { CALL_REACH_DAYS, DEFINITIONS } from '../schema.ts';
import { askedFor } from './asked.ts';
import { callsOnce, effortOf, preparationOf } from './sources/calls.ts';
import type { Asked } from './sources/source.ts';
import { baseOf, countOf, moneyOf, opensOf, talliesAtOnce } from './tally.ts';

type Calls = z.output<(typeof GetCalls)['output']>;

interface Effort {
  calls: number;
  reached: number;
  talked: number | null;
  timed: number;
  people: number;
  young: number;
}

interface Preparation {
  prepared: number | null;
  told: number;
}

const AFTER = ['call_meetings', 'call_deals', 'call_deals_won', 'call_invoices'] as const;

/** What the calls of Sales took, and what came after them. */
export async function callsBrought(
  ctx: ReadCtx,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<Calls | Refusal> {
  const asked = await askedFor(ctx, from && to ? { from, to } : { ...(from ? { from } : {}), ...(to ? { to } : {}) });
  if (isRefusal(asked)) return asked;
  const once: Asked = { ...asked, callsOnce: true };
  const { tallies, also: effort } = await talliesAtOnce<(typeof AFTER)[number], Effort>(ctx.tx, once, {
    figures: AFTER,
    once: callsOnce(once),
    also: effortOf(once),
  });
  const [preparation] = (await preparationOf(asked).$castTo<Preparation>().execute(ctx.tx)).rows;
  const calls = effort?.calls ?? 0;
  const opens = (figure: 'calls' | 'calls_reached') => opensOf({ figure, base: baseOf(asked, figure) }, {});
  return {
    period: asked.period,
    definitions: DEFINITIONS,
    reachDays: CALL_REACH_DAYS,
    calls: { n: calls, opens: opens('calls') },
    reached: { ...rateOf(effort?.reached ?? 0, calls), opens: opens('calls_reached') },
    people: effort?.people ?? 0,
    minutes: { talked: Math.round((effort?.talked ?? 0) / 60), n: effort?.timed ?? 0 },
    preparation: { minutes: preparation?.prepared ?? 0, n: preparation?.told ?? 0 },
    young: effort?.young ?? 0,
    meetings: countOf(tallies.call_meetings),
    deals: moneyOf(tallies.call_deals),
    won: moneyOf(tallies.call_deals_won),
    invoiced: moneyOf(tallies.call_invoices),
  };
}
