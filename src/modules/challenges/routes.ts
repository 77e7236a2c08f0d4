import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { raise, update, voice, withdraw } from './commands/challenges.ts';
import { answer, ask, takeBack } from './commands/pulse.ts';
import * as contract from './contract.ts';
import { readBoard } from './queries/challenges.ts';
import { readPulse } from './queries/pulse.ts';
import { readReluctance, reluctanceRows } from './queries/reluctance.ts';

export const routes: readonly Route[] = [
  // Readings that need the installation's seal, to know the caller's own.
  rawRoute(contract.listChallenges, ({ runtime, scope }, asked) =>
    runtime.read(scope, (ctx) => readBoard(ctx, runtime.services.seals.seal, asked)),
  ),
  rawRoute(contract.readPulse, ({ runtime, scope }) => runtime.read(scope, (ctx) => readPulse(ctx, runtime.services.seals.seal))),
  route(contract.getReluctance, readReluctance),
  route(contract.listReluctanceRows, reluctanceRows),
  route(contract.raiseChallenge, raise),
  route(contract.setVoice, voice),
  route(contract.updateChallenge, update),
  route(contract.withdrawChallenge, withdraw),
  route(contract.askPulse, ask),
  route(contract.answerPulse, answer),
  route(contract.withdrawPulse, takeBack),
];
