import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXPORTED } from '#modules/exports/queries/tables.ts';
import { aLead, anOffice } from '#modules/handoffs/testing.ts';
import { getAgenda, listEvidence, writeAgenda } from '#modules/meetings/contract/agenda.ts';
import { createMeeting } from '#modules/meetings/contract/meetings.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app?.close());

/** Every row of every table of the workspace that is not about who a member is, as text. */
async function rowsNaming(workspaceId: string, words: string): Promise<{ table: string; row: string }[]> {
  const pool = app.context.queuePool;
  const { rows: tables } = await pool.query<{
    name: string;
  }>(`select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attname = 'workspace_id' order by 1`);
  const found: { table: string; row: string }[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(
      `select to_jsonb(t)::text as row from ${name} t where workspace_id = $1 and to_jsonb(t)::text like $2`,
      [workspaceId, `%${words}%`],
    );
    found.push(...rows.map(({ row }) => ({ table: name, row })));
  }
  return found;
}

/** The same call as the web app makes it, with a key under which an answer could be kept. */
const post = (client: Client, path: string, payload: unknown) =>
  client.raw({
    method: 'POST',
    url: `/api${path}`,
    payload: JSON.stringify(payload),
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
  });

it('shows both teams what is hard, counts each person once, and says what helped', async () => {
  app.setNow('2026-05-06T09:00:00.000Z');
  const { member } = await app.newWorkspace();
  const [rep, marketer, viewer] = [await member('rep'), await member('marketer'), await member('viewer')];
  const { id } = await rep.call(contract.raiseChallenge, { title: 'Leads without a number', words: 'Half of them.' });
  for (let again = 0; again < 2; again++) await marketer.call(contract.setVoice, { id, counts: true });
  expect((await marketer.call(contract.listChallenges, {})).items).toMatchObject([
    { id, party: 'sales', raisedBy: { id: rep.memberId }, raisedIn: '2026-05-04', state: 'open', voices: 2, mine: true, raisedByMe: false },
  ]);
  await marketer.call(contract.setVoice, { id, counts: false });
  await rep.call(contract.setVoice, { id, counts: false });
  expect((await rep.call(contract.listChallenges, {})).items).toMatchObject([{ voices: 1, raisedByMe: true }]);
  await expect(marketer.call(contract.updateChallenge, { id, state: 'solved' })).rejects.toMatchObject({ code: 'invalid' });
  await expect(viewer.call(contract.updateChallenge, { id, state: 'working' })).rejects.toMatchObject({ status: 403 });
  await marketer.call(contract.updateChallenge, { id, state: 'solved', helped: 'The form asks for it now.' });
  expect(await rep.call(contract.listChallenges, {})).toMatchObject({
    counts: { open: 0, working: 0, solved: 1 },
    items: [{ state: 'solved', helped: 'The form asks for it now.', stateBy: { id: marketer.memberId } }],
  });
  await expect(marketer.call(contract.withdrawChallenge, { id })).rejects.toMatchObject({ code: 'not_found' });
  await rep.call(contract.withdrawChallenge, { id });
  expect((await rep.call(contract.listChallenges, {})).items).toEqual([]);
});

it('keeps of an anonymous challenge nothing by which anybody could find its author, and lets the author take it back', async () => {
  app.setNow('2026-05-07T09:41:07.123Z');
  const { workspaceId, admin, member } = await app.newWorkspace();
  const [rep, other] = [await member('rep'), await member('rep')];
  await post(rep, '/challenges', { title: 'CANARY of fear', anonymous: true });
  await post(other, '/challenges', { title: 'Another one', anonymous: true });
  await app.runAllJobs();
  const [mine] = (await rep.call(contract.listChallenges, {})).items.filter(({ title }) => title === 'CANARY of fear');
  const id = mine?.id ?? '';
  expect(mine).toMatchObject({ anonymous: true, raisedBy: null, raisedByMe: true, raisedIn: '2026-05-04' });
  // No instant is in the id: chance made it.
  expect(id[14]).toBe('4');

  const rows = [...(await rowsNaming(workspaceId, 'CANARY')), ...(await rowsNaming(workspaceId, id))];
  expect([...new Set(rows.map(({ table }) => table))].sort()).toEqual(['challenge', 'challenge_voice']);
  for (const { row } of rows) {
    for (const trace of [rep.memberId, other.memberId, '2026-05-07', '09:41']) expect(row).not.toContain(trace);
  }
  for (const client of [admin, other])
    expect((await client.call(contract.listChallenges, {})).items.find((one) => one.id === id)).toMatchObject({
      raisedBy: null,
      mine: false,
      raisedByMe: false,
    });
  expect((await rowsNaming(workspaceId, 'challenge')).map(({ table }) => table)).not.toContain('audit_log');
  await expect(admin.call(contract.withdrawChallenge, { id })).rejects.toMatchObject({ code: 'not_found' });
  await rep.call(contract.withdrawChallenge, { id });
  expect(await rowsNaming(workspaceId, id)).toEqual([]);
});

it('tells of a pulse only periods that are over with five answers and more; one more or one less answer shows nothing', async () => {
  app.setNow('2026-06-01T08:00:00.000Z');
  const { workspaceId, admin, member } = await app.newWorkspace();
  const lead = await member('sales_lead');
  const marketer = await member('marketer');
  const reps: Client[] = [];
  while (reps.length < 6) reps.push(await member('rep'));
  await expect(lead.call(contract.askPulse, { party: 'marketing', words: 'Not ours?', rhythm: 'week' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  // Two who ask at once: one question runs, and nobody hears of an error.
  const together = ['How well are we heard?', 'How sure are you?'].map((words) =>
    lead.call(contract.askPulse, { party: 'sales', words, rhythm: 'month' }),
  );
  expect(await Promise.all(together)).toHaveLength(2);
  const { id: questionId } = await lead.call(contract.askPulse, { party: 'sales', words: 'How good are the leads?', rhythm: 'week' });
  const teamOf = async (client: Client) => (await client.call(contract.readPulse, {})).teams.find(({ party }) => party === 'sales');
  const answerAll = async (n: number, value: number) => {
    for (const rep of reps.slice(0, n)) await rep.call(contract.answerPulse, { questionId, value, word: `word ${value}` });
  };
  await answerAll(4, 5);
  app.setNow('2026-06-09T08:00:00.000Z');
  // Four answers of a week that is over: not even how many. A late answer counts with the week that is open.
  expect(await teamOf(admin)).toMatchObject({
    period: '2026-06-08',
    until: '2026-06-14',
    course: [{ period: '2026-06-01', enough: false, n: null, mean: null, words: [] }],
  });
  await answerAll(5, 2);
  await reps[0]?.call(contract.answerPulse, { questionId, value: 4, word: 'better' });
  const readings = [];
  for (const rep of reps.slice(5)) {
    readings.push(await teamOf(marketer));
    await rep.call(contract.answerPulse, { questionId, value: 1 });
    readings.push(await teamOf(marketer));
    await rep.call(contract.withdrawPulse, { questionId });
    readings.push(await teamOf(marketer));
  }
  expect(new Set(readings.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(readings[0]?.course).toHaveLength(1);
  expect((await teamOf(reps[0] as Client))?.mine).toEqual({ value: 4, word: 'better' });
  expect((await teamOf(lead))?.mine).toBeNull();
  await expect(marketer.call(contract.answerPulse, { questionId, value: 1 })).rejects.toMatchObject({ code: 'forbidden' });

  app.setNow('2026-06-15T08:00:00.000Z');
  for (const client of [admin, marketer, lead])
    expect((await teamOf(client))?.course).toEqual([
      { period: '2026-06-01', enough: false, n: null, mean: null, words: [] },
      { period: '2026-06-08', enough: true, n: 5, mean: 2.4, words: ['better', 'word 2', 'word 2', 'word 2', 'word 2'] },
    ]);
  // Six of one, half a dozen of the other: what stands in the database names nobody, and no two weeks of one person go together.
  const { rows } = await app.context.queuePool.query<{ token: string; row: string }>(
    'select token, to_jsonb(t)::text as row from pulse_answer t where workspace_id = $1',
    [workspaceId],
  );
  expect(new Set(rows.map(({ token }) => token)).size).toBe(9);
  for (const { memberId } of [...reps, lead]) for (const { row } of rows) expect(row).not.toContain(memberId);
  expect((await rowsNaming(workspaceId, 'word 2')).every(({ table }) => table === 'pulse_answer')).toBe(true);
  for (const table of ['pulse_answer', 'challenge_voice']) expect(Object.keys(EXPORTED)).not.toContain(table);
});

it('warns where following up loses pace: once to whom it concerns and to the lead of Sales, on the agenda, until the figures are better', async () => {
  const office = await anOffice(app, { agreement: false });
  const bystander = await office.member('rep');
  const { leadId, contactId } = await aLead(office);
  const handed = (from: number, { n, accepted }: { n: number; accepted: number }) =>
    app.command(office.admin, async ({ tx, scope, now }) => {
      await sql`update lead set source_channel = 'webinar' where workspace_id = ${scope.workspaceId} and id = ${leadId}`.execute(tx);
      await sql`insert into handoff (workspace_id, lead_id, contact_id, cause, route, assignee_id, handed_at, decision, decided_at, closed_at)
        select ${scope.workspaceId}, ${leadId}, ${contactId}, 'manual', 'chosen', ${office.rep.memberId}, d.at,
          case when i <= ${accepted}::int then 'accepted' else 'rejected' end, d.at, d.at
        from generate_series(1, ${n}::int) i cross join lateral (select ${now}::timestamptz - make_interval(days => ${from}, hours => i) as at) d`.execute(
        tx,
      );
    });
  const warnings = async (client: Client) => (await client.call(listNotices, {})).items.filter(({ kind }) => kind === 'reluctance.found');
  await handed(40, { n: 30, accepted: 27 });
  await app.tick('challenges.warn');
  expect(await warnings(office.sales)).toEqual([]);
  await handed(3, { n: 20, accepted: 6 });
  const told = (await office.sales.call(contract.getReluctance, {})).sources.find(({ channel }) => channel === 'webinar');
  expect(told).toMatchObject({ warn: true, acceptance: { recent: { k: 6, n: 20 }, before: { k: 27, n: 30 }, falls: true } });
  for (let again = 0; again < 2; again++) await app.tick('challenges.warn');
  for (const client of [office.sales, office.rep]) {
    const [only, more] = await warnings(client);
    expect([only?.link, more]).toEqual(['/challenges?tab=warnings', undefined]);
    expect(only?.body).toContain('6 of 20 (30 %), before: 27 of 30 (90 %)');
  }
  for (const client of [bystander, office.marketing, office.marketer]) expect(await warnings(client)).toEqual([]);

  const meeting = { kind: 'weekly' as const, title: 'Pace', day: '2026-03-06', time: '09:00' };
  const { id } = await office.sales.call(createMeeting, { ...meeting, people: [office.sales.memberId, office.marketing.memberId] });
  await office.sales.call(writeAgenda, { id });
  const early = (await office.sales.call(getAgenda, { id })).items.find(({ sentence }) => sentence.includes('“webinar” loses pace'));
  expect(early).toMatchObject({ source: 'breach', k: 6, n: 20 });
  const evidence = await office.sales.call(listEvidence, { id, itemId: early?.id ?? '' });
  expect([evidence.total, evidence.items[0]?.id]).toEqual([14, leadId]);

  await handed(1, { n: 60, accepted: 60 });
  await app.tick('challenges.warn');
  const { rows } = await app.context.queuePool.query<{ closed: boolean }>(
    'select closed_at is not null as closed from reluctance_warning where workspace_id = $1',
    [office.workspaceId],
  );
  expect(rows).toEqual([{ closed: true }]);
});
