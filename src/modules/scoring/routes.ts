import { type Route, route } from '#platform/http/route.ts';
import { activateModel, discardModel, draftModel, writeModel } from './commands/model.ts';
import { discardProfile, draftProfile, signProfile, writeProfile } from './commands/profile.ts';
import * as model from './contract/model.ts';
import * as profile from './contract/profile.ts';
import { getScore } from './contract/score.ts';
import { explainScore } from './queries/score.ts';
import { previewOf, readModel, readProfile } from './queries/views.ts';

export const routes: Route[] = [
  route(profile.getProfile, (ctx, { number }) => readProfile(ctx, number)),
  route(profile.draftProfile, draftProfile),
  route(profile.writeProfile, writeProfile),
  route(profile.discardProfile, (ctx, { id }) => discardProfile(ctx, id)),
  route(profile.signProfile, signProfile),
  route(profile.previewProfile, (ctx, { id }) => previewOf(ctx, id)),

  route(model.getModel, (ctx, { number }) => readModel(ctx, number)),
  route(model.draftModel, draftModel),
  route(model.writeModel, writeModel),
  route(model.discardModel, (ctx, { id }) => discardModel(ctx, id)),
  route(model.activateModel, (ctx, { id }) => activateModel(ctx, id)),

  route(getScore, (ctx, { id }) => explainScore(ctx, id)),
];
