import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActivity } from '#modules/activities/testing.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { eraseContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { createOwnField } from '#modules/criteria/contract.ts';
import { aDeal, stagesOf } from '#modules/deals/testing.ts';
import { listImportProblems } from '#modules/imports/contract.ts';
import { ran, uploaded } from '#modules/imports/testing.ts';
import { aLead } from '#modules/leads/testing.ts';
import { anInvoice, anOrder, aProduct } from '#modules/orders/testing.ts';
import { setReach } from '#modules/team/contract/settings.ts';
import { workOf } from '#platform/runtime.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { exportInto } from './cli.ts';
import * as contract from './contract.ts';
import { EXPORTED, LEFT_OUT } from './queries/tables.ts';
import type { ExportManifest } from './schema.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

async function countOf(client: Client, table: string): Promise<number> {
  const { rows } = await app.context.queuePool.query<{ n: number }>(
    `select count(*)::int n from ${table} where ${table === 'workspace' ? 'id' : 'workspace_id'} = $1`,
    [client.workspaceId],
  );
  return rows[0]?.n ?? 0;
}

/** Files that come back by themselves. */
const ROUND = ['product', 'company', 'contact', 'lead', 'deal', 'sales_order', 'invoice'];

async function aLittleOfAll(admin: Client): Promise<void> {
  const stages = await stagesOf(admin);
  for (let n = 0; n < 3; n += 1) {
    const companyId = await aCompany(admin, { name: `Company ${n} Ltd`, website: `https://kessler${n}.com`, employeeCount: 10 + n });
    const person = { firstName: 'Ann', lastName: `Person ${n}`, emails: [{ email: `ann${n}@kessler${n}.com` }], companyId };
    const contactId = await aContact(admin, person);
    const leadId = await aLead(admin, { contactId });
    await aDeal(admin, { companyId, contactId, leadId, amountMinor: 123_456 + n, currency: 'EUR', stageId: Object.values(stages)[n] });
    await aProduct(admin, { name: `Product ${n}` });
    await anOrder(admin, { companyId, orderedAt: '2026-03-01T10:00:00.000Z' });
    await anInvoice(admin, { companyId, contactId, invoicedAt: '2026-03-02T10:00:00.000Z', totalMinor: 50_001 + n, currency: 'EUR' });
    await anActivity(app, admin, { contactId, subject: 'Talk', body: 'What was said' });
  }
}

/** Makes an export over HTTP and unpacks it. */
async function exported(admin: Client): Promise<{ id: string; files: Record<string, Buffer>; manifest: ExportManifest }> {
  const { id } = await admin.call(contract.createExport, {});
  await app.runAllJobs();
  expect(await admin.call(contract.getExport, { id }), await app.failedJobs()).toMatchObject({ state: 'done', problem: null });
  const { rawPayload, statusCode } = await admin.raw({ url: `/api/exports/${id}/file` });
  expect(statusCode).toBe(200);
  const files = Object.fromEntries(Object.entries(unzipSync(rawPayload)).map(([name, bytes]) => [name, Buffer.from(bytes)]));
  return { id, files, manifest: JSON.parse(files['manifest.json']?.toString() ?? '{}') };
}

const table = (file: Buffer | undefined): Record<string, string>[] => parse(file ?? '', { columns: true, bom: true });

describe('the export of a workspace', () => {
  it('knows every table: it goes out, or it is said why not', async () => {
    const { rows } = await app.context.queuePool.query<{ name: string }>(`
      select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`);
    const known = [...Object.keys(EXPORTED), ...Object.keys(LEFT_OUT)].filter((name) => name !== 'workspace');
    expect(known.sort()).toEqual(rows.map((row) => row.name).sort());
  });

  it('holds every row of the workspace and none of another, and comes back through an import', async () => {
    const { admin } = await app.newWorkspace('From');
    const other = await app.newWorkspace('Neighbour');
    await aContact(other.admin, { lastName: 'Neighbourly', emails: [{ email: 'canary@neighbour.test' }] });
    await admin.call(createOwnField, { entity: 'contact', label: 'Nickname', kind: 'text' });
    await aLittleOfAll(admin);
    const odd = await aContact(admin, {
      firstName: '=HYPERLINK("x")',
      lastName: 'A "quoted", name\nof two lines',
      emails: [{ email: 'odd@one.test' }],
      custom: { nickname: 'Oddie' },
    });
    await app.runAllJobs();
    const counts = Object.fromEntries(
      await Promise.all(Object.keys(EXPORTED).map(async (name) => [name, await countOf(admin, name)] as const)),
    );
    const { files, manifest } = await exported(admin);

    expect(manifest.schema.at(-1)).toMatch(/^\d{4}-/);
    for (const { table: name, file, rows, columns } of manifest.tables) {
      const found = table(files[file]);
      expect(found.length, name).toBe(rows);
      if (found[0]) expect(Object.keys(found[0])).toEqual(columns);
      // The export itself stands in the log; mails and notices may come by themselves.
      if (!['audit_log', 'file'].includes(name)) expect(rows, name).toBe(counts[name]);
    }
    expect(manifest.tables.length).toBe(Object.keys(EXPORTED).length);
    for (const name of ROUND) expect(counts[name], name).toBeGreaterThan(1);
    for (const [name, content] of Object.entries(files)) expect(content.includes('canary@neighbour.test'), name).toBe(false);
    const person = table(files['contact.csv']).find((row) => row.id === odd);
    expect(person).toMatchObject({
      first_name: `'=HYPERLINK("x")`,
      last_name: 'A "quoted", name\nof two lines',
      'custom.nickname': 'Oddie',
    });

    const to = await app.newWorkspace('To');
    const sent = ROUND.map((name) => ({ name: `${name}.csv`, content: files[`${name}.csv`] ?? '' }));
    const found = await uploaded(to.admin, ...sent);
    expect(found.files.map((file) => file.recognisedAs)).toEqual(found.files.map(() => expect.stringMatching(/^Truce /)));
    const { id: importId, files: done } = await ran(app, to.admin, found);
    expect((await to.admin.call(listImportProblems, { id: importId })).problems).toEqual([]);
    expect(done.map(({ name, created }) => ({ name, created }))).toEqual(done.map(({ name, rows }) => ({ name, created: rows })));
    for (const name of ROUND) expect([name, await countOf(to.admin, name)]).toEqual([name, counts[name]]);
    const sum = async (client: Client) =>
      (
        await app.context.queuePool.query(
          `select (select sum(total_minor) from invoice where workspace_id = $1) invoiced, (select sum(amount_minor) from deal where workspace_id = $1 and status = 'won') won`,
          [client.workspaceId],
        )
      ).rows;
    expect(await sum(to.admin)).toEqual(await sum(admin));
  }, 120_000);

  it('is only for those from whom nothing is hidden, one at a time', async () => {
    const { admin, member } = await app.newWorkspace();
    const lead = await member('revenue_lead');
    await expect(lead.call(contract.createExport, {})).rejects.toMatchObject({ status: 403 });
    await admin.call(contract.createExport, {});
    await expect(admin.call(contract.createExport, {})).rejects.toMatchObject({ status: 409 });
    await app.runAllJobs();
    const [made] = (await admin.call(contract.listExports, {})).exports;
    const stranger = (await app.newWorkspace()).admin;
    expect((await stranger.raw({ url: `/api/exports/${made?.id}/file` })).statusCode).toBe(404);
    await admin.call(setReach, { role: 'admin', entity: 'deal', read: 'own', write: 'own' });
    await expect(admin.call(contract.createExport, {})).rejects.toMatchObject({ status: 403 });
    expect((await admin.raw({ url: `/api/exports/${made?.id}/file` })).statusCode).toBe(403);
  });

  it('goes when its days are over, and at once when a person is erased', async () => {
    const { admin } = await app.newWorkspace();
    const id = await aContact(admin, { emails: [{ email: 'gone@one.test' }] });
    await exported(admin);
    app.setNow(new Date(Date.now() + 8 * 86_400_000).toISOString());
    await app.tick('exports');
    app.setNow(null);
    expect(await countOf(admin, 'export')).toBe(0);
    await exported(admin);
    expect(await countOf(admin, 'file_chunk')).toBeGreaterThan(0);
    await admin.call(eraseContact, { id });
    await app.runAllJobs();
    expect([await countOf(admin, 'export'), await countOf(admin, 'file_chunk')]).toEqual([0, 0]);
  });

  it('is written into an empty folder by the command line', async () => {
    const { admin } = await app.newWorkspace();
    await aContact(admin, { lastName: 'Folder' });
    const folder = await mkdtemp(path.join(tmpdir(), 'truce-export-'));
    try {
      const work = workOf(app.context.runtime, app.context.systemScope(admin.workspaceId));
      const manifest = await exportInto(folder, work);
      expect(isRefusal(manifest)).toBe(false);
      expect(table(await readFile(path.join(folder, 'contact.csv')))).toMatchObject([{ last_name: 'Folder' }]);
      expect(await exportInto(folder, work)).toMatchObject({ code: 'conflict' });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
