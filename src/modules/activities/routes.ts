import { type Route, route } from '#platform/http/route.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { correct, log, retract, setConsent } from './commands/log.ts';
import { changeTask, createTask, setTaskStatus } from './commands/tasks.ts';
import * as contract from './contract.ts';
import { listTasks } from './queries/tasks.ts';
import { listActivities, timeline, versions } from './queries/timeline.ts';
import { timeliness } from './queries/timeliness.ts';

const DAYS_JUDGED = 90;

export const routes: Route[] = [
  route(contract.logCall, (ctx, { notes, ...call }) => log(ctx, { ...call, kind: 'call', body: notes })),
  route(contract.logMeeting, (ctx, { notes, ...meeting }) => log(ctx, { ...meeting, kind: 'meeting', body: notes })),
  route(contract.logMail, (ctx, { notes, ...mail }) => log(ctx, { ...mail, kind: 'mail', body: notes })),
  route(contract.addNote, (ctx, note) => log(ctx, { ...note, kind: 'note' })),
  route(contract.correctActivity, (ctx, { id, ...correction }) => correct(ctx, id, correction)),
  route(contract.retractActivity, (ctx, { id, reason }) => retract(ctx, id, reason)),
  route(contract.setRecordingConsent, async (ctx, { id, consent }) => (await setConsent(ctx, id, consent)) ?? {}),
  route(contract.getActivity, async (ctx, { id }) => {
    const found = await versions(ctx.tx, ctx.scope, id);
    return isRefusal(found) ? found : { versions: found.items };
  }),
  route(contract.listActivities, (ctx, filter) => listActivities(ctx.tx, ctx.scope, filter)),
  route(contract.readTimeline, (ctx, filter) => timeline(ctx.tx, ctx.scope, filter)),
  route(contract.readTimeliness, async (ctx, range) => {
    const from = range.from ?? new Date(Date.parse(ctx.now) - DAYS_JUDGED * 86_400_000).toISOString();
    return { from, ...(await timeliness(ctx.tx, ctx.scope, { ...range, from })) };
  }),
  route(contract.listTasks, (ctx, filter) => listTasks(ctx.tx, ctx.scope, { filter, now: ctx.now })),
  route(contract.createTask, (ctx, task) => createTask(ctx, task)),
  route(contract.changeTask, async (ctx, { id, ...change }) => (await changeTask(ctx, id, change)) ?? {}),
  route(contract.setTaskStatus, async (ctx, { id, status }) => (await setTaskStatus(ctx, id, status)) ?? {}),
];
