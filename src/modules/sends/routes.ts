import { Readable } from 'node:stream';
import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { decideByHand } from './commands/decide.ts';
import { change, copy, create, remove } from './commands/drafts.ts';
import { makeTest } from './commands/fieldtest.ts';
import { callOff, resolve, setSettings } from './commands/resolve.ts';
import { cancel, pause, releaseStopped, resume, retry, schedule, unschedule } from './commands/running.ts';
import { sendTest } from './commands/test.ts';
import * as messages from './contract/messages.ts';
import * as running from './contract/running.ts';
import * as sends from './contract/sends.ts';
import { messagesCsv } from './queries/export.ts';
import { listedMessages, messageById, messageRows } from './queries/messages.ts';
import { sendReport } from './queries/report.ts';
import { checkedSend, readSend, readSends } from './queries/sends.ts';
import { shownSettings } from './queries/settings.ts';

export const routes: readonly Route[] = [
  route(sends.listSends, readSends),
  route(sends.getSend, readSend),
  route(sends.createSend, create),
  route(sends.changeSend, change),
  route(sends.copySend, copy),
  route(sends.deleteSend, remove),
  route(running.checkSend, checkedSend),
  route(running.scheduleSend, schedule),
  route(running.unscheduleSend, unschedule),
  route(running.pauseSend, pause),
  route(running.resumeSend, resume),
  route(running.releaseSend, releaseStopped),
  route(running.cancelSend, cancel),
  route(running.retryFailed, retry),
  route(running.decideSend, decideByHand),
  route(running.sendTestOfSend, sendTest),
  route(running.makeFieldTest, makeTest),
  route(running.getSendReport, sendReport),
  route(messages.listMessages, listedMessages),
  route(messages.getMessage, (ctx, { id }) => messageById(ctx, id)),
  route(messages.listContactMessages, (ctx, { id, cursor, limit }) => messageRows(ctx, { contactId: id, cursor, limit })),
  route(messages.listSendMessages, (ctx, { id, ...filters }) => messageRows(ctx, { sendId: id, ...filters })),
  rawRoute(messages.exportSendMessages, async ({ runtime, scope, reply }, { id, ...filters }) => {
    reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="messages.csv"')
      .header('cache-control', 'no-store')
      .send(Readable.from(messagesCsv((read) => runtime.read(scope, read), { sendId: id, ...filters })));
    return undefined;
  }),
  route(messages.cancelMessage, callOff),
  route(messages.resolveMessage, resolve),
  route(messages.getSendSettings, shownSettings),
  route(messages.setSendSettings, setSettings),
];
