import { sql } from 'kysely';
import { toldOfOffer } from '#modules/offers/queries/exposures.ts';
import { concerns } from '../../rules/decision.ts';
import type { GateRules, Intent } from '../../schema.ts';
import type { Asking, Source } from './source.ts';

const DAY_MS = 86_400_000;

/** Who was told of the offer by either team so short before that it would be the same one again; null where no offer is meant. */
export function toldBefore({ workspaceId, intent, rules }: { workspaceId: string; intent: Intent; rules: GateRules }) {
  if (!concerns.offer(intent) || intent.offerId === undefined) return null;
  const since = new Date(Date.parse(intent.plannedAt) - rules.sameOfferDays * DAY_MS).toISOString();
  return toldOfOffer({ workspaceId }, { offerId: intent.offerId, since });
}

export const offerSource: Source = (asking: Asking) => {
  const told = toldBefore(asking);
  return (
    told &&
    sql`select w.contact_id, 'same_offer', t.told_at + make_interval(secs => ${asking.rules.sameOfferDays * (DAY_MS / 1000)}), 'offer', ${asking.intent.offerId}::uuid
      from (${told}) t join who w on w.contact_id = t.contact_id`
  );
};
