import ICAL from 'ical.js';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listTasks } from '#modules/activities/contract.ts';
import { raiseChallenge } from '#modules/challenges/contract.ts';
import { createGoal, signGoal } from '#modules/goals/contract/goals.ts';
import { createPromise } from '#modules/goals/contract/promises.ts';
import { aLead, anOffice, type Office } from '#modules/handoffs/testing.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { askQuestion } from '#modules/questions/contract/questions.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as agenda from './contract/agenda.ts';
import * as contract from './contract/meetings.ts';
import { lateAnswers } from './testing.ts';

let app: TestApp;
let office: Office;
let otherMarketer: Client;

beforeAll(async () => {
  app = await openTestApp();
  office = await anOffice(app);
  otherMarketer = await office.member('marketer', { name: 'Otto' });
}, 120_000);
afterAll(() => app.close());

interface Sent {
  to: string;
  subject: string;
  calendar: { method: string; text: string } | null;
}
async function mails(subject: string): Promise<Sent[]> {
  const { rows } = await app.command(office.admin, ({ tx, scope }) =>
    sql<Sent>`select to_email as to, subject, calendar from mail where workspace_id = ${scope.workspaceId} and kind = 'meeting' and subject = ${subject} order by id`.execute(
      tx,
    ),
  );
  return rows;
}
const eventsIn = (text: string) => new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent');
const everybody = () => [office.sales, office.marketing, office.rep, office.marketer, otherMarketer].map(({ memberId }) => memberId);
const weekly = (more: { title: string; day?: string; people?: string[] }) =>
  office.marketing.call(contract.createMeeting, {
    kind: 'weekly',
    day: '2026-03-10',
    time: '09:00',
    people: everybody(),
    repeats: { frequency: 'weekly' },
    ...more,
  });
const coming = async (seriesId: string | null) =>
  (await office.sales.call(contract.listMeetings, { limit: 200 })).items.filter(
    (one) => one.seriesId === seriesId && one.state !== 'cancelled',
  );
async function held(id: string, people: readonly Client[]) {
  await office.sales.call(agenda.openMeeting, { id });
  await office.sales.call(contract.recordAttendance, {
    id,
    people: people.map(({ memberId }) => ({ memberId, attendance: 'in_person' as const })),
  });
}

describe('the rhythm of a meeting', () => {
  it('makes its meetings over the change of clocks, invites, moves and cancels one, and ends, as other programs read it', async () => {
    const { id, seriesId, made } = await weekly({ title: 'Operations' });
    const slots = await coming(seriesId);
    expect(slots).toHaveLength(made);
    expect(slots.slice(0, 4).map(({ startsAt }) => startsAt.slice(0, 13))).toEqual([
      '2026-03-10T08',
      '2026-03-17T08',
      '2026-03-24T08',
      '2026-03-31T07',
    ]);
    const invitations = await mails('Operations');
    expect(invitations).toHaveLength(5);
    expect(invitations[0]?.calendar).toMatchObject({ method: 'request', text: expect.stringContaining('RRULE:FREQ=WEEKLY') });
    expect(invitations[0]?.calendar?.text).toContain('BEGIN:VTIMEZONE');

    const second = slots[1]?.id ?? '';
    await office.marketing.call(contract.changeMeeting, { id: second, startsAt: '2026-03-18T10:00:00.000Z', place: 'Room 4' });
    const [moved] = await mails('Changed: Operations');
    const [event] = eventsIn(moved?.calendar?.text ?? '');
    expect(event?.getFirstPropertyValue('recurrence-id')?.toString()).toBe('2026-03-17T09:00:00');
    expect(event?.getFirstPropertyValue('dtstart')?.toString()).toBe('2026-03-18T11:00:00');
    expect(event?.getFirstPropertyValue('sequence')).toBe(1);
    expect(await office.rep.call(contract.getMeeting, { id: second })).toMatchObject({ moved: true, place: 'Room 4' });

    await office.marketing.call(contract.cancelMeeting, { id: slots[2]?.id ?? '', reason: 'A fair that week.' });
    const [cancelled] = await mails('Cancelled: Operations');
    expect(cancelled?.calendar).toMatchObject({ method: 'cancel', text: expect.stringContaining('STATUS:CANCELLED') });

    await app.tick('meetings.daily');
    expect(await coming(seriesId)).toHaveLength(made - 1);
    // Who cannot come to that one has the rhythm in their program all the same.
    await office.rep.call(contract.replyToMeeting, { id: slots[4]?.id ?? '', reply: 'no' });
    await office.marketing.call(contract.endSeries, { id: slots[4]?.id ?? '' });
    const told = (await mails('Operations')).map(({ to }) => to);
    expect(told.slice(5).sort()).toEqual(told.slice(0, 5).sort());
    expect((await coming(seriesId)).map((one) => one.id)).toEqual([id, second, slots[3]?.id]);
    const [last] = (await mails('Operations')).slice(-1);
    expect(last?.calendar?.text).toContain('UNTIL=20260406T215959Z');
    await expect(office.rep.call(contract.cancelMeeting, { id, reason: 'No time.' })).rejects.toMatchObject({ status: 403 });
    // A title is the subject of a mail.
    await expect(weekly({ title: 'One\r\nBcc: x@evil.test' })).rejects.toMatchObject({ status: 400, errors: [{ field: 'title' }] });
  });

  it('is read by a calendar program under a secret address that can be closed, and tells nobody else anything', async () => {
    const { address } = await otherMarketer.call(contract.openFeed, {});
    const path = new URL(address).pathname;
    const read = (at: string) => app.app.inject({ method: 'GET', url: at });
    const answer = await read(path);
    expect(answer.headers['content-type']).toContain('text/calendar');
    const events = eventsIn(answer.body);
    expect(events.map((event) => event.getFirstPropertyValue('dtstart')?.toString())).toEqual([
      '2026-03-10T09:00:00',
      '2026-03-18T11:00:00',
      '2026-03-31T09:00:00',
    ]);
    expect(answer.body).not.toMatch(/ATTENDEE|ORGANIZER/);
    // Who has both the invitation and the feed has each meeting once: both name it the same.
    const invited = eventsIn((await mails('Operations'))[0]?.calendar?.text ?? '')[0];
    const occurrences = new ICAL.Event(invited as ICAL.Component).iterator();
    const named = Array.from({ length: 5 }, () => `${invited?.getFirstPropertyValue('uid')} ${occurrences.next()?.toString()}`);
    const inFeed = events.map(
      (event) => `${event.getFirstPropertyValue('uid')} ${event.getFirstPropertyValue('recurrence-id')?.toString()}`,
    );
    expect(new Set(inFeed).size).toBe(3);
    expect(named).toEqual(expect.arrayContaining(inFeed));
    expect((await otherMarketer.call(contract.getFeed, {})).address).toBe(address);
    expect((await office.rep.call(contract.getFeed, {})).address).toBeNull();
    expect((await read(path.replace('.ics', 'A.ics'))).statusCode).toBe(404);
    const { address: fresh } = await otherMarketer.call(contract.openFeed, {});
    expect((await read(path)).statusCode).toBe(404);
    // It ends with the access of its person, and is nothing for somebody whose access is a grant.
    const become = (to: string) => app.context.queuePool.query(`update member set ${to} where id = $1`, [otherMarketer.memberId]);
    for (const to of ["status = 'disabled'", "access_until = '2026-01-01'", "roles = '{coordinator}'"]) {
      await become(to);
      expect((await read(new URL(fresh).pathname)).statusCode, to).toBe(404);
      await become("status = 'active', access_until = null, roles = '{marketer}'");
      expect((await read(new URL(fresh).pathname)).statusCode).toBe(200);
    }
    await otherMarketer.call(contract.closeFeed, {});
    expect((await read(new URL(fresh).pathname)).statusCode).toBe(404);
  });
});

describe('guests of the other team', () => {
  it('count by the team of the day, not of later; a missed rhythm is flagged', async () => {
    const { id } = await office.sales.call(contract.createMeeting, {
      ...{ kind: 'team' as const, side: 'sales' as const, title: 'Sales talk', day: '2026-03-05', time: '10:00' },
      people: [office.rep.memberId, office.marketer.memberId, otherMarketer.memberId],
    });
    await office.marketer.call(contract.replyToMeeting, { id, reply: 'yes' });
    expect(await office.rep.call(contract.getMeeting, { id })).toMatchObject({
      seats: [{ party: 'marketing', asked: 2, filled: 1, least: 2 }],
      me: { asked: true },
    });
    await app.tick('meetings.agendas');
    const told = (await office.sales.call(listNotices, {})).items.map(({ title }) => title);
    expect(told).toContain('Sales talk: seats are empty');

    app.setNow('2026-03-05T09:05:00.000Z');
    await held(id, [office.rep, office.marketer]);
    await office.rep.call(contract.recordAttendance, { id, people: [{ memberId: otherMarketer.memberId, attendance: 'remote' }] });
    await office.rep.call(agenda.closeMeeting, { id });
    const transfer = (department: string) =>
      app.command(office.admin, ({ tx }) =>
        tx.updateTable('member').set({ department }).where('id', '=', otherMarketer.memberId).execute(),
      );
    await transfer('sales');
    await app.tick('meetings.departments');
    expect(await office.rep.call(contract.getMeeting, { id })).toMatchObject({ compliant: true, seats: [{ attended: 2, remote: 1 }] });
    const { id: next } = await office.sales.call(contract.createMeeting, {
      ...{ kind: 'team' as const, side: 'sales' as const, title: 'Sales talk', day: '2026-03-06', time: '10:00' },
      people: [office.rep.memberId, office.marketer.memberId, otherMarketer.memberId],
    });
    app.setNow('2026-03-06T09:05:00.000Z');
    await held(next, [office.rep, office.marketer, otherMarketer]);
    await office.rep.call(agenda.closeMeeting, { id: next });
    expect(await office.rep.call(contract.getMeeting, { id: next })).toMatchObject({ compliant: false, seats: [{ attended: 1 }] });
    await transfer('marketing');

    const operations = async () => (await office.sales.call(contract.listMeetings, {})).items.filter(({ title }) => title === 'Operations');
    const asked = 'Who calls the fair?';
    await office.marketer.call(agenda.askQuestion, { id: (await operations())[0]?.id ?? '', body: asked });
    app.setNow('2026-03-12T09:00:00.000Z');
    // What was filed for a meeting that did not take place goes on to the next.
    await app.tick('meetings.daily');
    const { questions } = await office.rep.call(agenda.getAgenda, { id: (await operations())[0]?.id ?? '' });
    expect(questions).toMatchObject([{ body: asked, carried: 1 }]);
    const { compliant, byKind, missedRhythms } = await office.sales.call(contract.getCompliance, {});
    expect(compliant).toMatchObject({ k: 1, n: 2 });
    expect(byKind.find(({ kind }) => kind === 'weekly')).toMatchObject({ missed: 1, compliant: { n: 0 } });
    expect(missedRhythms).toMatchObject([{ title: 'Operations', missedInRow: 1, lastHeldAt: null }]);

    const day = { onDay: '2026-03-13', hostId: office.rep.memberId, guestId: office.marketer.memberId, place: 'Desk 12' };
    await office.sales.call(contract.createSharedDay, day);
    await expect(office.sales.call(contract.createSharedDay, { ...day, guestId: office.sales.memberId })).rejects.toMatchObject({
      status: 400,
    });
    const { items } = await office.rep.call(contract.listSharedDays, {});
    const outcome = { id: items[0]?.id ?? '', happened: true };
    expect(items).toMatchObject([{ come: false, happened: null }]);
    await expect(office.rep.call(contract.recordSharedDay, outcome)).rejects.toMatchObject({ status: 409 });
    app.setNow('2026-03-13T09:00:00.000Z');
    await office.rep.call(contract.recordSharedDay, outcome);
    expect((await office.marketer.call(contract.listSharedDays, {})).items).toMatchObject([
      { host: { name: 'Anna' }, guest: { name: 'Mara' }, happened: true, come: true },
    ]);
  });
});

describe('an agenda', () => {
  it('writes itself with its rows, takes no complaint without records, is sent a day ahead; questions go on, minutes are mailed', async () => {
    app.setNow('2026-04-02T09:00:00.000Z');
    const { leadId } = await aLead(office);
    await app.runAllJobs();
    await lateAnswers(app, office.admin, leadId);
    const { id, seriesId } = await weekly({ title: 'Wednesdays', day: '2026-04-08' });
    await office.marketer.call(agenda.askQuestion, { id, body: 'Which of these had a phone number?' });
    expect(await office.rep.call(agenda.getAgenda, { id })).toMatchObject({ silent: ['sales'], items: [] });
    app.setNow('2026-04-06T09:00:00.000Z');
    await app.tick('meetings.agendas');
    const before = await office.rep.call(agenda.getAgenda, { id });
    const silence = before.items.find(({ source }) => source === 'silence');
    expect(silence?.sentence).toContain('No verdict for');
    const rows = await office.rep.call(agenda.listEvidence, { id, itemId: silence?.id ?? '' });
    expect(rows).toMatchObject({ total: silence?.total, items: expect.arrayContaining([expect.objectContaining({ id: leadId })]) });

    const line = 'They never call back.';
    await expect(office.marketer.call(agenda.addItem, { id, what: 'complaint', sentence: line })).rejects.toMatchObject({
      status: 400,
      errors: [{ field: 'leadIds' }],
    });
    const own = await office.marketer.call(agenda.addItem, { id, what: 'complaint', sentence: line, leadIds: [leadId] });
    await office.marketer.call(agenda.changeItem, { id, itemId: own.id, move: 'up', minutes: 12 });
    await office.marketer.call(agenda.changeItem, { id, itemId: silence?.id ?? '', aside: true });
    const ordered = await office.rep.call(agenda.getAgenda, { id });
    expect(ordered.items.at(-1)).toMatchObject({ source: 'silence', aside: true });
    app.setNow('2026-04-07T09:00:00.000Z');
    await app.tick('meetings.agendas');
    await app.tick('meetings.agendas');
    expect(
      (await office.rep.call(listNotices, {})).items.filter(({ title }) => title === 'The agenda of Wednesdays is there'),
    ).toHaveLength(1);

    app.setNow('2026-04-08T07:00:00.000Z');
    await office.sales.call(agenda.openMeeting, { id });
    const notes = { id, itemId: own.id, noteBefore: '' };
    await office.rep.call(agenda.changeItem, { ...notes, note: 'All had the number of the switchboard.' });
    const late = office.marketer.call(agenda.changeItem, { ...notes, note: 'The list was old.' });
    await expect(late).rejects.toMatchObject({ status: 409 });
    const action = { what: 'Ask for direct numbers', ownerId: office.marketer.memberId, dueOn: '2026-04-15' };
    await office.rep.call(agenda.addAction, { id, itemId: own.id, ...action });
    await expect(office.rep.call(agenda.closeMeeting, { id })).rejects.toMatchObject({ status: 422 });
    const there = [office.sales, office.rep, office.marketing, office.marketer].map(({ memberId }) => ({
      memberId,
      attendance: 'in_person' as const,
    }));
    await office.rep.call(contract.recordAttendance, { id, people: there });
    expect(await office.rep.call(agenda.closeMeeting, { id })).toEqual({ carried: 1, mailed: 5 });
    expect((await mails('Minutes: Wednesdays'))[0]).toBeDefined();
    expect((await office.marketer.call(listTasks, { assigneeId: office.marketer.memberId })).items).toMatchObject([
      { subject: 'Ask for direct numbers' },
    ]);
    const next = (await coming(seriesId))[0]?.id ?? '';
    expect((await office.rep.call(agenda.getAgenda, { id: next })).questions).toMatchObject([
      { body: 'Which of these had a phone number?', carried: 1 },
    ]);
    await office.rep.call(agenda.answerQuestion, {
      id: next,
      questionId: (await office.rep.call(agenda.getAgenda, { id: next })).questions[0]?.id ?? '',
      answer: 'None of them.',
    });
    // By hand it goes to everybody at once, and not once more a day ahead.
    await expect(office.rep.call(agenda.publishAgenda, { id: next })).rejects.toMatchObject({ status: 403 });
    await expect(office.sales.call(agenda.publishAgenda, { id })).rejects.toMatchObject({ status: 422 });
    await office.sales.call(agenda.publishAgenda, { id: next });
    await expect(office.sales.call(agenda.publishAgenda, { id: next })).rejects.toMatchObject({ status: 422 });
    app.setNow('2026-04-14T09:00:00.000Z');
    await app.tick('meetings.agendas');
    expect(
      (await office.rep.call(listNotices, {})).items.filter(({ title }) => title === 'The agenda of Wednesdays is there'),
    ).toHaveLength(2);
    app.setNow('2026-04-16T09:00:00.000Z');
    await office.rep.call(agenda.writeAgenda, { id: next });
    const later = (await office.rep.call(agenda.getAgenda, { id: next })).items;
    expect(later.find(({ source }) => source === 'promise')).toMatchObject({ k: 1 });
  });

  it('gets one problem out of a promise that stays below its target, which no one closes without both teams', async () => {
    app.setNow('2026-03-31T09:00:00.000Z');
    await app.tick('meetings.daily');
    app.setNow('2026-04-01T09:00:00.000Z');
    await app.tick('meetings.daily');
    const { items } = await office.rep.call(agenda.listRootCauses, {});
    expect(items).toHaveLength(1);
    const [found] = items;
    const id = found?.id ?? '';
    expect(found).toMatchObject({ byItself: true, k: 0, n: 20 });
    await expect(office.rep.call(agenda.closeRootCause, { id, outcome: 'Nobody knows why.' })).rejects.toMatchObject({ status: 422 });
    const { id: meetingId } = await office.sales.call(contract.createMeeting, {
      kind: 'root_cause',
      title: 'To the root',
      day: '2026-04-02',
      time: '10:00',
      people: everybody(),
    });
    await office.rep.call(agenda.writeAgenda, { id: meetingId });
    expect((await office.rep.call(agenda.getAgenda, { id: meetingId })).items.map(({ source }) => source)).toContain('issue');
    app.setNow('2026-04-02T08:00:00.000Z');
    const cause = { category: 'routing' as const, text: 'They went to a shared mailbox.', whys: ['Nobody owned it.'] };
    await office.rep.call(agenda.writeRootCause, { id, causes: [cause], checkOn: '2026-05-01', meetingId });
    await office.rep.call(agenda.addRootCauseAction, {
      id,
      what: 'Route by territory',
      ownerId: office.sales.memberId,
      dueOn: '2026-04-09',
    });
    expect((await office.rep.call(agenda.getRootCause, { id })).missing).toEqual(['both_teams']);
    await held(meetingId, [office.sales, office.marketer]);
    await office.rep.call(agenda.closeRootCause, { id, outcome: 'They go to a person now.' });
    expect(await office.rep.call(agenda.getRootCause, { id })).toMatchObject({
      missing: [],
      present: ['sales', 'marketing'],
      actions: [{ what: 'Route by territory' }],
    });
    app.setNow('2026-05-01T09:00:00.000Z');
    await app.tick('meetings.daily');
    expect((await office.sales.call(listNotices, {})).items.map(({ title }) => title)).toContain('Look again: did it help?');
  });

  it('looks at goals, plans, course corrections, questions and what is hard, each once and with its rows', async () => {
    app.setNow('2026-05-20T09:00:00.000Z');
    const { sales, marketing, rep } = office;
    const terms = {
      metric: 'handoffs' as const,
      period: 'quarter' as const,
      day: '2026-05-20',
      marketingPercent: 60,
      accountableId: sales.memberId,
    };
    const goal = await sales.call(createGoal, { ...terms, title: 'Hand-offs of the quarter', target: 900 });
    for (const side of [sales, marketing]) await side.call(signGoal, goal);
    await sales.call(createGoal, { ...terms, title: 'Won in the quarter', metric: 'deals_won', target: 9 });
    const due = await rep.call(createPromise, { by: 'marketing', what: 'Numbers on every form', dueOn: '2026-05-19' });
    await rep.call(createPromise, { by: 'marketing', what: 'Not due yet', dueOn: '2026-05-22' });
    const asked = await rep.call(askQuestion, { words: 'Which price did the letter name?', to: { kind: 'team', team: 'marketing' } });
    const hard = await rep.call(raiseChallenge, { title: 'Leads without a number', words: 'Half of them.' });
    await app.command(office.admin, async ({ tx, scope }) => {
      // To be written, a plan needs leads that were sold; here it matters that it waits.
      await sql`insert into joint_plan (workspace_id, quarter_on, number, target_minor, marketing_percent, currency, levers, months, drafted_at)
        values (${scope.workspaceId}, '2026-07-01', 1, 9600000, 60, 'EUR', '{}', '[]', '2026-05-19')`.execute(tx);
      return sql`insert into course_signal (workspace_id, kind, segment, before_from, split_at, after_to, before_k, before_n, after_k, after_n, z, raised_at)
        values (${scope.workspaceId}, 'channel', 'fair', '2025-10-01', '2026-01-01', '2026-04-01', 20, 40, 3, 40, -4, '2026-05-19')`.execute(
        tx,
      );
    });
    app.setNow('2026-05-22T09:00:00.000Z');
    const { id } = await sales.call(contract.createMeeting, {
      ...{ kind: 'monthly' as const, title: 'May', day: '2026-05-29', time: '10:00', people: everybody() },
    });
    for (let twice = 0; twice < 2; twice++) await rep.call(agenda.writeAgenda, { id });
    const { items } = await rep.call(agenda.getAgenda, { id });
    const rowsOf = async (source: string) => {
      const found = items.filter((item) => item.source === source);
      expect(found, source).toHaveLength(1);
      const rows = await rep.call(agenda.listEvidence, { id, itemId: found[0]?.id ?? '' });
      expect(rows.items).toHaveLength(found[0]?.total ?? -1);
      return { item: found[0], rows: rows.items };
    };
    const behind = await rowsOf('goal');
    expect(behind.item?.sentence).toMatch(/^“Hand-offs of the quarter”: 0.* % of what was to be expected by now\.$/);
    expect(behind.rows).toMatchObject([{ entity: 'goal', id: goal.id }]);
    expect((await rowsOf('plan')).rows.map(({ entity }) => entity).sort()).toEqual(['goal', 'plan']);
    expect((await rowsOf('plan')).rows.find(({ entity }) => entity === 'plan')?.day).toBe('2026-07-01');
    const promised = await rowsOf('promise');
    expect(promised.rows.filter(({ entity }) => entity === 'expectation')).toMatchObject([{ id: due.id }]);
    expect((await rowsOf('course')).rows).toMatchObject([{ text: expect.stringContaining('3 of 40') }]);
    const question = await rowsOf('question');
    expect(question).toMatchObject({ item: { k: 1, n: 1 }, rows: [{ entity: 'question', id: asked.id }] });
    expect(JSON.stringify(question)).not.toContain('price');
    expect((await rowsOf('challenge')).rows).toMatchObject([{ id: hard.id, text: 'Leads without a number' }]);
    // A team's own meeting looks at what waits for it, and not at what it waits for.
    const team = {
      kind: 'team' as const,
      side: 'sales' as const,
      title: 'Sales talk',
      day: '2026-05-29',
      time: '12:00',
      people: everybody(),
    };
    const own = await sales.call(contract.createMeeting, team);
    await rep.call(agenda.writeAgenda, { id: own.id });
    const sources = (await rep.call(agenda.getAgenda, { id: own.id })).items.map(({ source }) => source);
    expect(sources).toContain('challenge');
    expect(sources).not.toContain('question');
  });
});
