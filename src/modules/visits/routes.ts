import type { Mount } from '#platform/http/mount.ts';
import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { judge, rejudge } from './commands/judge.ts';
import { changeSite, countHits, registerSite } from './commands/sites.ts';
import * as contract from './contract.ts';
import { websiteReport } from './queries/report.ts';
import { sitesOf } from './queries/sites.ts';
import { visit, visits } from './queries/visits.ts';
import { trackingMount } from './routes/mount.ts';

export const routes: readonly Route[] = [
  rawRoute(contract.listWebsites, ({ runtime, scope }, { archived }) =>
    runtime.read(scope, async (ctx) => ({ items: await sitesOf(ctx, { archived, baseUrl: runtime.services.baseUrl }) })),
  ),
  route(contract.createWebsite, registerSite),
  route(contract.changeWebsite, changeSite),
  route(contract.reclassifyVisits, async (ctx, { id }) => {
    const counted = await countHits(ctx, id);
    if (!isRefusal(counted)) await ctx.enqueue(rejudge, { websiteId: id, after: null }, { key: `visits.rejudge:${id}` });
    return counted;
  }),
  route(contract.listVisits, visits),
  route(contract.getVisit, (ctx, { id }) => visit(ctx, id)),
  route(contract.judgeVisit, judge),
  route(contract.getWebsiteReport, websiteReport),
];

/** Served to pages of other people. */
export const mounts: readonly Mount[] = [trackingMount];
