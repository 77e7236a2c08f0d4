import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCampaign } from '#modules/campaigns/testing.ts';
import { eraseContact } from '#modules/contacts/contract.ts';
import { getLead } from '#modules/leads/contract/leads.ts';
import { reasonId } from '#modules/leads/testing.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { judgedLeads } from '#modules/patterns/testing.ts';
import { setFieldRight, setReach } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import type { About } from './schema.ts';

let app: TestApp;
let admin: Client;
let rep: Client;
let otherRep: Client;
let salesLead: Client;
let marketer: Client;
let marketingLead: Client;
let viewer: Client;
let campaignId: string;
let returned: [string, string, string, string, ...string[]];
let reason: string;
const MONDAY = '2026-06-01T09:00:00.000Z';

beforeAll(async () => {
  app = await openTestApp();
  app.setNow(MONDAY);
  const workspace = await app.newWorkspace();
  admin = workspace.admin;
  rep = await workspace.member('rep', { name: 'Anna' });
  otherRep = await workspace.member('rep', { name: 'Otto' });
  salesLead = await workspace.member('sales_lead', { name: 'Okafor' });
  marketer = await workspace.member('marketer', { name: 'Mara' });
  marketingLead = await workspace.member('marketing_lead', { name: 'Ruiz' });
  viewer = await workspace.member('viewer');
  reason = await reasonId(admin, 'not_a_lead', 'student_research');
  campaignId = await aCampaign(marketer, { name: 'Fair in May', status: 'active' });
  const at = '2026-05-04T09:00:00.000Z';
  const fair = { channel: 'event', campaignId, ownerId: rep.memberId };
  const leads = await judgedLeads(app, admin, {
    at,
    groups: [
      { n: 40, seniority: 'junior', decision: 'rejected', reasonId: reason, ...fair },
      { n: 40, seniority: 'head', decision: 'accepted', ...fair },
    ],
  });
  const [a = '', b = '', c = '', d = '', ...others] = leads;
  returned = [a, b, c, d, ...others];
}, 120_000);
afterAll(() => app.close());

const noticesOf = async (client: Client) => (await client.call(listNotices, {})).items.filter(({ kind }) => kind.startsWith('discussion'));
const read = (client: Client, id: string) => client.call(contract.getDiscussion, { id });
const open = (client: Client, about: About, more: { dueOn?: string } = {}) =>
  client.call(contract.openDiscussion, { about, what: 'Half of these are students.', ...more });

describe('from what is wrong to a talk', () => {
  it('takes one call from a lead: who leads its campaign owes an answer in three working days, and hears of it', async () => {
    app.setNow('2026-06-04T09:00:00.000Z');
    const made = await open(rep, { subject: 'lead', id: returned[0] });
    expect(made).toMatchObject({ answerer: { id: marketer.memberId, name: 'Mara' }, dueOn: '2026-06-09' });
    expect(await noticesOf(marketer)).toMatchObject([{ body: 'Half of these are students.', link: `/discussions/${made.id}` }]);
    const found = await read(marketer, made.id);
    expect(found).toMatchObject({ subject: 'lead', state: 'open', toParty: 'marketing', raisedBy: { name: 'Anna' }, total: 1 });
    expect(found.records).toMatchObject([{ kind: 'lead', id: returned[0], name: 'Person 1', reason: expect.any(String) }]);
    app.setNow(MONDAY);
  });

  it('goes from Marketing to whoever has the lead, of a hand-off as well', async () => {
    const { handoffs } = await app.command(admin, async (ctx) => {
      const { rows } = await sql<{
        id: string;
      }>`select id from handoff where workspace_id = ${ctx.scope.workspaceId} and lead_id = ${returned[1]}`.execute(ctx.tx);
      return { handoffs: rows };
    });
    const made = await open(marketer, { subject: 'handoff', id: handoffs[0]?.id ?? '' });
    expect(made.answerer).toMatchObject({ id: rep.memberId });
    expect((await read(rep, made.id)).records).toMatchObject([{ id: returned[1] }]);
  });

  it('attaches the figures of a campaign with their n', async () => {
    const made = await open(salesLead, { subject: 'campaign', id: campaignId });
    expect(made.answerer).toMatchObject({ id: marketer.memberId });
    expect((await read(marketer, made.id)).figures).toEqual([
      { key: 'accepted', label: null, k: 40, n: 80 },
      { key: 'returned', label: null, k: 40, n: 80 },
      { key: 'won', label: null, k: 0, n: 80 },
    ]);
  });

  it('attaches a list of returned leads, and a pattern with the first of its rows', async () => {
    const list = await read(marketer, (await open(rep, { subject: 'returned', leadIds: returned.slice(0, 5) })).id);
    expect(list).toMatchObject({
      total: 5,
      answerer: { name: 'Ruiz' },
      figures: [
        { key: 'reason', k: 5, n: 5 },
        { key: 'twice', k: 0, n: 5 },
      ],
    });
    expect(list.records).toHaveLength(5);
    const items = [{ dimension: 'contact.seniority', value: 'junior' }];
    const pattern = await read(marketer, (await open(rep, { subject: 'pattern', pattern: { outcome: 'rejected', items } })).id);
    expect(pattern).toMatchObject({
      total: 40,
      pattern: { outcome: 'rejected', narrowed: false, items: [{ label: 'Seniority', valueLabel: 'Junior' }] },
      figures: [
        { key: 'having', k: 40, n: 40 },
        { key: 'all', k: 40, n: 80 },
      ],
    });
    expect(pattern.records).toHaveLength(40);
  });

  it('asks for the other side, a day that lies ahead, and the right', async () => {
    const about = { subject: 'lead' as const, id: returned[0] };
    const what = 'Nobody called.';
    await expect(rep.call(contract.openDiscussion, { about, what, toParty: 'sales' })).rejects.toMatchObject({ status: 400 });
    await expect(rep.call(contract.openDiscussion, { about, what, dueOn: '2026-05-30' })).rejects.toMatchObject({ status: 400 });
    await expect(viewer.call(contract.openDiscussion, { about, what })).rejects.toMatchObject({ status: 403 });
    await expect(rep.call(contract.openDiscussion, { about: { ...about, id: campaignId }, what })).rejects.toMatchObject({ status: 404 });
  });
});

describe('an open discussion', () => {
  it('is answered, joined, and closed only with an outcome', async () => {
    const { id } = await open(rep, { subject: 'lead', id: returned[2] });
    await expect(marketer.call(contract.closeDiscussion, { id, outcome: 'stays', note: 'This is as agreed.' })).rejects.toMatchObject({
      code: 'not_now',
    });
    await expect(rep.call(contract.closeDiscussion, { id, outcome: 'stays', note: 'short' })).rejects.toMatchObject({ status: 400 });
    expect(await otherRep.call(contract.writeToDiscussion, { id, body: 'I saw the same.' })).toMatchObject({ kind: 'comment' });
    expect(await marketer.call(contract.writeToDiscussion, { id, body: 'The form asks for it from today.' })).toMatchObject({
      kind: 'answer',
    });
    expect((await noticesOf(rep)).map(({ kind }) => kind)).toContain('discussion.answer');
    expect((await read(otherRep, id)).people.map(({ name }) => name)).toEqual(['Anna', 'Mara', 'Otto']);
    await expect(salesLead.call(contract.closeDiscussion, { id, outcome: 'changed', note: 'The form was changed.' })).rejects.toMatchObject(
      {
        status: 403,
      },
    );
    await salesLead.call(contract.setParticipation, { id, joined: true });
    await salesLead.call(contract.setParticipation, { id, joined: false });
    await marketer.call(contract.closeDiscussion, { id, outcome: 'changed', note: 'The form asks who is a student.' });
    expect((await noticesOf(otherRep)).map(({ kind }) => kind)).toContain('discussion.closed');
    await expect(rep.call(contract.writeToDiscussion, { id, body: 'One more thing.' })).rejects.toMatchObject({ code: 'not_now' });
    const closed = await rep.call(contract.listDiscussions, { which: 'closed' });
    expect(closed.items).toMatchObject([{ id, outcome: 'changed', outcomeNote: 'The form asks who is a student.', entries: 2 }]);
  });

  it('is listed for both teams, by the day it waits for, page by page and by record', async () => {
    const first = await marketingLead.call(contract.listDiscussions, { limit: 2 });
    const rest = await marketingLead.call(contract.listDiscussions, { cursor: first.next ?? '' });
    const all = [...first.items, ...rest.items];
    expect(all).toHaveLength(first.counts.open);
    expect(all.map(({ dueOn }) => dueOn)).toEqual([...all.map(({ dueOn }) => dueOn)].sort());
    const own = await marketingLead.call(contract.listDiscussions, { leadId: returned[1] });
    expect(own.items.map(({ subject }) => subject).sort()).toEqual(['handoff', 'pattern', 'returned']);
    expect((await otherRep.call(contract.listDiscussions, { which: 'mine' })).items).toEqual([]);
  });

  it('is reminded of once when its day has passed', async () => {
    const { id } = await open(rep, { subject: 'lead', id: returned[3] }, { dueOn: '2026-06-02' });
    app.setNow('2026-06-03T09:00:00.000Z');
    await app.tick('discussions.remind');
    await app.tick('discussions.remind');
    expect((await read(rep, id)).overdue).toBe(true);
    for (const client of [marketer, marketingLead])
      expect((await noticesOf(client)).filter(({ kind, link }) => kind === 'discussion.due' && link?.endsWith(id))).toHaveLength(1);
    app.setNow(MONDAY);
  });
});

describe('who reaches less', () => {
  it('sees that records are attached, and neither their names nor their ids, nor a discussion by a record out of reach', async () => {
    const { id } = await open(rep, { subject: 'returned', leadIds: returned.slice(0, 3) });
    const pattern = await open(rep, {
      subject: 'pattern',
      pattern: { outcome: 'rejected', items: [{ dimension: 'contact.seniority', value: 'junior' }] },
    });
    for (const entity of ['lead', 'contact'] as const) await admin.call(setReach, { role: 'rep', entity, read: 'own', write: 'own' });
    await admin.call(setFieldRight, { role: 'rep', entity: 'contact', field: 'seniority', access: 'hidden' });
    const seen = await read(otherRep, id);
    expect(seen.records).toEqual(
      Array.from({ length: 3 }, () => ({ kind: 'lead', id: null, name: null, company: null, stage: null, label: null, reason: null })),
    );
    expect(seen.total).toBe(3);
    for (const discussion of [id, pattern.id]) {
      const raw = await otherRep.raw({ method: 'GET', url: `/api/discussions/${discussion}` });
      expect(raw.statusCode).toBe(200);
      expect(raw.body).not.toMatch(/Person|junior|Junior/);
      for (const leadId of returned.slice(0, 3)) expect(raw.body).not.toContain(leadId);
    }
    expect((await read(rep, id)).records[0]).toMatchObject({ id: returned[0], name: 'Person 1' });
    expect((await otherRep.call(contract.listDiscussions, { leadId: returned[0] })).items).toEqual([]);
    await expect(open(otherRep, { subject: 'lead', id: returned[0] })).rejects.toMatchObject({ status: 404 });
    await expect(open(otherRep, { subject: 'returned', leadIds: returned.slice(0, 2) })).rejects.toMatchObject({ status: 404 });
  });

  it('keeps no words about a person who was erased', async () => {
    const leadId = returned[5] ?? '';
    const { id } = await open(rep, { subject: 'lead', id: leadId });
    await rep.call(contract.writeToDiscussion, { id, body: 'She told me so on the phone.' });
    const { contact } = await admin.call(getLead, { id: leadId });
    await admin.call(eraseContact, { id: contact.id });
    await app.runAllJobs();
    const found = await read(marketer, id);
    expect([found.what, ...found.entries.map(({ body }) => body)]).toEqual(['', '']);
  });
});
