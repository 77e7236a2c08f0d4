import { type Route, route } from '#platform/http/route.ts';
import { beginThreshold, proposeThreshold, signThreshold, stateNeed, withdrawThreshold } from './commands/negotiation.ts';
import { getThresholdTable, listThresholdLeads } from './contract/table.ts';
import * as contract from './contract/thresholds.ts';
import { readOutcome } from './queries/outcome.ts';
import { leadsOfTable, readTable } from './queries/table.ts';
import { readStanding, readThreshold } from './queries/thresholds.ts';

export const routes: readonly Route[] = [
  route(getThresholdTable, readTable),
  route(listThresholdLeads, leadsOfTable),
  route(contract.getThreshold, readThreshold),
  route(contract.getThresholdStanding, readStanding),
  route(contract.getThresholdOutcome, readOutcome),
  route(contract.beginThreshold, beginThreshold),
  route(contract.stateNeed, stateNeed),
  route(contract.proposeThreshold, proposeThreshold),
  route(contract.signThreshold, signThreshold),
  route(contract.withdrawThreshold, (ctx, { id }) => withdrawThreshold(ctx, id)),
];
