import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as companies from '#modules/companies/contract.ts';
import { aCompany } from '#modules/companies/testing.ts';
import * as contacts from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { matchingOf } from '#modules/criteria/queries/lens.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { createTeam } from '#modules/team/contract/members.ts';
import { setReach } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { record } from './commands/record.ts';
import * as contract from './contract.ts';
import { anActivity } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const HOUR = 3_600_000;
const ago = (iso: string, hours: number) => new Date(Date.parse(iso) - hours * HOUR).toISOString();

async function aTeam() {
  const { admin, member } = await app.newWorkspace();
  const rep = await member('rep', { name: 'Rita Rep' });
  const marketer = await member('marketer', { name: 'Max Marketer' });
  const companyId = await aCompany(rep);
  const contactId = await aContact(rep, { companyId });
  return { admin, rep, marketer, member, companyId, contactId };
}

const timelineOf = (client: Client, of: 'contact' | 'company', id: string, more: object = {}) =>
  client.call(contract.readTimeline, { of, id, ...more });

describe('logging', () => {
  it('writes a call with its next step, on the timelines of the person and of the company', async () => {
    const { rep, marketer, contactId, companyId } = await aTeam();
    const { taskId } = await rep.call(contract.logCall, {
      contactId,
      outcome: 'connected',
      durationSeconds: 300,
      notes: 'Wants a quote for forty seats.',
      insights: [{ kind: 'want', text: 'A yearly plan' }],
      nextStep: { subject: 'Send the quote' },
    });
    const { items } = await timelineOf(marketer, 'contact', contactId);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      kind: 'call',
      side: 'sales',
      direction: 'out',
      outcome: 'connected',
      durationSeconds: 300,
      member: { name: 'Rita Rep' },
      corrected: null,
      retracted: false,
    });
    expect(items[0]?.company?.id).toBe(companyId);
    expect(items[0]?.data).toEqual({ insights: [{ kind: 'want', about: 'product', text: 'A yearly plan' }] });
    expect((await timelineOf(rep, 'company', companyId)).items).toHaveLength(1);
    const tasks = await rep.call(contract.listTasks, { whose: 'mine' });
    expect(tasks.items.map((task) => task.id)).toEqual([taskId]);
    await app.runAllJobs();
    expect((await rep.call(contacts.getContact, { id: contactId })).lastActivityAt).toBe(items[0]?.occurredAt);
    expect((await rep.call(companies.getCompany, { id: companyId })).lastActivityAt).toBe(items[0]?.occurredAt);
  });

  it('takes the side from the department of whoever did it', async () => {
    const { marketer, contactId } = await aTeam();
    await marketer.call(contract.logMeeting, { contactId, subject: 'Webinar follow-up' });
    await anActivity(app, marketer, { kind: 'form', contactId, memberId: null });
    await anActivity(app, marketer, { kind: 'stage_change', contactId, memberId: null });
    const sides = Object.fromEntries((await timelineOf(marketer, 'contact', contactId)).items.map((row) => [row.kind, row.side]));
    expect(sides).toEqual({ meeting: 'marketing', form: 'customer', stage_change: 'system' });
    expect((await timelineOf(marketer, 'contact', contactId, { sides: ['customer'] })).items.map((row) => row.kind)).toEqual(['form']);
    expect((await timelineOf(marketer, 'contact', contactId, { kinds: ['meeting', 'call'] })).items.map((row) => row.kind)).toEqual([
      'meeting',
    ]);
  });

  it('refuses what lies in the future, what is about nobody, and records that are not there', async () => {
    const { rep, contactId } = await aTeam();
    const tomorrow = new Date(Date.now() + 24 * HOUR).toISOString();
    await expect(rep.call(contract.logCall, { contactId, outcome: 'busy', occurredAt: tomorrow })).rejects.toMatchObject({
      status: 400,
      errors: [{ field: 'occurredAt' }],
    });
    await expect(rep.call(contract.logCall, { outcome: 'busy' })).rejects.toMatchObject({ status: 400 });
    await expect(rep.call(contract.addNote, { contactId: crypto.randomUUID(), body: 'x' })).rejects.toMatchObject({ status: 404 });
  });

  it('tells those whom a note mentions, without repeating what it says', async () => {
    const { rep, marketer, contactId } = await aTeam();
    await rep.call(contract.addNote, {
      contactId,
      body: '@Max Marketer have you seen the secret budget?',
      mentions: [marketer.memberId, rep.memberId],
    });
    const notices = await marketer.call(listNotices, {});
    expect(notices.items).toHaveLength(1);
    expect(notices.items[0]).toMatchObject({
      kind: 'note.mention',
      title: expect.stringMatching(/^Rita Rep .*mentioned you in a note$/),
      link: `/contacts/${contactId}`,
    });
    expect(JSON.stringify(notices)).not.toContain('budget');
    expect((await rep.call(listNotices, {})).items).toHaveLength(0);
    await expect(rep.call(contract.addNote, { contactId, body: 'x', mentions: [crypto.randomUUID()] })).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('corrections', () => {
  it('shows the newest version at its time, keeps the original, and counts the first logging', async () => {
    const { rep, marketer, contactId } = await aTeam();
    const { id } = await rep.call(contract.logCall, { contactId, outcome: 'connected', notes: 'first' });
    const [original] = (await timelineOf(rep, 'contact', contactId)).items;
    const earlier = ago(original?.occurredAt ?? '', 48);
    await rep.call(contract.correctActivity, { id, outcome: 'no_answer', occurredAt: earlier });
    const again = await marketer.call(contract.correctActivity, { id, body: 'second' });
    const { items } = await timelineOf(rep, 'contact', contactId);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      id: again.id,
      rootId: id,
      outcome: 'no_answer',
      body: 'second',
      occurredAt: earlier,
      loggedAt: original?.loggedAt,
    });
    expect(items[0]?.member?.name).toBe('Rita Rep');
    expect(items[0]?.corrected?.by).toBe('Max Marketer');
    const { versions } = await rep.call(contract.getActivity, { id: again.id });
    expect(versions.map((version) => version.body)).toEqual(['second', 'first', 'first']);
    expect((await rep.call(contract.listActivities, { logged: 'late', memberId: rep.memberId })).items.map((row) => row.id)).toEqual([
      again.id,
    ]);
  });

  it('takes back what was logged by mistake, marked, and out of every count', async () => {
    const { rep, contactId } = await aTeam();
    const { id } = await rep.call(contract.logCall, { contactId, outcome: 'connected' });
    await rep.call(contract.retractActivity, { id, reason: 'Wrong person' });
    expect((await timelineOf(rep, 'contact', contactId)).items[0]).toMatchObject({ retracted: true, rootId: id });
    expect((await rep.call(contract.readTimeliness, {})).total.n).toBe(0);
    await expect(rep.call(contract.correctActivity, { id, body: 'x' })).rejects.toMatchObject({ status: 409 });
  });

  it('leaves what the program wrote alone', async () => {
    const { rep, contactId } = await aTeam();
    const id = await anActivity(app, rep, { kind: 'stage_change', contactId, evidence: 'system' });
    await expect(rep.call(contract.correctActivity, { id, body: 'x' })).rejects.toMatchObject({ status: 422 });
    await expect(rep.call(contract.retractActivity, { id })).rejects.toMatchObject({ status: 422 });
  });

  it('drops a recording that the customer refuses from every version, and keeps the call', async () => {
    const { rep, contactId } = await aTeam();
    const { id } = await rep.call(contract.logCall, {
      contactId,
      outcome: 'connected',
      recording: { consent: 'announced', reference: 'https://calls.example/CANARY' },
    });
    expect(JSON.stringify(await rep.call(contract.getActivity, { id }))).toContain('CANARY');
    await rep.call(contract.setRecordingConsent, { id, consent: 'refused' });
    const { versions } = await rep.call(contract.getActivity, { id });
    expect(JSON.stringify(versions)).not.toContain('CANARY');
    expect(versions[0]?.data).toMatchObject({ recording: { consent: 'refused' } });
    const refused = await rep.call(contract.logCall, {
      contactId,
      outcome: 'connected',
      recording: { consent: 'refused', reference: 'CANARY' },
    });
    expect(JSON.stringify(await rep.call(contract.getActivity, { id: refused.id }))).not.toContain('CANARY');
  });
});

describe('the timeline', () => {
  it('pages by keyset without losing or doubling a row, also where instants are equal', async () => {
    const { rep, contactId } = await aTeam();
    const at = '2026-03-01T10:00:00.123456Z';
    await app.command(rep, (ctx) =>
      record(
        ctx,
        Array.from({ length: 25 }, (_, n) => ({
          kind: 'page_visit' as const,
          contactId,
          occurredAt: n < 12 ? at : ago(at, n),
          data: { path: `/${n}` },
          evidence: 'system' as const,
        })),
      ),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await timelineOf(rep, 'contact', contactId, { limit: 10, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((row) => String(row.data?.path)));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
    await expect(timelineOf(rep, 'contact', contactId, { cursor: "x' or 1=1" })).rejects.toMatchObject({ status: 400 });
  });

  it('leaves what happened at the former employer there', async () => {
    const { rep, contactId, companyId } = await aTeam();
    await rep.call(contract.addNote, { contactId, body: 'at the first' });
    const second = await aCompany(rep);
    await rep.call(contacts.changeContact, { id: contactId, companyId: second });
    await rep.call(contract.addNote, { contactId, body: 'at the second' });
    const bodies = async (of: 'contact' | 'company', id: string) => (await timelineOf(rep, of, id)).items.map((row) => row.body);
    expect(await bodies('contact', contactId)).toEqual(['at the second', 'at the first']);
    expect(await bodies('company', companyId)).toEqual(['at the first']);
    expect(await bodies('company', second)).toEqual(['at the second']);
  });

  it('brings along what a person did before anybody knew the company', async () => {
    const { rep, companyId } = await aTeam();
    const loose = await aContact(rep);
    await rep.call(contract.addNote, { contactId: loose, body: 'early' });
    await rep.call(contacts.changeContact, { id: loose, companyId });
    expect((await timelineOf(rep, 'company', companyId)).items.map((row) => row.body)).toEqual(['early']);
  });

  it('skips what came twice', async () => {
    const { rep, contactId } = await aTeam();
    const row = { kind: 'mail_event' as const, contactId, occurredAt: '2026-03-01T10:00:00Z', dedupeKey: 'provider:1' };
    const ids = await app.command(rep, (ctx) => record(ctx, [row, row]));
    expect(ids.filter((id) => id !== null)).toHaveLength(1);
    expect(await app.command(rep, (ctx) => record(ctx, [row]))).toEqual([null]);
  });
});

describe('rights', () => {
  it('shows a team nothing of records that it does not reach', async () => {
    const { admin, member } = await app.newWorkspace();
    const { id: teamId } = await admin.call(createTeam, { name: 'North', department: 'sales' });
    const mine = await member('rep', { teamId });
    const other = await member('rep');
    for (const entity of ['contact', 'company'] as const) await admin.call(setReach, { role: 'rep', entity, read: 'team', write: 'own' });
    const theirs = await aContact(other, { ownerId: other.memberId });
    await other.call(contract.addNote, { contactId: theirs, body: 'theirs' });
    await expect(timelineOf(mine, 'contact', theirs)).rejects.toMatchObject({ status: 404 });
    expect((await mine.call(contract.listActivities, {})).items).toEqual([]);
    await expect(mine.call(contract.addNote, { contactId: theirs, body: 'x' })).rejects.toMatchObject({ status: 404 });
    await expect(mine.call(contract.createTask, { subject: 'x', contactId: theirs })).rejects.toMatchObject({ status: 404 });
    expect((await other.call(contract.listActivities, {})).items).toHaveLength(1);
  });

  it('keeps workspaces apart', async () => {
    const { rep, contactId } = await aTeam();
    const { id } = await rep.call(contract.addNote, { contactId, body: 'ours' });
    const { admin: stranger } = await app.newWorkspace();
    await expect(timelineOf(stranger, 'contact', contactId)).rejects.toMatchObject({ status: 404 });
    await expect(stranger.call(contract.getActivity, { id })).rejects.toMatchObject({ status: 404 });
    await expect(stranger.call(contract.retractActivity, { id })).rejects.toMatchObject({ status: 404 });
    expect((await stranger.call(contract.listActivities, {})).items).toEqual([]);
  });
});

describe('timeliness', () => {
  it('judges the hours from the talk to the log: 75 % within a day, median 4 h, P90 30 h', async () => {
    const { rep, marketer, contactId } = await aTeam();
    const now = '2026-05-20T12:00:00.000Z';
    const hours = [0.1, 0.2, 0.5, 1, 2, 3, 5, 8, 20, 26, 30, 72];
    await app.command(rep, (ctx) =>
      record(
        ctx,
        hours.map((gap) => ({ kind: 'call' as const, contactId, memberId: rep.memberId, occurredAt: ago(now, gap), loggedAt: now })),
      ),
    );
    await anActivity(app, rep, {
      contactId,
      occurredAt: ago(now, 5000),
      loggedAt: now,
      evidence: 'imported',
      importId: crypto.randomUUID(),
    });
    await anActivity(app, rep, { kind: 'note', contactId, occurredAt: ago(now, 5000), loggedAt: now });
    const { total, lines } = await marketer.call(contract.readTimeliness, { by: 'member', from: '2026-01-01T00:00:00Z' });
    expect(total).toEqual({ n: 12, onTime: 9, medianHours: expect.closeTo(4, 6), p90Hours: expect.closeTo(30, 6) });
    expect(total.onTime / total.n).toBe(0.75);
    expect(lines).toEqual([{ key: rep.memberId, name: 'Rita Rep', department: 'sales', ...total }]);
    expect((await marketer.call(contract.listActivities, { memberId: rep.memberId, logged: 'late' })).items).toHaveLength(3);
    expect((await marketer.call(contract.listActivities, { memberId: rep.memberId, logged: 'on_time' })).items).toHaveLength(9);
    const empty = await marketer.call(contract.readTimeliness, { from: '2030-01-01T00:00:00Z' });
    expect(empty).toMatchObject({ total: { n: 0, onTime: 0, medianHours: null, p90Hours: null }, lines: [] });
  });
});

describe('what conversations said', () => {
  it('makes segments: by kind, topic and words; not by what was taken back', async () => {
    const { rep, contactId, companyId } = await aTeam();
    const quiet = await aContact(rep);
    const insights = [{ kind: 'objection' as const, about: 'buying_process' as const, text: 'Procurement needs three offers' }];
    const { id } = await rep.call(contract.logCall, { contactId, outcome: 'connected', insights });
    const scope = await app.scopeOf(rep);
    const meeting = (entity: 'contact' | 'company', field: string, op: 'is' | 'contains', value: string) =>
      app.command(rep, (ctx) =>
        matchingOf(ctx.tx, scope, {
          entity,
          ids: [contactId, quiet, companyId],
          now: ctx.now,
          criteria: { match: 'all', of: [{ field, op, value }] },
        }),
      );
    expect(await meeting('contact', 'saidKind', 'is', 'objection')).toEqual(new Set([contactId]));
    expect(await meeting('contact', 'saidAbout', 'is', 'product')).toEqual(new Set());
    expect(await meeting('contact', 'said', 'contains', 'three OFFERS')).toEqual(new Set([contactId]));
    expect(await meeting('company', 'saidKind', 'is', 'objection')).toEqual(new Set([companyId]));
    expect((await rep.call(contract.listActivities, { insight: 'objection' })).items).toHaveLength(1);
    await rep.call(contract.retractActivity, { id });
    expect(await meeting('contact', 'saidKind', 'is', 'objection')).toEqual(new Set());
  });
});

describe('tasks', () => {
  it('are done onto the timeline, once, and back', async () => {
    const { rep, contactId } = await aTeam();
    const { id } = await rep.call(contract.createTask, { subject: 'Call back', contactId, dueAt: ago(new Date().toISOString(), 1) });
    const { items, open, overdue } = await rep.call(contract.listTasks, { whose: 'mine' });
    expect({ open, overdue }).toEqual({ open: 1, overdue: 1 });
    expect(items[0]).toMatchObject({ id, overdue: true, assignee: { id: rep.memberId }, contact: { id: contactId } });
    await rep.call(contract.setTaskStatus, { id, status: 'done' });
    await rep.call(contract.setTaskStatus, { id, status: 'done' });
    expect((await timelineOf(rep, 'contact', contactId)).items.filter((row) => row.kind === 'task_done')).toHaveLength(1);
    expect((await rep.call(contract.listTasks, { status: 'done' })).items.map((task) => task.id)).toEqual([id]);
    await rep.call(contract.setTaskStatus, { id, status: 'open' });
    expect((await timelineOf(rep, 'contact', contactId)).items).toMatchObject([{ kind: 'task_done', retracted: true }]);
    await rep.call(contract.setTaskStatus, { id, status: 'done' });
    expect((await timelineOf(rep, 'contact', contactId)).items.filter((row) => row.kind === 'task_done' && !row.retracted)).toHaveLength(1);
  });

  it('are read in the order of their dates, page by page, and by when they are due', async () => {
    const { rep } = await aTeam();
    const now = Date.now();
    for (const hours of [30 * 24, -2, 24 * 3, -50])
      await rep.call(contract.createTask, { subject: `${hours}`, dueAt: new Date(now + hours * HOUR).toISOString() });
    await rep.call(contract.createTask, { subject: 'none' });
    const first = await rep.call(contract.listTasks, { limit: 3 });
    const second = await rep.call(contract.listTasks, { limit: 3, cursor: first.next ?? '' });
    expect([...first.items, ...second.items].map((task) => task.subject)).toEqual(['-50', '-2', '72', '720', 'none']);
    expect(second.next).toBeNull();
    expect((await rep.call(contract.listTasks, { due: 'overdue' })).items.map((task) => task.subject)).toEqual(['-50', '-2']);
    expect((await rep.call(contract.listTasks, { due: 'none' })).items.map((task) => task.subject)).toEqual(['none']);
    expect((await rep.call(contract.listTasks, { due: 'later' })).items.map((task) => task.subject)).toEqual(['72', '720']);
  });

  it('go to members only, and are changed by those who see them', async () => {
    const { rep, marketer } = await aTeam();
    const { id } = await rep.call(contract.createTask, { subject: 'Prepare' });
    await expect(rep.call(contract.changeTask, { id, assigneeId: crypto.randomUUID() })).rejects.toMatchObject({ status: 400 });
    await rep.call(contract.changeTask, { id, assigneeId: marketer.memberId, subject: 'Prepare the talk' });
    expect((await marketer.call(contract.listTasks, { whose: 'mine' })).items[0]?.subject).toBe('Prepare the talk');
    const { admin: stranger } = await app.newWorkspace();
    await expect(stranger.call(contract.changeTask, { id, subject: 'x' })).rejects.toMatchObject({ status: 404 });
  });
});
