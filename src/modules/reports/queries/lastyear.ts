import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { Db } from '#platform/db/db.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { getLastYear as GetLastYear } from '../contract.ts';
import { DEFINITIONS, type FilterName } from '../schema.ts';
import { askedFor } from './asked.ts';
import { campaignsOf, seesCost } from './campaigns.ts';
import { anyOnRecord } from './onrecord.ts';
import type { Asked } from './sources/source.ts';
import { behindOf, behindRest, countOf, moneyOf, opensOf, shareOf, sizeOf, type Tally, tallies, tally, valuesOf } from './tally.ts';

type LastYear = z.output<(typeof GetLastYear)['output']>;

const BY: readonly FilterName[] = ['channel', 'sourceTeam', 'campaignId', 'month'];

const LEADS = ['leads', 'leads_called', 'leads_touched', 'leads_limbo', 'leads_won'] as const;

interface Tallies {
  leads: Tally;
  called: Tally;
  touched: Tally;
  limbo: Tally;
  won: Tally;
  responses: Tally;
  deals: Tally;
  invoices: Tally;
  companyInvoices: Tally;
}

async function talliesOf(db: Db, asked: Asked): Promise<Tallies> {
  const leads = await tallies(db, asked, { figures: LEADS, by: BY, money: true });
  return {
    leads: leads.leads,
    called: leads.leads_called,
    touched: leads.leads_touched,
    limbo: leads.leads_limbo,
    won: leads.leads_won,
    responses: await tally(db, asked, { figure: 'responses', by: ['campaignId'] }),
    deals: await tally(db, asked, { figure: 'deals_won', by: ['campaignId', 'month'] }),
    invoices: await tally(db, asked, { figure: 'invoices', by: ['campaignId', 'month'] }),
    companyInvoices: await tally(db, asked, { figure: 'company_invoices', by: ['campaignId'] }),
  };
}

/** The last twelve months, or those asked for, as the record tells them. */
export async function lastYear(ctx: ReadCtx, days: { from?: string; to?: string }): Promise<LastYear | Refusal> {
  const asked = await askedFor(ctx, days);
  if (isRefusal(asked)) return asked;
  const of = await talliesOf(ctx.tx, asked);
  return {
    period: asked.period,
    definitions: DEFINITIONS,
    empty: [of.leads, of.deals, of.invoices].every((one) => sizeOf(one) === 0) && !(await anyOnRecord(ctx)),
    leads: countOf(of.leads),
    called: shareOf(of.called, of.leads),
    touched: shareOf(of.touched, of.leads),
    // Whoever was not touched: the rest, without reading the ledger again.
    untouched: {
      ...rateOf(sizeOf(of.leads) - sizeOf(of.touched), sizeOf(of.leads)),
      behind: behindRest(behindOf(of.leads), behindOf(of.touched)),
      opens: opensOf({ figure: 'leads_untouched', base: of.leads.base }, {}),
    },
    limbo: shareOf(of.limbo, of.leads),
    won: shareOf(of.won, of.leads),
    channels: channels(of),
    campaigns: await campaignLines(ctx, of),
    months: months(of),
    booked: moneyOf(of.deals),
    invoiced: moneyOf(of.invoices),
  };
}

function channels(of: Tallies): LastYear['channels'] {
  const pairs = new Map(
    of.leads.counted.map(({ keys }) => [
      `${keys.channel}\n${keys.sourceTeam}`,
      { channel: keys.channel ?? '', sourceTeam: keys.sourceTeam ?? '' },
    ]),
  );
  return [...pairs.values()]
    .map((cut) => ({
      ...cut,
      leads: countOf(of.leads, cut),
      called: shareOf(of.called, sizeOf(of.leads, cut), cut),
      limbo: shareOf(of.limbo, sizeOf(of.leads, cut), cut),
      won: shareOf(of.won, sizeOf(of.leads, cut), cut),
    }))
    .sort((a, b) => b.leads.n - a.leads.n || (a.channel < b.channel ? -1 : 1));
}

async function campaignLines(ctx: ReadCtx, of: Tallies): Promise<LastYear['campaigns']> {
  const ids = valuesOf('campaignId', [of.leads, of.responses, of.deals, of.invoices, of.companyInvoices]);
  const known = await campaignsOf(ctx, ids);
  const lines = ids.flatMap((id) => {
    const campaign = id === null ? null : known.get(id);
    if (campaign === undefined) return [];
    const cut = { campaignId: id };
    return {
      campaign: campaign && { id: campaign.id, name: campaign.name },
      ...(seesCost(ctx.scope) ? { cost: campaign?.cost ?? null } : {}),
      leads: countOf(of.leads, cut),
      responses: countOf(of.responses, cut),
      won: moneyOf(of.deals, cut),
      invoiced: moneyOf(of.invoices, cut),
      invoicedToCompanies: campaign && moneyOf(of.companyInvoices, cut),
    };
  });
  return lines.sort((a, b) => Number(a.campaign === null) - Number(b.campaign === null) || rank(b) - rank(a) || b.leads.n - a.leads.n);
}

/** The most won first; amounts of several currencies cannot be compared, so the first one ranks. */
function rank({ won }: LastYear['campaigns'][number]): number {
  return won.sums?.[0]?.amountMinor ?? won.n;
}

function months(of: Tallies): LastYear['months'] {
  return valuesOf('month', [of.leads, of.deals, of.invoices])
    .flatMap((month) =>
      month === null
        ? []
        : { month, leads: countOf(of.leads, { month }), won: moneyOf(of.deals, { month }), invoiced: moneyOf(of.invoices, { month }) },
    )
    .sort((a, b) => (a.month < b.month ? -1 : 1));
}
