import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getActivity, listTasks } from '#modules/activities/contract.ts';
import { anActivity } from '#modules/activities/testing.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { createMailPurpose, recordMailWord } from '#modules/consents/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { createOwnField } from '#modules/criteria/contract.ts';
import { closeDeal } from '#modules/deals/contract/deals.ts';
import { aDeal } from '#modules/deals/testing.ts';
import { giveVerdict, listRecycled } from '#modules/handoffs/contract/handoffs.ts';
import { aHandoff, anOffice, reasonId } from '#modules/handoffs/testing.ts';
import { getInvoice } from '#modules/orders/contract/documents.ts';
import { anInvoice } from '#modules/orders/testing.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { advanceBatch } from './commands/advance.ts';
import * as around from './contract/around.ts';
import { decideSequenceMail, endEnrolment, listSequenceMails } from './contract/enrolments.ts';
import { getThroughput, getTrackReport } from './contract/reports.ts';
import * as retention from './contract/retention.ts';
import { createTrack, getTrack, publishTrack, setTrackState, simulateTrack } from './contract/tracks.ts';
import { aCrew, aTrack, days, END, later, MORNING, mail, passTo, put, START, standing, tags, tracksOf } from './testing.ts';

let app: TestApp;
let crew: Awaited<ReturnType<typeof aCrew>>;
beforeAll(async () => {
  app = await openTestApp();
  crew = await aCrew(app);
});
afterAll(() => app.close());

const messages = (contactId: string) =>
  app.command(crew.admin, async ({ tx }) => {
    const { rows } = await sql<{
      state: string;
      dedupe_key: string;
      lane: string;
      subject: string | null;
    }>`select m.state, m.dedupe_key, m.lane, l.subject from message m
      left join message_letter l on l.workspace_id = m.workspace_id and l.message_id = m.id
      where m.workspace_id = ${crew.workspaceId} and m.contact_id = ${contactId} order by m.created_at, m.id`.execute(tx);
    return rows;
  });

describe('the gate and a track', () => {
  it('holds a mail back and says until when; the person waits there and goes on when it has gone', async () => {
    app.setNow(MORNING);
    const { marketer, rep, purposeId } = crew;
    const id = await aTrack(marketer, { set: { purposeId }, nodes: [START, mail('m'), tags('t', 'x'), END] });
    const person = await aContact(marketer, { ownerId: marketer.memberId });
    for (const call of [1, 2]) await anActivity(app, rep, { kind: 'call', direction: 'out', contactId: person, occurredAt: later(-call) });
    const on = await put(marketer, id, person);
    await app.runAllJobs();
    const held = await standing(marketer, on);
    expect(held).toMatchObject({ state: 'waiting', awaits: 'message', note: expect.stringContaining('holds the mail back') });
    expect(Date.parse(held.dueAt ?? '')).toBeGreaterThan(Date.parse(later(24)));
    expect(await messages(person)).toMatchObject([{ state: 'held' }]);
    await passTo(app, held.dueAt ?? '');
    expect((await messages(person)).length).toBe(1);
  });

  it('blocks a mail: it is left out, or ends the track, as the step says', async () => {
    app.setNow(MORNING);
    const { marketer, admin } = crew;
    const { id: purposeId } = await admin.call(createMailPurpose, {
      name: 'By word only',
      description: 'News.',
      ground: 'consent',
      doubleOptIn: false,
    });
    const nodes = (onBlock: 'skip' | 'end') => [START, mail('m', { onBlock }), tags('t', 'x'), END];
    const [skips, ends] = [
      await aTrack(marketer, { set: { purposeId }, nodes: nodes('skip') }),
      await aTrack(marketer, { set: { purposeId }, nodes: nodes('end') }),
    ];
    const [one, other] = [
      await aContact(marketer, { ownerId: marketer.memberId }),
      await aContact(marketer, { ownerId: marketer.memberId }),
    ];
    const [first, second] = [await put(marketer, skips, one), await put(marketer, ends, other)];
    await app.runAllJobs();
    const through = await standing(marketer, first);
    expect([through.state, through.steps[0]?.outcome]).toEqual(['finished', 'blocked']);
    expect(await standing(marketer, second)).toMatchObject({ state: 'left', leftWhy: 'blocked' });
    expect([await messages(one), await messages(other)]).toEqual([[], []]);
    expect((await marketer.call(getThroughput, { id: skips })).nodes.find(({ nodeId }) => nodeId === 'm')?.mail).toMatchObject({
      blocked: 1,
      queued: 0,
    });
  });

  it('takes back what has not gone when somebody wants nothing any more', async () => {
    app.setNow(MORNING);
    const { marketer, purposeId } = crew;
    const id = await aTrack(marketer, { set: { purposeId }, nodes: [START, mail('m'), days('w', 3), tags('t', 'x'), END] });
    const person = await aContact(marketer, { ownerId: marketer.memberId });
    await put(marketer, id, person);
    await app.command(marketer, advanceBatch);
    await marketer.call(recordMailWord, { id: person, word: 'objected', note: 'On the phone.' });
    await app.runAllJobs();
    expect((await tracksOf(marketer, person))[0]).toMatchObject({ state: 'left', leftWhy: 'opted_out' });
    expect((await messages(person)).map(({ state }) => state)).not.toContain('planned');
  });
});

describe('a sequence', () => {
  it('gives the rep the mail to read, sends what they made of it as their own, and goes on', async () => {
    app.setNow(MORNING);
    const { rep, marketer } = crew;
    const { id } = await rep.call(createTrack, { name: 'Five steps', kind: 'sequence', starter: 'rep_sequence' });
    const { revision } = await rep.call(getTrack, { id });
    await rep.call(publishTrack, { id, revision });
    await rep.call(setTrackState, { id, state: 'running' });
    const person = await aContact(rep, { firstName: 'Ida', phones: [{ phone: '+49 421 555 0101' }] });
    const on = await put(rep, id, person);
    await app.runAllJobs();
    const { items } = await rep.call(listSequenceMails, {});
    expect(items).toMatchObject([{ enrolmentId: on, subject: 'A question, Ida', contact: { id: person } }]);
    expect((await marketer.call(listSequenceMails, {})).items).toEqual([]);
    expect((await standing(rep, on)).state).toBe('review');
    const mailId = items[0]?.id ?? '';
    await expect(marketer.call(decideSequenceMail, { id: mailId, decision: 'send' })).rejects.toMatchObject({ status: 403 });
    expect(
      await rep.call(decideSequenceMail, { id: mailId, decision: 'send', subject: 'Hello Ida', text: 'Shall we talk?' }),
    ).toMatchObject({ state: 'planned' });
    await expect(rep.call(decideSequenceMail, { id: mailId, decision: 'send' })).rejects.toMatchObject({ status: 422 });
    expect(await messages(person)).toMatchObject([{ lane: 'personal', subject: 'Hello Ida' }]);
    await app.runAllJobs();
    await passTo(app, later(49));
    expect((await rep.call(listTasks, { contactId: person })).items).toMatchObject([
      { subject: 'Call: First call', phone: '+494215550101' },
    ]);
    await anActivity(app, rep, { kind: 'mail', direction: 'in', contactId: person, side: 'customer', occurredAt: later(50) });
    await app.runAllJobs();
    expect((await standing(rep, on)).leftWhy).toBe('replied');
  });
});

describe('a simulation', () => {
  it('walks with a person or a sample, tells dates and the gate, and sends nothing', async () => {
    app.setNow(MORNING);
    const { marketer, purposeId } = crew;
    const id = await aTrack(marketer, {
      set: { purposeId },
      nodes: [
        START,
        mail('m'),
        days('w', 3),
        {
          id: 'p',
          type: 'branch',
          branches: [{ id: 'hot', name: 'Hot', criteria: { match: 'all', of: [{ field: 'tags', op: 'has_any_of', value: ['hot'] }] } }],
        },
        tags('yes', 'a'),
        tags('no', 'b'),
        END,
      ],
      edges: [
        { from: 'p', port: 'hot', to: 'yes' },
        { from: 'p', port: 'else', to: 'no' },
        { from: 'yes', port: 'next', to: 'end' },
      ],
    });
    const hot = await aContact(marketer, { tags: ['hot'] });
    const real = await marketer.call(simulateTrack, { id, contactId: hot });
    expect(real.notEntered).toBeNull();
    expect(real.steps.map(({ nodeId, at, port }) => [nodeId, at, port])).toEqual([
      ['m', MORNING, 'next'],
      ['w', MORNING, 'next'],
      ['p', later(72), 'hot'],
      ['yes', later(72), 'next'],
      ['end', later(72), null],
    ]);
    expect(real.steps[0]?.gate).toEqual({ verdict: 'allowed', codes: [], until: null });
    const sample = await marketer.call(simulateTrack, { id, choices: { p: 'else' } });
    expect(sample.steps.map(({ nodeId }) => nodeId)).toEqual(['m', 'w', 'p', 'no', 'end']);
    expect([await messages(hot), await tracksOf(marketer, hot)]).toEqual([[], []]);
  });
});

describe('support of a deal', () => {
  it('is asked for by the rep, taken with a track, seen on the deal, and ends with it', async () => {
    app.setNow(MORNING);
    const { marketer, rep } = crew;
    const trackId = await aTrack(marketer, { kind: 'deal_support', nodes: [START, days('w', 30), tags('t', 'x'), END] });
    const companyId = await aCompany(rep);
    const [champion, colleague] = [await aContact(rep, { companyId }), await aContact(rep, { companyId })];
    const dealId = await aDeal(rep, { companyId, contactId: champion });
    const { id } = await rep.call(around.requestSupport, { id: dealId, wish: 'They doubt that it lasts.' });
    await expect(rep.call(around.requestSupport, { id: dealId, wish: 'They doubt that it lasts.' })).rejects.toMatchObject({ status: 409 });
    await expect(rep.call(around.decideSupport, { id, decision: 'accept', trackId })).rejects.toMatchObject({ status: 403 });
    const asked = await marketer.call(around.listSupport, {});
    expect(asked).toMatchObject({
      waiting: 1,
      items: [
        {
          id,
          mayDecide: true,
          group: [
            { contactId: champion, onDeal: true },
            { contactId: colleague, onDeal: false },
          ],
        },
      ],
    });
    expect(await marketer.call(around.decideSupport, { id, decision: 'accept', trackId, answer: 'Two mails.' })).toEqual({
      enrolled: 2,
      refused: [],
    });
    await app.runAllJobs();
    const shown = await rep.call(around.getDealSupport, { id: dealId });
    expect(shown).toMatchObject({ mayRequest: false, items: [{ state: 'running', track: { id: trackId }, answer: 'Two mails.' }] });
    expect(shown.items[0]?.group.every(({ enrolmentId }) => enrolmentId !== null)).toBe(true);
    await rep.call(closeDeal, { id: dealId, outcome: 'won' });
    await app.runAllJobs();
    expect((await rep.call(around.getDealSupport, { id: dealId })).items[0]).toMatchObject({ state: 'ended' });
    expect((await tracksOf(rep, colleague))[0]).toMatchObject({ leftWhy: 'deal_closed' });
  });
});

describe('returned leads', () => {
  it('come onto the track of their reason, not before their day, and not with a tactic tried before', async () => {
    const office = await anOffice(app);
    const { marketer } = office;
    const timing = await reasonId(marketer, 'timing_later');
    const nodes = [START, tags('t', 'warmed'), END];
    const [fits, usual] = [
      await aTrack(marketer, { nodes, set: { tactic: 'case_study' } }),
      await aTrack(marketer, { nodes, set: { tactic: 'webinar' } }),
    ];
    const line = { interest: null, stage: null, daysBefore: 2 };
    await marketer.call(around.setAssignments, {
      lines: [
        { ...line, reasonId: timing, trackId: fits },
        { ...line, reasonId: null, trackId: usual },
      ],
    });
    await expect(office.rep.call(around.setAssignments, { lines: [] })).rejects.toMatchObject({ status: 403 });
    const { handoff, contactId } = await aHandoff(app, office);
    const first = await aTrack(marketer, { nodes: [START, days('w', 3), tags('t', 'x'), END] });
    await marketer.call(endEnrolment, { id: await put(marketer, first, contactId) });
    await office.sales.call(giveVerdict, {
      id: handoff.id,
      decision: 'recycled',
      reasonId: timing,
      recycleOn: '2026-05-04',
      note: 'After the budget round.',
    });
    await app.runAllJobs();
    const [on] = await tracksOf(marketer, contactId);
    expect(on).toMatchObject({ track: { id: fits }, enteredBy: 'assignment', dueAt: '2026-05-01T22:00:00.000Z' });
    expect((await marketer.call(listRecycled, {})).items).toMatchObject([{ contactId, state: 'warming', tactic: 'case_study' }]);
    const [plan] = (await marketer.call(listRecycled, {})).items;
    const told = async () => (await marketer.call(around.listPlanTracks, { planIds: [plan?.id ?? ''] })).items;
    expect(await told()).toMatchObject([
      {
        own: { track: { id: fits }, state: 'waiting', dueAt: '2026-05-01T22:00:00.000Z' },
        before: [{ track: { id: first }, leftWhy: 'by_hand' }],
      },
    ]);
    await passTo(app, '2026-05-01T21:59:00.000Z');
    expect((await tracksOf(marketer, contactId))[0]?.state).toBe('waiting');
    await passTo(app, '2026-05-01T22:00:00.000Z');
    expect((await tracksOf(marketer, contactId))[0]?.state).toBe('finished');
    const report = await office.marketing.call(getTrackReport, {});
    expect(report.tracks.find(({ track }) => track.id === fits)).toMatchObject({
      tactic: 'case_study',
      entered: 1,
      reached: { k: 0, n: 1, enough: false },
    });
  });
});

describe('the retention board', () => {
  it('shows customers with the signs of risk, each with what it rests on, and "not enough data"', async () => {
    app.setNow('2026-06-15T08:00:00.000Z');
    const { member, admin } = await app.newWorkspace();
    const [marketer, rep] = [await member('marketer'), await member('sales_lead')];
    await admin.call(createOwnField, { entity: 'company', label: 'Renewal', kind: 'date', key: 'renewal', options: [], required: false });
    const bought = async (name: string, daysAgo: readonly number[], custom = {}) => {
      const companyId = await aCompany(rep, { name, ownerId: rep.memberId, custom });
      for (const ago of daysAgo) await anInvoice(rep, { companyId, invoicedAt: later(-24 * ago, '2026-06-15T08:00:00.000Z') });
      return companyId;
    };
    const late = await bought('Late', [112, 82, 52]);
    const fine = await bought('Fine', [70, 40, 10]);
    const young = await bought('Young', [300, 200]);
    const renews = await bought('Renews', [70, 40, 10], { renewal: '2026-07-05' });
    await app.runAllJobs();
    await marketer.call(retention.setRetentionSettings, { competitors: ['Globex'], renewalField: 'renewal' });
    await anActivity(app, rep, {
      kind: 'note',
      companyId: fine,
      body: 'They look at GLOBEX, too.',
      occurredAt: '2026-06-01T08:00:00.000Z',
    });
    await anActivity(app, rep, {
      kind: 'note',
      companyId: young,
      body: 'Globexity is another word.',
      occurredAt: '2026-06-01T08:00:00.000Z',
    });
    const board = await marketer.call(retention.getRetentionBoard, {});
    const signs = new Map(board.items.map(({ company, signals }) => [company.id, signals.map(({ signal }) => signal)]));
    expect(signs).toEqual(
      new Map([
        [late, ['late_order']],
        [fine, ['competitor']],
        [renews, ['renewal']],
        [young, []],
      ]),
    );
    expect(board.items.find(({ company }) => company.id === late)?.cycle).toMatchObject({ medianDays: 30, orders: 3, daysSince: 52 });
    expect(board.items.find(({ company }) => company.id === young)?.cycle).toMatchObject({ medianDays: null, orders: 2, ratio: null });
    expect(board).toMatchObject({ customers: 4, risky: 3 });
    const found = board.items.find(({ company }) => company.id === fine)?.signals[0];
    const said = await marketer.call(getActivity, { id: found?.evidence[0]?.id ?? '' });
    expect(said.versions.map(({ body }) => body)).toEqual(['They look at GLOBEX, too.']);
    const overdue = board.items.find(({ company }) => company.id === late)?.signals[0];
    const [last] = overdue?.evidence ?? [];
    expect([overdue?.evidence.length, last?.entity]).toEqual([3, 'invoice']);
    expect((await marketer.call(getInvoice, { id: last?.id ?? '' })).invoicedAt.slice(0, 10)).toBe(overdue?.at?.slice(0, 10));
    expect((await marketer.call(retention.getRetentionBoard, { signal: 'renewal' })).items.map(({ company }) => company.id)).toEqual([
      renews,
    ]);
  });
});

describe('posting to other systems', () => {
  it.each([
    'http://example.com/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://169.254.169.254/latest',
    'https://2130706433/',
    'https://user@example.com/',
    'https://example.com:8443/',
  ])('takes no address like %s', async (url) => {
    await expect(crew.marketer.call(around.createTrackHook, { name: 'Inner', url })).rejects.toMatchObject({ status: 400 });
  });

  it('leaves a post with the step, does not reach a name that leads inside, and shows neither secret nor failure as success', async () => {
    app.setNow(MORNING);
    const { marketer } = crew;
    const { id: hookId, secret } = await marketer.call(around.createTrackHook, { name: 'Ours', url: 'https://localhost/hook' });
    expect(secret).toMatch(/^whsec_/);
    const id = await aTrack(marketer, { nodes: [START, { id: 'h', type: 'webhook', hookId }, END] });
    const on = await put(marketer, id, await aContact(marketer));
    await app.runAllJobs();
    expect((await standing(marketer, on)).steps[0]).toMatchObject({ nodeId: 'h', outcome: 'done' });
    const { items } = await marketer.call(around.listTrackHooks, {});
    expect(items[0]).toMatchObject({ id: hookId, lastState: 'waiting', lastSays: expect.stringContaining('not a public address') });
    expect(JSON.stringify(items)).not.toContain(secret.slice(6, 20));
  });
});
