import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { contactErased } from '#modules/contacts/events.ts';
import { messageSent } from '#modules/sends/events.ts';
import { handles, type JobHandler, type JobRun, type Listener, listensTo, type Schedule, type Standing } from '#platform/jobs/job.ts';
import { MailboxProblem } from '#platform/mail/imap.ts';
import { noteGone } from './commands/answers.ts';
import { discardUnsent } from './commands/files.ts';
import { forgetPeople } from './commands/forget.ts';
import { openBox } from './commands/open.ts';
import { countFolders, noteProblem, readFolders } from './commands/reading.ts';
import { holdBox, LeaseLost, letBoxGo } from './commands/receipts.ts';
import { countBox, readBox } from './commands/wanted.ts';
import { keepReading } from './jobs/keeper.ts';

/** A look by itself; where somebody reads the mailbox already, they are told to look now. */
async function look(run: JobRun, mailboxId: string): Promise<void> {
  const holder = randomUUID();
  const mine = await run.transaction((ctx) => holdBox(ctx, { mailboxId, holder }));
  if (!mine) {
    await run.transaction(({ tx, scope, now }) =>
      sql`update mailbox_status set wanted_at = ${now} where workspace_id = ${scope.workspaceId} and mailbox_id = ${mailboxId}`.execute(tx),
    );
    return;
  }
  try {
    await withBox(run, mailboxId, (opened) => readFolders(run, { ...opened, holder, signal: run.signal }));
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
  } finally {
    await run.transaction((ctx) => letBoxGo(ctx, { mailboxId, holder }));
  }
}

type Opened = NonNullable<Awaited<ReturnType<typeof openBox>>>;

/** Does something with an open mailbox. What stands in the way on the other side is noted where people look, and tried again by itself. */
async function withBox(run: JobRun, mailboxId: string, work: (opened: Opened) => Promise<unknown>): Promise<void> {
  let opened: Opened | null = null;
  try {
    opened = await openBox(run, run.services, mailboxId);
    if (opened) await work(opened);
  } catch (error) {
    if (!(error instanceof MailboxProblem)) throw error;
    await noteProblem(run, { mailboxId, problem: error });
  } finally {
    await opened?.store.close();
  }
}

const count = (run: JobRun, mailboxId: string) =>
  withBox(run, mailboxId, (opened) => countFolders(run, { ...opened, holder: null, signal: run.signal }));

/** Every mailbox that is read is counted against its server once a day. */
async function countAll(run: JobRun): Promise<void> {
  await run.transaction(async (ctx) => {
    const { rows } = await sql<{
      id: string;
    }>`select id from mailbox where workspace_id = ${ctx.scope.workspaceId} and paused_at is null and removed_at is null`.execute(ctx.tx);
    for (const { id } of rows) await ctx.enqueue(countBox, { id }, { key: `mailbox:count:${id}`, maxAttempts: 3 });
  });
}

export const handlers: readonly JobHandler[] = [
  handles(readBox, (run, { id }) => look(run, id)),
  handles(countBox, (run, { id }) => count(run, id)),
];

export const listeners: readonly Listener[] = [
  listensTo(contactErased, 'mailboxes', (run, person) => run.transaction((ctx) => forgetPeople(ctx, person))),
  listensTo(messageSent, 'conversations', (run, { messages }) => run.transaction((ctx) => noteGone(ctx, messages))),
];

export const schedules: readonly Schedule[] = [
  { name: 'mailboxes.count', cron: '17 2 * * *', run: countAll },
  { name: 'mailboxes.discardUnsent', cron: '43 2 * * *', run: (run) => run.transaction(discardUnsent) },
];

export const standing: readonly Standing[] = [{ name: 'mailboxes', start: keepReading }];
