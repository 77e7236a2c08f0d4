import { sql } from 'kysely';
import type { Work } from '#platform/context.ts';
import { isOutage } from '#platform/db/outage.ts';
import { MailboxProblem, type MailStore } from '#platform/mail/imap.ts';
import { type Box, foldersOf } from '../queries/boxes.ts';
import { type FolderRole, MOST_READ } from '../schema.ts';
import { beginReceipt, dropReceipt, type Spot, settleReceipt } from './receipts.ts';
import { takeIn } from './take.ts';

export interface Reading {
  box: Box;
  store: MailStore;
  /** Who holds the mailbox; null for a count, which reads only what is missing. */
  holder: string | null;
  signal: AbortSignal;
}

export interface Looked {
  /** The last mail of the inbox that was looked at. */
  after: number;
}

/** Reads what is new in each folder, one mail after the other. Stopped and begun again anywhere, it does nothing twice. */
export async function readFolders(work: Work, reading: Reading): Promise<Looked> {
  let after = 0;
  for (const folder of foldersOf(reading.box)) {
    const { uidValidity } = await reading.store.open(folder.path);
    let upTo = await cursorOf(work, { mailboxId: reading.box.id, role: folder.role, uidValidity });
    for (const uid of await reading.store.numbers({ after: upTo, since: reading.box.since })) {
      if (reading.signal.aborted) return { after };
      await readOne(work, reading, { mailboxId: reading.box.id, role: folder.role, uidValidity, uid });
      upTo = uid;
    }
    if (folder.role === 'inbox') after = upTo;
  }
  await work.transaction(async ({ tx, scope, now, changed }) => {
    await sql`update mailbox_status set read_at = ${now}, problem = null, problem_code = null, problem_at = null, failures = 0, retry_at = null, wanted_at = null
      where workspace_id = ${scope.workspaceId} and mailbox_id = ${reading.box.id}`.execute(tx);
    changed('mailbox', reading.box.id);
  });
  return { after };
}

interface Cursor {
  mailboxId: string;
  role: FolderRole;
  uidValidity: number;
}

/** How far the folder is read. Where the server has given its mails new numbers, it is read anew; what is here already is known by itself. */
async function cursorOf(work: Work, { mailboxId, role, uidValidity }: Cursor): Promise<number> {
  return work.transaction(async ({ tx, scope }) => {
    const { rows } = await sql<{ uid: number }>`insert into mailbox_folder (workspace_id, mailbox_id, role, uid_validity)
      values (${scope.workspaceId}, ${mailboxId}, ${role}, ${uidValidity})
      on conflict (workspace_id, mailbox_id, role) do update set uid_validity = excluded.uid_validity,
        uid = case when mailbox_folder.uid_validity = excluded.uid_validity then mailbox_folder.uid else 0 end
      returning uid`.execute(tx);
    return rows[0]?.uid ?? 0;
  });
}

/** One mail. What cannot be read is kept as failed, with its reason, and the next one is read; an outage is thrown, and the mail is read later. */
export async function readOne(work: Work, { box, store, holder }: Omit<Reading, 'signal'>, spot: Spot): Promise<void> {
  if (!(await beginReceipt(work, spot, holder))) return;
  try {
    const stored = await store.read(spot.uid, MOST_READ);
    if (stored) await takeIn(work, { box, store, spot, stored });
    else await work.transaction((ctx) => dropReceipt(ctx, spot));
  } catch (error) {
    if (error instanceof MailboxProblem || isOutage(error)) throw error;
    const words = error instanceof Error ? error.message : String(error);
    await work.transaction((ctx) =>
      settleReceipt(ctx, spot, { outcome: 'failed', reason: `This mail could not be read (${words.slice(0, 300)}).` }),
    );
  }
}

/** Counts each folder against the server, number by number, and fetches what is missing of what should be here. */
export async function countFolders(work: Work, reading: Reading): Promise<void> {
  for (const { role, path } of foldersOf(reading.box)) {
    const { uidValidity } = await reading.store.open(path);
    const upTo = await cursorOf(work, { mailboxId: reading.box.id, role, uidValidity });
    const there = (await reading.store.numbers({ after: 0, since: reading.box.since })).filter((uid) => uid <= upTo);
    const before = await receiptsOf(work, { mailboxId: reading.box.id, role, uidValidity });
    const missing = there.filter((uid) => !before.has(uid));
    for (const uid of missing) {
      if (reading.signal.aborted) return;
      await readOne(work, { ...reading, holder: null }, { mailboxId: reading.box.id, role, uidValidity, uid });
    }
    const now = await receiptsOf(work, { mailboxId: reading.box.id, role, uidValidity });
    const repaired = missing.filter((uid) => now.has(uid)).length;
    const withUs = there.filter((uid) => now.has(uid)).length;
    await work.transaction(async ({ tx, scope, now: at, changed }) => {
      await sql`update mailbox_folder set counted_at = ${at}, on_server = ${there.length}, with_us = ${withUs}, missing = ${missing.length}, repaired = ${repaired}
        where workspace_id = ${scope.workspaceId} and mailbox_id = ${reading.box.id} and role = ${role}`.execute(tx);
      changed('mailbox', reading.box.id);
    });
  }
}

async function receiptsOf(work: Work, { mailboxId, role, uidValidity }: Cursor): Promise<Set<number>> {
  const { rows } = await work.read(({ tx, scope }) =>
    sql<{
      uid: number;
    }>`select uid from mailbox_receipt where workspace_id = ${scope.workspaceId} and mailbox_id = ${mailboxId} and role = ${role}
      and uid_validity = ${uidValidity} and outcome <> 'reading'`.execute(tx),
  );
  return new Set(rows.map(({ uid }) => uid));
}

const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 30 * 60;

/** Writes down why a mailbox cannot be read. The waits grow; a password that is not accepted is tried once an hour, so that nobody is locked out. */
export async function noteProblem(work: Work, { mailboxId, problem }: { mailboxId: string; problem: MailboxProblem }): Promise<void> {
  await work.transaction(async ({ tx, scope, now, changed }) => {
    const least = problem.code === 'sign_in' ? 3600 : FIRST_WAIT_SECONDS;
    const most = problem.code === 'sign_in' ? 3600 : LONGEST_WAIT_SECONDS;
    await sql`insert into mailbox_status (workspace_id, mailbox_id, problem, problem_code, problem_at, failures, retry_at)
      values (${scope.workspaceId}, ${mailboxId}, ${problem.message}, ${problem.code}, ${now}, 1, ${now}::timestamptz + make_interval(secs => ${least}))
      on conflict (workspace_id, mailbox_id) do update set problem = excluded.problem, problem_code = excluded.problem_code,
        problem_at = case when mailbox_status.problem_code = excluded.problem_code then mailbox_status.problem_at else excluded.problem_at end,
        failures = mailbox_status.failures + 1, wanted_at = null,
        retry_at = ${now}::timestamptz + make_interval(secs => least(${most}, ${least} * power(2, least(mailbox_status.failures, 10))))`.execute(
      tx,
    );
    changed('mailbox', mailboxId);
  });
}
