import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActivity } from '#modules/activities/testing.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { changeContact, eraseContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { createOwnField } from '#modules/criteria/contract.ts';
import { aWonDeal } from '#modules/deals/testing.ts';
import { aForm } from '#modules/forms/testing.ts';
import { createView } from '#modules/lists/contract/views.ts';
import { seededRandom } from '#platform/shared/draws.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { advanceBatch } from './commands/advance.ts';
import { enrolContacts, listEnrolments } from './contract/enrolments.ts';
import { getThroughput } from './contract/reports.ts';
import { getTrack, previewPublication, publishTrack, saveTrackDraft } from './contract/tracks.ts';
import {
  aCrew,
  aGraph,
  aTrack,
  days,
  END,
  later,
  MORNING,
  mail,
  passTo,
  put,
  republish,
  START,
  standing,
  tags,
  tracksOf,
} from './testing.ts';

let app: TestApp;
let crew: Awaited<ReturnType<typeof aCrew>>;
beforeAll(async () => {
  app = await openTestApp();
  crew = await aCrew(app);
});
afterAll(() => app.close());

const mailsTo = (contactId: string) =>
  app.command(crew.admin, async ({ tx }) => {
    const { rows } = await sql<{
      id: string;
    }>`select id from message where workspace_id = ${crew.workspaceId} and contact_id = ${contactId}`.execute(tx);
    return rows;
  });

describe('each step, once', () => {
  it('is done once though workers run at the same time and some of them are cut off', async () => {
    app.setNow(MORNING);
    const { marketer, purposeId } = crew;
    const id = await aTrack(marketer, {
      set: { purposeId },
      nodes: [START, mail('one'), tags('t', 'x'), mail('two'), END],
      settings: { oneOfKind: false },
    });
    const people = [];
    for (let n = 0; n < 24; n += 1) people.push(await aContact(marketer, { ownerId: marketer.memberId }));
    await marketer.call(enrolContacts, { id, contactIds: people });
    const scope = await app.scopeOf(marketer);
    // A worker that is cut off takes nothing with it: what it did and that it was done go together.
    const worker = (n: number) =>
      app.context.runtime
        .transaction(scope, async (ctx) => {
          const done = await advanceBatch(ctx);
          if (n % 3 === 0) throw new Error('cut off');
          return done;
        })
        .catch(() => ({ more: true }));
    for (let round = 0; round < 12; round += 1) await Promise.all([0, 1, 2].map((n) => worker(round + n)));
    await app.runAllJobs();
    const { items } = await marketer.call(listEnrolments, { id, limit: 100 });
    expect(items.map(({ state }) => state)).toEqual(people.map(() => 'finished'));
    const counts = await Promise.all(people.map(async (one) => (await mailsTo(one)).length));
    expect(counts).toEqual(people.map(() => 2));
    const { nodes } = await marketer.call(getThroughput, { id });
    expect(nodes.map(({ nodeId, passed, entered }) => [nodeId, entered, passed]).sort()).toEqual([
      ['end', 24, 0],
      ['one', 24, 24],
      ['t', 24, 24],
      ['two', 24, 24],
    ]);
  });
});

describe('changing a track while people are on it', () => {
  it('keeps their places, moves those whose node is gone, tells how many beforehand, and repeats nothing', async () => {
    app.setNow(MORNING);
    const { marketer, purposeId } = crew;
    const id = await aTrack(marketer, {
      set: { purposeId },
      nodes: [START, mail('a'), days('w1', 5), mail('b'), days('w2', 5), tags('t', 'x'), END],
      settings: { oneOfKind: false },
    });
    const [early, late] = [
      await aContact(marketer, { ownerId: marketer.memberId }),
      await aContact(marketer, { ownerId: marketer.memberId }),
    ];
    const second = await put(marketer, id, late);
    await app.runAllJobs();
    await passTo(app, later(121));
    const first = await put(marketer, id, early);
    await app.runAllJobs();
    expect([(await standing(marketer, first)).node?.id, (await standing(marketer, second)).node?.id]).toEqual(['w1', 'w2']);
    // The first wait goes; the mails change places, so that whoever had one meets it again.
    const track = await marketer.call(getTrack, { id });
    const content = { ...track.draft, graph: aGraph([START, mail('b'), days('w2', 5), mail('a'), tags('t', 'x'), END]) };
    const { revision } = await marketer.call(saveTrackDraft, { id, content, revision: track.revision });
    const seen = await marketer.call(previewPublication, { id });
    expect(seen).toMatchObject({ kept: 1, moved: 1, stayed: 0, nodes: [{ from: 'w1', people: 1, to: 'b' }] });
    expect(await marketer.call(publishTrack, { id, revision })).toEqual({ number: 2, kept: 1, moved: 1, stayed: 0 });
    await app.runAllJobs();
    await passTo(app, later(400));
    for (const on of [first, second]) {
      const { state, steps, version } = await standing(marketer, on);
      expect([state, version]).toEqual(['finished', 2]);
      const sent = steps.filter(({ type, outcome }) => type === 'mail' && outcome === 'queued').map(({ nodeId }) => nodeId);
      expect(new Set(sent).size).toBe(sent.length);
      expect(sent.sort()).toEqual(['a', 'b']);
    }
    expect(
      (await standing(marketer, first)).steps.find(({ nodeId, outcome }) => nodeId === 'a' && outcome === 'done_before'),
    ).toBeDefined();
  });

  it('leaves them on their version where whoever publishes chose so', async () => {
    app.setNow(MORNING);
    const { marketer } = crew;
    const id = await aTrack(marketer, { nodes: [START, days('w', 5), tags('t', 'old-way'), END] });
    const on = await put(marketer, id, await aContact(marketer));
    await app.runAllJobs();
    const { draft } = await marketer.call(getTrack, { id });
    const done = await republish(marketer, id, { ...draft, graph: aGraph([START, tags('u', 'new-way'), END]) }, { removed: 'stay' });
    expect(done).toMatchObject({ stayed: 1, moved: 0 });
    await passTo(app, later(121));
    const { steps, version } = await standing(marketer, on);
    expect([version, steps.map(({ nodeId }) => nodeId)]).toEqual([1, ['w', 't', 'end']]);
  });
});

describe('random changes of a track with people on it', () => {
  it.each(['seed 1', 'seed 2'])('lose nobody and repeat no mail (%s)', async (seed) => {
    app.setNow(MORNING);
    const { marketer, purposeId } = crew;
    const random = seededRandom(seed);
    const draw = () => {
      const names = ['a', 'b', 'c', 'd', 'e', 'f'].filter(() => random() < 0.7).sort(() => random() - 0.5);
      return aGraph([
        START,
        ...names.map((name) => (name < 'd' ? mail(name) : days(name, 1 + Math.floor(random() * 3)))),
        tags('last', 'x'),
        END,
      ]);
    };
    const id = await aTrack(marketer, {
      set: { purposeId },
      nodes: [START, mail('a'), days('d', 1), mail('b'), days('e', 2), mail('c'), tags('last', 'x'), END],
      settings: { oneOfKind: false },
    });
    const people: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      for (let n = 0; n < 3; n += 1) people.push(await aContact(marketer, { ownerId: marketer.memberId }));
      await marketer.call(enrolContacts, { id, contactIds: people.slice(-3) });
      await passTo(app, later(20 * round + 1));
      const { draft } = await marketer.call(getTrack, { id });
      const before = (await marketer.call(listEnrolments, { id, state: 'on', limit: 100 })).items.length;
      const done = await republish(marketer, id, { ...draft, graph: draw() }, { removed: random() < 0.5 ? 'next' : 'stay' });
      expect(done.kept + done.moved + done.stayed).toBe(before);
    }
    await passTo(app, later(20 * 4));
    for (let day = 3; day <= 12; day += 3) await passTo(app, later(100 + day * 24));
    const { items } = await marketer.call(listEnrolments, { id, limit: 100 });
    expect(items.map(({ state }) => state)).toEqual(people.map(() => 'finished'));
    const { rows } = await app.command(crew.admin, ({ tx }) =>
      sql<{
        doubled: number;
        visits: number;
      }>`select count(*)::int as visits, (select count(*)::int from (select 1 from nurture_step where workspace_id = ${crew.workspaceId}
          and track_id = ${id} and kind = 'mail' and outcome = 'queued' group by enrolment_id, node_id having count(*) > 1) x) as doubled
        from nurture_step where workspace_id = ${crew.workspaceId} and track_id = ${id}`.execute(tx),
    );
    expect(rows[0]?.doubled).toBe(0);
    expect(rows[0]?.visits).toBeGreaterThan(people.length);
  });
});

describe('what brings people on', () => {
  it('is a form, a list, a date, a stage; each only whom it means', async () => {
    app.setNow(MORNING);
    const { marketer, admin, rep } = crew;
    const nodes = (on: object) => [{ id: 'start', type: 'trigger' as const, on } as never, days('w', 3), tags('t', 'x'), END];
    const settings = { oneOfKind: false };
    const [{ id: formId }, { id: other }] = [await aForm(admin, {}, 'Contact'), await aForm(admin, {}, 'Other')];
    await admin.call(createOwnField, { entity: 'contact', label: 'Contract ends', kind: 'date', key: 'contract_ends' });
    const { id: viewId } = await marketer.call(createView, {
      entity: 'contact',
      name: 'Plant managers',
      criteria: { match: 'all', of: [{ field: 'jobTitle', op: 'is', value: 'Plant manager' }] },
    });
    const byForm = await aTrack(marketer, { nodes: nodes({ event: 'form', formId }), settings });
    const byList = await aTrack(marketer, { nodes: nodes({ event: 'list', viewId }), settings });
    const byDate = await aTrack(marketer, { nodes: nodes({ event: 'date', field: 'custom.contract_ends', days: -30 }), settings });
    const person = await aContact(marketer, { custom: { contract_ends: '2026-04-20' } });
    await anActivity(app, rep, {
      kind: 'form',
      contactId: person,
      memberId: null,
      data: { formId: other },
    });
    await passTo(app, later(1));
    expect(await tracksOf(marketer, person)).toEqual([]);
    await anActivity(app, rep, { kind: 'form', contactId: person, memberId: null, data: { formId }, occurredAt: later(1) });
    await marketer.call(changeContact, { id: person, jobTitle: 'Plant manager' });
    await passTo(app, later(2));
    await app.tick('nurtures.dates');
    expect((await tracksOf(marketer, person)).map(({ track }) => track.id).sort()).toEqual([byForm, byList]);
    app.setNow(later(3));
    await marketer.call(changeContact, { id: person, custom: { contract_ends: '2026-04-01' } });
    await app.tick('nurtures.dates');
    await app.tick('nurtures.dates');
    expect((await tracksOf(marketer, person)).map(({ track }) => track.id).sort()).toEqual([byForm, byList, byDate]);
  });

  it('is a purchase: of those who bought, not of everybody at the company', async () => {
    app.setNow(MORNING);
    const { marketer, lead } = crew;
    const start = { id: 'start', type: 'trigger' as const, on: { event: 'purchase' as const } };
    const id = await aTrack(marketer, {
      kind: 'retention',
      nodes: [start, days('w', 3), tags('t', 'x'), END],
      set: { audience: 'customers' },
    });
    const companyId = await aCompany(marketer);
    const [buyer, colleague] = [await aContact(marketer, { companyId }), await aContact(marketer, { companyId })];
    await aWonDeal(lead, { companyId, contactId: buyer });
    await app.runAllJobs();
    expect((await tracksOf(marketer, buyer)).map(({ track, enteredBy }) => [track.id, enteredBy])).toEqual([[id, 'purchase']]);
    expect(await tracksOf(marketer, colleague)).toEqual([]);
  });

  it('is erased with the person: they leave, and what was written to them goes', async () => {
    app.setNow(MORNING);
    const { marketer, admin, rep } = crew;
    const id = await aTrack(rep, { kind: 'sequence', nodes: [START, mail('m', { review: true, from: { by: 'enroller' } }), END] });
    const person = await aContact(rep, { firstName: 'Quirin' });
    const on = await put(rep, id, person);
    await app.runAllJobs();
    const words = () =>
      app.command(
        admin,
        async ({ tx }) =>
          (
            await sql<{
              body: string;
            }>`select body from nurture_mail where workspace_id = ${crew.workspaceId} and enrolment_id = ${on}`.execute(tx)
          ).rows[0]?.body,
      );
    expect(await words()).toContain('Quirin');
    await admin.call(eraseContact, { id: person });
    await app.runAllJobs();
    expect(await words()).toBe('');
    expect((await marketer.call(listEnrolments, { id })).items).toEqual([]);
  });

  it('asks for nothing that its writer may not see', async () => {
    const { admin, member } = crew;
    const rep = await member('rep');
    const id = await aTrack(rep, { kind: 'sequence', nodes: [START, tags('t', 'x'), END] });
    await app.command(admin, ({ tx }) =>
      sql`insert into field_right (workspace_id, role, entity, field, access) values (${crew.workspaceId}, 'rep', 'contact', 'seniority', 'hidden')`.execute(
        tx,
      ),
    );
    const { draft } = await rep.call(getTrack, { id });
    const entry = { match: 'all' as const, of: [{ field: 'seniority', op: 'is' as const, value: 'owner' }] };
    await expect(republish(rep, id, { ...draft, settings: { ...draft.settings, entry } })).rejects.toMatchObject({ status: 400 });
    expect((await rep.call(getTrack, { id })).version).toBe(1);
  });
});
