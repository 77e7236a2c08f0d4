import { sql } from 'kysely';
import type { z } from 'zod';
import { amountsOf } from '#modules/leadvalues/queries/behind.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { listFigureRows as ListRows } from '../contract.ts';
import { DEFINITIONS, type FilterValues } from '../schema.ts';
import { askedFor } from './asked.ts';
import { rowsOf } from './sources/source.ts';
import { sourceOf } from './sources.ts';
import { behindOf, countSource, sumsOf } from './tally.ts';

type Input = z.output<(typeof ListRows)['input']>;
type Rows = z.output<(typeof ListRows)['output']>;

/** The rows behind a figure, the newest first, and the figure itself as these rows give it. */
export async function figureRows(ctx: ReadCtx, { figure, cursor, limit, ...filters }: Input): Promise<Rows | Refusal> {
  const asked = await askedFor(ctx, filters as FilterValues);
  if (isRefusal(asked)) return asked;
  const source = await sourceOf(ctx.tx, asked, figure);
  if (isRefusal(source)) return source;
  // A page mark holds milliseconds: no row may lie between two of them.
  const at = sql`date_trunc('milliseconds', ${source.at})`;
  const { rows } = await sql<Rows['items'][number]>`
    select ${source.rowId} as "rowId", ${source.entity}::text as entity, ${source.opens} as id, ${source.title} as title, ${source.company} as company,
      ${source.detail} as detail, ${at} as at, ${source.amount ?? sql`null::bigint`} as "amountMinor", ${source.currency ?? sql`null::text`} as currency,
      ${amountsOf(source.behind)} as behind
    from ${source.from} where ${rowsOf(source)} and ${beyond(cursor, { at, id: source.rowId })}
    order by ${at} desc, ${source.rowId} desc limit ${limit + 1}`.execute(ctx.tx);
  const counted = await countSource(ctx.tx, source, { money: true });
  const hidden = ctx.scope.hidden.has(source.entity === 'invoice' ? 'invoice.total' : 'deal.amount');
  return {
    definition: DEFINITIONS[figure],
    period: asked.period,
    n: counted.reduce((sum, { n }) => sum + n, 0),
    sums: source.amount && !hidden ? sumsOf(counted) : null,
    behind: behindOf({ behind: source.behind, currency: asked.currency, counted }) ?? null,
    ...cut(rows, limit, ({ at: when, rowId }) => ({ at: when, id: rowId })),
  };
}
