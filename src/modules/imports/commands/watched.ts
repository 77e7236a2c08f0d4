import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { sql } from 'kysely';
import { z } from 'zod';
import { notify } from '#modules/notices/commands.ts';
import { Id } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { filesIn, type LyingFile, NotAFile, openInbox, openLying, putAside } from '#platform/files/inbox.ts';
import { type JobRun, job } from '#platform/jobs/job.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { nameOfFolder } from '../queries/watched.ts';
import { ruleFor, type WatchedRule } from '../rules/watched.ts';
import type { ImportSummary } from '../schema.ts';
import { createImport, headersKey } from './create.ts';
import { startImport } from './lifecycle.ts';

export const watchedTake = job('import.watched', z.object({ id: Id }));

/** Larger files are for the command line, which says how far it is. */
const LARGEST = 512 * 1024 * 1024;

interface Folder {
  name: string;
  owner_id: string;
  owner: string;
  rules: WatchedRule[];
}

interface Watched {
  id: string;
  name: string;
  size_bytes: number;
  modified_ms: number;
  state: 'settling' | 'running';
  seen_at: string;
}

/** Turns the folder on or off. From now on its files come in with the rights of whoever asks. */
export async function setWatched(ctx: Ctx, asked: { active: boolean; rules: WatchedRule[] }): Promise<Record<string, never> | Refusal> {
  const { memberId } = ctx.scope.actor;
  if (!memberId) return refuse('forbidden', 'The folder belongs to a person: sign in as one.');
  const keys = asked.rules.flatMap(({ headerKey }) => headerKey ?? []);
  const { rows: known } = await sql<{ key: string }>`select header_key as key from import_mapping
    where workspace_id = ${ctx.scope.workspaceId} and header_key = any (${keys})`.execute(ctx.tx);
  const missing = asked.rules.findIndex(({ headerKey }) => headerKey !== null && !known.some(({ key }) => key === headerKey));
  if (missing >= 0) return refuse('invalid', 'This mapping is not here any more.', { field: `rules[${missing}].headerKey` });
  const name = await nameOfFolder(ctx);
  await sql`insert into watched_folder (workspace_id, name, active, owner_id, rules, changed_at)
    values (${ctx.scope.workspaceId}, ${name}, ${asked.active}, ${memberId}, ${JSON.stringify(asked.rules)}::jsonb, ${ctx.now})
    on conflict (workspace_id) do update set active = excluded.active, owner_id = excluded.owner_id, rules = excluded.rules, changed_at = excluded.changed_at`.execute(
    ctx.tx,
  );
  ctx.changed('watched_file');
  return {};
}

async function folderOf({ tx, scope }: Pick<Ctx, 'tx' | 'scope'>): Promise<Folder | null> {
  const { rows } = await sql<Folder>`select f.name, f.owner_id, m.name as owner, f.rules from watched_folder f
    join member m on m.workspace_id = f.workspace_id and m.id = f.owner_id and m.status = 'active' where f.workspace_id = ${scope.workspaceId} and f.active`.execute(
    tx,
  );
  return rows[0] ?? null;
}

/** Looks into the folder: what has not changed since the last look is taken in, what is done is put aside. Safe to run as often as one likes. */
export async function lookIntoFolder(run: JobRun): Promise<void> {
  const root = run.services.inboxRoot;
  const found = root === null ? null : await run.read(folderOf);
  const place = root !== null && found ? await openInbox(root, found.name) : null;
  if (!found || !place) return;
  // What is over leaves first, so that it is not taken for a new file.
  await putAsideEnded(run, place);
  const lying = await filesIn(place);
  await run.transaction((ctx) => noteSeen(ctx, found, lying));
}

async function noteSeen(ctx: Ctx, folder: Folder, lying: readonly LyingFile[]): Promise<void> {
  const ws = ctx.scope.workspaceId;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`inbox:${ws}`}, 0))`.execute(ctx.tx);
  const { rows: open } = await sql<Watched>`select id, name, size_bytes, modified_ms, state, seen_at from watched_file
    where workspace_id = ${ws} and state in ('settling', 'running')`.execute(ctx.tx);
  const known = new Map(open.map((row) => [row.name, row]));
  for (const file of lying) {
    const row = known.get(file.name);
    if (!row)
      await sql`insert into watched_file (workspace_id, name, size_bytes, modified_ms, state, seen_at)
        values (${ws}, ${file.name}, ${file.sizeBytes}, ${file.modifiedMs}, 'settling', ${ctx.now})`.execute(ctx.tx);
    else if (row.state === 'running') continue;
    else if (Number(row.size_bytes) !== file.sizeBytes || Number(row.modified_ms) !== file.modifiedMs)
      await sql`update watched_file set size_bytes = ${file.sizeBytes}, modified_ms = ${file.modifiedMs}, seen_at = ${ctx.now}
        where workspace_id = ${ws} and id = ${row.id}`.execute(ctx.tx);
    else if (row.seen_at < ctx.now) await takeSettled(ctx, folder, row.id);
  }
  // What was taken away before it settled is no concern of ours.
  const gone = open.filter((row) => row.state === 'settling' && !lying.some(({ name }) => name === row.name)).map(({ id }) => id);
  await sql`delete from watched_file where workspace_id = ${ws} and id = any (${gone}::uuid[])`.execute(ctx.tx);
  ctx.changed('watched_file');
}

/** With the rights that the owner has then. */
async function takeSettled(ctx: Ctx, { owner_id, owner }: Folder, id: string): Promise<void> {
  await sql`update watched_file set state = 'running' where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  await ctx.enqueue(
    watchedTake,
    { id },
    { key: `watched:${id}`, maxAttempts: 5, as: { kind: 'member', memberId: owner_id, label: owner } },
  );
}

/** Takes one settled file in, by the rule for its name. */
export async function takeIn(run: JobRun, id: string): Promise<void> {
  const root = run.services.inboxRoot;
  const found = await run.read(folderOf);
  const file = await run.read(({ tx, scope }) => watchedOf(tx, scope.workspaceId, id));
  if (root === null || !found || file?.state !== 'running' || file.import_id) return;
  const place = await openInbox(root, found.name);
  if (!place) return;
  const end = (state: 'known' | 'failed', note: string) => run.transaction((ctx) => ended(ctx, { id, state, note }));
  if (!run.scope.permissions.has('record:import')) return end('failed', 'Whoever set the folder up may not import files any more.');
  if (Number(file.size_bytes) > LARGEST) return end('failed', 'This file is larger than the folder takes. Import it by the command line.');
  try {
    const handle = await openLying(place, file.name);
    try {
      const hash = await hashOf(handle);
      if (await run.transaction((ctx) => isKnown(ctx, id, hash)))
        return end('known', 'A file of the same content came in before. Nothing was done.');
      const problem = await bring(run, { id, name: file.name, handle, rule: ruleFor(found.rules, file.name) });
      if (problem) await end('failed', problem);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!(error instanceof NotAFile)) throw error;
    await end('failed', 'This is no plain file, or it is there under a second name too. It was not opened.');
  }
}

async function watchedOf(tx: Ctx['tx'], workspaceId: string, id: string) {
  return tx
    .selectFrom('watched_file')
    .select(['name', 'state', 'size_bytes', 'import_id'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

async function hashOf(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of handle.createReadStream({ autoClose: false, start: 0 })) hash.update(bytes);
  return hash.digest('base64url');
}

/** Whether the same content came in before; the first of two at once is the one that does. */
async function isKnown(ctx: Ctx, id: string, hash: string): Promise<boolean> {
  const ws = ctx.scope.workspaceId;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`inbox:${ws}:${hash}`}, 0))`.execute(ctx.tx);
  const { rows } =
    await sql`select from watched_file where workspace_id = ${ws} and content_hash = ${hash} and id <> ${id} and state in ('running', 'done') limit 1`.execute(
      ctx.tx,
    );
  await sql`update watched_file set content_hash = ${hash} where workspace_id = ${ws} and id = ${id}`.execute(ctx.tx);
  return rows.length > 0;
}

interface Brought {
  id: string;
  name: string;
  handle: FileHandle;
  rule: WatchedRule | null;
}

/** @returns why the file cannot come in; null where it does */
async function bring(run: JobRun, { id, name, handle, rule }: Brought): Promise<string | null> {
  const content = handle.createReadStream({ autoClose: false, start: 0 }) as AsyncIterable<Buffer>;
  const made = await createImport(run, [{ name, mediaType: 'text/csv', content }], { name });
  if (isRefusal(made)) return made.message;
  await run.transaction(({ tx, scope }) =>
    sql`update watched_file set import_id = ${made.id} where workspace_id = ${scope.workspaceId} and id = ${id}`.execute(tx),
  );
  const problem = problemOf(made, rule);
  if (problem) return problem;
  const started = await run.transaction((ctx) => startImport(ctx, { id: made.id }));
  return isRefusal(started) ? started.message : null;
}

function problemOf({ files: [file] }: ImportSummary, rule: WatchedRule | null): string | null {
  if (!file) return 'There is nothing in this file.';
  if (file.problem) return file.problem;
  if (rule?.headerKey && headersKey(file.headers) !== rule.headerKey)
    return 'Its columns are not those of the mapping that its name stands for.';
  return file.entity
    ? null
    : 'Nobody has said yet what is in a file of these columns. Open the import, say it once, and put the file in again.';
}

/** What came of a file; its owner is told where it did not come in. */
async function ended(
  ctx: Ctx,
  { id, state, note }: { id: string; state: 'done' | 'known' | 'failed'; note: string | null },
): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    name: string;
    owner_id: string;
  }>`update watched_file w set state = ${state}, note = ${note}, ended_at = ${ctx.now}
    from watched_folder f where f.workspace_id = w.workspace_id and w.workspace_id = ${ws} and w.id = ${id} and w.ended_at is null returning w.name, f.owner_id`.execute(
    ctx.tx,
  );
  const [file] = rows;
  if (file && state === 'failed')
    await notify(ctx, {
      memberId: file.owner_id,
      kind: 'import.watched',
      title: `${file.name} did not come in`,
      body: note,
      link: '/settings/watched-folder',
      dedupeKey: `watched:${id}`,
    });
  ctx.changed('watched_file');
}

interface Ended {
  id: string;
  name: string;
  state: 'done' | 'known' | 'failed';
  note: string | null;
  ended_at: string;
}

/** Files whose import is over, and those that never began one, leave the folder. */
async function putAsideEnded(run: JobRun, place: string): Promise<void> {
  await run.transaction(async (ctx) => {
    const { rows } = await sql<{ id: string; state: string; problem: string | null; failed: number }>`
      select w.id, i.state, i.problem, (select coalesce(sum(f.rows_failed), 0)::int from import_file f where f.workspace_id = i.workspace_id and f.import_id = i.id) as failed
      from watched_file w join import i on i.workspace_id = w.workspace_id and i.id = w.import_id
      where w.workspace_id = ${ctx.scope.workspaceId} and w.state = 'running' and i.state in ('done', 'failed', 'stopped', 'undone')`.execute(
      ctx.tx,
    );
    for (const { id, state, problem, failed } of rows) {
      const partly = failed > 0 ? `${failed} rows could not come in; the import says which and why.` : null;
      await ended(ctx, { id, state: state === 'done' ? 'done' : 'failed', note: problem ?? partly });
    }
  });
  const lying = new Set((await filesIn(place)).map(({ name }) => name));
  const over = await run.read(({ tx, scope }) =>
    sql<Ended>`select distinct on (name) id, name, state, note, ended_at from watched_file where workspace_id = ${scope.workspaceId} and name = any (${[...lying]}) order by name, seen_at desc, id desc`.execute(
      tx,
    ),
  );
  for (const { name, state, note, ended_at } of over.rows)
    if (ended_at) await putAside(place, { name, to: state === 'failed' ? 'failed' : 'done', stamp: ended_at, note });
}
