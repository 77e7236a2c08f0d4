import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as activities from '#modules/activities/contract.ts';
import { anActivity } from '#modules/activities/testing.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { createOwnField } from '#modules/criteria/contract.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { upsertContacts } from './commands/upsert.ts';
import * as contract from './contract.ts';
import { aContact } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const MAIL = 'canary.bird@birds.test';
const OTHER_MAIL = 'cb@home.test';
const NUMBER = '+49301234567';

/** Everything in the database as text, table by table: where the word stands. */
async function whereStands(word: string): Promise<string[]> {
  const { rows: tables } = await app.context.queuePool.query<{ name: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await app.context.queuePool.query<{ n: number }>(
      `select count(*)::int n from ${name} t where strpos(lower(t::text), lower($1)) > 0`,
      [word],
    );
    if (rows[0]?.n) found.push(name);
  }
  return found;
}

/** A person about whom something is written wherever the record can hold it. */
async function aWellKnownPerson(admin: Client, marketer: Client) {
  await admin.call(createOwnField, { entity: 'contact', label: 'Nickname', kind: 'text' });
  const companyId = await aCompany(admin, { name: 'Bird Ltd', phone: NUMBER });
  const id = await aContact(admin, {
    firstName: 'Canary',
    lastName: 'Birdsong',
    emails: [{ email: MAIL }, { email: OTHER_MAIL }],
    phones: [{ phone: '030 1234567' }],
    companyId,
    jobTitle: 'CANARY keeper',
    street: 'CANARY street',
    city: 'CANARY city',
    description: 'CANARY description',
    interests: ['CANARY interest'],
    tags: ['CANARY tag'],
    source: 'CANARY source',
    custom: { nickname: 'CANARY nick' },
  });
  await admin.call(contract.changeContact, { id, city: 'CANARY other city', emails: [{ email: OTHER_MAIL }, { email: MAIL }] });
  await app.command(admin, (ctx) =>
    upsertContacts(ctx, [{ externalRef: { system: 'zoho', id: 'CANARY-7' }, values: { emails: [{ email: MAIL }] } }]),
  );
  const call = await admin.call(activities.logCall, {
    contactId: id,
    outcome: 'connected',
    notes: 'CANARY notes',
    insights: [{ kind: 'want', text: 'CANARY want' }],
    nextStep: { subject: 'CANARY step' },
  });
  await admin.call(activities.correctActivity, { id: call.id, body: 'CANARY correction' });
  await admin.call(activities.addNote, { contactId: id, body: 'CANARY note', mentions: [marketer.memberId] });
  await admin.call(activities.addNote, { companyId, body: `Met Canary Birdsong, ${MAIL.toUpperCase()}, call ${NUMBER}` });
  await admin.call(activities.createTask, { subject: `Write to ${MAIL}`, companyId });
  const { workspaceId } = admin;
  await app.context.database.inScope(app.context.systemScope(workspaceId), async (tx) => {
    const lead = await tx
      .insertInto('lead')
      .values({ workspace_id: workspaceId, contact_id: id, why_now: 'CANARY why', custom: JSON.stringify({ x: 'CANARY' }) })
      .returning('id')
      .executeTakeFirstOrThrow();
    await tx.updateTable('lead').set({ why_now: 'CANARY why again' }).where('id', '=', lead.id).execute();
    await tx
      .insertInto('conversion')
      .values({
        workspace_id: workspaceId,
        contact_id: id,
        lead_id: lead.id,
        kind: 'form',
        occurred_at: '2026-01-01T00:00:00Z',
        content: 'CANARY form',
        payload: JSON.stringify({ mail: MAIL }),
      })
      .execute();
    const bulk = await sql<{
      id: string;
    }>`insert into bulk_change (workspace_id, entity, kind, member_id) values (${workspaceId}, 'contact', 'edit', ${admin.memberId}) returning id`.execute(
      tx,
    );
    await sql`insert into bulk_change_row (workspace_id, bulk_change_id, entity_id, before) values (${workspaceId}, ${bulk.rows[0]?.id}, ${id}, '{"city":"CANARY before"}')`.execute(
      tx,
    );
    await tx
      .insertInto('mail')
      .values({
        workspace_id: workspaceId,
        kind: 'notice',
        to_email: 'rep@ours.test',
        subject: 'New lead: Canary Birdsong',
        body_text: `Birdsong, Canary <${MAIL}>`,
        message_id: '<1@ours>',
      })
      .execute();
    await tx
      .insertInto('notification')
      .values({ workspace_id: workspaceId, member_id: marketer.memberId, kind: 'x', title: 'Canary Birdsong is waiting' })
      .execute();
  });
  return { id, companyId, callId: call.id };
}

describe('erasure', () => {
  it('leaves nothing of the person anywhere in the database, and the counts', async () => {
    const { admin, member } = await app.newWorkspace();
    const marketer = await member('marketer');
    const { id, companyId } = await aWellKnownPerson(admin, marketer);
    const namesake = await aContact(admin, {
      firstName: 'Canary',
      lastName: 'Birdsong',
      emails: [],
      phones: [{ phone: NUMBER }],
      description: 'the namesake stays',
    });
    await app.runAllJobs();
    expect((await whereStands('canary')).length).toBeGreaterThan(8);
    await admin.call(contract.trashContact, { id: namesake });
    await expect(marketer.call(contract.eraseContact, { id })).rejects.toMatchObject({ status: 403 });
    await admin.call(contract.eraseContact, { id });
    await app.runAllJobs();

    await app.context.queuePool.query('delete from contact where id = $1', [namesake]);
    await app.context.queuePool.query('delete from audit_log where entity_id = $1 or before ->> $2 = $1 or after ->> $2 = $1', [
      namesake,
      'contact_id',
    ]);
    for (const word of ['CANARY', MAIL, OTHER_MAIL]) expect(await whereStands(word), word).toEqual([]);
    expect((await admin.call(activities.readTimeline, { of: 'contact', id })).items).toHaveLength(2);
    const { rows } = await app.context.queuePool.query(
      `select (select count(*)::int from lead where contact_id = $1) leads, (select count(*)::int from conversion where contact_id = $1) conversions,
      (select count(*)::int from contact where company_id = $2) people, (select phone from company where id = $2) phone, (select count(*)::int from audit_log where entity_id = $3) log`,
      [id, companyId, id],
    );
    expect(rows[0]).toMatchObject({ leads: 1, conversions: 1, people: 1, phone: NUMBER });
    expect(rows[0].log).toBeGreaterThan(1);
    expect((await admin.call(contract.getContact, { id })).erasedAt).not.toBeNull();
    await expect(admin.call(contract.restoreContact, { id })).rejects.toMatchObject({ status: 410 });
  });

  it('does not touch a namesake, nor a colleague with the same number', async () => {
    const { admin } = await app.newWorkspace();
    const person = { firstName: 'Jane', lastName: 'Sparrow', phones: [{ phone: NUMBER }] };
    const id = await aContact(admin, { ...person, emails: [{ email: 'jane@one.test' }] });
    const namesake = await aContact(admin, {
      ...person,
      emails: [{ email: 'mary.jane@one.test' }],
      description: 'assistant of jane@one.test',
    });
    await admin.call(activities.addNote, { contactId: namesake, body: `Jane Sparrow answers ${NUMBER}` });
    await admin.call(contract.eraseContact, { id });
    await app.runAllJobs();
    expect(await admin.call(contract.getContact, { id: namesake })).toMatchObject({
      name: 'Jane Sparrow',
      email: 'mary.jane@one.test',
      phone: NUMBER,
      description: 'assistant of [erased]',
    });
    expect((await admin.call(activities.readTimeline, { of: 'contact', id: namesake })).items[0]?.body).toBe(
      `Jane Sparrow answers ${NUMBER}`,
    );
  });

  it('remembers the address as a hash: the person who comes back gets no marketing mail', async () => {
    const { admin } = await app.newWorkspace();
    const id = await aContact(admin, { emails: [{ email: 'back@one.test' }] });
    await admin.call(contract.eraseContact, { id });
    await app.runAllJobs();
    const again = await aContact(admin, { emails: [{ email: 'BACK@one.test' }] });
    expect((await admin.call(contract.getContact, { id: again })).mailPermission).toBe('opted_out');
    await admin.call(contract.eraseContact, { id: again });
    const [imported] = await app.command(admin, (ctx) => upsertContacts(ctx, [{ values: { emails: [{ email: 'back@one.test' }] } }]));
    expect((await admin.call(contract.getContact, { id: imported?.id ?? '' })).mailPermission).toBe('opted_out');
  });
});

describe('the export of one person', () => {
  it('holds everything that is known, without what the caller may not see, and is logged', async () => {
    const { admin, member, workspaceId } = await app.newWorkspace();
    const viewer = await member('viewer');
    const id = await aContact(admin, { firstName: 'Ed', lastName: 'Export', emails: [{ email: 'ed@one.test' }], companyName: 'Ed Ltd' });
    await anActivity(app, admin, { contactId: id, subject: 'Talk', body: 'What was said' });
    await admin.call(activities.createTask, { subject: 'Later', contactId: id });
    const data = await admin.call(contract.exportContact, { id });
    expect(data).toMatchObject({
      contact: { firstName: 'Ed', email: 'ed@one.test' },
      emails: [{ email: 'ed@one.test' }],
      activities: [{ body: 'What was said' }],
      tasks: [{ subject: 'Later' }],
      employments: [{}],
      references: [],
    });
    await expect(viewer.call(contract.exportContact, { id })).rejects.toMatchObject({ status: 403 });
    const { rows } = await app.context.queuePool.query(
      `select action from audit_log where workspace_id = $1 and entity_id = $2 and action = 'exported'`,
      [workspaceId, id],
    );
    expect(rows).toHaveLength(1);
  });
});
