import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Work } from '#platform/context.ts';
import { MailboxProblem } from '#platform/mail/imap.ts';
import { type Runtime, workOf } from '#platform/runtime.ts';
import { openBox } from '../commands/open.ts';
import { noteProblem, readFolders } from '../commands/reading.ts';
import { holdBox, LeaseLost, letBoxGo } from '../commands/receipts.ts';
import { type Box, boxById } from '../queries/boxes.ts';

const ROUND_MS = 5_000;
/** Shorter than a lease; the folder of sent mail is looked into as often. */
const WAIT_MS = 45_000;
const MOST_HERE = 100;

interface Reader {
  mailboxId: string;
  work: Work;
  /** Ends its wait, not itself. */
  wake: () => void;
  stop: AbortController;
  ended: Promise<void>;
}

/** Reads every mailbox that no other process reads, and stays with it as long as the server tells what is new. */
export function keepReading(runtime: Runtime, heard: (error: unknown) => void): { stop(): Promise<void> } {
  const readers = new Map<string, Reader>();
  let stopping = false;
  let wakeRound: () => void = () => undefined;
  const round = async () => {
    for (const reader of readers.values()) await lookAfter(reader, runtime.now());
    const { rows } = await runtime.database.unbound((tx) =>
      sql<{
        workspaceId: string;
        id: string;
      }>`select workspace_id as "workspaceId", mailbox_id as id from mailboxes_to_read(${runtime.now()}::timestamptz)`.execute(tx),
    );
    for (const { workspaceId, id } of rows) {
      if (stopping || readers.has(id) || readers.size >= MOST_HERE) continue;
      readers.set(
        id,
        startReader({
          work: workOf(runtime, runtime.services.systemScope(workspaceId)),
          runtime,
          mailboxId: id,
          heard,
          end: () => readers.delete(id),
        }),
      );
    }
  };
  const rounds = (async () => {
    while (!stopping) {
      await round().catch(heard);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ROUND_MS);
        wakeRound = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    stop: async () => {
      stopping = true;
      wakeRound();
      const all = [...readers.values()];
      for (const { stop } of all) stop.abort();
      await Promise.all([rounds, ...all.map(({ ended }) => ended)]);
    },
  };
}

/** Somebody asked for a look, paused the mailbox or took it away. */
async function lookAfter({ work, mailboxId, wake, stop }: Reader, now: string): Promise<void> {
  const { rows } = await work.read(({ tx, scope }) =>
    sql<{
      wanted: boolean;
      paused: boolean;
    }>`select coalesce(s.wanted_at <= ${now}::timestamptz, false) as wanted, (b.paused_at is not null or b.removed_at is not null) as paused
      from mailbox b left join mailbox_status s on s.workspace_id = b.workspace_id and s.mailbox_id = b.id
      where b.workspace_id = ${scope.workspaceId} and b.id = ${mailboxId}`.execute(tx),
  );
  const [row] = rows;
  if (!row || row.paused) stop.abort();
  else if (row.wanted) wake();
}

interface Starting {
  work: Work;
  runtime: Runtime;
  mailboxId: string;
  heard: (error: unknown) => void;
  end: () => void;
}

function startReader({ work, runtime, mailboxId, heard, end }: Starting): Reader {
  const stop = new AbortController();
  const waits: { wake: () => void } = { wake: () => undefined };
  const holder = randomUUID();
  const ended = readOn({ work, runtime, mailboxId, holder, signal: stop.signal, waits })
    .catch(async (error) => {
      if (error instanceof MailboxProblem) await noteProblem(work, { mailboxId, problem: error });
      else if (!(error instanceof LeaseLost)) heard(error);
    })
    .then(() => work.transaction((ctx) => letBoxGo(ctx, { mailboxId, holder })))
    .catch(heard)
    .finally(end);
  return { mailboxId, work, wake: () => waits.wake(), stop, ended };
}

interface ReadingOn {
  work: Work;
  runtime: Runtime;
  mailboxId: string;
  holder: string;
  signal: AbortSignal;
  waits: { wake: () => void };
}

/** Reads what is new, waits for news, reads again: until it is stopped, the lease is lost or the connection breaks. */
async function readOn({ work, runtime, mailboxId, holder, signal, waits }: ReadingOn): Promise<void> {
  if (!(await work.transaction((ctx) => holdBox(ctx, { mailboxId, holder })))) return;
  const opened = await openBox(work, runtime.services, mailboxId);
  if (!opened) return;
  try {
    while (!signal.aborted) {
      const { after } = await readFolders(work, { ...opened, holder, signal });
      if (signal.aborted) return;
      const wait = new AbortController();
      waits.wake = () => wait.abort();
      const listens = await opened.store.waitForNews({
        path: opened.box.inbox,
        after,
        since: opened.box.since,
        ms: WAIT_MS,
        signal: AbortSignal.any([signal, wait.signal]),
      });
      const stays = await work.transaction(async (ctx) => {
        await sql`update mailbox_status set listens = ${listens} where workspace_id = ${ctx.scope.workspaceId} and mailbox_id = ${mailboxId}
          and listens <> ${listens}`.execute(ctx.tx);
        return holdBox(ctx, { mailboxId, holder });
      });
      // Settings are read anew with the next connection.
      if (!stays || (await changedSince(work, opened.box))) return;
    }
  } finally {
    await opened.store.close();
  }
}

async function changedSince(work: Work, box: Box): Promise<boolean> {
  const now = await work.read((ctx) => boxById(ctx, box.id));
  return JSON.stringify(now) !== JSON.stringify(box);
}
