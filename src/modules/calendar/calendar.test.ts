import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActivity } from '#modules/activities/testing.ts';
import { addMembers, createCampaign } from '#modules/campaigns/contract.ts';
import { createMailPurpose } from '#modules/consents/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import type { Criteria } from '#modules/criteria/schema.ts';
import { createDeal } from '#modules/deals/contract/deals.ts';
import { getAttention } from '#modules/gate/contract/attention.ts';
import { checkContact } from '#modules/gate/contract/checks.ts';
import { aHold, anIntent } from '#modules/gate/testing.ts';
import { getAxis, listAxisDeals } from '#modules/goals/contract/axis.ts';
import { cancelMeeting, changeMeeting, createMeeting, listMeetings } from '#modules/meetings/contract/meetings.ts';
import { aTrack, days, END, mail, passTo, put, START } from '#modules/nurtures/testing.ts';
import { announceOffer } from '#modules/offers/contract/offers.ts';
import { anOffer } from '#modules/offers/testing.ts';
import { aSignedProfile } from '#modules/scoring/testing.ts';
import { type Client, openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import * as blitzes from './contract/blitzes.ts';
import { getCalendar, getOverlaps, listOverlap } from './contract/calendar.ts';
import * as postal from './contract/postal.ts';

const NOW = '2026-03-02T08:00:00.000Z';
const SPAN = { from: '2026-03-01', to: '2026-03-31' };

let app: TestApp;
let rep: Client;
let marketer: Client;
beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
});
afterAll(() => app.close());

async function office() {
  const { member } = await app.newWorkspace();
  rep = await member('sales_lead');
  marketer = await member('marketing_lead');
}

const named = (lastName: string): Criteria => ({ match: 'all', of: [{ field: 'name', op: 'contains', value: lastName }] });
const aPostal = (client: Client, more: Partial<Parameters<typeof client.call<typeof postal.createPostal>>[1]> = {}) =>
  client.call(postal.createPostal, {
    name: 'Spring letter',
    side: 'marketing',
    audience: 'everybody',
    onDay: '2026-03-10',
    criteria: named('Reader'),
    ...more,
  });

/** A mailing that is planned for a day, as the ledger of sends has it. */
const aSend = (client: Client, values: { name: string; plannedAt: string; criteria: Criteria | null }) =>
  app.command(client, async (ctx) => {
    const { rows } = await sql<{
      id: string;
    }>`insert into send (workspace_id, name, side, kind, audience, criteria, timing, planned_at, state, state_at, created_at, changed_at)
      values (${client.workspaceId}, ${values.name}, 'marketing', 'article', 'prospects', ${values.criteria && JSON.stringify(values.criteria)}::jsonb, 'at',
        ${values.plannedAt}, 'scheduled', ${NOW}, ${NOW}, ${NOW}) returning id`.execute(ctx.tx);
    return rows[0]?.id ?? '';
  });

describe('a mailing by post', () => {
  it('goes to whom the gate lets through, takes their attention once it was posted, and tells of its offer', async () => {
    await office();
    const [id, held] = [await aContact(marketer, { lastName: 'Reader' }), await aContact(marketer, { lastName: 'Reader' })];
    await aContact(marketer, { lastName: 'Other' });
    await aHold(rep, { id: held, until: '2026-03-20T08:00:00.000Z' });
    const offer = await anOffer(marketer);
    await marketer.call(announceOffer, offer);
    const { id: postalId } = await aPostal(marketer, { offerId: offer.id });
    await expect(marketer.call(postal.completePostal, { id: postalId })).rejects.toMatchObject({ status: 422 });
    expect(await marketer.call(postal.drawPostalList, { id: postalId })).toEqual({ letters: 1, leftOut: 1 });
    const read = await rep.call(postal.getPostal, { id: postalId });
    expect(read).toMatchObject({ state: 'listed', letters: 1, leftOut: [{ code: 'rep_hold', n: 1 }] });
    const left = await rep.call(postal.listPostalRecipients, { id: postalId, leftOut: true });
    expect(left.items).toMatchObject([{ contact: { id: held }, code: 'rep_hold' }]);
    const before = await rep.call(getAttention, { id });
    expect(await marketer.call(postal.completePostal, { id: postalId })).toEqual({ letters: 1 });
    const after = await rep.call(getAttention, { id });
    expect(after.entries).toMatchObject([{ kind: 'postal', weight: 1 }]);
    expect(after.level).toBeCloseTo(before.level - 1, 6);
    expect((await rep.call(getAttention, { id: held })).entries).toEqual([]);
    const again = anIntent({ side: 'sales', kind: 'personal', audience: 'everybody', offerId: offer.id });
    expect(await rep.call(checkContact, { id, intent: again })).toMatchObject({ verdict: 'held', first: 'same_offer' });
    for (const over of [postal.completePostal, postal.drawPostalList, postal.cancelPostal])
      await expect(marketer.call(over, { id: postalId })).rejects.toMatchObject({ status: 422 });
  });

  it('that is changed draws its list anew; one that is called off leaves the calendar', async () => {
    await office();
    await aContact(rep, { lastName: 'Reader' });
    const { id } = await aPostal(rep, { side: 'sales', criteria: null });
    await expect(rep.call(postal.drawPostalList, { id })).rejects.toMatchObject({ status: 422 });
    await rep.call(postal.changePostal, { id, criteria: named('Reader') });
    expect(await rep.call(postal.drawPostalList, { id })).toEqual({ letters: 1, leftOut: 0 });
    await rep.call(postal.changePostal, { id, onDay: '2026-03-12' });
    expect(await rep.call(postal.getPostal, { id })).toMatchObject({ state: 'planned', letters: 0, onDay: '2026-03-12' });
    expect((await marketer.call(getCalendar, SPAN)).items).toMatchObject([
      { kind: 'postal', from: '2026-03-12', side: 'sales', people: null },
    ]);
    await rep.call(postal.cancelPostal, { id });
    expect((await marketer.call(getCalendar, SPAN)).items).toEqual([]);
  });
});

describe('the calendar', () => {
  it('has what both teams plan, of every kind, and can be narrowed down', async () => {
    await office();
    const offer = await anOffer(marketer);
    await marketer.call(announceOffer, offer);
    await marketer.call(createCampaign, { name: 'Fair', startsOn: '2026-03-20', endsOn: '2026-04-02' });
    await aSend(marketer, { name: 'News', plannedAt: '2026-03-11T22:30:00.000Z', criteria: null });
    await aPostal(rep, { side: 'sales', offerId: offer.id });
    const { items, mayPlan } = await rep.call(getCalendar, SPAN);
    expect(mayPlan).toBe(true);
    expect(items.map(({ kind }) => kind).sort()).toEqual(['campaign', 'offer', 'postal', 'send']);
    const kinds = async (more: object) => (await rep.call(getCalendar, { ...SPAN, ...more })).items.map(({ kind }) => kind).sort();
    expect(await kinds({ side: 'sales' })).toEqual(['offer', 'postal']);
    expect(await kinds({ offerId: offer.id })).toEqual(['offer', 'postal']);
    expect(await kinds({ from: '2026-04-01', to: '2026-04-30' })).toContain('campaign');
    await expect(rep.call(getCalendar, { from: '2026-03-31', to: '2026-03-01' })).rejects.toMatchObject({ status: 400 });
    await expect(rep.call(getCalendar, { from: '2020-01-01', to: '2026-03-01' })).rejects.toMatchObject({ status: 400 });
  });

  it('says how many people two plans would both reach, and who', async () => {
    await office();
    const both = await aContact(marketer, { lastName: 'Reader' });
    await aContact(marketer, { lastName: 'Other' });
    const sendId = await aSend(marketer, { name: 'News', plannedAt: '2026-03-11T08:00:00.000Z', criteria: { match: 'all', of: [] } });
    await aSend(marketer, { name: 'Unwritten', plannedAt: '2026-03-12T08:00:00.000Z', criteria: null });
    const { id: postalId } = await aPostal(rep);
    const { entries, pairs, untold } = await rep.call(getOverlaps, SPAN);
    expect(untold).toBe(1);
    expect(entries.map(({ name, people }) => [name, people])).toEqual([
      ['Spring letter', 1],
      ['News', 2],
    ]);
    expect(pairs).toMatchObject([{ one: { id: postalId }, other: { id: sendId }, people: 1 }]);
    const rows = await rep.call(listOverlap, { one: `postal:${postalId}`, other: `send:${sendId}` });
    expect(rows.items.map(({ id }) => id)).toEqual([both]);
  });

  it('has the mails of tracks: what steps sent, what they will send on which day to how many, and whom a mailing reaches as well', async () => {
    app.setNow(NOW);
    await office();
    const { id: purposeId } = await marketer.call(createMailPurpose, {
      name: 'Tips',
      description: 'Tips.',
      ground: 'interest',
      doubleOptIn: false,
    });
    const branch = { id: 'b', type: 'branch' as const, branches: [{ id: 'yes', name: 'Known', criteria: named('Reader') }] };
    const id = await aTrack(marketer, {
      set: { purposeId, audience: 'prospects' },
      nodes: [START, mail('hello'), days('w', 3), mail('more'), days('x', 5), branch, mail('last'), END],
      edges: [
        { from: 'b', port: 'yes', to: 'last' },
        { from: 'b', port: 'else', to: 'end' },
      ],
    });
    const people = [];
    for (const lastName of ['Reader', 'Other']) people.push(await aContact(marketer, { lastName, ownerId: marketer.memberId }));
    for (const contactId of people) await put(marketer, id, contactId);
    await app.runAllJobs();
    const lines = async () =>
      (await rep.call(getCalendar, SPAN)).items.flatMap((entry) =>
        entry.kind === 'track' ? [[entry.from, entry.state, entry.people]] : [],
      );
    // What comes behind the branch is not counted: nobody knows yet who goes there.
    expect(await lines()).toEqual([
      ['2026-03-02', 'done', 2],
      ['2026-03-05', 'planned', 2],
    ]);
    expect((await rep.call(getCalendar, { ...SPAN, side: 'sales' })).items).toEqual([]);
    const sendId = await aSend(marketer, { name: 'News', plannedAt: '2026-03-11T08:00:00.000Z', criteria: named('Reader') });
    const { pairs } = await marketer.call(getOverlaps, SPAN);
    expect(pairs).toMatchObject([{ one: { kind: 'track', id }, other: { id: sendId }, people: 1 }]);
    const rows = await marketer.call(listOverlap, { one: `track:${id}`, other: `send:${sendId}` });
    expect(rows.items.map((row) => row.id)).toEqual([people[0]]);
    await passTo(app, '2026-03-05T09:00:00.000Z');
    expect(await lines()).toEqual([
      ['2026-03-02', 'done', 2],
      ['2026-03-05', 'done', 2],
    ]);
  });

  it('has the meetings of a series, with what was moved and called off, and the days of what both sides signed', async () => {
    app.setNow(NOW);
    await office();
    const weekly = { kind: 'weekly' as const, day: '2026-03-04', time: '10:00', people: [rep.memberId, marketer.memberId] };
    await rep.call(createMeeting, { ...weekly, title: 'Operations', repeats: { frequency: 'weekly' } });
    const [, second, third] = (await rep.call(listMeetings, {})).items;
    if (!second || !third) throw new Error('a series has its next meetings');
    await rep.call(changeMeeting, { id: second.id, startsAt: '2026-03-12T09:00:00.000Z' });
    await rep.call(cancelMeeting, { id: third.id, reason: 'Easter market' });
    const meetings = (await marketer.call(getCalendar, { ...SPAN, group: 'meetings' })).items;
    expect(meetings.map(({ kind, from, state, movedFrom }) => [kind, from, state, movedFrom])).toEqual([
      ['meeting', '2026-03-04', 'planned', null],
      ['meeting', '2026-03-12', 'planned', second.startsAt],
      ['meeting', '2026-03-18', 'cancelled', null],
      ['meeting', '2026-03-25', 'planned', null],
    ]);
    await aSignedProfile({ sales: rep, marketing: marketer });
    await app.command(rep, ({ tx, scope }) =>
      sql`update profile_version set review_on = '2026-03-30' where workspace_id = ${scope.workspaceId} and status = 'active'`.execute(tx),
    );
    const dates = (await rep.call(getCalendar, { ...SPAN, group: 'dates' })).items;
    expect(dates.filter(({ kind }) => kind === 'profile').map(({ from, date, state }) => [from, date, state])).toEqual([
      ['2026-03-02', 'in_force', 'done'],
      ['2026-03-30', 'review', 'planned'],
    ]);
  });

  it('has call blitzes: planned over a list, as far as calls were logged in its days', async () => {
    app.setNow(NOW);
    await office();
    const campaignId = (await marketer.call(createCampaign, { name: 'Fair' })).id;
    const [called, twice, open] = [await aContact(rep, {}), await aContact(rep, {}), await aContact(rep, {})];
    const days = { title: 'Before the fair', from: '2026-03-09', to: '2026-03-10', ownerId: rep.memberId };
    expect(await refused(rep.call(blitzes.createBlitz, { ...days, campaignId }))).toMatchObject({ errors: [{ field: 'campaignId' }] });
    await marketer.call(addMembers, { campaignId, contactIds: [called, twice, open] });
    expect(await refused(rep.call(blitzes.createBlitz, { ...days, campaignId, ownerId: marketer.memberId }))).toMatchObject({
      errors: [{ field: 'ownerId' }],
    });
    expect(await refused(rep.call(blitzes.createBlitz, { ...days, campaignId, to: '2026-03-08' }))).toMatchObject({
      errors: [{ field: 'to' }],
    });
    expect(await refused(rep.call(blitzes.createBlitz, days))).toMatchObject({ status: 400 });
    const { id, people } = await rep.call(blitzes.createBlitz, { ...days, campaignId });
    expect(people).toBe(3);
    const calls = (await marketer.call(getCalendar, { ...SPAN, group: 'calls' })).items;
    expect(calls).toMatchObject([{ kind: 'blitz', id, side: 'sales', from: '2026-03-09', to: '2026-03-10', people: 3, state: 'planned' }]);
    app.setNow('2026-03-11T08:00:00.000Z');
    const call = (contactId: string, occurredAt: string) => anActivity(app, rep, { contactId, occurredAt, outcome: 'connected' });
    await call(called, '2026-03-09T08:00:00.000Z');
    for (const hour of ['09', '10']) await call(twice, `2026-03-10T${hour}:00:00.000Z`);
    // One on the day after counts for no day of the blitz, nor does a call with somebody else.
    await call(open, '2026-03-11T07:00:00.000Z');
    await call(await aContact(rep, {}), '2026-03-10T08:00:00.000Z');
    expect(await marketer.call(blitzes.getBlitz, { id })).toMatchObject({ state: 'done', called: { k: 2, n: 3 }, calls: 3 });
    expect((await rep.call(blitzes.listBlitzCalls, { id })).items).toHaveLength(3);
    const rows = async (isCalled: boolean) => (await rep.call(blitzes.listBlitzPeople, { id, called: isCalled })).items;
    expect((await rows(true)).map(({ contact, calls: n }) => [contact.id, n])).toEqual([
      [called, 1],
      [twice, 2],
    ]);
    expect((await rows(false)).map(({ contact }) => contact.id)).toEqual([open]);
    await rep.call(blitzes.changeBlitz, { id, to: '2026-03-11' });
    expect(await rep.call(blitzes.getBlitz, { id })).toMatchObject({ state: 'running', called: { k: 3 }, calls: 4 });
    await rep.call(blitzes.cancelBlitz, { id });
    expect((await rep.call(getCalendar, { ...SPAN, group: 'calls' })).items).toEqual([]);
    await expect(rep.call(blitzes.changeBlitz, { id, title: 'Again' })).rejects.toMatchObject({ status: 404 });
  });

  it('stands on one axis above the deals that are expected to close, and each sum opens them', async () => {
    app.setNow('2026-03-11T08:00:00.000Z');
    await office();
    const mara = marketer;
    await mara.call(createCampaign, { name: 'Over', startsOn: '2026-03-01', endsOn: '2026-03-10' });
    const { id: fair } = await mara.call(createCampaign, { name: 'Fair', startsOn: '2026-03-02', endsOn: '2026-04-02' });
    const { id: far } = await mara.call(createCampaign, { name: 'Next spring', startsOn: '2027-02-01', endsOn: '2027-03-01' });
    await aSend(mara, { name: 'News', plannedAt: '2026-03-12T22:30:00.000Z', criteria: null });
    const { id: called } = await rep.call(postal.createPostal, {
      name: 'Letter',
      side: 'sales',
      audience: 'everybody',
      onDay: '2026-05-04',
    });
    const deal = (name: string, more: object) => rep.call(createDeal, { name, amountMinor: 1_000_00, currency: 'EUR', ...more });
    await deal('Soon', { expectedCloseOn: '2026-03-13', probability: 0.5, sourceTeam: 'marketing' });
    await deal('Same week', { expectedCloseOn: '2026-03-09', probability: 0.25 });
    await deal('Late', { expectedCloseOn: '2026-03-05', probability: 0.1 });
    await deal('Some day', { probability: 0.3 });
    await deal('Next year', { expectedCloseOn: '2027-03-31', probability: 1 });
    const bill = await deal('Done', { expectedCloseOn: '2026-03-12' });
    await app.command(rep, (ctx) =>
      sql`update deal d set status = 'won', closed_at = '2026-03-10T23:30:00Z', stage_id = s.id from pipeline_stage s
        where d.workspace_id = ${rep.workspaceId} and d.id = ${bill.id} and s.workspace_id = d.workspace_id and s.pipeline_id = d.pipeline_id and s.kind = 'won'`.execute(
        ctx.tx,
      ),
    );

    const near = await rep.call(getAxis, { zoom: 'week' });
    expect([near.from, near.until, near.today, near.columns.length]).toEqual(['2026-03-09', '2026-03-23', '2026-03-11', 14]);
    // What is over stands there no more; what comes later than the axis does not yet.
    expect(near.runs.map(({ name, state, side }) => [name, state, side])).toEqual([
      ['Fair', 'planned', 'marketing'],
      ['News', 'planned', 'marketing'],
    ]);
    const money = near.columns.flatMap(({ from, won, open }) =>
      won.deals + open.deals > 0 ? [[from, won.minor, open.weightedMinor]] : [],
    );
    // Half past eleven in the evening of Greenwich is the next day here.
    expect(money).toEqual([
      ['2026-03-09', 0, 250_00],
      ['2026-03-11', 1_000_00, 0],
      ['2026-03-13', 0, 500_00],
    ]);
    expect([near.overdue, near.undated].map(({ deals, minor, weightedMinor }) => [deals, minor, weightedMinor])).toEqual([
      [1, 1_000_00, 100_00],
      [1, 1_000_00, 300_00],
    ]);

    const year = await mara.call(getAxis, { zoom: 'year' });
    expect([year.from, year.until, year.columns.length]).toEqual(['2026-03-01', '2027-04-01', 13]);
    expect(year.runs.map(({ id }) => id)).toEqual(expect.arrayContaining([fair, far, called]));
    expect(year.columns.at(-1)?.open).toMatchObject({ deals: 1, weightedMinor: 1_000_00 });
    expect(year.columns.every(({ forecast }) => forecast === null)).toBe(true);
    expect((await mara.call(getAxis, {})).columns).toHaveLength(13);
    for (const { from, until, open } of year.columns) {
      const { items } = await rep.call(listAxisDeals, { of: 'open', from, until });
      expect([items.length, items.reduce((sum, { value }) => sum + (value ?? 0), 0)]).toEqual([open.deals, open.weightedMinor]);
    }
    const [soon] = (await rep.call(listAxisDeals, { of: 'open', from: '2026-03-13', until: '2026-03-14' })).items;
    expect(soon).toMatchObject({ title: 'Soon', side: 'marketing', value: 500_00 });
    expect((await rep.call(listAxisDeals, { of: 'undated' })).items.map(({ title }) => title)).toEqual(['Some day']);
    app.setNow(NOW);
  });
});
