import { campaignsOutside } from '#modules/drift/queries/outside.ts';
import { leadersOfBothSides } from '#modules/handoffs/queries/people.ts';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { campaignsAside } from '../queries/aims.ts';
import { discrepancyWords } from '../rules/aims.ts';

/**
 * Tells both sides where a campaign speaks mostly to people outside of what both signed: the customer profile, or whom goals of Sales are about. Once for
 * each campaign and signed version; a new version may be told anew.
 * @param campaignIds those that changed; without them all
 */
export async function tellDiscrepancies(ctx: Ctx, campaignIds?: readonly string[]): Promise<void> {
  const asked = campaignIds ?? [undefined];
  for (const campaignId of asked) {
    for (const { against, campaign, outside } of await campaignsOutside(ctx, campaignId))
      if (against) await tell(ctx, campaign, { what: 'profile', words: discrepancyWords.profile(outside) });
    for (const { against, campaign, outside, goals } of await campaignsAside(ctx, campaignId)) {
      const newest = goals.toSorted((a, b) => (a.signedAt < b.signedAt ? 1 : -1))[0];
      if (!against || !newest) continue;
      const words = discrepancyWords.goals({ ...outside, titles: goals.map(({ title }) => title) });
      await tell(ctx, campaign, { what: newest.versionId, words });
    }
  }
}

async function tell(ctx: Ctx, { id, name }: { id: string; name: string }, of: { what: string; words: string }): Promise<void> {
  for (const memberId of await leadersOfBothSides(ctx))
    await notify(ctx, {
      memberId,
      kind: 'campaign.discrepancy',
      title: `Discrepancy: ${name}`,
      body: of.words,
      link: `/campaigns/${id}`,
      dedupeKey: `discrepancy:${id}:${of.what}`,
    });
}
