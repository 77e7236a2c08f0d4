import type { Mount } from '#platform/http/mount.ts';
import { type Route, route } from '#platform/http/route.ts';
import * as agendas from './commands/agenda.ts';
import * as decided from './commands/decisions.ts';
import { closeFeed, openFeed } from './commands/feed.ts';
import { begin, finish } from './commands/minutes.ts';
import * as people from './commands/people.ts';
import { callOff, endRhythm, moveMeeting, planMeeting } from './commands/plan.ts';
import { act, answer, fileQuestion } from './commands/questions.ts';
import * as problems from './commands/rootcauses.ts';
import { runAgain } from './commands/run.ts';
import * as agenda from './contract/agenda.ts';
import * as decisions from './contract/decisions.ts';
import * as effect from './contract/effect.ts';
import * as contract from './contract/meetings.ts';
import { readAgenda, readEvidence } from './queries/agenda.ts';
import { readSharedDays } from './queries/days.ts';
import { readDecisions } from './queries/decisions.ts';
import { readEffect, readMoved, readPassed, readPlayed } from './queries/effect.ts';
import { readFeed } from './queries/feed.ts';
import { readCompliance, readMeeting, readMeetings } from './queries/meetings.ts';
import { readRootCause, readRootCauses } from './queries/rootcauses.ts';
import { readChoices } from './queries/targets.ts';
import { feedMount } from './routes/feed.ts';

export const routes: readonly Route[] = [
  route(contract.listMeetings, readMeetings),
  route(contract.createMeeting, planMeeting),
  route(contract.getCompliance, readCompliance),
  route(contract.getMeeting, readMeeting),
  route(contract.changeMeeting, moveMeeting),
  route(contract.cancelMeeting, callOff),
  route(contract.endSeries, endRhythm),
  route(contract.invitePeople, people.invite),
  route(contract.replyToMeeting, people.reply),
  route(contract.recordAttendance, people.attend),
  route(contract.listSharedDays, readSharedDays),
  route(contract.createSharedDay, people.planSharedDay),
  route(contract.recordSharedDay, people.recordSharedDay),
  route(contract.deleteSharedDay, people.dropSharedDay),
  route(contract.getFeed, readFeed),
  route(contract.openFeed, openFeed),
  route(contract.closeFeed, closeFeed),
  route(agenda.getAgenda, readAgenda),
  route(agenda.writeAgenda, agendas.writeNow),
  route(agenda.publishAgenda, agendas.publishNow),
  route(agenda.listEvidence, readEvidence),
  route(agenda.addItem, agendas.addByHand),
  route(agenda.changeItem, agendas.changeItemOf),
  route(agenda.askQuestion, fileQuestion),
  route(agenda.answerQuestion, answer),
  route(agenda.addAction, act),
  route(agenda.openMeeting, begin),
  route(agenda.closeMeeting, (ctx, input) => finish(ctx, input)),
  route(agenda.listRootCauses, readRootCauses),
  route(agenda.openRootCause, problems.open),
  route(agenda.getRootCause, readRootCause),
  route(agenda.writeRootCause, problems.writeCauses),
  route(agenda.addRootCauseAction, problems.actOn),
  route(agenda.closeRootCause, problems.close),
  route(decisions.listDecisions, readDecisions),
  route(decisions.getDecisionChoices, readChoices),
  route(decisions.createDecision, decided.write),
  route(decisions.rewriteDecision, decided.rewrite),
  route(decisions.signDecision, decided.signFor),
  route(decisions.withdrawDecision, decided.takeBack),
  route(effect.getDecisionEffect, readEffect),
  route(effect.listMoved, readMoved),
  route(effect.listPassed, readPassed),
  route(effect.playDecision, readPlayed),
  route(effect.runDecision, runAgain),
];

/** For calendar programs. */
export const mounts: readonly Mount[] = [feedMount];
