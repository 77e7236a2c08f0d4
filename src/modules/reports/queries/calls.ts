import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { getCalls as GetCalls } from '../contract.ts';
import { CALL_REACH_DAYS, DEFINITIONS } from '../schema.ts';
import { askedFor } from './asked.ts';
import { effortOf, preparationOf, withFollowed } from './sources/calls.ts';
import { plainSource } from './sources.ts';
import { countOf, moneyOf, shareOf, tallies, tally } from './tally.ts';

type Calls = z.output<(typeof GetCalls)['output']>;

interface Effort {
  talked: number | null;
  timed: number;
  people: number;
  young: number;
}

interface Preparation {
  prepared: number | null;
  told: number;
}

/** What the calls of Sales took, and what came after them. */
export async function callsBrought(
  ctx: ReadCtx,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<Calls | Refusal> {
  const asked = await askedFor(ctx, from && to ? { from, to } : { ...(from ? { from } : {}), ...(to ? { to } : {}) });
  if (isRefusal(asked)) return asked;
  const { calls, calls_reached: reached } = await tallies(ctx.tx, asked, { figures: ['calls', 'calls_reached'], by: [] });
  const source = plainSource('calls', asked);
  const [effort] = (await effortOf(source, asked.period.asOf).$castTo<Effort>().execute(ctx.tx)).rows;
  const [preparation] = (await preparationOf(source).$castTo<Preparation>().execute(ctx.tx)).rows;
  const after = await withFollowed(ctx.tx, asked);
  const deals = await tallies(ctx.tx, after, { figures: ['call_deals', 'call_deals_won'], by: [] });
  return {
    period: asked.period,
    definitions: DEFINITIONS,
    reachDays: CALL_REACH_DAYS,
    calls: countOf(calls),
    reached: shareOf(reached, calls),
    people: effort?.people ?? 0,
    minutes: { talked: Math.round((effort?.talked ?? 0) / 60), n: effort?.timed ?? 0 },
    preparation: { minutes: preparation?.prepared ?? 0, n: preparation?.told ?? 0 },
    young: effort?.young ?? 0,
    meetings: countOf(await tally(ctx.tx, asked, { figure: 'call_meetings' })),
    deals: moneyOf(deals.call_deals),
    won: moneyOf(deals.call_deals_won),
    invoiced: moneyOf(await tally(ctx.tx, after, { figure: 'call_invoices' })),
  };
}
