import { type Route, route } from '#platform/http/route.ts';
import * as contract from './contract.ts';
import { callsBrought } from './queries/calls.ts';
import { fateOfLeads } from './queries/fate.ts';
import { lastYear } from './queries/lastyear.ts';
import { conversationsOnRecord } from './queries/onrecord.ts';
import { profileKept } from './queries/profile.ts';
import { promiseReplay } from './queries/replay.ts';
import { figureRows } from './queries/rows.ts';
import { thisWeek } from './queries/week.ts';

export const routes: readonly Route[] = [
  route(contract.getLastYear, lastYear),
  route(contract.getOnRecord, conversationsOnRecord),
  route(contract.getPromiseReplay, promiseReplay),
  route(contract.getFate, fateOfLeads),
  route(contract.getProfileKept, profileKept),
  route(contract.getWeek, thisWeek),
  route(contract.getCalls, callsBrought),
  route(contract.listFigureRows, figureRows),
];
