import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { versionsOf } from '../queries/versions.ts';
import { announce } from './announce.ts';
import { draftVersion, openOffer } from './offers.ts';

export interface DecidedOffer {
  offerId: string;
  untilOn?: string | undefined;
  discountPercent?: number | undefined;
  /** The version that was announced when it was decided. */
  basedOn: string;
}

/**
 * The next version of an offer, announced to Sales like every other: they confirm it before customers hear of it.
 * @returns `conflict` where the offer was changed meanwhile, is over, or a draft is being written
 */
export async function agreeOnOffer(ctx: Ctx, decided: DecidedOffer): Promise<{ id: string; number: number } | Refusal> {
  const offer = await openOffer(ctx, decided.offerId);
  if (isRefusal(offer)) return offer;
  const [newest] = await versionsOf(ctx, [decided.offerId]);
  if (!newest || newest.id !== decided.basedOn)
    return refuse('conflict', 'The offer was changed meanwhile, or a new version is being written.');
  const { audience, criteria, summary, fromOn, priceMinor, currency, terms, talkingPoints, replacesOfferId } = newest;
  const untilOn = decided.untilOn ?? newest.untilOn;
  if (fromOn && untilOn && untilOn < fromOn) return refuse('invalid', 'The last day is not before the first.', { field: 'change.untilOn' });
  const same = { audience, criteria, summary, fromOn, priceMinor, currency, terms, talkingPoints, replacesOfferId };
  const content = { ...same, untilOn, discountPercent: decided.discountPercent ?? newest.discountPercent };
  const draft = await draftVersion(ctx, { id: decided.offerId, content });
  if (isRefusal(draft)) return draft;
  const told = await announce(ctx, { id: decided.offerId, versionId: draft.versionId, concerns: 'everybody' });
  return isRefusal(told) ? told : { id: draft.versionId, number: draft.number };
}
