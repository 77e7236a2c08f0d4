import { afterAll, beforeAll, expect, it } from 'vitest';
import { upsertCompanies } from '#modules/companies/commands/upsert.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type UpsertContact, upsertContacts } from './commands/upsert.ts';
import * as contract from './contract.ts';
import { aContact } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

it('meets by reference, then by address, makes the rest, and the same rows again change nothing', async () => {
  const { admin } = await app.newWorkspace();
  const known = await aContact(admin, { firstName: 'Anna', lastName: 'Berg', emails: [{ email: 'anna@one.test' }], tags: ['vip'] });
  const rows: UpsertContact[] = [
    {
      externalRef: { system: 'zoho', id: 'lead:1' },
      values: { lastName: 'Berg', emails: [{ email: 'ANNA@one.test' }, { email: 'anna@two.test' }], jobTitle: 'CEO', tags: ['fair'] },
    },
    {
      externalRef: { system: 'zoho', id: 'lead:2' },
      values: {
        firstName: 'Carl',
        lastName: 'Diaz',
        emails: [{ email: 'carl@one.test' }],
        phones: [{ phone: '030 123456' }],
        createdAt: '2020-01-02T03:04:05Z',
      },
    },
    {
      externalRef: { system: 'zoho', id: 'contact:7' },
      values: { lastName: 'Diaz', emails: [{ email: 'carl@one.test' }], city: 'Ulm' },
    },
    { values: { lastName: 'Nobody' } },
  ];
  const upsert = () => app.command(admin, (ctx) => upsertContacts(ctx, rows));
  const first = await upsert();
  expect(first.map((one) => one.outcome)).toEqual(['merged', 'created', 'merged', 'created']);
  expect(first[0]).toMatchObject({ id: known, before: { job_title: null, tags: ['vip'], added_emails: ['anna@two.test'] } });
  expect(first[2]?.id).toBe(first[1]?.id);
  const read = (id = '') => admin.call(contract.getContact, { id });
  expect(await read(known)).toMatchObject({
    name: 'Anna Berg',
    jobTitle: 'CEO',
    seniority: 'c_level',
    tags: ['vip', 'fair'],
    email: 'anna@one.test',
    emails: [{ email: 'anna@one.test' }, { email: 'anna@two.test' }],
  });
  expect(await read(first[1]?.id)).toMatchObject({
    city: 'Ulm',
    phone: '+4930123456',
    createdAt: '2020-01-02T03:04:05.000Z',
    email: 'carl@one.test',
  });
  expect((await upsert()).map((one) => one.outcome).slice(0, 3)).toEqual(['unchanged', 'unchanged', 'unchanged']);
});

it('leaves an address with the person who has it, and brings back who was in the trash', async () => {
  const { admin } = await app.newWorkspace();
  const [anna, bert] = [
    await aContact(admin, { emails: [{ email: 'anna@one.test' }] }),
    await aContact(admin, { emails: [{ email: 'bert@one.test' }] }),
  ];
  const ref = { system: 'x', id: 'bert' };
  await app.command(admin, (ctx) => upsertContacts(ctx, [{ externalRef: ref, values: { emails: [{ email: 'bert@one.test' }] } }]));
  await admin.call(contract.trashContact, { id: bert });
  const [met] = await app.command(admin, (ctx) =>
    upsertContacts(ctx, [{ externalRef: ref, values: { emails: [{ email: 'anna@one.test' }], city: 'Bonn' } }]),
  );
  expect(met).toMatchObject({ id: bert, outcome: 'updated' });
  expect(await admin.call(contract.getContact, { id: bert })).toMatchObject({
    deletedAt: null,
    city: 'Bonn',
    emails: [{ email: 'bert@one.test' }],
  });
  expect((await admin.call(contract.getContact, { id: anna })).emails).toHaveLength(1);
});

it('moves people between companies set-wise', async () => {
  const { admin } = await app.newWorkspace();
  const [one, two] = (
    await app.command(admin, (ctx) => upsertCompanies(ctx, [{ values: { name: 'One' } }, { values: { name: 'Two' } }]))
  ).map(({ id }) => id);
  const row = (companyId: string | undefined): UpsertContact => ({
    externalRef: { system: 'x', id: '1' },
    values: { lastName: 'Mover', companyId, jobTitle: 'Buyer' },
  });
  const [made] = await app.command(admin, (ctx) => upsertContacts(ctx, [row(one)]));
  const [moved] = await app.command(admin, (ctx) => upsertContacts(ctx, [row(two)]));
  expect(moved).toMatchObject({ outcome: 'updated', before: { company_id: one } });
  const contact = await admin.call(contract.getContact, { id: made?.id ?? '' });
  expect(contact.company?.name).toBe('Two');
  expect(contact.employments?.map((job) => [job.company.name, job.endsOn === null])).toEqual([
    ['Two', true],
    ['One', false],
  ]);
});

it('takes thousands of rows in one call', async () => {
  const { admin, workspaceId } = await app.newWorkspace();
  const rows: UpsertContact[] = Array.from({ length: 5_000 }, (_, n) => ({
    externalRef: { system: 'x', id: String(n) },
    values: {
      firstName: 'First',
      lastName: `Last ${n}`,
      emails: [{ email: `p${n}@bulk.test` }],
      phones: [{ phone: `030 ${100000 + n}` }],
      jobTitle: 'Engineer',
    },
  }));
  const results = await app.command(admin, (ctx) => upsertContacts(ctx, rows));
  expect(new Set(results.map((one) => one.outcome))).toEqual(new Set(['created']));
  const { rows: counted } = await app.context.queuePool.query('select count(*)::int n from contact_email where workspace_id = $1', [
    workspaceId,
  ]);
  expect(counted[0].n).toBe(5_000);
  const again = await app.command(admin, (ctx) => upsertContacts(ctx, rows));
  expect(new Set(again.map((one) => one.outcome))).toEqual(new Set(['unchanged']));
});
