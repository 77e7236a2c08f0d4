import { link, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listInvoices } from '#modules/orders/contract/documents.ts';
import { type Client, openTestApp, type Problem, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import { ruleFor } from './rules/watched.ts';
import { uploaded } from './testing.ts';

let app: TestApp;
let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'truce-inbox-'));
  app = await openTestApp({ inboxRoot: path.join(root, 'inbox') });
});
afterAll(async () => {
  await app.close();
  await rm(root, { recursive: true });
});

let minute = 0;
/** A look of the worker, a minute after the last, with all that follows. */
async function look(): Promise<void> {
  minute += 1;
  app.setNow(new Date(Date.UTC(2026, 10, 1, 10, minute)).toISOString());
  await app.tick('inbox');
  await app.runAllJobs();
}
const folderOf = async (client: Client) => path.join(root, (await client.call(contract.getWatchedFolder, {})).folder);
const filesOf = async (client: Client) => (await client.call(contract.getWatchedFolder, {})).files;
const INVOICES = 'Invoice number,Invoice date,Total\nW-1,2026-03-01,10.00\n';

it('a file that has settled comes in, once, and leaves the folder; what does not is told to its owner', async () => {
  const { admin, member } = await app.newWorkspace('Acme & Söhne');
  const lead = await member('sales_lead');
  await lead.call(contract.setWatchedFolder, { active: true, rules: [] });
  const folder = await folderOf(admin);
  expect(path.basename(folder)).toMatch(/^acme-sohne-[0-9a-f]{8}$/);
  await look();
  await writeFile(path.join(folder, 'invoices-1.csv'), INVOICES.slice(0, 40));
  await look();
  await writeFile(path.join(folder, 'invoices-1.csv'), INVOICES);
  await look();
  expect(await filesOf(admin)).toMatchObject([{ state: 'settling' }]);
  for (let times = 0; times < 2; times += 1) await look();
  expect((await admin.call(listInvoices, {})).items).toMatchObject([{ number: 'W-1', totalMinor: 1_000 }]);
  expect(await filesOf(admin)).toMatchObject([{ name: 'invoices-1.csv', state: 'done', importId: expect.any(String) }]);
  expect(await readdir(path.join(folder, 'done'))).toEqual([expect.stringMatching(/-invoices-1\.csv$/)]);
  await writeFile(path.join(folder, 'again.csv'), INVOICES);
  await writeFile(path.join(folder, 'what.csv'), 'Blue,Green\n1,2\n');
  for (let times = 0; times < 3; times += 1) await look();
  expect((await filesOf(admin)).map(({ name, state }) => [name, state])).toEqual(
    expect.arrayContaining([
      ['again.csv', 'known'],
      ['what.csv', 'failed'],
    ]),
  );
  const failed = await readdir(path.join(folder, 'failed'));
  expect(await readFile(path.join(folder, 'failed', failed.find((name) => name.endsWith('.txt')) ?? ''), 'utf8')).toContain(
    'Nobody has said',
  );
  expect((await readdir(folder)).sort()).toEqual(['done', 'failed']);
  // A mapping that somebody saved, for names that stand for it.
  const made = await uploaded(admin, { name: 'blue.csv', content: 'Blue,Green\n1,2\n' });
  await admin.call(contract.changeImportFile, { id: made.id, fileId: made.files[0]?.id ?? '', entity: 'company' });
  const [mapping] = (await admin.call(contract.getWatchedFolder, {})).mappings;
  await lead.call(contract.setWatchedFolder, { active: true, rules: [{ pattern: 'firms*.csv', headerKey: mapping?.headerKey ?? '' }] });
  await writeFile(path.join(folder, 'firms.csv'), INVOICES.replace('W-1', 'W-2'));
  for (let times = 0; times < 3; times += 1) await look();
  expect((await filesOf(admin)).find(({ name }) => name === 'firms.csv')).toMatchObject({
    state: 'failed',
    note: expect.stringContaining('columns'),
  });
});

it('reads nothing that lies elsewhere: links, second names, other workspaces, names that lead out, files without end', async () => {
  const { admin, member } = await app.newWorkspace('Acme');
  const other = (await app.newWorkspace('Acme')).admin;
  for (const client of [admin, other]) await client.call(contract.setWatchedFolder, { active: true, rules: [] });
  const [folder, theirs] = [await folderOf(admin), await folderOf(other)];
  expect(folder).not.toBe(theirs);
  await look();
  const secret = path.join(root, 'secret.csv');
  await writeFile(secret, INVOICES);
  await symlink(secret, path.join(folder, 'link.csv'));
  await link(secret, path.join(folder, 'second.csv'));
  await mkdir(path.join(folder, 'sub'));
  await writeFile(path.join(folder, '.hidden.csv'), INVOICES);
  await writeFile(path.join(folder, 'huge.csv'), '');
  await truncate(path.join(folder, 'huge.csv'), 600 * 1024 * 1024);
  for (let times = 0; times < 3; times += 1) await look();
  expect((await filesOf(admin)).map(({ name, state }) => [name, state]).sort()).toEqual([
    ['huge.csv', 'failed'],
    ['second.csv', 'failed'],
  ]);
  expect((await admin.call(listInvoices, {})).items).toEqual([]);
  expect(await filesOf(other)).toEqual([]);
  expect(await readFile(secret, 'utf8')).toBe(INVOICES);
  // A folder that was put in place of another by a link is left alone.
  await rm(theirs, { recursive: true });
  await symlink(folder, theirs);
  await writeFile(path.join(folder, 'mine.csv'), INVOICES);
  for (let times = 0; times < 3; times += 1) await look();
  expect(await filesOf(other)).toEqual([]);
  expect((await admin.call(listInvoices, {})).items).toHaveLength(1);
  const rep = await member('rep');
  const refusal = await rep.call(contract.setWatchedFolder, { active: true, rules: [] }).catch((problem: Problem) => problem);
  expect(refusal).toMatchObject({ status: 403 });
});

it('a pattern fits as a person means it', () => {
  const fits = (pattern: string, name: string) => ruleFor([{ pattern, headerKey: null }], name) !== null;
  expect([
    fits('inv*.csv', 'Invoices 3.CSV'),
    fits('a?c', 'abc'),
    fits('a?c', 'ac'),
    fits('*', ''),
    fits('a*b*c', 'a-b-b'),
    fits('.', 'x'),
  ]).toEqual([...[true, true, false, true, false, false]]);
  fc.assert(
    fc.property(fc.string(), fc.string(), (start, end) => fits(`${start.replace(/[*?]/g, '')}*`, `${start.replace(/[*?]/g, '')}${end}`)),
  );
});
