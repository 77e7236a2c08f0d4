import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { writeAssignments } from './commands/assign.ts';
import { decideMail, endByHand, enrolByHand, holdByHand } from './commands/enrolments.ts';
import { changeHook, createHook } from './commands/hooks.ts';
import { placeByHand } from './commands/place.ts';
import { preview, publish } from './commands/publish.ts';
import { writeSettings } from './commands/retention.ts';
import { askForSupport, decideRequest, withdraw } from './commands/support.ts';
import { changeTrack, makeTrack, removeTrack, saveDraft, setState } from './commands/tracks.ts';
import * as around from './contract/around.ts';
import * as enrolments from './contract/enrolments.ts';
import * as reports from './contract/reports.ts';
import * as retention from './contract/retention.ts';
import * as tracks from './contract/tracks.ts';
import { readTrackFields } from './queries/fields.ts';
import { readHoldOut } from './queries/holdout.ts';
import { readPlanTracks } from './queries/plans.ts';
import { readReport } from './queries/report.ts';
import { readBoard, readSettings } from './queries/retention.ts';
import { readContactTracks, readEnrolment, readEnrolments, readSequenceMails, readStepRows } from './queries/rows.ts';
import { simulate } from './queries/simulate.ts';
import { readSupport, supportOf } from './queries/support.ts';
import { readThroughput } from './queries/throughput.ts';
import { readAssignments, readHooks, readTrack, readTracks, readVersion } from './queries/tracks.ts';
import { STARTING_POINTS } from './rules/starters.ts';

export const routes: readonly Route[] = [
  route(tracks.listTracks, readTracks),
  route(tracks.getTrack, readTrack),
  route(tracks.getTrackHoldOut, readHoldOut),
  route(tracks.getTrackVersion, readVersion),
  route(tracks.createTrack, makeTrack),
  route(tracks.updateTrack, changeTrack),
  route(tracks.deleteTrack, (ctx, { id }) => removeTrack(ctx, id)),
  route(tracks.saveTrackDraft, saveDraft),
  route(tracks.previewPublication, preview),
  route(tracks.publishTrack, publish),
  route(tracks.setTrackState, setState),
  route(tracks.listTrackStarters, async () => ({ items: [...STARTING_POINTS] })),
  route(tracks.listTrackFields, readTrackFields),
  route(tracks.simulateTrack, simulate),
  route(enrolments.enrolContacts, enrolByHand),
  route(enrolments.listEnrolments, readEnrolments),
  route(enrolments.getEnrolment, readEnrolment),
  route(enrolments.listContactTracks, readContactTracks),
  route(enrolments.endEnrolment, (ctx, { id }) => endByHand(ctx, id)),
  route(enrolments.holdEnrolment, holdByHand),
  route(enrolments.placeEnrolment, placeByHand),
  route(enrolments.listSequenceMails, readSequenceMails),
  route(enrolments.decideSequenceMail, decideMail),
  route(reports.getThroughput, readThroughput),
  route(reports.listStepRows, readStepRows),
  route(reports.getTrackReport, readReport),
  route(around.getAssignments, readAssignments),
  route(around.setAssignments, writeAssignments),
  route(around.listPlanTracks, readPlanTracks),
  route(around.requestSupport, askForSupport),
  route(around.getDealSupport, (ctx, { id }) => supportOf(ctx, id)),
  route(around.listSupport, readSupport),
  route(around.decideSupport, decideRequest),
  route(around.withdrawSupport, (ctx, { id }) => withdraw(ctx, id)),
  route(around.listTrackHooks, readHooks),
  rawRoute(around.createTrackHook, ({ runtime, scope }, input) =>
    runtime.transaction(scope, (ctx) => createHook(ctx, runtime.services.vault, input)),
  ),
  route(around.setTrackHook, changeHook),
  route(retention.getRetentionBoard, readBoard),
  route(retention.getRetentionSettings, readSettings),
  route(retention.setRetentionSettings, writeSettings),
];
