import { type Route, route } from '#platform/http/route.ts';
import { setStallRule } from './commands/rule.ts';
import * as contract from './contract.ts';
import { abandoned } from './queries/abandoned.ts';
import { channels } from './queries/channels.ts';
import { inDevelopment } from './queries/development.ts';
import { lifecycleRows } from './queries/rows.ts';
import { stalls } from './queries/stalls.ts';
import { waterfall } from './queries/waterfall.ts';

export const routes: readonly Route[] = [
  route(contract.getChannels, channels),
  route(contract.getWaterfall, waterfall),
  route(contract.getStalls, stalls),
  route(contract.setStallRule, setStallRule),
  route(contract.getAbandoned, abandoned),
  route(contract.listLifecycleRows, lifecycleRows),
  route(contract.getInDevelopment, inDevelopment),
];
