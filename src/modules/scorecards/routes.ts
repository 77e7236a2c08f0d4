import { type Route, route } from '#platform/http/route.ts';
import * as contract from './contract.ts';
import { readDefinition } from './queries/definition.ts';
import { readDuties } from './queries/duties.ts';
import { readSigns, signRows } from './queries/signs.ts';
import { readTrend } from './queries/trend.ts';

export const routes: readonly Route[] = [
  route(contract.getTrend, readTrend),
  route(contract.getDefinition, readDefinition),
  route(contract.getSigns, readSigns),
  route(contract.listSignRows, signRows),
  route(contract.getDuties, readDuties),
];
