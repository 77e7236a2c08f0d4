import { type Route, route } from '#platform/http/route.ts';
import { askRebuild } from './commands/rebuild.ts';
import { draftVersion, signVersion, withdrawVersion } from './commands/versions.ts';
import { getDealAttribution } from './contract/deal.ts';
import * as reports from './contract/returns.ts';
import * as versions from './contract/versions.ts';
import { comparison } from './queries/comparison.ts';
import { dealAttribution } from './queries/deal.ts';
import { trackDrawRows } from './queries/draws.ts';
import { holdOuts } from './queries/holdouts.ts';
import { pathDeals, paths } from './queries/paths.ts';
import { returns } from './queries/returns.ts';
import { returnRows } from './queries/rows.ts';
import { standing } from './queries/standing.ts';

export const routes: readonly Route[] = [
  route(versions.getAttribution, standing),
  route(versions.draftAttribution, draftVersion),
  route(versions.signAttribution, signVersion),
  route(versions.withdrawAttribution, (ctx, { id }) => withdrawVersion(ctx, id)),
  route(versions.rebuildAttribution, (ctx) => askRebuild(ctx)),
  route(versions.compareModels, comparison),
  route(getDealAttribution, dealAttribution),
  route(reports.getReturns, returns),
  route(reports.listReturnRows, returnRows),
  route(reports.getPaths, paths),
  route(reports.listPathDeals, pathDeals),
  route(reports.getHoldOuts, holdOuts),
  route(reports.listTrackDraws, trackDrawRows),
];
