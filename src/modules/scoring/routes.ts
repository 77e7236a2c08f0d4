import { type Route, route } from '#platform/http/route.ts';
import * as drafts from './commands/drafting.ts';
import { activateModel, discardModel, draftModel, writeModel } from './commands/model.ts';
import { describeProfile, discardProfile, draftProfile, signProfile, writeProfile } from './commands/profile.ts';
import * as backtest from './contract/backtest.ts';
import * as drafting from './contract/drafting.ts';
import * as model from './contract/model.ts';
import * as profile from './contract/profile.ts';
import { getScore } from './contract/score.ts';
import { backTest, gapsOf, testedPeople } from './queries/backtest.ts';
import { compared, differenceOf, ownSide } from './queries/drafting.ts';
import { explainScore } from './queries/score.ts';
import { previewOf, readModel, readProfile } from './queries/views.ts';

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
  route(backtest.testProfile, (ctx, { criteria }) => backTest(ctx, criteria)),
  route(backtest.listTested, testedPeople),
  route(backtest.getGaps, (ctx, { id }) => gapsOf(ctx, id)),

  route(model.getModel, (ctx, { number }) => readModel(ctx, number)),
  route(model.draftModel, draftModel),
  route(model.writeModel, writeModel),
  route(model.discardModel, (ctx, { id }) => discardModel(ctx, id)),
  route(model.activateModel, (ctx, { id }) => activateModel(ctx, id)),

  route(getScore, (ctx, { id }) => explainScore(ctx, id)),
];
