import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aContact } from '#modules/contacts/testing.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { endEnrolment, placeEnrolment } from './contract/enrolments.ts';
import { aCrew, aTrack, days, END, put, START, standing, tags } from './testing.ts';

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
