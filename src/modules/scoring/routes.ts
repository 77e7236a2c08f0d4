import { type Route, route } from '#platform/http/route.ts';
import { askBacktest, takeSuggestedPoints } from './commands/backtest.ts';
import { discardModel, draftModel, signModel, writeModel } from './commands/model.ts';
import { discardProfile, draftProfile, signProfile, writeProfile } from './commands/profile.ts';
import * as backtest from './contract/backtest.ts';
import * as model from './contract/model.ts';
import * as profile from './contract/profile.ts';
import { getScore, listPoints } from './contract/score.ts';
import { leadsOfBacktest, newestBacktest } from './queries/backtest.ts';
import { explainScore, pointsOf } from './queries/explain.ts';
import { readModel } from './queries/models.ts';
import { previewOf, readProfile } from './queries/views.ts';

export const routes: Route[] = [
  route(profile.getProfile, (ctx, { number }) => readProfile(ctx, number)),
  route(profile.draftProfile, draftProfile),
  route(profile.writeProfile, writeProfile),
  route(profile.discardProfile, (ctx, { id }) => discardProfile(ctx, id)),
  route(profile.signProfile, signProfile),
  route(profile.previewProfile, (ctx, { id }) => previewOf(ctx, id)),

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
