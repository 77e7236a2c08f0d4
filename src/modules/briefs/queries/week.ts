import { PARTIES, type Party } from '#modules/signatures/schema.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getOtherTeamWeek } from '../contract.ts';
import { sideOf } from './briefs.ts';
import { toldBy } from './tellers.ts';

type Week = OutputOf<typeof getOtherTeamWeek>;
const WEEK_MS = 7 * 86_400_000;

/** What the other team did in the last seven days, with the rights of whoever reads it. */
export async function otherTeamWeek(ctx: ReadCtx, { party: asked }: { party?: Party | undefined }): Promise<Week> {
  const { party: own } = await sideOf(ctx);
  const party = asked ?? PARTIES.find((one) => one !== own) ?? 'marketing';
  const from = new Date(Date.parse(ctx.now) - WEEK_MS).toISOString();
  const told = await toldBy(ctx, { section: 'week', party, from, until: ctx.now });
  const subscribed = await ctx.tx
    .selectFrom('digest_subscription')
    .select('member_id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('member_id', '=', ctx.scope.actor.memberId)
    .executeTakeFirst();
  const groups = told.map(({ source, lines }) => ({ source, total: lines.length, items: lines }));
  return { party, from, groups, byMail: subscribed !== undefined };
}
