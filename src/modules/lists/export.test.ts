import { sql } from 'kysely';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { harmless } from '#platform/shared/csv.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { csvLine } from './rules/export.ts';
import { someCompanies } from './testing.ts';

let app: TestApp;
let admin: Client;
let member: Awaited<ReturnType<TestApp['newWorkspace']>>['member'];
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const fetched = (client: Client, payload: object) => client.raw({ method: 'POST', url: '/api/lists/company/exports', payload });

describe('text that a spreadsheet would run', () => {
  it.each([
    '=1+1',
    '+49 30 123',
    '-2+3',
    '@SUM(A1)',
    '|calc',
    '%0A',
    '  =1+1',
    '\t=1+1',
    '\r=1+1',
    '\n=1',
    '\u00a0=1+1',
    '\u200b=1+1',
    '\u3000=1',
    '\ufeff=1',
    '\u202e=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM',
    '\u2212 1',
    '\tplain',
  ])('%j gets an apostrophe', (text) => expect(harmless(text)).toBe(`'${text}`));
  it.each(['Acme', 'a=b', 'x+y', '1-2', 'mail@example.test', '', "it's", '(=1)'])('%j stays', (text) => expect(harmless(text)).toBe(text));
  it('leaves numbers alone and quotes what needs it', () => {
    expect(csvLine([{ number: -5.5 }, { text: 'a "b", c' }, { text: '=x' }, null, { text: ' y' }, { text: 'two\nlines' }])).toBe(
      `-5.5,"a ""b"", c",'=x,," y","two\nlines"\r\n`,
    );
  });
});

describe('an export', () => {
  it('is the list as it is filtered and sorted, with labels, names and currencies', async () => {
    ({ admin, member } = await app.newWorkspace());
    await app.command(admin, async (ctx) => {
      await someCompanies(ctx, [
        { name: '=cmd()', industry: 'Steel', ownerId: admin.memberId, tags: ['a', 'b'], employeeCount: -3 },
        { name: 'Äpfel', industry: 'Steel' },
        { name: 'Other', industry: 'Software' },
      ]);
      await sql`update company set annual_revenue_minor = 123450, currency = 'EUR', customer_status = 'former_customer' where workspace_id = ${ctx.scope.workspaceId} and name = 'Äpfel'`.execute(
        ctx.tx,
      );
    });
    const asked = {
      criteria: { match: 'all', of: [{ field: 'industry', op: 'is', value: 'Steel' }] },
      columns: ['name', 'customerStatus', 'annualRevenue', 'owner', 'tags', 'employeeCount'],
      sort: [{ by: 'name', direction: 'desc' }],
    };
    const { headers, body } = await fetched(admin, asked);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toMatch(/^attachment; filename="companies-\d{4}-\d\d-\d\d\.csv"$/);
    const lines = body.replace(/[0-9a-f-]{36}/g, 'id').split('\r\n');
    expect(lines[0]).toBe('\ufeffId,Name,Customer,Annual revenue,Annual revenue (currency),Owner,Tags,Employees');
    expect([...lines.slice(1)].sort()).toEqual([
      '',
      expect.stringMatching(/^id,'=cmd\(\),Prospect,,,admin \d+,"a; b",-3$/),
      'id,Äpfel,Former customer,1234.5,EUR,,,',
    ]);
    const xlsx = await fetched(admin, { ...asked, format: 'xlsx' });
    const sheet = await readSheet(xlsx.rawPayload);
    expect(sheet[0]).toEqual(['Id', 'Name', 'Customer', 'Annual revenue', 'Annual revenue (currency)', 'Owner', 'Tags', 'Employees']);
    expect(
      sheet
        .slice(1)
        .map((row) => row[1])
        .sort(),
    ).toEqual(["'=cmd()", 'Äpfel']);
    expect(sheet.slice(1).map((row) => row[3])).toContain(1234.5);
  });
  it('runs over many pages and is noted in the audit log', async () => {
    ({ admin, member } = await app.newWorkspace());
    await app.command(admin, async (ctx) => {
      await sql`insert into company (workspace_id, name) select ${ctx.scope.workspaceId}, 'same' from generate_series(1, 2500)`.execute(
        ctx.tx,
      );
    });
    const { body } = await fetched(admin, { columns: ['name'] });
    const ids = body
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',')[0]);
    expect(new Set(ids).size).toBe(2500);
    const { rows } = await app.context.runtime.read(await app.scopeOf(admin), ({ tx }) =>
      sql<{
        actor_member_id: string;
        entity: string;
        after: object;
      }>`select actor_member_id, entity, after from audit_log where action = 'exported'`.execute(tx),
    );
    expect(rows).toEqual([
      { actor_member_id: admin.memberId, entity: 'company', after: expect.objectContaining({ format: 'csv', columns: ['name'] }) },
    ]);
  });
  it('takes the right to export, and refuses columns that are not there before anything is sent', async () => {
    ({ admin, member } = await app.newWorkspace());
    expect((await fetched(await member('viewer'), {})).statusCode).toBe(403);
    const refused = await fetched(admin, { columns: ['nothing'] });
    expect([refused.statusCode, JSON.parse(refused.body).errors[0].field]).toEqual([400, 'columns[0]']);
  });
});
