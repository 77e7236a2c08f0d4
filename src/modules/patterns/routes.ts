import { type Route, route } from '#platform/http/route.ts';
import { proposeCriterion } from './commands/criterion.ts';
import * as contract from './contract.ts';
import { patterns } from './queries/patterns.ts';
import { patternRows } from './queries/rows.ts';

export const routes: readonly Route[] = [
  route(contract.getPatterns, patterns),
  route(contract.listPatternRows, patternRows),
  route(contract.proposeCriterion, proposeCriterion),
];
