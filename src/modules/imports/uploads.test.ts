import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eraseContact } from '#modules/contacts/contract.ts';
import { changeWorkspace } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import { ran, uploaded } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

async function numberOf(client: Client, query: string): Promise<number> {
  const { rows } = await app.context.queuePool.query<{ n: number }>(query, [client.workspaceId]);
  return rows[0]?.n ?? 0;
}
const chunks = (client: Client) => numberOf(client, 'select count(*)::int n from file_chunk where workspace_id = $1');
const inDays = (days: number) => app.setNow(new Date(Date.now() + days * 86_400_000).toISOString());

const HEAD = 'First name,Surname,E-mail\n';

async function broughtIn(admin: Client, rows: string, more: { name?: string; content?: Buffer } = {}) {
  const found = await uploaded(admin, { name: more.name ?? 'people.csv', content: more.content ?? HEAD + rows });
  const fileId = found.files[0]?.id ?? '';
  await admin.call(contract.changeImportFile, { id: found.id, fileId, entity: 'contact' });
  return ran(app, admin, found);
}

describe('uploaded files', () => {
  it('of an import that never began are discarded with it', async () => {
    const { admin } = await app.newWorkspace();
    const { id } = await uploaded(admin, { name: 'people.csv', content: `${HEAD}Ann,Lee,ann@lee.test\n` });
    await admin.call(contract.discardUpload, { id });
    expect((await admin.call(contract.listImports, {})).imports).toEqual([]);
    expect(await numberOf(admin, 'select count(*)::int n from file where workspace_id = $1')).toBe(0);
    await expect(admin.call(contract.discardUpload, { id })).rejects.toMatchObject({ status: 404 });
  });

  it('go when their days are over; the result stays', async () => {
    const { admin } = await app.newWorkspace();
    const done = await broughtIn(admin, 'Ann,Lee,ann@lee.test\nBad,Mail,nonsense\n');
    inDays(29);
    await app.tick('uploads');
    expect(await chunks(admin)).toBe(1);
    inDays(31);
    await app.tick('uploads');
    app.setNow(null);
    expect(await chunks(admin)).toBe(0);
    const after = await admin.call(contract.getImport, { id: done.id });
    expect(after).toMatchObject({ totals: done.totals, files: [{ discarded: true }] });
    expect((await admin.call(contract.listImportProblems, { id: done.id })).problems).toHaveLength(1);
    await expect(admin.call(contract.previewImportFile, { id: done.id, fileId: done.files[0]?.id ?? '' })).rejects.toMatchObject({
      status: 410,
    });
  });

  it('are kept as long as the workspace says', async () => {
    const { admin } = await app.newWorkspace();
    await broughtIn(admin, 'Ann,Lee,ann@lee.test\n');
    expect(await admin.call(changeWorkspace, { keepUploadsDays: 2 })).toMatchObject({ keepUploadsDays: 2 });
    inDays(3);
    await app.tick('uploads');
    app.setNow(null);
    expect(await chunks(admin)).toBe(0);
  });

  it('go at once with a person who is erased, and the others stay', async () => {
    const { admin } = await app.newWorkspace();
    await broughtIn(admin, 'Ann,Lee,ann@lee.test\n');
    const other = await broughtIn(admin, 'Bo,Ray,bo@ray.test\n', { name: 'others.csv' });
    const waiting = await uploaded(admin, {
      name: 'old tool.csv',
      content: Buffer.from(`\ufeff${HEAD}Anna,L,ANN@Lee.test\n`, 'utf16le'),
    });
    const { rows } = await app.context.queuePool.query<{ id: string }>(
      `select contact_id id from contact_email where workspace_id = $1 and email = 'ann@lee.test'`,
      [admin.workspaceId],
    );
    await admin.call(eraseContact, { id: rows[0]?.id ?? '' });
    await app.runAllJobs();
    const left = await app.context.queuePool.query<{ bytes: Buffer }>('select bytes from file_chunk where workspace_id = $1', [
      admin.workspaceId,
    ]);
    expect(left.rows.map(({ bytes }) => bytes.toString())).toEqual([`${HEAD}Bo,Ray,bo@ray.test\n`]);
    expect((await admin.call(contract.getImport, { id: other.id })).files[0]?.discarded).toBe(false);
    await expect(admin.call(contract.getImport, { id: waiting.id })).rejects.toMatchObject({ status: 404 });
  });
});
