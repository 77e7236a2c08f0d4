import { sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { Db } from '#platform/db/db.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { Fate, getFate as GetFate } from '../contract.ts';
import { DEFINITIONS, type FilterName } from '../schema.ts';
import { askedFor } from './asked.ts';
import { campaignsOf, seesCost } from './campaigns.ts';
import { type Asked, rowsOf } from './sources/source.ts';
import { plainSource } from './sources.ts';
import { type Cut, countOf, moneyOf, shareOf, sizeOf, type Tally, tallies, tally, valuesOf } from './tally.ts';

type FateOfLeads = z.output<(typeof GetFate)['output']>;

/** Months that the page opens with: long enough for verdicts, short enough to act on. */
const MONTHS = 3;
const BY: readonly FilterName[] = ['campaignId'];
const FIGURES = [
  'leads',
  'conversions',
  'conversions_valid',
  'conversions_unreviewed',
  'handoffs',
  'handoffs_waiting',
  'handoffs_accepted',
  'handoffs_silent',
  'handoffs_rejected',
  'handoffs_recycled',
  'handoffs_rated',
  'handoffs_good',
  'handoffs_poor',
  'handoffs_won',
  'handoff_deals',
  'handoff_invoices',
] as const;
type Tallies = Record<(typeof FIGURES)[number] | 'handoffs_returned', Tally>;

async function talliesOf(db: Db, asked: Asked): Promise<Tallies> {
  return {
    ...(await tallies(db, asked, { figures: FIGURES, by: BY, money: true })),
    handoffs_returned: await tally(db, asked, { figure: 'handoffs_returned', by: ['campaignId', 'reasonId'], money: true }),
  };
}

/** What became of the leads of a period, in all and by campaign. */
export async function fateOfLeads(ctx: ReadCtx, days: { from?: string; to?: string }): Promise<FateOfLeads | Refusal> {
  const asked = await askedFor(ctx, days, MONTHS);
  if (isRefusal(asked)) return asked;
  const of = await talliesOf(ctx.tx, asked);
  const reasons = await reasonsOf(ctx.tx, ctx.scope, valuesOf('reasonId', [of.handoffs_returned]));
  const ids = valuesOf('campaignId', Object.values(of));
  const campaigns = await campaignsOf(ctx, ids);
  const shows = seesCost(ctx.scope);
  const lines = ids.flatMap((id): Fate[] => {
    const campaign = id === null ? null : campaigns.get(id);
    if (campaign === undefined) return [];
    const named = campaign && { id: campaign.id, name: campaign.name };
    return [{ campaign: named, ...(shows ? { cost: campaign?.cost ?? null } : {}), ...fateOf(of, reasons, { campaignId: id }) }];
  });
  const returned = await tally(ctx.tx, asked, { figure: 'returned_waiting', money: true });
  return {
    period: asked.period,
    definitions: DEFINITIONS,
    total: { campaign: null, ...fateOf(of, reasons, {}) },
    campaigns: lines.sort(
      (a, b) => Number(a.campaign === null) - Number(b.campaign === null) || b.handedOff.n - a.handedOff.n || b.leads.n - a.leads.n,
    ),
    returned: { ...countOf(returned), oldestDays: await oldestReturn(ctx, asked) },
  };
}

type Reason = { id: string; label: string; class: Fate['reasons'][number]['class'] };

function fateOf(of: Tallies, reasons: ReadonlyMap<string, Reason>, cut: Cut): Omit<Fate, 'campaign' | 'cost'> {
  const decided = sizeOf(of.handoffs, cut) - sizeOf(of.handoffs_waiting, cut);
  const reasonsGiven = valuesOf('reasonId', [of.handoffs_returned]).flatMap((id) => {
    const reason = id === null ? undefined : reasons.get(id);
    const given = countOf(of.handoffs_returned, { ...cut, reasonId: id });
    return reason && given.n > 0 ? [{ ...reason, ...given }] : [];
  });
  return {
    leads: countOf(of.leads, cut),
    conversions: countOf(of.conversions, cut),
    valid: shareOf(of.conversions_valid, sizeOf(of.conversions, cut) - sizeOf(of.conversions_unreviewed, cut), cut),
    unreviewed: countOf(of.conversions_unreviewed, cut),
    handedOff: countOf(of.handoffs, cut),
    waiting: countOf(of.handoffs_waiting, cut),
    accepted: shareOf(of.handoffs_accepted, decided, cut),
    silent: countOf(of.handoffs_silent, cut),
    rejected: countOf(of.handoffs_rejected, cut),
    recycled: countOf(of.handoffs_recycled, cut),
    reasons: reasonsGiven.sort((a, b) => b.n - a.n || (a.label < b.label ? -1 : 1)),
    rated: countOf(of.handoffs_rated, cut),
    good: shareOf(of.handoffs_good, of.handoffs_rated, cut),
    poor: shareOf(of.handoffs_poor, of.handoffs_rated, cut),
    won: shareOf(of.handoffs_won, sizeOf(of.handoffs, cut), cut),
    booked: moneyOf(of.handoff_deals, cut),
    invoiced: moneyOf(of.handoff_invoices, cut),
  };
}

async function reasonsOf(db: Db, scope: Scope, ids: readonly (string | null)[]): Promise<Map<string, Reason>> {
  const { rows } = await sql<Reason>`select id, label, class from reason where workspace_id = ${scope.workspaceId}
    and id = any (${ids.filter((id) => id !== null)}::uuid[])`.execute(db);
  return new Map(rows.map((reason) => [reason.id, reason]));
}

/** Days that the oldest of those that wait has waited. */
async function oldestReturn({ tx, now }: ReadCtx, asked: Asked): Promise<number | null> {
  const waiting = plainSource('returned_waiting', asked);
  const { rows } = await sql<{ at: string | null }>`select min(${waiting.at}) as at from ${waiting.from} where ${rowsOf(waiting)}`.execute(
    tx,
  );
  const at = rows[0]?.at;
  return at ? Math.floor((Date.parse(now) - Date.parse(at)) / 86_400_000) : null;
}
