import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anActivity } from '#modules/activities/testing.ts';
import { changeContact, eraseContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { createOwnField } from '#modules/criteria/contract.ts';
import { createView } from '#modules/lists/contract/views.ts';
import { seededRandom } from '#platform/shared/draws.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { enrolContacts, listEnrolments } from './contract/enrolments.ts';
import { getTrack } from './contract/tracks.ts';
import { aCrew, aGraph, aTrack, days, END, later, MORNING, mail, passTo, put, republish, START, tags, tracksOf } from './testing.ts';

let app: TestApp;
let crew: Awaited<ReturnType<typeof aCrew>>;
beforeAll(async () => {
  app = await openTestApp();
  crew = await aCrew(app);
});
afterAll(() => app.close());

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
    const formId = '01890a5d-ac96-774b-bcce-b302099a8057';
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
      data: { formId: '01890a5d-ac96-774b-bcce-b302099a8058' },
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
