import { sql } from 'kysely';
import type { z } from 'zod';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getDriftCourse } from '../contract.ts';
import { BEFORE, type Counted, course, moveQuarter, quarterOf } from '../rules/quarters.ts';
import { MOST_QUARTERS, type Population } from '../schema.ts';
import { type DimensionField, dimensionFields } from './dimensions.ts';
import { labelOfValue } from './drift.ts';
import { isTold, newestCase, populated, windowOf } from './populations.ts';

type Shown = OutputOf<typeof getDriftCourse>;

/** One thing among one population over the last quarters, up to the one of the newest case. */
export async function readCourse(ctx: ReadCtx, asked: z.output<(typeof getDriftCourse)['input']>): Promise<Shown | Refusal> {
  const field = (await dimensionFields(ctx)).find(({ name }) => name === asked.dimension);
  if (!field || !isTold(field, asked.population)) return refuse('invalid', 'This is nothing that is counted.', { field: 'dimension' });
  const zone = await timeZoneOf(ctx);
  const newest = await newestCase(ctx, asked.population);
  if (newest === null) return { label: field.label, quarters: [], values: [] };
  const last = quarterOf(dayIn(zone, newest));
  const counted = await countedBy(ctx, { population: asked.population, field, zone, last });
  const first = counted.map(({ quarter }) => quarter).sort()[0] ?? last;
  const quarters = Array.from({ length: MOST_QUARTERS }, (_, back) => moveQuarter(last, back - MOST_QUARTERS + 1)).filter(
    (quarter) => quarter >= first,
  );
  const { values, drifts } = course(counted, quarters);
  const today = quarterOf(dayIn(zone, ctx.now));
  return {
    label: field.label,
    quarters: drifts.map(({ dimension: quarter, ...drift }) => ({
      quarter,
      ...windowOf(zone, quarter),
      running: quarter >= today,
      ...drift,
    })),
    values: values.map((value) => ({
      value,
      label: labelOfValue(field, value),
      shares: drifts.map(({ bins }) => {
        const bin = bins.find((one) => one.value === value);
        return { n: bin?.current ?? 0, share: bin?.currentShare ?? 0, residual: bin?.residual ?? null };
      }),
    })),
  };
}

async function countedBy(
  ctx: ReadCtx,
  of: { population: Population; field: DimensionField; zone: string; last: string },
): Promise<Counted[]> {
  const window = { from: windowOf(of.zone, moveQuarter(of.last, 1 - MOST_QUARTERS - BEFORE)).from, to: windowOf(of.zone, of.last).to };
  const { rows } =
    await sql<Counted>`select to_char(p.at at time zone ${of.zone}::text, 'YYYY-"Q"Q') as quarter, ${of.field.value} as value, count(*)::int as n
    from ${populated(ctx.scope, of.population, window)} where p.at <= ${ctx.now} group by 1, 2`.execute(ctx.tx);
  return rows;
}
