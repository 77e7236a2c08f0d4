import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCompany } from '#modules/companies/testing.ts';
import { listOwnFields } from '#modules/criteria/contract.ts';
import { listExports } from '#modules/exports/contract.ts';
import { getImport, listImports } from '#modules/imports/contract.ts';
import { ran, uploaded } from '#modules/imports/testing.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;

beforeAll(async () => {
  server = await openLiveServer();
}, 120_000);
afterAll(() => server?.close());

it('exports everything, hands the file over, and deletes it when told twice', async () => {
  const { admin } = await server.newWorkspace('Export');
  await aCompany(admin, { name: 'Kessler GmbH' });
  const page = await server.pageOf(admin);
  await page.goto(`${server.address}/settings`);
  await page.getByRole('link', { name: 'Export' }).click();
  await page.getByRole('button', { name: 'Export everything' }).click();
  await page.getByText('Begins in a moment').waitFor();
  await server.runAllJobs();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Download the export/ }).click()]);
  const unpacked = unzipSync(await readFile(await file.path()));
  expect(Buffer.from(unpacked['company.csv'] ?? []).toString()).toContain('Kessler GmbH');
  await page.getByRole('button', { name: /^Delete the export/ }).click();
  expect((await admin.call(listExports, {})).exports).toHaveLength(1);
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No export is kept here.').waitFor();
  expect((await admin.call(listExports, {})).exports).toEqual([]);
  await page.context().close();
}, 120_000);

it('tells administrators, and only them, that this is a restored copy until it is confirmed', async () => {
  const { admin, member } = await server.newWorkspace('Copy');
  const [page, other] = [await server.pageOf(admin), await server.pageOf(await member('rep'))];
  const banner = { name: 'This is a restored copy.' };
  await server.context.queuePool.query("insert into installation (name, value) values ('restored_unconfirmed', to_jsonb(now()))");
  try {
    await Promise.all([page, other].map((one) => one.goto(`${server.address}/companies`)));
    await page.getByRole('complementary', banner).getByText('truce restore --confirm').waitFor();
    await other.getByRole('heading', { level: 1 }).waitFor();
    expect(await other.getByRole('complementary', banner).count()).toBe(0);
  } finally {
    await server.context.queuePool.query("delete from installation where name = 'restored_unconfirmed'");
  }
  await Promise.all([page.waitForResponse('**/api/health'), page.reload()]);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.getByRole('complementary', banner).count()).toBe(0);
  await Promise.all([page, other].map((one) => one.context().close()));
}, 120_000);

const PEOPLE = 'First name,Surname,E-mail,Locker\nAnn,Lee,ann@lee.test,B 12\n';

it('makes a column that goes nowhere a field of its own, and the values come in with it', async () => {
  const { admin } = await server.newWorkspace('Columns');
  const found = await uploaded(admin, { name: 'people.csv', content: PEOPLE });
  const page = await server.pageOf(admin);
  await page.goto(`${server.address}/imports/${found.id}`);
  await page.getByLabel('What is in this file? people.csv').selectOption('Contacts');
  await page.getByLabel('Where the column Locker goes').selectOption('New field…');
  await page.getByRole('dialog').getByRole('button', { name: 'Make the field' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect((await admin.call(listOwnFields, { entity: 'contact' })).items).toMatchObject([{ label: 'Locker', kind: 'text', key: 'locker' }]);
  const checked = await admin.call(getImport, { id: found.id });
  expect(checked.files[0]?.mapping).toMatchObject({ Locker: { field: 'custom.locker' }, 'E-mail': { field: 'email' } });
  await ran(server, admin, checked);
  const { rows } = await server.context.queuePool.query('select custom from contact where workspace_id = $1', [admin.workspaceId]);
  expect(rows).toEqual([{ custom: { locker: 'B 12' } }]);
  await page.getByRole('link', { name: 'Duplicates', exact: true }).last().waitFor();
  await page.getByText('Every row came in whole.').waitFor();
  await page.getByRole('button', { name: 'Delete the file' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('The upload is deleted.').waitFor();
  expect((await admin.call(getImport, { id: found.id })).files).toMatchObject([{ discarded: true, created: 1 }]);
  await page.context().close();
}, 120_000);

it('drops an import that has not begun, with its file', async () => {
  const { admin } = await server.newWorkspace('Dropped');
  const { id } = await uploaded(admin, { name: 'people.csv', content: PEOPLE });
  const page = await server.pageOf(admin);
  await page.goto(`${server.address}/imports/${id}`);
  await page.getByRole('button', { name: 'Delete the file' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'Bring data in' }).waitFor();
  await page.getByText('Bring the data you have today').waitFor();
  expect((await admin.call(listImports, {})).imports).toEqual([]);
  await page.context().close();
}, 120_000);
