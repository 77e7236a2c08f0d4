import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listNotices } from '#modules/notices/contract.ts';
import { cancelMessage, listSendMessages } from '#modules/sends/contract/messages.ts';
import { makeFieldTest, scheduleSend } from '#modules/sends/contract/running.ts';
import { getSend } from '#modules/sends/contract/sends.ts';
import { aLaunchedSend, aMailRoom, aSend, type MailRoom, somePeople } from '#modules/sends/testing.ts';
import { type Client, openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

async function anOffice() {
  app.setNow('2026-03-04T09:00:00.000Z');
  const room: MailRoom = await aMailRoom(app);
  return {
    room,
    marketer: await room.member('marketer', { name: 'Mara' }),
    anna: await room.member('rep', { name: 'Anna' }),
    bert: await room.member('rep', { name: 'Bert' }),
    lead: await room.member('sales_lead', { name: 'Okafor' }),
    both: await room.member('revenue_lead', { name: 'Rita' }),
  };
}

const kinds = async (client: Client) => (await client.call(listNotices, { limit: 100 })).items.map(({ kind }) => kind);
const hints = async (client: Client, id: string) =>
  (await client.call(getSend, { id })).problems.flatMap(({ code, level }) => (code.startsWith('review_') ? [`${code} ${level}`] : []));

describe('a review before a launch', () => {
  it('is asked for, answered in a click and a sentence, and stands beside the mailing; names only before the own department', async () => {
    const { room, marketer, anna, bert, lead, both } = await anOffice();
    const subjectId = await aSend(room, { name: 'Spring plan' });
    const about = { subject: 'send' as const, subjectId };
    expect(await marketer.call(contract.getLaunchReview, about)).toEqual({ review: null, mayAsk: true });
    expect(await hints(marketer, subjectId)).toEqual(['review_not_asked hint']);
    // Only people of Sales, and by whom plans mailings.
    expect(await refused(marketer.call(contract.askLaunchReview, { ...about, memberIds: [marketer.memberId] }))).toMatchObject({
      status: 400,
      errors: [{ field: 'memberIds' }],
    });
    expect(await refused(anna.call(contract.askLaunchReview, { ...about, memberIds: [anna.memberId] }))).toMatchObject({ status: 403 });
    const { id } = await marketer.call(contract.askLaunchReview, {
      ...about,
      memberIds: [anna.memberId, bert.memberId],
      words: 'The tone?',
    });
    expect(await hints(marketer, subjectId)).toEqual(['review_open hint']);
    expect(await kinds(anna)).toEqual(['review.asked']);
    expect((await anna.call(contract.listWaitingReviews, {})).items).toMatchObject([
      { id, ...about, name: 'Spring plan', words: 'The tone?', askedBy: { name: 'Mara' }, reviewers: 2 },
    ]);
    expect((await lead.call(contract.listWaitingReviews, {})).items).toEqual([]);
    // What would be changed is said; who was not asked says nothing.
    expect(await refused(anna.call(contract.voteOnReview, { id, vote: 'would_not' }))).toMatchObject({ errors: [{ field: 'sentence' }] });
    expect(await refused(lead.call(contract.voteOnReview, { id, vote: 'would_send' }))).toMatchObject({ status: 403 });
    await anna.call(contract.voteOnReview, { id, vote: 'would_not', sentence: 'Nobody plans in March.' });
    expect((await anna.call(contract.listWaitingReviews, {})).items).toEqual([]);
    expect(await kinds(marketer)).toEqual(['review.voted']);
    expect(JSON.stringify((await marketer.call(listNotices, { limit: 100 })).items)).not.toContain('Anna');
    expect(await hints(marketer, subjectId)).toEqual(['review_open hint', 'review_against hint']);
    await bert.call(contract.voteOnReview, { id, vote: 'would_send' });
    expect(await hints(marketer, subjectId)).toEqual(['review_against hint']);
    // Marketing sees who was asked and what was said, not whose it is; Sales and who leads both see that too.
    const read = async (client: Client) => (await client.call(contract.getLaunchReview, about)).review;
    const forMarketing = await read(marketer);
    expect(forMarketing).toMatchObject({ tally: { would_send: 1, would_change: 0, would_not: 1 }, mine: null, test: null });
    expect(forMarketing?.reviewers.map(({ name, answered }) => [name, answered])).toEqual([
      ['Anna', true],
      ['Bert', true],
    ]);
    const votes = [
      { by: null, vote: 'would_not', sentence: 'Nobody plans in March.' },
      { by: null, vote: 'would_send', sentence: null },
    ];
    expect(forMarketing?.votes).toEqual(votes);
    for (const client of [lead, both]) expect((await read(client))?.votes.map(({ by }) => by?.name)).toEqual(['Anna', 'Bert']);
    // A word can be said anew, and asking again adds people without taking back what was said.
    await anna.call(contract.voteOnReview, { id, vote: 'would_change', sentence: 'Say it shorter.' });
    expect((await marketer.call(contract.askLaunchReview, { ...about, memberIds: [anna.memberId, lead.memberId] })).id).toBe(id);
    expect(await read(anna)).toMatchObject({
      mine: { vote: 'would_change', sentence: 'Say it shorter.' },
      tally: { would_send: 1, would_change: 1, would_not: 0 },
    });
    expect((await read(marketer))?.reviewers).toHaveLength(3);
  });

  it('has a field test: a mailing to a small part first, with its reply rate and the mails behind it', async () => {
    const { room, marketer, anna } = await anOffice();
    const about = { subject: 'send' as const, subjectId: await aSend(room, { name: 'To everybody' }) };
    const { id } = await marketer.call(contract.askLaunchReview, { ...about, memberIds: [anna.memberId] });
    await somePeople(app, room, 6);
    const sendId = await aLaunchedSend(app, room, { name: 'Tried out' });
    expect(await refused(anna.call(contract.setFieldTest, { id, sendId }))).toMatchObject({ status: 403 });
    await marketer.call(contract.setFieldTest, { id, sendId });
    const test = async () => (await marketer.call(contract.getLaunchReview, about)).review?.test;
    expect(await test()).toMatchObject({ replies: { k: 0, n: 0, rate: null }, lastAt: null });
    await app.command(room.admin, async ({ tx }) => {
      const planned = await tx
        .selectFrom('message')
        .select('id')
        .where('send_id', '=', sendId)
        .where('state', '=', 'planned')
        .orderBy('id')
        .limit(4)
        .execute();
      const ids = planned.map((one) => one.id);
      await tx.updateTable('message').set({ state: 'captured', sent_at: '2026-03-04T10:00:00Z' }).where('id', 'in', ids).execute();
      return {};
    });
    const first = await test();
    expect(first).toMatchObject({ send: { id: sendId, name: 'Tried out' }, replies: { k: 0, enough: false } });
    const n = first?.replies.n ?? 0;
    expect(n).toBe(4);
    // Two answer; rows and figure are the same, page by page. What the gate kept back is no part of the test.
    await app.command(room.admin, async ({ tx }) => {
      const gone = await tx
        .selectFrom('message')
        .select('id')
        .where('send_id', '=', sendId)
        .where('state', 'in', ['sent', 'captured'])
        .limit(2)
        .execute();
      await tx
        .updateTable('message')
        .set({ replied_at: '2026-03-05T09:00:00Z' })
        .where(
          'id',
          'in',
          gone.map((one) => one.id),
        )
        .execute();
      return {};
    });
    expect(await test()).toMatchObject({ replies: { k: 2, n, rate: 2 / n } });
    const page = await marketer.call(contract.listFieldTestRows, { id, limit: 1 });
    const rest = await marketer.call(contract.listFieldTestRows, { id, cursor: page.next ?? '', limit: 100 });
    const rows = [...page.items, ...rest.items];
    expect([rows.length, rows.filter(({ replied }) => replied).length]).toEqual([n, 2]);
    expect((await marketer.call(contract.listFieldTestRows, { id, replied: true })).items).toHaveLength(2);
    await marketer.call(contract.setFieldTest, { id, sendId: null });
    expect(await test()).toBeNull();
  });

  it('makes the test mailing itself: a drawn part of the audience, through the gate, and nobody of it gets the same again', async () => {
    const { room, marketer, anna } = await anOffice();
    await somePeople(app, room, 40);
    const launchId = await aSend(room, { name: 'Spring plan' });
    const about = { subject: 'send' as const, subjectId: launchId };
    const { id } = await marketer.call(contract.askLaunchReview, { ...about, memberIds: [anna.memberId] });
    const other = await aSend(room, { name: 'Something else' });
    expect(await refused(anna.call(makeFieldTest, { id, sendId: launchId }))).toMatchObject({ status: 403 });
    for (const wrong of [{ sendId: other }, { sendId: launchId, people: 2 }])
      expect(await refused(marketer.call(makeFieldTest, { id, ...wrong }))).toMatchObject({ status: 400 });
    const { id: testId } = await marketer.call(makeFieldTest, { id, sendId: launchId, people: 8 });
    const [launch, draft] = [await marketer.call(getSend, { id: launchId }), await marketer.call(getSend, { id: testId })];
    expect(draft).toMatchObject({
      state: 'draft',
      test: { of: { id: launchId, name: 'Spring plan' }, people: 8 },
      purpose: launch.purpose,
    });
    expect(draft.variants.map(({ template, share }) => [template.id, share])).toEqual([[room.templateId, 100]]);
    expect(await hints(marketer, testId)).toEqual(['review_open hint']);
    expect(await refused(marketer.call(makeFieldTest, { id, sendId: testId, people: 8 }))).toMatchObject({ status: 400 });
    const read = async () => (await marketer.call(contract.getLaunchReview, about)).review?.test;
    expect(await read()).toMatchObject({ send: { id: testId }, replies: { n: 0 }, clicks: { n: 0 } });
    // It goes the way of every mailing.
    const launchOf = async (sendId: string) => {
      await marketer.call(scheduleSend, { id: sendId });
      await app.runAllJobs();
      return (await marketer.call(listSendMessages, { id: sendId, limit: 100 })).items;
    };
    const tried = await launchOf(testId);
    expect(tried.map(({ state }) => state)).toEqual(Array(8).fill('planned'));
    // One of the test is called off before it went: that person gets the launch.
    const back = tried[0];
    await room.admin.call(cancelMessage, { id: back?.id ?? '' });
    await app.command(room.admin, async ({ tx }) => {
      await tx
        .updateTable('message')
        .set({ state: 'captured', sent_at: '2026-03-04T10:00:00Z', clicked_at: '2026-03-04T11:00:00Z' })
        .where('send_id', '=', testId)
        .where('state', '=', 'planned')
        .execute();
      return {};
    });
    expect(await read()).toMatchObject({ replies: { k: 0, n: 7 }, clicks: { k: 7, n: 7 } });
    expect((await marketer.call(contract.listFieldTestRows, { id, clicked: true, limit: 100 })).items).toHaveLength(7);
    const all = await launchOf(launchId);
    const people = (of: typeof all) => of.map(({ contact }) => contact?.id).sort();
    const left = all.filter(({ code }) => code === 'tried_out');
    expect(people(left)).toEqual(people(tried.filter((one) => one !== back)));
    expect(people(all.filter(({ state }) => state === 'planned'))).toHaveLength(33);
    // Too late for another one: it was launched.
    expect(await refused(marketer.call(makeFieldTest, { id, sendId: launchId, people: 8 }))).toMatchObject({ code: 'not_now' });
  });

  it('draws nobody whom the launch has reached, whichever of the two goes first, and keeps shares that leave people over', async () => {
    const { room, marketer, anna } = await anOffice();
    await somePeople(app, room, 12);
    const variants = ['A', 'B'].map((name) => ({ name, templateId: room.templateId, share: 20 }));
    const launchId = await aSend(room, { name: 'First', variants, metric: 'reply', decideAfterHours: 24 });
    const { id } = await marketer.call(contract.askLaunchReview, { subject: 'send', subjectId: launchId, memberIds: [anna.memberId] });
    const { id: testId } = await marketer.call(makeFieldTest, { id, sendId: launchId, people: 5 });
    expect((await marketer.call(getSend, { id: testId })).variants.map(({ share }) => share)).toEqual([50, 50]);
    for (const sendId of [launchId, testId]) {
      await marketer.call(scheduleSend, { id: sendId });
      await app.runAllJobs();
    }
    expect((await marketer.call(listSendMessages, { id: launchId, limit: 100 })).items).toHaveLength(12);
    expect((await marketer.call(listSendMessages, { id: testId, limit: 100 })).items).toEqual([]);
  });
});
