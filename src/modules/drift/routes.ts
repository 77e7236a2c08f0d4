import { type Route, route } from '#platform/http/route.ts';
import { confirmCase, dismissCase, draftAmendment, openCase } from './commands/cases.ts';
import { reportSighting, withdrawSighting } from './commands/sightings.ts';
import * as contract from './contract.ts';
import { readCases, readSightings } from './queries/cases.ts';
import { readCourse } from './queries/course.ts';
import { campaignAim, driftRows, readDrift } from './queries/drift.ts';
import { outsideRows } from './queries/outside.ts';

export const routes: readonly Route[] = [
  route(contract.getDrift, readDrift),
  route(contract.getDriftCourse, readCourse),
  route(contract.getCampaignAim, campaignAim),
  route(contract.listCampaignOutside, outsideRows),
  route(contract.listDriftCases, driftRows),
  route(contract.listSightings, readSightings),
  route(contract.reportSighting, reportSighting),
  route(contract.withdrawSighting, (ctx, { id }) => withdrawSighting(ctx, id)),
  route(contract.listDriftSignals, readCases),
  route(contract.openDriftCase, openCase),
  route(contract.confirmDriftCase, (ctx, { id }) => confirmCase(ctx, id)),
  route(contract.draftAmendment, (ctx, { id }) => draftAmendment(ctx, id)),
  route(contract.dismissDriftCase, dismissCase),
];
