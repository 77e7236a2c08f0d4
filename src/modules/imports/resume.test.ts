import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveConsent } from '#modules/consents/commands/words.ts';
import { listMailPurposes, readMailPermissions } from '#modules/consents/contract.ts';
import { standingOf } from '#modules/consents/queries/standing.ts';
import { changeContact, getContact } from '#modules/contacts/contract.ts';
import type { JobRun } from '#platform/jobs/job.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { startImport } from './commands/lifecycle.ts';
import { bringIn } from './commands/run.ts';
import { takeOut } from './commands/undo.ts';
import * as contract from './contract.ts';
import { brought, expectAccounted, runOf, uploaded } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const ROWS = 1_750;
/** Names that no two of them share, so that the search for duplicates that follows an import is short. */
const nameOf = (index: number) => createHash('sha256').update(String(index)).digest('hex').slice(0, 16);
const people = (rows: number) =>
  `email,last name\n${Array.from({ length: rows }, (_, index) => `mail@${nameOf(index)}.example,${nameOf(index)}\n`).join('')}`;

async function prepared(client: Client): Promise<string> {
  const found = await uploaded(client, { name: 'many.csv', content: people(ROWS) });
  await client.call(contract.changeImportFile, { id: found.id, fileId: found.files[0]?.id ?? '', entity: 'contact' });
  return found.id;
}

/** A worker whose transactions break from the nth on: before the commit, as when the process or its connection dies. */
async function dyingRun(client: Client, nth: number, error: Error): Promise<JobRun> {
  const run = await runOf(app, client);
  let count = 0;
  return {
    ...run,
    transaction: (work, options) =>
      run.transaction(async (ctx) => {
        count += 1;
        const result = await work(ctx);
        if (count >= nth) throw error;
        return result;
      }, options),
  };
}

const outage = () => Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' });

async function storedOf(client: Client): Promise<{ all: number; distinct: number; rows: number }> {
  const { rows } = await app.context.queuePool.query(
    `select (select count(*)::int from contact where workspace_id = $1) as all, (select count(distinct email)::int from contact_email where workspace_id = $1) as distinct,
      (select count(*)::int from import_row where workspace_id = $1) as rows`,
    [client.workspaceId],
  );
  return rows[0];
}

describe('an import that is interrupted', () => {
  it('a worker that dies at any of its transactions loses and doubles nothing', async () => {
    const { admin } = await app.newWorkspace();
    const id = await prepared(admin);
    await app.command(admin, (ctx) => startImport(ctx, { id }));
    for (const nth of [1, 2, 2, 2]) {
      await expect(bringIn(await dyingRun(admin, nth, outage()), id)).rejects.toThrow('terminating');
      const now = await admin.call(contract.getImport, { id });
      expectAccounted(now);
      expect(now.state).toBe('running');
      expect((await storedOf(admin)).rows).toBe(now.totals.rows);
    }
    await bringIn(await runOf(app, admin), id);
    const done = await admin.call(contract.getImport, { id });
    expect([done.state, done.totals]).toEqual(['done', expect.objectContaining({ rows: ROWS, created: ROWS })]);
    expect(await storedOf(admin)).toEqual({ all: ROWS, distinct: ROWS, rows: ROWS });
  }, 60_000);

  it('two workers at once bring every row in once', async () => {
    const { admin } = await app.newWorkspace();
    const id = await prepared(admin);
    await app.command(admin, (ctx) => startImport(ctx, { id }));
    await Promise.all([bringIn(await runOf(app, admin), id), bringIn(await runOf(app, admin), id)]);
    expect(await storedOf(admin)).toEqual({ all: ROWS, distinct: ROWS, rows: ROWS });
    await app.runAllJobs();
    expect(await admin.call(contract.getImport, { id })).toMatchObject({ state: 'done', totals: { rows: ROWS, created: ROWS } });
  }, 60_000);

  it('a worker that is told to end leaves the rest to the next', async () => {
    const { admin } = await app.newWorkspace();
    const id = await prepared(admin);
    await app.command(admin, (ctx) => startImport(ctx, { id }));
    const ending = new AbortController();
    const run = await runOf(app, admin, { signal: ending.signal });
    const transaction: JobRun['transaction'] = async (work, options) => {
      const result = await run.transaction(work, options);
      ending.abort();
      return result;
    };
    // It ends badly, so that the queue tries it again at the next start.
    await expect(bringIn({ ...run, transaction }, id)).rejects.toThrow('it goes on at the next start');
    expect(await admin.call(contract.getImport, { id })).toMatchObject({ state: 'running', totals: { rows: 500 } });
    // Nobody works on it: after a minute of silence it is taken up again.
    app.setNow(new Date(Date.now() + 10 * 60_000).toISOString());
    await app.tick('imports');
    await app.runAllJobs();
    app.setNow(null);
    expect(await admin.call(contract.getImport, { id })).toMatchObject({ state: 'done', totals: { rows: ROWS, created: ROWS } });
    expect(await storedOf(admin)).toEqual({ all: ROWS, distinct: ROWS, rows: ROWS });
  }, 60_000);

  it('stops when told, keeps what is in, and goes on from there', async () => {
    const { admin } = await app.newWorkspace();
    const id = await prepared(admin);
    await admin.call(contract.runImport, { id });
    const run = await runOf(app, admin);
    let chunks = 0;
    const transaction: JobRun['transaction'] = async (work, options) => {
      const result = await run.transaction(work, options);
      chunks += 1;
      if (chunks === 1) await admin.call(contract.stopImport, { id });
      return result;
    };
    await bringIn({ ...run, transaction }, id);
    expect(await admin.call(contract.getImport, { id })).toMatchObject({ state: 'stopped', totals: { rows: 500, created: 500 } });
    await expect(admin.call(contract.stopImport, { id })).rejects.toMatchObject({ status: 409 });
    await app.runAllJobs();
    expect(await admin.call(contract.getImport, { id })).toMatchObject({ state: 'stopped', totals: { rows: 500 } });
    await admin.call(contract.runImport, { id });
    await app.runAllJobs();
    expect(await admin.call(contract.getImport, { id })).toMatchObject({ state: 'done', totals: { rows: ROWS, created: ROWS } });
    expect(await storedOf(admin)).toEqual({ all: ROWS, distinct: ROWS, rows: ROWS });
  }, 60_000);

  it('what breaks by our own fault is said, and can go on', async () => {
    const { admin } = await app.newWorkspace();
    const id = await prepared(admin);
    await app.command(admin, (ctx) => startImport(ctx, { id }));
    const run = await runOf(app, admin);
    let calls = 0;
    const transaction: JobRun['transaction'] = async (work, options) => {
      calls += 1;
      if (calls === 3) throw new TypeError('a bug');
      return run.transaction(work, options);
    };
    await expect(bringIn({ ...run, transaction }, id)).rejects.toThrow('a bug');
    const broken = await admin.call(contract.getImport, { id });
    expect([broken.state, broken.problem]).toEqual(['failed', expect.stringContaining('The rows that are in stay')]);
    await admin.call(contract.runImport, { id });
    await app.runAllJobs();
    expect(await admin.call(contract.getImport, { id })).toMatchObject({
      state: 'done',
      problem: null,
      totals: { rows: ROWS, created: ROWS },
    });
  }, 60_000);

  it('an undo that dies half way is finished by the next worker', async () => {
    const { admin } = await app.newWorkspace();
    const id = await prepared(admin);
    await admin.call(contract.runImport, { id });
    await app.runAllJobs();
    await admin.call(contract.undoImport, { id });
    await expect(takeOut(await dyingRun(admin, 14, outage()), id)).rejects.toThrow('terminating');
    await app.runAllJobs();
    expect(await admin.call(contract.getImport, { id })).toMatchObject({ state: 'undone' });
    expect(await storedOf(admin)).toMatchObject({ all: 0, distinct: 0 });
  }, 60_000);
});

async function contactOf({ workspaceId }: Client, email: string): Promise<string> {
  const asked = 'select contact_id as id from contact_email where workspace_id = $1 and email = $2';
  const { rows } = await app.context.queuePool.query<{ id: string }>(asked, [workspaceId, email]);
  return rows[0]?.id ?? '';
}

it('undone, what the file said about mail counts no more, except a "no"; what the person said themselves since stays; the file again says it again', async () => {
  const { admin } = await app.newWorkspace();
  const file = {
    name: 'agreed.csv',
    content: 'Email,Last name,Mail permission\nyes@ed.test,Yes,granted\nown@ed.test,Own,granted\nno@ed.test,No,unsubscribed\n',
    as: 'contact' as const,
  };
  const purposeId = (await admin.call(listMailPurposes, {})).items.find(({ name }) => name === 'News')?.id ?? '';
  const standings = () =>
    app.command(admin, async (ctx) =>
      (await standingOf(ctx, { addresses: ['yes@ed.test', 'own@ed.test', 'no@ed.test'], purposeId }))
        .sort((a, b) => b.email.localeCompare(a.email))
        .map(({ basis, reason }) => basis ?? reason),
    );
  const first = await brought(app, admin, file);
  expect(await standings()).toEqual(['consent', 'consent', 'objected']);
  await app.command(admin, (ctx) => giveConsent(ctx, { email: 'own@ed.test', purposeId, by: 'person', through: 'preference_page' }));
  await admin.call(changeContact, { id: await contactOf(admin, 'yes@ed.test'), jobTitle: 'Head of buying' });
  await admin.call(contract.undoImport, { id: first.id });
  await app.runAllJobs();
  expect(await standings()).toEqual(['no_consent', 'consent', 'objected']);
  const kept = await contactOf(admin, 'yes@ed.test');
  expect(await admin.call(getContact, { id: kept })).toMatchObject({ mailPermission: 'unknown' });
  const { history, addresses } = await admin.call(readMailPermissions, { id: kept });
  expect(history.map(({ word }) => word)).toEqual(['retracted', 'given']);
  expect(addresses[0]?.purposes.find(({ purpose }) => purpose.id === purposeId)).toMatchObject({ allowed: false, reason: 'no_consent' });
  await brought(app, admin, file);
  expect(await standings()).toEqual(['consent', 'consent', 'objected']);
  expect(await admin.call(getContact, { id: kept })).toMatchObject({ mailPermission: 'granted' });
});
