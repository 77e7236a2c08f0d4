import { type Route, rawRoute } from '#platform/http/route.ts';
import { makeSampleFor, removeSampleOf } from './commands/workspace.ts';
import * as contract from './contract.ts';

/** Making and removing are several transactions: a workspace of its own is not the one that the caller is in. */
export const routes: readonly Route[] = [
  rawRoute(contract.makeSample, ({ runtime, scope }, input) => makeSampleFor(runtime, scope, input)),
  rawRoute(contract.removeSample, ({ runtime, scope }) => removeSampleOf(runtime, scope)),
];
