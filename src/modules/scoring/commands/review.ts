import { notify } from '#modules/notices/commands.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn, moveDay } from '#platform/shared/calendar.ts';
import { activeProfile } from '../queries/profile.ts';
import { leadsOf } from './drafting.ts';

/** So many days before the review day both leads hear of it. */
const BEFORE_DAYS = 14;

/** Tells both leads that the day comes on which they wanted to look at the profile again, and once more when it has come. */
export async function remindOfReview(ctx: Ctx): Promise<void> {
  const profile = await activeProfile(ctx.tx, ctx.scope);
  if (!profile?.review_on) return;
  const zone = await timeZoneOf(ctx);
  const today = dayIn(zone, ctx.now);
  const from = moveDay(profile.review_on, -BEFORE_DAYS, 'day');
  if (from === null || today < from) return;
  const passed = today >= profile.review_on;
  for (const memberId of await leadsOf(ctx))
    await notify(ctx, {
      memberId,
      kind: passed ? 'profile.review_due' : 'profile.review_soon',
      title: passed
        ? 'The customer profile has reached its review day'
        : `The customer profile is to be looked at again on ${profile.review_on}`,
      body: 'The back-test on its page shows what was won inside and outside of it since. Begin the next version there, or sign it again with a later day.',
      link: '/profile',
      dedupeKey: `profile.review:${profile.id}:${profile.review_on}:${passed ? 'due' : 'soon'}`,
    });
}
