import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import { cut } from '#platform/shared/paging.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { listReturnRows } from '../contract/returns.ts';
import { type AskedReturns, askedReturns, dealsOf, wonIn } from './asked.ts';
import { outsideIn } from './returns.ts';
import { spendIn, spendKey } from './spend.ts';

type Input = z.output<(typeof listReturnRows)['input']>;
type Rows = z.output<(typeof listReturnRows)['output']>;
type Item = Rows['items'][number];

const NOTHING = { share: null, bookedMinor: null, invoicedMinor: null, paidMinor: null, spendMinor: null };

/** The rows behind a figure, read from where the figure is read. */
export async function returnRows(ctx: ReadCtx, input: Input): Promise<Rows | Refusal> {
  const asked = await askedReturns(ctx, input);
  if (isRefusal(asked)) return asked;
  if (input.figure === 'spend') return spendRows(asked, input);
  if (input.figure === 'outside') return invoiceRows(asked, input);
  const { from, where } = wonIn(asked);
  const columns = sql`p.deal_id, coalesce(p.closed_at, p.brought_at) as at, 1::float8 as share, p.booked_minor as booked, p.invoiced_minor as invoiced, p.paid_minor as paid`;
  if (input.figure === 'deals')
    return dealRows(asked, { rows: dealsOf(asked, { ...input, model: input.model ?? asked.terms.model }), input });
  if (input.figure === 'recorded')
    return dealRows(asked, {
      rows: sql`(select ${columns} from ${from} where ${where} and deal.campaign_id::text = ${input.key ?? ''})`,
      input,
    });
  if (input.definition === undefined) return refuse('invalid', 'Name the definition.', { field: 'definition' });
  const holds = { recorded: sql`p.recorded`, first_touch: sql`p.first_touch`, before_sales: sql`p.before_sales` }[input.definition];
  return dealRows(asked, { rows: sql`(select ${columns} from ${from} where ${where} and ${holds})`, input });
}

async function dealRows({ ctx, sees }: AskedReturns, { rows: source, input }: { rows: RawBuilder<unknown>; input: Input }): Promise<Rows> {
  const { workspaceId } = ctx.scope;
  const booked = sees.booked ? sql`x.booked` : sql`null::bigint`;
  const [invoiced, paid] = sees.invoiced ? [sql`x.invoiced`, sql`x.paid`] : [sql`null::bigint`, sql`null::bigint`];
  const at = sql`date_trunc('milliseconds', x.at)`;
  const { rows } = await sql<Item>`select 'deal' as entity, deal.id, deal.name as title, company.name as company, ${at} as at, x.share,
      ${booked} as "bookedMinor", ${invoiced} as "invoicedMinor", ${paid} as "paidMinor", null::bigint as "spendMinor"
    from ${source} x join deal on deal.workspace_id = ${workspaceId} and deal.id = x.deal_id
    left join company on company.workspace_id = ${workspaceId} and company.id = deal.company_id and company.deleted_at is null
    where ${beyond(input.cursor, { at, id: sql`x.deal_id` })} order by ${at} desc, x.deal_id desc limit ${input.limit + 1}`.execute(ctx.tx);
  const counted = await sql<
    { n: number } & Rows['sums']
  >`select count(*)::int as n, coalesce(sum(x.share), 0) as share, sum(${booked})::bigint as "bookedMinor",
      sum(${invoiced})::bigint as "invoicedMinor", sum(${paid})::bigint as "paidMinor", null::bigint as "spendMinor" from ${source} x`.execute(
    ctx.tx,
  );
  const { n = 0, ...sums } = counted.rows[0] ?? {};
  return { n, sums: { ...NOTHING, ...sums }, ...cut(rows, input.limit, ({ at: day, id }) => ({ at: day, id })) };
}

/** Few enough to be read at once: every campaign with a cost in the days. */
async function spendRows(asked: AskedReturns, { by, key }: Input): Promise<Rows | Refusal> {
  if (!asked.sees.spend) return refuse('forbidden', 'Your role does not see what campaigns cost.');
  const of = spendKey(by);
  const { campaigns } = await spendIn(asked);
  const found = campaigns
    .filter((one) => of && (key === undefined || of(one) === key))
    .sort((a, b) => (b.spendMinor ?? 0) - (a.spendMinor ?? 0));
  const items = found.map(
    ({ id, name, startsOn, spendMinor }): Item => ({
      ...{ ...NOTHING, entity: 'campaign', id, title: name, company: null, at: `${startsOn}T00:00:00.000Z`, spendMinor },
    }),
  );
  const spendMinor = found.reduce((sum, one) => sum + (one.spendMinor ?? 0), 0);
  return { n: found.length, sums: { ...NOTHING, spendMinor }, items, next: null };
}

async function invoiceRows(asked: AskedReturns, { cursor, limit }: Input): Promise<Rows> {
  const { ctx, sees } = asked;
  const { from, where, amount } = outsideIn(asked);
  const shown = sees.invoiced ? amount : sql`null::bigint`;
  const at = sql`date_trunc('milliseconds', invoice.invoiced_at)`;
  const { rows } =
    await sql<Item>`select 'invoice' as entity, invoice.id, coalesce(invoice.number, invoice.subject, '') as title, company.name as company, ${at} as at,
      null::float8 as share, null::bigint as "bookedMinor", ${shown} as "invoicedMinor", null::bigint as "paidMinor", null::bigint as "spendMinor"
    from ${from} where ${where} and ${beyond(cursor, { at, id: sql`invoice.id` })} order by ${at} desc, invoice.id desc limit ${limit + 1}`.execute(
      ctx.tx,
    );
  const counted = await sql<{
    n: number;
    invoicedMinor: number | null;
  }>`select count(*)::int as n, sum(${shown})::bigint as "invoicedMinor" from ${from} where ${where}`.execute(ctx.tx);
  const { n = 0, invoicedMinor = null } = counted.rows[0] ?? {};
  return { n, sums: { ...NOTHING, invoicedMinor }, ...cut(rows, limit, ({ at: day, id }) => ({ at: day, id })) };
}
