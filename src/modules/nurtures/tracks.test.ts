import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listTasks } from '#modules/activities/contract.ts';
import { anActivity } from '#modules/activities/testing.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { changeContact, getContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aWonDeal } from '#modules/deals/testing.ts';
import { aHold } from '#modules/gate/testing.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { enrolContacts, holdEnrolment } from './contract/enrolments.ts';
import { getThroughput, listStepRows } from './contract/reports.ts';
import { getTrack, saveTrackDraft, setTrackState, updateTrack } from './contract/tracks.ts';
import { aCrew, aGraph, aTrack, days, END, later, MORNING, mail, passTo, put, START, standing, tags, tracksOf } from './testing.ts';

let app: TestApp;
let crew: Awaited<ReturnType<typeof aCrew>>;
beforeAll(async () => {
  app = await openTestApp();
  crew = await aCrew(app);
});
afterAll(() => app.close());

async function messagesOf(contactId: string) {
  return app.command(crew.admin, async ({ tx }) => {
    const { rows } = await sql<{ id: string; state: string; intent: { kind: string; side: string } }>`select id, state, intent from message
      where workspace_id = ${crew.workspaceId} and contact_id = ${contactId} order by created_at, id`.execute(tx);
    return rows;
  });
}

describe('a track', () => {
  it('walks a person through: waits, sends, branches, tags, ends; every visit stands there once', async () => {
    app.setNow(MORNING);
    const { marketer, purposeId } = crew;
    const id = await aTrack(marketer, {
      set: { purposeId },
      nodes: [
        START,
        mail('hello'),
        days('wait', 3),
        {
          id: 'which',
          type: 'branch',
          branches: [{ id: 'hot', name: 'Hot', criteria: { match: 'all', of: [{ field: 'tags', op: 'has_any_of', value: ['hot'] }] } }],
        },
        tags('yes', 'took-hot'),
        tags('no', 'took-else'),
        END,
      ],
      edges: [
        { from: 'which', port: 'hot', to: 'yes' },
        { from: 'which', port: 'else', to: 'no' },
        { from: 'yes', port: 'next', to: 'end' },
      ],
    });
    const [hot, cold] = [
      await aContact(marketer, { tags: ['hot'], ownerId: marketer.memberId }),
      await aContact(marketer, { ownerId: marketer.memberId }),
    ];
    const on = await put(marketer, id, hot);
    await put(marketer, id, cold);
    await app.runAllJobs();
    expect(await standing(marketer, on)).toMatchObject({ state: 'waiting', node: { id: 'wait' }, awaits: 'time', dueAt: later(72) });
    expect(await messagesOf(hot)).toMatchObject([{ intent: { kind: 'information', side: 'marketing' } }]);
    await passTo(app, later(71));
    expect((await standing(marketer, on)).node?.id).toBe('wait');
    await passTo(app, later(72));
    const after = await standing(marketer, on);
    expect(after).toMatchObject({ state: 'finished', node: null });
    expect(after.steps.map(({ nodeId, port, visit }) => [visit, nodeId, port])).toEqual([
      [1, 'hello', 'next'],
      [2, 'wait', 'next'],
      [3, 'which', 'hot'],
      [4, 'yes', 'next'],
      [5, 'end', null],
    ]);
    expect((await marketer.call(getContact, { id: hot })).tags).toContain('took-hot');
    expect((await marketer.call(getContact, { id: cold })).tags).toContain('took-else');
    const through = await marketer.call(getThroughput, { id });
    expect(through).toMatchObject({ entered: 2, on: 0, finished: 2 });
    expect(through.nodes.find(({ nodeId }) => nodeId === 'which')).toMatchObject({ entered: 2, waiting: 0, passed: 2 });
    expect(through.nodes.find(({ nodeId }) => nodeId === 'hello')?.mail).toMatchObject({ queued: 2, sent: 2, clicked: { k: 0, n: 2 } });
    const { items } = await marketer.call(listStepRows, { id, nodeId: 'which', port: 'hot' });
    expect(items.map(({ contact }) => contact.id)).toEqual([hot]);
  });

  it('is not published while something is wrong, and says at which node', async () => {
    const { marketer } = crew;
    const id = await aTrack(marketer, { nodes: [START, tags('t', 'x'), END], start: false });
    const { revision, draft } = await marketer.call(getTrack, { id });
    const graph = aGraph([
      START,
      mail('m', { what: { subject: 'Hi', text: 'Hello {{ contact.shoe_size }}' } }),
      { id: 'w', type: 'wait', until: { by: 'date', field: 'noSuch', days: 0 } },
      END,
      tags('lost', 'y'),
    ]);
    const { problems } = await marketer.call(saveTrackDraft, { id, revision, content: { ...draft, graph } });
    const said = problems.map(({ nodeId, message }) => `${nodeId}: ${message}`);
    expect(said).toContainEqual(expect.stringMatching(/^lost: Nobody ever comes/));
    expect(said).toContainEqual(expect.stringMatching(/^lost: .*leads nowhere/));
    expect(said).toContainEqual(expect.stringMatching(/^m: .*no field “contact.shoe_size”/));
    expect(said).toContainEqual(expect.stringMatching(/^w: .*date field is not there/));
    expect(said).toContainEqual(expect.stringMatching(/^null: Say what its mails are for/));
    await expect(marketer.call(saveTrackDraft, { id, revision, content: draft })).rejects.toMatchObject({ status: 409 });
  });

  it('lets in whom its rules let in, and says why not the others', async () => {
    app.setNow(MORNING);
    const { marketer, lead, purposeId } = crew;
    const customer = await aCompany(marketer);
    await aWonDeal(lead, { companyId: customer });
    await app.runAllJobs();
    const wish = {
      set: { purposeId, audience: 'prospects' as const },
      nodes: [START, mail('m'), days('w', 5), END],
      settings: { again: { mode: 'once' as const } },
    };
    const id = await aTrack(marketer, {
      ...wish,
      settings: { ...wish.settings, entry: { match: 'all', of: [{ field: 'tags', op: 'has_none_of', value: ['never'] }] } },
    });
    const people = {
      fine: await aContact(marketer),
      customer: await aContact(marketer, { companyId: customer }),
      entry: await aContact(marketer, { tags: ['never'] }),
      mute: await aContact(marketer, { emails: [] }),
    };
    const { enrolled, refused } = await marketer.call(enrolContacts, { id, contactIds: Object.values(people) });
    expect(enrolled.map(({ contactId }) => contactId)).toEqual([people.fine]);
    expect(new Map(refused.map(({ contactId, why }) => [contactId, why]))).toEqual(
      new Map([
        [people.customer, 'audience'],
        [people.entry, 'entry'],
        [people.mute, 'no_address'],
      ]),
    );
    const again = await marketer.call(enrolContacts, { id, contactIds: [people.fine] });
    expect(again.refused[0]?.why).toBe('on_it');
    const other = await aTrack(marketer, { nodes: [START, days('w', 5), tags('t', 'x'), END] });
    expect((await marketer.call(enrolContacts, { id: other, contactIds: [people.fine] })).refused[0]?.why).toBe('other_track');
  });

  it('ends with a reply, a meeting, a deal; with an opt-out always; and takes back what has not gone', async () => {
    app.setNow(MORNING);
    const { marketer, rep } = crew;
    const id = await aTrack(marketer, { nodes: [START, days('w', 5), tags('t', 'x'), END], settings: { oneOfKind: false } });
    const [replies, meets, stays] = [await aContact(rep), await aContact(rep), await aContact(rep)];
    for (const one of [replies, meets, stays]) await put(marketer, id, one);
    app.setNow(later(2));
    await anActivity(app, rep, { kind: 'mail', direction: 'in', contactId: replies, side: 'customer' });
    await anActivity(app, rep, { kind: 'meeting', contactId: meets });
    await anActivity(app, rep, { kind: 'call', direction: 'out', contactId: stays });
    await app.runAllJobs();
    const whys = [];
    for (const one of [replies, meets, stays]) whys.push((await tracksOf(marketer, one))[0]?.leftWhy);
    expect(whys).toEqual(['replied', 'meeting', null]);
  });

  it('leaves a prospects track when the company becomes a customer', async () => {
    app.setNow(MORNING);
    const { marketer, lead } = crew;
    const id = await aTrack(marketer, {
      nodes: [START, days('w', 5), tags('t', 'x'), END],
      set: { audience: 'prospects' },
      settings: { exits: [] },
    });
    const companyId = await aCompany(marketer);
    const person = await aContact(marketer, { companyId });
    await put(marketer, id, person);
    await aWonDeal(lead, { companyId });
    await passTo(app, later(121));
    expect((await tracksOf(marketer, person))[0]).toMatchObject({ state: 'left', leftWhy: 'became_customer' });
  });

  it('pauses for the hold of a rep, and goes on after it', async () => {
    app.setNow(MORNING);
    const { marketer, rep } = crew;
    const id = await aTrack(marketer, { nodes: [START, days('w', 1), tags('t', 'after-hold'), END] });
    const person = await aContact(rep);
    const on = await put(marketer, id, person);
    await aHold(rep, { id: person, until: later(100) });
    await passTo(app, later(30));
    expect(await standing(marketer, on)).toMatchObject({
      state: 'waiting',
      awaits: 'hold',
      dueAt: later(100),
      note: expect.stringContaining('in peace'),
    });
    await passTo(app, later(101));
    expect((await standing(marketer, on)).state).toBe('finished');
    const held = await put(marketer, id, person);
    await rep.call(holdEnrolment, { id: held, until: later(200) });
    expect((await standing(rep, held)).awaits).toBe('hold');
    await rep.call(holdEnrolment, { id: held, until: null });
    await app.runAllJobs();
    expect((await standing(rep, held)).awaits).toBe('time');
  });

  it('waits for criteria, and goes on by them or by the time', async () => {
    app.setNow(MORNING);
    const { marketer } = crew;
    const criteria = { match: 'all' as const, of: [{ field: 'jobTitle', op: 'is' as const, value: 'Director' }] };
    const id = await aTrack(marketer, {
      nodes: [
        START,
        { id: 'w', type: 'wait', until: { by: 'criteria', criteria, limit: { n: 4, unit: 'day' } } },
        tags('met', 'was-met'),
        tags('late', 'was-late'),
        END,
      ],
      edges: [
        { from: 'w', port: 'met', to: 'met' },
        { from: 'w', port: 'late', to: 'late' },
        { from: 'met', port: 'next', to: 'end' },
      ],
    });
    const [promoted, not] = [await aContact(marketer), await aContact(marketer)];
    await put(marketer, id, promoted);
    await put(marketer, id, not);
    await passTo(app, later(1));
    await marketer.call(changeContact, { id: promoted, jobTitle: 'Director' });
    await passTo(app, later(2));
    expect((await marketer.call(getContact, { id: promoted })).tags).toContain('was-met');
    expect((await tracksOf(marketer, not))[0]).toMatchObject({ awaits: 'criteria' });
    await passTo(app, later(97));
    expect((await marketer.call(getContact, { id: not })).tags).toContain('was-late');
  });

  it('brings on who comes to meet criteria, not who met them before; and who reaches its goal is taken off what precedes it', async () => {
    app.setNow(MORNING);
    const { marketer } = crew;
    const meets = (value: string) => ({ match: 'all' as const, of: [{ field: 'jobTitle', op: 'is' as const, value }] });
    const before = await aContact(marketer, { jobTitle: 'Buyer' });
    const id = await aTrack(marketer, {
      nodes: [
        { id: 'start', type: 'trigger', on: { event: 'criteria', criteria: meets('Buyer') } },
        days('w', 30),
        tags('t', 'never-here'),
        END,
        { id: 'goal', type: 'goal', on: { criteria: meets('Head of Buying') } },
      ],
    });
    const [fresh, other] = [await aContact(marketer, { jobTitle: 'Buyer' }), await aContact(marketer)];
    await marketer.call(changeContact, { id: before, city: 'Bremen' });
    await passTo(app, later(1));
    expect((await tracksOf(marketer, fresh))[0]).toMatchObject({ enteredBy: 'criteria', state: 'waiting' });
    expect(await tracksOf(marketer, before)).toEqual([]);
    expect(await tracksOf(marketer, other)).toEqual([]);
    await marketer.call(changeContact, { id: fresh, jobTitle: 'Head of Buying' });
    await passTo(app, later(2));
    expect((await tracksOf(marketer, fresh))[0]).toMatchObject({ state: 'reached', reachedAt: later(2) });
    const through = await marketer.call(getThroughput, { id });
    expect(through).toMatchObject({ entered: 1, reached: { k: 1, n: 1, enough: false } });
    expect(through.nodes.find(({ nodeId }) => nodeId === 'goal')).toMatchObject({ reached: { k: 1, n: 1 } });
    await marketer.call(setTrackState, { id, state: 'paused' });
  });

  it('brings on whom time alone brings to meet criteria: after the days they name, and looks at nobody else', async () => {
    app.setNow(MORNING);
    const { marketer, rep } = crew;
    const silent = { history: 'did_not' as const, kinds: ['call' as const] };
    const quiet = {
      match: 'all' as const,
      of: [
        { history: 'did' as const, kinds: ['call' as const] },
        { ...silent, when: { within: { n: 3, unit: 'day' as const } } },
      ],
    };
    const forAWeek = { match: 'all' as const, of: [{ ...silent, when: { within: { n: 1, unit: 'week' as const } } }] };
    const limit = { n: 10, unit: 'day' as const };
    const id = await aTrack(marketer, {
      nodes: [
        { id: 'start', type: 'trigger', on: { event: 'criteria', criteria: quiet } },
        {
          id: 'w',
          type: 'wait',
          until: { by: 'criteria', criteria: forAWeek, limit },
        },
        tags('met', 'quiet-for-a-week'),
        END,
      ],
      edges: [
        { from: 'w', port: 'met', to: 'met' },
        { from: 'w', port: 'late', to: 'end' },
      ],
      settings: { exits: [], oneOfKind: false },
    });
    const [called, bystander] = [await aContact(rep), await aContact(rep)];
    await anActivity(app, rep, { kind: 'call', direction: 'out', contactId: called, occurredAt: MORNING });
    await app.runAllJobs();
    const look = async (hours: number) => {
      app.setNow(later(hours));
      await app.tick('nurtures.time');
      await app.runAllJobs();
      return (await tracksOf(marketer, called))[0];
    };
    expect(await look(71.9)).toBeUndefined();
    expect(await look(72.1)).toMatchObject({ enteredBy: 'criteria', awaits: 'criteria', dueAt: later(72.1 + 240) });
    await look(167);
    expect((await marketer.call(getContact, { id: called })).tags).toEqual([]);
    await look(168.1);
    expect((await marketer.call(getContact, { id: called })).tags).toEqual(['quiet-for-a-week']);
    expect(await tracksOf(marketer, bystander)).toEqual([]);
    await marketer.call(setTrackState, { id, state: 'paused' });
  });

  it('makes tasks for the owner, waits for them, and does what a step says to the record', async () => {
    app.setNow(MORNING);
    const { marketer, rep } = crew;
    const id = await aTrack(marketer, {
      nodes: [
        START,
        { id: 'call', type: 'task', what: 'call', subject: 'Ask how it goes', for: { who: 'owner' }, waits: true },
        { id: 'set', type: 'field', field: 'interests', value: 'Pumps' },
        { id: 'tell', type: 'notify', to: { who: 'owner' }, text: 'They are through.' },
        END,
      ],
    });
    const person = await aContact(rep, { ownerId: rep.memberId });
    const on = await put(marketer, id, person);
    await app.runAllJobs();
    const { items } = await rep.call(listTasks, { contactId: person });
    expect(items).toMatchObject([{ subject: 'Call: Ask how it goes', assignee: { id: rep.memberId }, dueAt: later(24) }]);
    expect((await standing(marketer, on)).awaits).toBe('task');
    await passTo(app, later(24 * 9));
    const after = await standing(marketer, on);
    expect(after.steps[0]).toMatchObject({ nodeId: 'call', outcome: 'late', taskId: items[0]?.id });
    expect((await rep.call(getContact, { id: person })).interests).toEqual(['Pumps']);
  });

  it('is written by Marketing; reps write and use sequences; one workspace knows nothing of another', async () => {
    app.setNow(MORNING);
    const { marketer, rep } = crew;
    const id = await aTrack(marketer, { nodes: [START, tags('t', 'x'), END] });
    const person = await aContact(rep);
    await expect(rep.call(updateTrack, { id, name: 'Mine' })).rejects.toMatchObject({ status: 403 });
    await expect(rep.call(enrolContacts, { id, contactIds: [person] })).rejects.toMatchObject({ status: 403 });
    const own = await aTrack(rep, { kind: 'sequence', nodes: [START, tags('t', 'x'), END] });
    await expect(marketer.call(updateTrack, { id: own, name: 'Ours' })).rejects.toMatchObject({ status: 403 });
    const colleague = await crew.member('rep');
    await expect(colleague.call(updateTrack, { id: own, name: 'Ours' })).rejects.toMatchObject({ status: 403 });
    await put(colleague, own, person);
    const strangers = await app.newWorkspace();
    await expect(strangers.admin.call(getTrack, { id })).rejects.toMatchObject({ status: 404 });
    const theirs = await aTrack(await strangers.member('marketer'), { nodes: [START, tags('t', 'x'), END] });
    const { refused, enrolled } = await strangers.admin.call(enrolContacts, { id: theirs, contactIds: [person] });
    expect([enrolled, refused[0]?.why]).toEqual([[], 'not_there']);
    await expect(strangers.admin.call(enrolContacts, { id, contactIds: [person] })).rejects.toMatchObject({ status: 404 });
  });
});
