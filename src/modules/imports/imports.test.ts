import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeContact, getContact } from '#modules/contacts/contract.ts';
import { createOwnField } from '#modules/criteria/contract.ts';
import { setFieldRight, setReach } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import { brought, countsOf, ran, sendFiles, uploaded } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const PEOPLE =
  'First name,Surname,E-mail,Company,Seen\nAnna,Okafor,anna@kessler.example,Kessler GmbH,2026-01-02\nTom,Ruiz,tom@ruiz.example,Ruiz SA,2026-01-03\n';

async function one<T extends object>(client: Client, text: string, values: unknown[] = []): Promise<T> {
  const { rows } = await app.context.queuePool.query<T>(text, [client.workspaceId, ...values]);
  const [row] = rows;
  if (!row) throw new Error(`nothing found: ${text}`);
  return row;
}

const countOf = async (client: Client, table: string) =>
  (await one<{ n: number }>(client, `select count(*)::int as n from ${table} where workspace_id = $1`)).n;
const contactOf = async (client: Client, email: string) =>
  (await one<{ contact_id: string }>(client, 'select contact_id from contact_email where workspace_id = $1 and email = $2', [email]))
    .contact_id;

describe('from upload to result', () => {
  it('looks the file over, shows it, brings it in and counts every row', async () => {
    const { admin } = await app.newWorkspace();
    const found = await uploaded(admin, { name: 'fair.csv', content: `${PEOPLE}Eva,Groß,not-an-address,Groß OG,2026-01-04\n` });
    expect(found).toMatchObject({ state: 'uploaded', name: 'fair.csv' });
    const [file] = found.files;
    expect(file).toMatchObject({
      entity: null,
      recognisedAs: null,
      encoding: 'utf-8',
      delimiter: ',',
      hasHeader: true,
      expectedRows: 3,
      rowsCounted: true,
    });
    const fileId = file?.id ?? '';
    const changed = await admin.call(contract.changeImportFile, { id: found.id, fileId, entity: 'contact' });
    expect(Object.fromEntries(Object.entries(changed.mapping).map(([header, column]) => [header, column.field]))).toEqual({
      'First name': 'firstName',
      Surname: 'lastName',
      'E-mail': 'email',
      Company: 'companyName',
    });
    const preview = await admin.call(contract.previewImportFile, { id: found.id, fileId });
    expect(preview.rows[0]).toMatchObject({ line: 2, values: { firstName: 'Anna', lastName: 'Okafor', email: 'anna@kessler.example' } });
    expect(preview.problems).toEqual([{ line: 4, column: 'E-mail', reason: expect.stringContaining('e-mail') }]);
    expect(await countOf(admin, 'contact')).toBe(0);

    const done = await ran(app, admin, found);
    expect(countsOf(done.totals)).toEqual({ rows: 3, created: 2, updated: 0, merged: 0, skipped: 0, failed: 1 });
    const { problems } = await admin.call(contract.listImportProblems, { id: found.id });
    expect(problems).toEqual([
      expect.objectContaining({ line: 4, column: 'E-mail', outcome: 'failed', cells: expect.objectContaining({ Surname: 'Groß' }) }),
    ]);
    const mend = await admin.raw({ method: 'GET', url: `/api/imports/${found.id}/files/${fileId}/mend` });
    expect(mend.body).toContain('"Groß"');
    expect(mend.body.trimEnd().split('\r\n')).toHaveLength(2);
    expect((await admin.call(contract.listImports, {})).imports.map((row) => row.id)).toEqual([found.id]);
  });

  it('a website that is none costs its cell, not the row, and is said', async () => {
    const { admin } = await app.newWorkspace();
    const content = 'Account name,Website\nKessler GmbH,see below\nRuiz SA,ruiz.example\n';
    const done = await brought(app, admin, { name: 'c.csv', content, as: 'company' });
    expect(countsOf(done.totals)).toMatchObject({ rows: 2, created: 2, failed: 0 });
    expect((await admin.call(contract.listImportProblems, { id: done.id })).problems).toEqual([
      expect.objectContaining({ line: 2, outcome: 'created', column: 'Website', reason: expect.stringContaining('without this cell') }),
    ]);
  });

  it('the mended file comes in and touches nothing else', async () => {
    const { admin } = await app.newWorkspace();
    const first = await brought(app, admin, { name: 'a.csv', content: `${PEOPLE}Eva,Groß,eva@,Groß OG,\n`, as: 'contact' });
    const mend = (await admin.raw({ method: 'GET', url: `/api/imports/${first.id}/files/${first.files[0]?.id}/mend` })).body;
    const second = await brought(app, admin, { name: 'b.csv', content: mend.replace('eva@', 'eva@gross.example'), as: 'contact' });
    expect(countsOf(second.totals)).toEqual({ rows: 1, created: 1, updated: 0, merged: 0, skipped: 0, failed: 0 });
    expect(await countOf(admin, 'contact')).toBe(3);
  });

  it('what a person decided about a header row is offered again', async () => {
    const { admin } = await app.newWorkspace();
    const first = await uploaded(admin, { name: 'one.csv', content: 'Wer,Wo\nanna@kessler.example,Wien\n' });
    const fileId = first.files[0]?.id ?? '';
    await admin.call(contract.changeImportFile, { id: first.id, fileId, entity: 'contact' });
    const mapping = { Wer: { field: 'email', transform: 'email' }, Wo: { field: 'city' } };
    await admin.call(contract.changeImportFile, { id: first.id, fileId, mapping });
    const second = await uploaded(admin, { name: 'two.csv', content: 'Wo,Wer\nGraz,tom@ruiz.example\n' });
    expect(second.files[0]).toMatchObject({ entity: 'contact', mapping });
    const other = await app.newWorkspace();
    expect((await uploaded(other.admin, { name: 'two.csv', content: 'Wo,Wer\nGraz,tom@ruiz.example\n' })).files[0]).toMatchObject({
      entity: null,
      mapping: {},
    });
  });

  it('a table of three hundred columns is remembered as well', async () => {
    const { admin } = await app.newWorkspace();
    const headers = ['email', ...Array.from({ length: 300 }, (_, index) => `A rather long and quite random column name ${index ** 3}`)];
    const file = { name: 'wide.csv', content: `${headers.join(',')}\nanna@kessler.example${',x'.repeat(300)}\n` };
    await brought(app, admin, { ...file, as: 'contact' });
    expect((await uploaded(admin, file)).files[0]).toMatchObject({ entity: 'contact' });
  });

  it('only fields that there are can be mapped to', async () => {
    const { admin } = await app.newWorkspace();
    const found = await uploaded(admin, { name: 'a.csv', content: PEOPLE });
    const fileId = found.files[0]?.id ?? '';
    await admin.call(contract.changeImportFile, { id: found.id, fileId, entity: 'contact' });
    for (const field of ['workspaceId', 'ownerId', 'owner_id', 'constructor', '__proto__', 'custom', 'importId'])
      await expect(
        admin.call(contract.changeImportFile, {
          id: found.id,
          fileId,
          mapping: { Company: { field, role: 'reference', transform: 'id' } },
        }),
      ).rejects.toMatchObject({
        status: 400,
        code: 'invalid',
      });
  });

  it('the same key uploads once, and says so while nobody knows how far it came', async () => {
    const { admin } = await app.newWorkspace();
    const send = (key: string, name = 'fair.csv') => sendFiles(admin, [{ name, content: PEOPLE }], { 'idempotency-key': key });
    const [first, second] = [await send('k1'), await send('k1')];
    expect([first.statusCode, second.statusCode, second.json().id]).toEqual([200, 200, first.json().id]);
    expect((await send('k1', 'another.csv')).statusCode).toBe(409);
    expect((await send('k2')).json().id).not.toBe(first.json().id);
    await app.context.queuePool.query("update idempotency_key set status = null, response = null where workspace_id = $1 and key = 'k2'", [
      admin.workspaceId,
    ]);
    const cutOff = await send('k2');
    expect([cutOff.statusCode, cutOff.json().title]).toEqual([409, expect.stringContaining('cut off')]);
    expect(await countOf(admin, 'import')).toBe(2);
  });

  it('a file nobody speaks for is counted and left out', async () => {
    const { admin } = await app.newWorkspace();
    const done = await brought(app, admin, { name: 'a.csv', content: 'x,y\n1,2\n3,4\n' });
    expect(countsOf(done.totals)).toEqual({ rows: 2, created: 0, updated: 0, merged: 0, skipped: 2, failed: 0 });
    expect((await admin.call(contract.listImportProblems, { id: done.id })).problems[0]?.reason).toContain('left out');
  });
});

describe('fields of the workspace’s own', () => {
  it('are filled by their label, each kind as it reads; what does not fit is a row to mend', async () => {
    const { admin } = await app.newWorkspace();
    const options = [
      { value: 'gold', label: 'Gold' },
      { value: 'silver', label: 'Silver' },
    ];
    for (const field of [
      { label: 'Tier', kind: 'choice', options },
      { label: 'Badges', kind: 'choices', options },
      { label: 'Seats', kind: 'number' },
      { label: 'Volume', kind: 'money' },
      { label: 'Renewal', kind: 'date' },
      { label: 'Partner', kind: 'yes_no' },
      { label: 'Handbook', kind: 'url' },
      { label: 'Consultant', kind: 'member' },
    ] as const)
      await admin.call(createOwnField, { entity: 'company', ...field });
    const head = 'Account name,Tier,Badges,Seats,Volume,Renewal,Partner,Handbook,Consultant\n';
    const good = 'Kessler GmbH,gold,Gold;silver,"1,200",$3.4K,2026-05-31,yes,kessler.example/book,Ada Lovelace\n';
    const done = await brought(app, admin, { name: 'c.csv', content: `${head}${good}Ruiz SA,Bronze,,,,,,,\n`, as: 'company' });
    expect(countsOf(done.totals)).toMatchObject({ rows: 2, created: 1, failed: 1 });
    const { problems } = await admin.call(contract.listImportProblems, { id: done.id });
    expect(problems).toEqual([expect.objectContaining({ column: 'Tier', reason: expect.stringContaining('Bronze') })]);
    const { custom } = await one<{ custom: Record<string, unknown> }>(
      admin,
      "select custom from company where workspace_id = $1 and name = 'Kessler GmbH'",
    );
    expect(custom).toEqual({
      tier: 'gold',
      badges: ['gold', 'silver'],
      seats: 1200,
      volume: { amountMinor: 340_000, currency: 'USD' },
      renewal: '2026-05-31',
      partner: true,
      handbook: 'https://kessler.example/book',
      consultant: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const again = await brought(app, admin, { name: 'd.csv', content: `${head}Kessler GmbH,Silver,,,,,,,\n`, as: 'company' });
    expect(countsOf(again.totals)).toMatchObject({ rows: 1, merged: 1 });
    expect(await one(admin, "select custom ->> 'tier' as tier, custom ->> 'seats' as seats from company where workspace_id = $1")).toEqual({
      tier: 'silver',
      seats: '1200',
    });
  });
});

describe('again', () => {
  it('the same file creates and updates nothing; a changed row updates one', async () => {
    const { admin } = await app.newWorkspace();
    await brought(app, admin, { name: 'a.csv', content: PEOPLE, as: 'contact' });
    const again = await brought(app, admin, { name: 'a.csv', content: PEOPLE });
    expect(countsOf(again.totals)).toEqual({ rows: 2, created: 0, updated: 0, merged: 0, skipped: 2, failed: 0 });
    expect(
      (await admin.raw({ method: 'GET', url: `/api/imports/${again.id}/files/${again.files[0]?.id}/mend` })).body.trimEnd().split('\r\n'),
    ).toHaveLength(1);
    const changed = await brought(app, admin, { name: 'a.csv', content: PEOPLE.replace('Ruiz,tom', 'Ruiz-Bach,tom') });
    expect(changed.totals).toMatchObject({ created: 0, skipped: 1 });
    expect(changed.totals.updated + changed.totals.merged).toBe(1);
    const contact = await admin.call(getContact, { id: await contactOf(admin, 'tom@ruiz.example') });
    expect(contact).toMatchObject({ lastName: 'Ruiz-Bach' });
    expect(await countOf(admin, 'contact')).toBe(2);
  });

  it('equal rows are all kept, and the same file knows them again', async () => {
    const { admin } = await app.newWorkspace();
    const file = { name: 'a.csv', content: 'Deal\nBig one\nBig one\nBig one\n' };
    const found = await uploaded(admin, file);
    await admin.call(contract.changeImportFile, {
      id: found.id,
      fileId: found.files[0]?.id ?? '',
      entity: 'deal',
      mapping: { Deal: { field: 'name' } },
    });
    expect((await ran(app, admin, found)).totals).toMatchObject({ created: 3 });
    expect((await brought(app, admin, file)).totals).toMatchObject({ created: 0, updated: 0, skipped: 3 });
    expect(await countOf(admin, 'deal')).toBe(3);
  });
});

describe('undo', () => {
  it('removes what was made, puts back what was changed, keeps what people touched since', async () => {
    const { admin } = await app.newWorkspace();
    await brought(app, admin, { name: 'a.csv', content: PEOPLE, as: 'contact' });
    const tom = await contactOf(admin, 'tom@ruiz.example');
    const second = await brought(app, admin, {
      name: 'b.csv',
      content: `${PEOPLE.replace('Ruiz,tom', 'Ruiz-Bach,tom')}Eva,Groß,eva@gross.example,Groß OG,\nPia,Lang,pia@lang.example,Lang KG,\n`,
    });
    expect(second.totals).toMatchObject({ created: 2 });
    const pia = await contactOf(admin, 'pia@lang.example');
    const { version } = (await admin.call(getContact, { id: pia })) as { version?: number };
    await admin.call(changeContact, { id: pia, jobTitle: 'Head of buying', ...(version === undefined ? {} : { version }) });
    await admin.call(contract.undoImport, { id: second.id });
    await app.runAllJobs();
    expect(await admin.call(contract.getImport, { id: second.id })).toMatchObject({ state: 'undone' });
    expect(await admin.call(getContact, { id: tom })).toMatchObject({ lastName: 'Ruiz' });
    expect(await admin.call(getContact, { id: pia })).toMatchObject({ jobTitle: 'Head of buying' });
    await expect(contactOf(admin, 'eva@gross.example')).rejects.toThrow();
    expect(await countOf(admin, 'contact')).toBe(3);
    // The company of the person who stays does too.
    const names = await app.context.queuePool.query('select name from company where workspace_id = $1 order by 1', [admin.workspaceId]);
    expect(names.rows.map((row) => row.name)).toEqual(['Kessler GmbH', 'Lang KG', 'Ruiz SA']);
    // And the same file brings it all again, without doubling who stayed.
    const third = await brought(app, admin, {
      name: 'b.csv',
      content: `${PEOPLE}Eva,Groß,eva@gross.example,Groß OG,\nPia,Lang,pia@lang.example,Lang KG,\n`,
    });
    expect(third.totals).toMatchObject({ created: 1 });
    expect(await countOf(admin, 'contact')).toBe(4);
  });

  it('only what has ended can be undone, and only once', async () => {
    const { admin } = await app.newWorkspace();
    const found = await uploaded(admin, { name: 'a.csv', content: PEOPLE });
    await expect(admin.call(contract.undoImport, { id: found.id })).rejects.toMatchObject({ status: 409 });
    await ran(app, admin, found);
    await expect(admin.call(contract.runImport, { id: found.id })).rejects.toMatchObject({ status: 409 });
    await admin.call(contract.undoImport, { id: found.id });
    await app.runAllJobs();
    await expect(admin.call(contract.undoImport, { id: found.id })).rejects.toMatchObject({ status: 409 });
    expect(await countOf(admin, 'contact')).toBe(0);
  });
});

describe('rights', () => {
  it('a person without the right to import is refused', async () => {
    const { member } = await app.newWorkspace();
    for (const role of ['rep', 'viewer'] as const) {
      const client = await member(role);
      expect((await sendFiles(client, [{ name: 'a.csv', content: PEOPLE }])).statusCode).toBe(403);
      await expect(client.call(contract.listImports, {})).rejects.toMatchObject({ status: 403 });
    }
  });

  it('a column for a field that the person may not change stays out, and is said; a field of the workspace’s own as well', async () => {
    const { admin, member } = await app.newWorkspace();
    await admin.call(createOwnField, { entity: 'contact', label: 'Salary', kind: 'number' });
    const marketer = await member('marketer');
    await admin.call(setFieldRight, { role: 'marketer', entity: 'contact', field: 'jobTitle', access: 'read' });
    await admin.call(setFieldRight, { role: 'marketer', entity: 'contact', field: 'custom.salary', access: 'hidden' });
    const content = 'Email,Job title,Salary\nanna@kessler.example,CEO,5\n';
    const found = await uploaded(marketer, { name: 'jobs.csv', content });
    const fileId = found.files[0]?.id ?? '';
    const changed = await marketer.call(contract.changeImportFile, { id: found.id, fileId, entity: 'contact' });
    expect(Object.keys(changed.mapping)).toEqual(['Email']);
    const { fields } = await marketer.call(contract.previewImportFile, { id: found.id, fileId });
    expect(fields.filter(({ key }) => ['jobTitle', 'custom.salary'].includes(key))).toEqual([]);
    await expect(
      marketer.call(contract.changeImportFile, { id: found.id, fileId, mapping: { 'Job title': { field: 'jobTitle' } } }),
    ).rejects.toMatchObject({ status: 400 });
    // A mapping that somebody with the right leaves behind.
    const theirs = await uploaded(admin, { name: 'jobs.csv', content });
    const mapping = { Email: { field: 'email' }, 'Job title': { field: 'jobTitle' }, Salary: { field: 'custom.salary' } };
    await admin.call(contract.changeImportFile, { id: theirs.id, fileId: theirs.files[0]?.id ?? '', mapping });
    const remembered = await brought(app, marketer, { name: 'more.csv', content });
    expect(remembered.files[0]).toMatchObject({
      created: 1,
      notes: ['Left out, as your role may not change these fields: Job title, Salary.'],
    });
    const contact = await admin.call(getContact, { id: await contactOf(admin, 'anna@kessler.example') });
    expect(contact).toMatchObject({ jobTitle: null, custom: {} });
  });

  it('who may change only some records brings in none', async () => {
    const { admin, member } = await app.newWorkspace();
    const marketer = await member('marketer');
    await admin.call(setReach, { role: 'marketer', entity: 'company', read: 'all', write: 'own' });
    const found = await uploaded(marketer, { name: 'fair.csv', content: PEOPLE });
    await marketer.call(contract.changeImportFile, { id: found.id, fileId: found.files[0]?.id ?? '', entity: 'contact' });
    await expect(marketer.call(contract.runImport, { id: found.id })).rejects.toMatchObject({ status: 403 });
    expect(await countOf(admin, 'contact')).toBe(0);
  });

  it('an import of another workspace is not there', async () => {
    const { admin } = await app.newWorkspace();
    const found = await uploaded(admin, { name: 'a.csv', content: PEOPLE });
    const stranger = (await app.newWorkspace()).admin;
    const { id } = found;
    const fileId = found.files[0]?.id ?? '';
    const own = await uploaded(stranger, { name: 'a.csv', content: PEOPLE });
    const missing = { status: 404 };
    await expect(stranger.call(contract.getImport, { id })).rejects.toMatchObject(missing);
    await expect(stranger.call(contract.changeImportFile, { id, fileId, entity: 'contact' })).rejects.toMatchObject(missing);
    await expect(stranger.call(contract.changeImportFile, { id: own.id, fileId, entity: 'contact' })).rejects.toMatchObject(missing);
    await expect(stranger.call(contract.previewImportFile, { id, fileId })).rejects.toMatchObject(missing);
    await expect(stranger.call(contract.runImport, { id })).rejects.toMatchObject(missing);
    await expect(stranger.call(contract.stopImport, { id })).rejects.toMatchObject(missing);
    await expect(stranger.call(contract.undoImport, { id })).rejects.toMatchObject(missing);
    await expect(stranger.call(contract.listImportProblems, { id })).rejects.toMatchObject(missing);
    expect((await stranger.raw({ method: 'GET', url: `/api/imports/${id}/files/${fileId}/mend` })).statusCode).toBe(404);
    expect((await admin.call(contract.getImport, { id })).files[0]?.entity).toBeNull();
  });

  it('columns named after what is ours alone change nothing of it', async () => {
    const { admin, workspaceId } = await app.newWorkspace();
    const other = await app.newWorkspace();
    const evil = `email,role,roles,workspace_id,owner_id,id,__proto__,constructor,permissions,import_id,created_by\nmallory@evil.example,admin,"{admin}",${other.workspaceId},${other.admin.memberId},${other.admin.memberId},x,y,all,${other.workspaceId},${other.admin.memberId}\n`;
    const before = await countOf(other.admin, 'contact');
    await brought(app, admin, { name: 'a.csv', content: evil, as: 'contact' });
    const contact = await one<Record<string, unknown>>(admin, 'select * from contact where workspace_id = $1');
    expect(contact).toMatchObject({ workspace_id: workspaceId, owner_id: null, email: 'mallory@evil.example' });
    expect(contact.id).not.toBe(other.admin.memberId);
    expect(await countOf(other.admin, 'contact')).toBe(before);
    expect(await one(admin, 'select roles from member where workspace_id = $1')).toEqual({ roles: ['admin'] });
  });

  it('people of a users file become nobody with rights', async () => {
    const { admin } = await app.newWorkspace();
    const done = await brought(app, admin, {
      name: 'Users.csv',
      content: 'USER_ID,First Name,Last Name,role,roles\n1001,,Mallory Admin,admin,{admin}\n',
      as: 'user',
    });
    expect(done.files[0]).toMatchObject({ entity: 'user', created: 1 });
    const made = await one<{ status: string; roles: string[] }>(
      admin,
      "select status, roles from member where workspace_id = $1 and name = 'Mallory Admin'",
    );
    expect(made.status).not.toBe('active');
    expect(made.roles).not.toContain('admin');
  });

  it('imported leads start no clock', async () => {
    const { admin } = await app.newWorkspace();
    const leads = 'Email,Last Name,Company\nanna@kessler.example,Okafor,Kessler GmbH\ntom@ruiz.example,Ruiz,Ruiz SA\n';
    expect((await brought(app, admin, { name: 'l.csv', content: leads, as: 'lead' })).totals).toMatchObject({ created: 2 });
    expect(await countOf(admin, 'lead')).toBe(2);
    expect(await countOf(admin, 'clock')).toBe(0);
  });
});
