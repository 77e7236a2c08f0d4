import { type Route, route } from '#platform/http/route.ts';
import { changeSettings, ruleOnFact } from './commands/settings.ts';
import { cancelTraining, forceTraining, retirePredictions, startTraining } from './commands/trainings.ts';
import * as contract from './contract/predictions.ts';
import { readPrediction } from './queries/prediction.ts';
import { readStanding } from './queries/standing.ts';
import { readTraining } from './queries/trainings.ts';

export const routes: Route[] = [
  route(contract.getPredictions, (ctx) => readStanding(ctx)),
  route(contract.getTraining, (ctx, { id }) => readTraining(ctx, id)),
  route(contract.startTraining, (ctx) => startTraining(ctx, 'hand')),
  route(contract.cancelTraining, (ctx, { id }) => cancelTraining(ctx, id)),
  route(contract.forceTraining, (ctx, { id }) => forceTraining(ctx, id)),
  route(contract.retirePredictions, (ctx) => retirePredictions(ctx)),
  route(contract.changePredictionSettings, changeSettings),
  route(contract.ruleOnFact, ruleOnFact),
  route(contract.getPrediction, (ctx, { id }) => readPrediction(ctx, id)),
];
