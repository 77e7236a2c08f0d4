import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aContact } from '#modules/contacts/testing.ts';
import { mergeRecords } from '#modules/duplicates/contract.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { endEnrolment, placeEnrolment } from './contract/enrolments.ts';
import { aCrew, aTrack, days, END, later, mail, passTo, put, START, standing, tags } from './testing.ts';

let app: TestApp;
let crew: Awaited<ReturnType<typeof aCrew>>;
beforeAll(async () => {
  app = await openTestApp();
  crew = await aCrew(app);
});
afterAll(() => app.close());

async function onTrack() {
  const { marketer } = crew;
  const id = await aTrack(marketer, { nodes: [START, days('first', 3), days('second', 5), tags('marked', 'warm'), END] });
  const enrolmentId = await put(marketer, id, await aContact(marketer, { ownerId: marketer.memberId }));
  await app.runAllJobs();
  return enrolmentId;
}

it('moves a person to another step, and writes down where they were', async () => {
  const { marketer } = crew;
  const id = await onTrack();
  expect((await standing(marketer, id)).node?.id).toBe('first');
  await marketer.call(placeEnrolment, { id, nodeId: 'second' });
  await app.runAllJobs();
  const moved = await standing(marketer, id);
  expect(moved).toMatchObject({ state: 'waiting', node: { id: 'second' } });
  expect(moved.steps.map(({ nodeId, outcome }) => [nodeId, outcome])).toContainEqual(['first', 'skipped']);
  await marketer.call(placeEnrolment, { id, nodeId: 'marked' });
  await app.runAllJobs();
  expect((await standing(marketer, id)).state).toBe('finished');
});

it('refuses a beginning, a step that is not there, and who has left', async () => {
  const { marketer } = crew;
  const id = await onTrack();
  for (const nodeId of ['start', 'nowhere', null])
    await expect(marketer.call(placeEnrolment, { id, nodeId })).rejects.toMatchObject({ status: 400 });
  await marketer.call(endEnrolment, { id });
  await expect(marketer.call(placeEnrolment, { id, nodeId: 'second' })).rejects.toMatchObject({ status: 422 });
});

it('lets somebody who got stuck try the step again', async () => {
  const { marketer, workspaceId } = crew;
  const id = await onTrack();
  await app.command(crew.admin, async ({ tx }) => {
    await sql`update nurture_enrolment set state = 'failed', left_node = node_id, node_id = null, left_why = 'no_way_on', awaits = null, due_at = null, ended_at = now()
      where workspace_id = ${workspaceId} and id = ${id}`.execute(tx);
  });
  await marketer.call(placeEnrolment, { id });
  await app.runAllJobs();
  expect(await standing(marketer, id)).toMatchObject({ state: 'waiting', node: { id: 'first' }, endedAt: null, leftWhy: null });
});

it('keeps one place of a person whose two records were both on a track: the one that has come furthest', async () => {
  const { marketer, admin } = crew;
  const id = await aTrack(marketer, { nodes: [START, days('first', 3), days('second', 5), tags('marked', 'warm'), END] });
  const other = await aTrack(marketer, { nodes: [START, days('w', 3), tags('x', 'y'), END], settings: { oneOfKind: false } });
  const [winner, loser] = [await aContact(marketer), await aContact(marketer)];
  const near = await put(marketer, id, winner);
  const far = await put(marketer, id, loser);
  const elsewhere = await put(marketer, other, loser);
  await app.runAllJobs();
  await marketer.call(placeEnrolment, { id: far, nodeId: 'second' });
  await app.runAllJobs();
  await admin.call(mergeRecords, { entity: 'contact', winnerId: winner, loserId: loser, choices: {} });
  await app.runAllJobs();
  expect(await standing(marketer, near)).toMatchObject({ state: 'left', leftWhy: 'merged' });
  for (const one of [far, elsewhere]) expect(await standing(marketer, one)).toMatchObject({ state: 'waiting', contact: { id: winner } });
  await passTo(app, later(24 * 9));
  expect(await standing(marketer, far)).toMatchObject({ state: 'finished' });
});

it('sends by the clock of each person, before and after the clocks change', async () => {
  const { marketer, purposeId } = crew;
  const at = (id: string) => ({
    id,
    type: 'wait' as const,
    until: { by: 'window' as const, weekdays: [5, 1], from: '09:00', to: '17:00' },
  });
  const id = await aTrack(marketer, {
    set: { purposeId },
    nodes: [START, at('friday'), mail('one'), days('w', 2), at('monday'), mail('two'), END],
  });
  // Thursday evening in Europe, in the week in which its clocks go forward; America's have, Japan's never do.
  app.setNow('2026-03-26T20:00:00.000Z');
  const zones = ['America/New_York', 'Asia/Tokyo', 'Europe/Berlin'];
  const people: string[] = [];
  for (const timeZone of zones) people.push(await aContact(marketer, { timeZone, ownerId: marketer.memberId }));
  for (const one of people) await put(marketer, id, one);
  for (let hour = 1; hour <= 24 * 5; hour += 1) {
    app.setNow(new Date(Date.parse('2026-03-26T20:00:00.000Z') + hour * 3_600_000).toISOString());
    await app.tick('nurtures.advance');
  }
  await app.runAllJobs();
  const { rows } = await app.command(marketer, async ({ tx }) => ({
    rows: (
      await sql<{
        zone: string;
        at: string;
      }>`select c.time_zone as zone, to_char(m.created_at at time zone c.time_zone, 'Dy HH24:MI') as at from message m
        join contact c on c.workspace_id = m.workspace_id and c.id = m.contact_id where m.contact_id = any (${people}::uuid[]) order by c.time_zone, m.created_at`.execute(
        tx,
      )
    ).rows,
  }));
  expect(rows).toEqual(zones.flatMap((zone) => ['Fri 09:00', 'Mon 09:00'].map((local) => ({ zone, at: local }))));
});
