import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { endNow, inviteOne, propose as proposeUntil, setGrant, signOne } from './commands/access.ts';
import { bring } from './commands/complaints.ts';
import { change, create, propose, setOutcome, signIt, withdraw } from './commands/drafts.ts';
import { reportFile } from './commands/file.ts';
import { askFor, closeAsk } from './commands/gaps.ts';
import { arrange } from './commands/meetings.ts';
import { closeMinutes, signMinutes } from './commands/minutes.ts';
import { mark, nudge } from './commands/nudge.ts';
import { answer, passOn, takeBack } from './commands/passes.ts';
import * as access from './contract/access.ts';
import * as asks from './contract/asks.ts';
import * as clients from './contract/clients.ts';
import * as complaints from './contract/complaints.ts';
import { getDisputeDesk } from './contract/desk.ts';
import * as drafts from './contract/drafts.ts';
import * as gaps from './contract/gaps.ts';
import * as meetings from './contract/meetings.ts';
import { getNurtureHealth } from './contract/nurture.ts';
import * as passes from './contract/passes.ts';
import { getAlignmentCourse, getAlignmentReport, getAlignmentReportFile } from './contract/report.ts';
import { readAccesses, readCoordinators } from './queries/access.ts';
import { readAsks } from './queries/asks.ts';
import { readClient, readOwnLane } from './queries/client.ts';
import { readDesk } from './queries/desk.ts';
import { readDrafts } from './queries/drafts.ts';
import { readGapRows, readGaps } from './queries/gaps.ts';
import { readHandoffs } from './queries/handoffs.ts';
import { readMeetings } from './queries/meetings.ts';
import { readMeeting } from './queries/minutes.ts';
import { readNurtureHealth } from './queries/nurture.ts';
import { readOwnPasses, readTakers } from './queries/passes.ts';
import { readCourse, readReport } from './queries/report.ts';

export const routes: readonly Route[] = [
  route(clients.getOwnLane, readOwnLane),
  route(clients.getClient, readClient),
  route(asks.listAsks, readAsks),
  route(asks.nudgeAsk, nudge),
  route(asks.markAsk, mark),
  route(passes.listAskTakers, readTakers),
  route(passes.passAsk, passOn),
  route(passes.withdrawPass, takeBack),
  route(passes.listOwnPasses, readOwnPasses),
  route(passes.answerPass, answer),
  route(gaps.listGaps, readGaps),
  route(gaps.listInformationGapRows, readGapRows),
  route(gaps.askGap, askFor),
  route(gaps.closeGapAsk, closeAsk),
  route(getDisputeDesk, readDesk),
  route(complaints.findHandoffs, readHandoffs),
  route(complaints.bringComplaint, bring),
  route(drafts.listDrafts, readDrafts),
  route(drafts.createDraft, create),
  route(drafts.changeDraft, change),
  route(drafts.proposeDraft, propose),
  route(drafts.withdrawDraft, withdraw),
  route(drafts.signDraft, signIt),
  route(drafts.setDraftOutcome, setOutcome),
  route(meetings.listClientMeetings, readMeetings),
  route(meetings.getClientMeeting, readMeeting),
  route(meetings.arrangeMeeting, arrange),
  route(getNurtureHealth, readNurtureHealth),
  route(getAlignmentReport, readReport),
  route(getAlignmentCourse, readCourse),
  // Not a GET's own transaction: that somebody took the report along is written to the log.
  rawRoute(getAlignmentReportFile, async ({ runtime, scope, reply }, asked) => {
    const file = await runtime.transaction(scope, (ctx) => reportFile(ctx, asked));
    if (isRefusal(file)) return file;
    await reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .header('cache-control', 'no-store')
      .send(file.content);
    return undefined;
  }),
  route(access.listCoordinators, readCoordinators),
  route(access.inviteCoordinator, inviteOne),
  route(access.setCoordinatorGrant, setGrant),
  route(access.proposeRenewal, proposeUntil),
  route(access.signRenewal, signOne),
  route(access.signMinutesAccess, signMinutes),
  route(access.endMinutesAccess, closeMinutes),
  route(access.endCoordinator, endNow),
  route(access.listCoordinatorAccess, readAccesses),
];
