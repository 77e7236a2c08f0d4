import type { z } from 'zod';
import { FITS } from '#modules/scoring/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { getProfileKept } from '../contract.ts';
import { DEFINITIONS, type FilterName } from '../schema.ts';
import { askedFor } from './asked.ts';
import { type Cut, countOf, shareOf, sizeOf, type Tally, tallies, valuesOf } from './tally.ts';

type Kept = z.output<(typeof getProfileKept)['output']>;

/** Months that the page opens with: long enough for verdicts, short enough to act on. */
const MONTHS = 3;
const BY: readonly FilterName[] = ['channel', 'fit'];
const FIGURES = [
  ...(['handoffs', 'handoffs_accepted', 'handoffs_rejected', 'handoffs_recycled'] as const),
  ...(['handoffs_fit_known', 'handoffs_in_profile', 'handoffs_in_profile_due', 'handoffs_in_profile_pursued'] as const),
] as const;
type Tallies = Record<(typeof FIGURES)[number], Tally>;

/** How both sides keep to the profile that both signed, and what sales says of each fit, source by source. */
export async function profileKept(ctx: ReadCtx, days: { from?: string; to?: string }): Promise<Kept | Refusal> {
  const asked = await askedFor(ctx, days, MONTHS);
  if (isRefusal(asked)) return asked;
  const of: Tallies = await tallies(ctx.tx, asked, { figures: FIGURES, by: BY });
  return {
    period: asked.period,
    definitions: DEFINITIONS,
    handedOff: countOf(of.handoffs),
    inProfile: shareOf(of.handoffs_in_profile, of.handoffs_fit_known),
    pursued: shareOf(of.handoffs_in_profile_pursued, of.handoffs_in_profile_due),
    known: countOf(of.handoffs_fit_known),
    judged: countOf(of.handoffs_in_profile_due),
    unknown: countOf(of.handoffs, { fit: '?' }),
    total: fitsOf(of, {}),
    sources: valuesOf('channel', [of.handoffs])
      .map((channel) => ({
        channel: channel ?? '',
        handedOff: countOf(of.handoffs, { channel }),
        inProfile: shareOf(of.handoffs_in_profile, of.handoffs_fit_known, { channel }),
        accepted: shareOf(of.handoffs_accepted, of.handoffs, { channel }),
        fits: fitsOf(of, { channel }),
      }))
      .sort((a, b) => b.handedOff.n - a.handedOff.n || (a.channel < b.channel ? -1 : 1)),
  };
}

/** Only fits that were handed off at all. */
function fitsOf(of: Tallies, cut: Cut): Kept['total'] {
  return FITS.filter((fit) => sizeOf(of.handoffs, { ...cut, fit }) > 0).map((fit) => ({
    fit,
    handedOff: countOf(of.handoffs, { ...cut, fit }),
    accepted: shareOf(of.handoffs_accepted, of.handoffs, { ...cut, fit }),
    rejected: shareOf(of.handoffs_rejected, of.handoffs, { ...cut, fit }),
    recycled: shareOf(of.handoffs_recycled, of.handoffs, { ...cut, fit }),
  }));
}
