import { type Route, route } from '#platform/http/route.ts';
import { askBacktest, takeSuggestedPoints } from './commands/backtest.ts';
import * as drafts from './commands/drafting.ts';
import { discardModel, draftModel, signModel, writeModel } from './commands/model.ts';
import { describeProfile, discardProfile, draftProfile, signProfile, writeProfile } from './commands/profile.ts';
import * as backtest from './contract/backtest.ts';
import * as drafting from './contract/drafting.ts';
import * as lookback from './contract/lookback.ts';
import * as model from './contract/model.ts';
import * as profile from './contract/profile.ts';
import { getScore, listPoints } from './contract/score.ts';
import { leadsOfBacktest, newestBacktest } from './queries/backtest.ts';
import { compared, differenceOf, ownSide } from './queries/drafting.ts';
import { explainScore, pointsOf } from './queries/explain.ts';
import { backTest, gapsOf, testedPeople } from './queries/lookback.ts';
import { readModel } from './queries/models.ts';
import { previewOf, readProfile } from './queries/views.ts';

export const routes: Route[] = [
  route(profile.getProfile, (ctx, { number }) => readProfile(ctx, number)),
  route(profile.draftProfile, draftProfile),
  route(profile.writeProfile, writeProfile),
  route(profile.discardProfile, (ctx, { id }) => discardProfile(ctx, id)),
  route(profile.signProfile, signProfile),
  route(profile.previewProfile, (ctx, { id }) => previewOf(ctx, id)),
  route(drafting.describeProfile, describeProfile),
  route(drafting.startSides, (ctx, { id }) => drafts.startSides(ctx, id)),
  route(drafting.getOwnSide, (ctx, { id }) => ownSide(ctx, id)),
  route(drafting.writeOwnSide, drafts.writeOwnSide),
  route(drafting.handInSide, (ctx, { id }) => drafts.handInSide(ctx, id)),
  route(drafting.takeBackSide, (ctx, { id }) => drafts.takeBackSide(ctx, id)),
  route(drafting.getDifference, (ctx, { id }) => differenceOf(ctx, id)),
  route(drafting.addLine, drafts.addLine),
  route(drafting.settleLine, drafts.settleLine),
  route(drafting.reopenLine, (ctx, { id }) => drafts.reopenLine(ctx, id)),
  route(drafting.commentLine, drafts.commentLine),
  route(drafting.compareProfiles, compared),
  route(lookback.testProfile, (ctx, { criteria }) => backTest(ctx, criteria)),
  route(lookback.listTested, testedPeople),
  route(lookback.getGaps, (ctx, { id }) => gapsOf(ctx, id)),

  route(model.getModel, (ctx, { number }) => readModel(ctx, number)),
  route(model.draftModel, (ctx, { from }) => draftModel(ctx, from)),
  route(model.writeModel, writeModel),
  route(model.discardModel, (ctx, { id }) => discardModel(ctx, id)),
  route(model.signModel, signModel),

  route(backtest.askBacktest, askBacktest),
  route(backtest.getBacktest, (ctx, { id }) => newestBacktest(ctx, id)),
  route(backtest.listBacktestLeads, leadsOfBacktest),
  route(backtest.takeSuggestedPoints, (ctx, { id }) => takeSuggestedPoints(ctx, id)),

  route(getScore, (ctx, { id }) => explainScore(ctx, id)),
  route(listPoints, pointsOf),
];
