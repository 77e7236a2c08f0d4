import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { compareModels } from '../contract/versions.ts';
import { type Counted, creditsBy, type Sums, sharesBy, type Way } from '../rules/credits.ts';
import { MODELS, type Model, type Money, SOURCED, type Terms } from '../schema.ts';
import { type AskedReturns, askedReturns, placeOf, unattributedIn, wonIn } from './asked.ts';
import { versionRows, weightsOf } from './terms.ts';

type Comparison = z.output<(typeof compareModels)['output']>;

interface Cell {
  channel: string;
  deals: number;
  amount: number;
}

const COLUMN: Readonly<Record<Money, string>> = { booked: 'booked_minor', invoiced: 'invoiced_minor', paid: 'paid_minor' };

/** Won money by channel under every model, from the same credits as every report; what the draft would make of the same deals beside it. */
export async function comparison(
  ctx: ReadCtx,
  { money, ...days }: { money: Money; from?: string | undefined; to?: string | undefined },
): Promise<Comparison | Refusal> {
  const asked = await askedReturns(ctx, days);
  if (isRefusal(asked)) return asked;
  const cells = await cellsOf(asked, money);
  const draft = (await versionRows(ctx)).find(({ status }) => status === 'draft');
  const drafted = draft ? await underDraft(asked, draft.terms, money) : null;
  const sees = money === 'booked' ? asked.sees.booked : asked.sees.invoiced;
  const shown = (one: { deals: number; amount: number } | undefined) => ({
    deals: one?.deals ?? 0,
    amountMinor: sees ? (one?.amount ?? 0) : null,
  });
  const channels = [...new Set([...cells.map(({ channel }) => channel), ...(drafted?.keys() ?? [])])];
  const own = (channel: string) => cells.find((cell) => cell.channel === channel && cell.model === asked.terms.model);
  channels.sort((a, b) => (own(b)?.amount ?? 0) - (own(a)?.amount ?? 0) || (a < b ? -1 : 1));
  const whole = await wholeOf(asked, money);
  return {
    ...{ period: asked.period, currency: asked.currency, model: asked.terms.model, number: asked.number, deals: whole.deals },
    total: sees ? whole.amount : null,
    unattributed: shown({ deals: whole.withoutDeals, amount: whole.withoutAmount }),
    lines: channels.map((channel) => ({
      channel,
      models: MODELS.map((model) => ({ model, ...shown(cells.find((cell) => cell.channel === channel && cell.model === model)) })),
      draft: drafted && shown(drafted.get(channel)),
    })),
    sourced: SOURCED.map((definition) => ({
      ...{
        definition,
        ...shown({ deals: whole[definition].deals, amount: whole[definition].amount }),
        locked: definition === asked.terms.sourced,
      },
    })),
    disagree: whole.disagree,
  };
}

async function cellsOf(asked: AskedReturns, money: Money): Promise<(Cell & { model: Model })[]> {
  const { from, where } = wonIn(asked);
  const column = sql.ref(`s.${COLUMN[money]}`);
  const of = (what: RawBuilder<unknown>) => sql`array[${sql.join(MODELS.map((model) => sql`sum(${what}[${placeOf(model)}])`))}]`;
  const { rows } = await sql<{
    channel: string;
    deals: number[];
    amounts: number[];
  }>`select s.key as channel, ${of(sql`s.shares`)} as deals, ${of(column)}::float8[] as amounts
    from ${from} join deal_share s on s.workspace_id = p.workspace_id and s.deal_id = p.deal_id and s.dimension = 'channel' where ${where} group by 1`.execute(
    asked.ctx.tx,
  );
  return rows.flatMap(({ channel, deals, amounts }) =>
    MODELS.flatMap((model, at) => ((deals[at] ?? 0) > 0 ? [{ model, channel, deals: deals[at] ?? 0, amount: amounts[at] ?? 0 }] : [])),
  );
}

type Whole = { deals: number; amount: number; withoutDeals: number; withoutAmount: number; disagree: number } & Record<
  (typeof SOURCED)[number],
  { deals: number; amount: number }
>;

async function wholeOf(asked: AskedReturns, money: Money): Promise<Whole> {
  const { from, where } = wonIn(asked);
  const none = unattributedIn(asked);
  const amount = sql.ref(`p.${COLUMN[money]}`);
  const both = (column: string) =>
    sql`jsonb_build_object('deals', count(*) filter (where ${sql.ref(`p.${column}`)}), 'amount', coalesce(sum(${amount}) filter (where ${sql.ref(`p.${column}`)}), 0))`;
  const { rows } =
    await sql<Whole>`select count(*)::int as deals, coalesce(sum(${amount}), 0)::bigint as amount, ${both('recorded')} as recorded,
      ${both('first_touch')} as first_touch, ${both('before_sales')} as before_sales,
      count(*) filter (where not (p.recorded = p.first_touch and p.first_touch = p.before_sales))::int as disagree,
      (select count(*)::int from ${none.from} where ${none.where}) as "withoutDeals",
      (select coalesce(sum(${amount}), 0)::bigint from ${none.from} where ${none.where}) as "withoutAmount"
    from ${from} where ${where}`.execute(asked.ctx.tx);
  const nobody = { deals: 0, amount: 0 };
  const [whole] = rows;
  return (
    whole ?? { ...nobody, withoutDeals: 0, withoutAmount: 0, disagree: 0, recorded: nobody, first_touch: nobody, before_sales: nobody }
  );
}

interface WonDeal extends Sums {
  closedAt: string;
  lead: number | null;
  opportunity: number | null;
  close: number | null;
  touches: Counted[];
}

/** The same deals by the terms of a draft, worked out here and kept nowhere. */
async function underDraft(asked: AskedReturns, terms: Terms, money: Money): Promise<Map<string, Cell>> {
  const { from, where } = wonIn(asked);
  const { rows } =
    await sql<WonDeal>`select p.closed_at as "closedAt", p.lead_place as lead, p.opportunity_place as opportunity, p.close_place as close,
      p.booked_minor as booked, p.invoiced_minor as invoiced, p.paid_minor as paid,
      (select jsonb_agg(jsonb_build_object('place', t.place, 'at', to_char(t.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'channel', t.channel, 'direct', t.direct,
        'process', t.process) order by t.place) from deal_touch t where t.workspace_id = p.workspace_id and t.deal_id = p.deal_id) as touches
    from ${from} where ${where} and exists (select from deal_touch t where t.workspace_id = p.workspace_id and t.deal_id = p.deal_id)`.execute(
      asked.ctx.tx,
    );
  const weights = await weightsOf(asked.ctx);
  const found = new Map<string, Cell>();
  for (const { touches, lead, opportunity, close, closedAt, ...sums } of rows) {
    const way: Way = { touches, anchors: { lead, opportunity, close }, closedAt };
    for (const credit of creditsBy(terms.model, sharesBy(terms.model, way, { terms, weights }), sums)) {
      const channel = touches[credit.place]?.channel ?? '';
      const cell = found.get(channel) ?? { channel, deals: 0, amount: 0 };
      found.set(channel, { channel, deals: cell.deals + credit.share, amount: cell.amount + credit[money] });
    }
  }
  return found;
}
