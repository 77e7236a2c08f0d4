import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { giveVerdict } from '#modules/handoffs/contract/handoffs.ts';
import { aHandoff, anOffice, later, type Office, reasonId } from '#modules/handoffs/testing.ts';
import { addItem, closeMeeting, openMeeting } from '#modules/meetings/contract/agenda.ts';
import { recordAttendance } from '#modules/meetings/contract/meetings.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { aTrack, days, END, put, START, tags } from '#modules/nurtures/testing.ts';
import { send } from '../../../test/attack/world.ts';
import { type Client, openTestApp, type Problem, type TestApp } from '../../../test/harness.ts';
import { readPdf } from '../../../test/pdf.ts';
import * as access from './contract/access.ts';
import { listAsks, nudgeAsk } from './contract/asks.ts';
import { arrangeMeeting, getClientMeeting, listClientMeetings } from './contract/meetings.ts';
import { getNurtureHealth } from './contract/nurture.ts';
import * as passes from './contract/passes.ts';
import { getAlignmentCourse, getAlignmentReport, getAlignmentReportFile } from './contract/report.ts';

const NAME = 'Quittenbaum';

let app: TestApp;
let office: Office;
let dana: Client;

beforeAll(async () => {
  app = await openTestApp();
  office = await anOffice(app);
  dana = await office.member('coordinator', { name: 'Dana' });
}, 60_000);
afterAll(() => app.close());

const statusOf = (asked: Promise<unknown>) => asked.then(() => 200).catch((problem: Problem) => problem.status);
type Areas = ('handoffs' | 'content' | 'meetings' | 'figures')[];
const ALL: Areas = ['handoffs', 'content', 'figures'];
const grant = (areas: Areas) => office.admin.call(access.setCoordinatorGrant, { id: dana.memberId, areas, contactNames: false });

/** Of a company that fits, so that they are handed off. */
const aPerson = async (firstName: string) =>
  aContact(office.admin, {
    firstName,
    lastName: NAME,
    emails: [{ email: `${firstName.toLowerCase()}@kunde.example` }],
    jobTitle: 'Head of Operations',
    companyId: await aCompany(office.admin, { employeeCount: 100 }),
  });

it('shows the way of twelve months, each as the report of that month, on the page and in the file; without a grant nothing', async () => {
  const contactId = await aPerson('Zora');
  const { handoff } = await aHandoff(app, office, { contactId });
  await office.rep.call(giveVerdict, { id: handoff.id, decision: 'recycled', reasonId: await reasonId(office.rep, 'no_priority') });
  const { rows } = await app.context.queuePool.query<{ at: string }>('select decided_at::text as at from verdict');
  const decided = (rows[0]?.at ?? '').slice(0, 7);
  const until = `${decided.slice(0, 4)}-12-15`;
  await grant(['handoffs', 'figures']);
  const { months, lines } = await dana.call(getAlignmentCourse, { month: until });
  expect(months.map(({ from }) => from.slice(0, 7))).toEqual(
    Array.from({ length: 12 }, (_, n) => `${decided.slice(0, 4)}-${String(n + 1).padStart(2, '0')}`),
  );
  const place = months.findIndex(({ from }) => from.startsWith(decided));
  const report = await dana.call(getAlignmentReport, { month: `${decided}-01` });
  expect(months[place]).toEqual(report.now);
  expect(report.now.reasoned).toMatchObject({ k: 1, n: 1 });
  const line = new Map(lines.map((one) => [one.of, one.points]));
  expect(line.get('reasoned')?.map(({ value }) => value)).toEqual(months.map((_, n) => (n === place ? 1 : null)));
  expect(line.get('verdict')?.[place]).toEqual({ value: report.now.verdictSeconds.median, n: 1 });
  for (const { points } of lines) expect(points).toHaveLength(12);

  const file = await send(dana, getAlignmentReportFile, { month: until });
  const { text, tags: marks } = await readPdf(file.rawPayload);
  for (const words of ['The last twelve months', 'Promises and verdicts, month by month', '1 of 1']) expect(text).toContain(words);
  expect(marks).toContain('Figure');
  expect(JSON.stringify({ months, lines }) + text).not.toContain(NAME);

  await grant(['handoffs']);
  const without = await dana.call(getAlignmentCourse, { month: until });
  expect(without.lines.map(({ of }) => of)).not.toContain('booked');
  expect(without.months.map(({ money }) => money)).toEqual(Array(12).fill(null));
  await grant([]);
  expect(await statusOf(dana.call(getAlignmentCourse, { month: until }))).toBe(403);
  expect(await statusOf(office.rep.call(getAlignmentCourse, { month: until }))).toBe(403);
});

it('asks somebody else of the side to take over what waits; it is theirs once they take it, with the record where their rights reach', async () => {
  const contactId = await aPerson('Ada');
  const handoffId = (await aHandoff(app, office, { contactId })).handoff.id;
  app.setNow(null);
  await grant(ALL);
  const ben = await office.member('rep', { name: 'Ben' });
  const rowOf = async (id: string) => (await dana.call(listAsks, {})).items.find((one) => one.id === id);
  const row = await rowOf(handoffId);
  expect(row).toMatchObject({ passable: true, pass: null, ownerId: row?.member?.id });
  const ownerId = row?.ownerId ?? '';
  const asked = { kind: 'verdict' as const, askId: handoffId, side: 'sales' as const };
  const takers = (await dana.call(passes.listAskTakers, { ...asked, ownerId })).items.map(({ id }) => id);
  expect(takers).toEqual(expect.arrayContaining([ben.memberId, office.sales.memberId]));
  for (const other of [ownerId, dana.memberId, office.marketer.memberId]) expect(takers).not.toContain(other);

  const words = `Otto is away, and ${NAME} waits.`;
  const pass = { ...asked, ownerId, toId: ben.memberId, words };
  for (const toId of [office.marketer.memberId, dana.memberId, ownerId])
    expect(await statusOf(dana.call(passes.passAsk, { ...pass, toId }))).toBe(400);
  await grant(['content', 'figures', 'meetings']);
  expect((await dana.call(passes.listAskTakers, { ...asked, ownerId })).items).toEqual([]);
  expect(await statusOf(dana.call(passes.passAsk, pass))).toBe(422);
  await grant([]);
  expect(await statusOf(dana.call(passes.passAsk, pass))).toBe(403);
  expect(await statusOf(dana.call(passes.listAskTakers, { ...asked, ownerId }))).toBe(403);
  await grant(ALL);
  const accessEnds = (at: string | null) =>
    app.command(office.admin, ({ tx }) => sql`update member set access_until = ${at} where id = ${dana.memberId}`.execute(tx));
  await accessEnds(new Date(Date.now() - 1000).toISOString());
  expect(await statusOf(dana.call(passes.passAsk, pass))).toBe(401);
  await accessEnds(null);

  const { id } = await dana.call(passes.passAsk, pass);
  expect(await statusOf(dana.call(passes.passAsk, { ...pass, toId: office.sales.memberId }))).toBe(409);
  expect(await rowOf(handoffId)).toMatchObject({
    member: { id: ownerId },
    pass: { id, state: 'asked', to: { name: 'Ben' }, by: { name: 'Dana' } },
  });
  const all = JSON.stringify(await dana.call(listAsks, {}));
  for (const hidden of [NAME, 'Otto is away']) expect(all).not.toContain(hidden);
  const told = async (client: Client) => (await client.call(listNotices, {})).items.filter(({ kind }) => kind === 'ask.pass');
  expect(await told(ben)).toMatchObject([{ title: expect.stringContaining('take this over: Verdict'), body: words, link: '/passed-on' }]);
  expect(await told(office.rep)).toMatchObject([{ title: expect.stringContaining('Ben'), link: expect.stringMatching(/^\/leads\//) }]);
  expect((await ben.call(passes.listOwnPasses, {})).items).toMatchObject([{ id, toMe: true, state: 'asked', words, moves: false }]);
  expect((await office.rep.call(passes.listOwnPasses, {})).items).toMatchObject([{ id, toMe: false, to: { name: 'Ben' } }]);
  expect((await office.marketer.call(passes.listOwnPasses, {})).items).toEqual([]);
  expect(await statusOf(dana.call(passes.listOwnPasses, {}))).toBe(403);
  expect(await statusOf(dana.call(passes.answerPass, { id, answer: 'taken' }))).toBe(403);
  expect(await statusOf(office.rep.call(passes.answerPass, { id, answer: 'taken' }))).toBe(404);
  await grant(['content']);
  expect(await statusOf(dana.call(passes.withdrawPass, { id }))).toBe(404);
  await grant(ALL);

  expect(await ben.call(passes.answerPass, { id, answer: 'taken' })).toEqual({ moved: false });
  expect(await rowOf(handoffId)).toMatchObject({ member: { id: ben.memberId }, ownerId, pass: { state: 'taken', from: { id: ownerId } } });
  expect(await statusOf(dana.call(nudgeAsk, { ...asked, memberId: ownerId }))).toBe(422);
  expect(await dana.call(nudgeAsk, { ...asked, memberId: ben.memberId })).toEqual({ told: ['Ben'] });
  await dana.call(passes.withdrawPass, { id });
  expect(await rowOf(handoffId)).toMatchObject({ member: { id: ownerId }, pass: null });

  const toBen = await dana.call(passes.passAsk, pass);
  await ben.call(passes.answerPass, { id: toBen.id, answer: 'declined' });
  expect(await rowOf(handoffId)).toMatchObject({ member: { id: ownerId }, pass: null });
  expect(await told(dana)).toContainEqual(
    expect.objectContaining({ title: expect.stringMatching(/^Ben.* cannot take this over: Verdict$/), body: null }),
  );
  // A lead of Sales may change whose a lead is: the record follows.
  const toLead = await dana.call(passes.passAsk, { ...pass, toId: office.sales.memberId });
  expect((await office.sales.call(passes.listOwnPasses, {})).items).toMatchObject([{ moves: true }]);
  expect(await office.sales.call(passes.answerPass, { id: toLead.id, answer: 'taken' })).toEqual({ moved: true });
  expect(await rowOf(handoffId)).toMatchObject({ member: { id: office.sales.memberId }, ownerId: office.sales.memberId, pass: null });

  const last = await dana.call(passes.passAsk, { ...pass, ownerId: office.sales.memberId });
  await ben.call(passes.answerPass, { id: last.id, answer: 'taken' });
  await office.sales.call(giveVerdict, { id: handoffId, decision: 'accepted' });
  expect(await rowOf(handoffId)).toBeUndefined();
  expect((await ben.call(passes.listOwnPasses, {})).items).toEqual([]);
  await app.tick('coordination.settle');
  await app.runAllJobs();
  const { rows } = await app.context.queuePool.query<{ state: string; open: boolean }>(
    'select state, closed_at is null as open from ask_pass order by asked_at, id',
  );
  expect(rows.map(({ state }) => state)).toEqual(['withdrawn', 'declined', 'taken', 'taken']);
  expect(rows.filter(({ open }) => open)).toEqual([]);
  const log = await office.admin.call(access.listCoordinatorAccess, { outcome: 'changed', limit: 200 });
  expect(log.items).toContainEqual(expect.objectContaining({ endpoint: 'passAsk', subject: expect.stringContaining(handoffId) }));
});

it('counts how nurture goes and names nobody; only where the grant includes content', async () => {
  const { admin } = office;
  app.setNow(later(24));
  const contactId = await aPerson('Cleo');
  const nodes = [START, days('wait', 3), tags('tag', 'warm'), END];
  const trackId = await aTrack(admin, { nodes, set: { name: `For ${NAME}` } });
  const enrolment = await put(admin, trackId, contactId);
  await app.runAllJobs();
  const change = (what: ReturnType<typeof sql>) => app.command(admin, ({ tx }) => what.execute(tx));
  await change(sql`update contact set owner_id = null where id = ${contactId}`);
  await change(sql`update nurture_track set owner_id = ${office.marketer.memberId} where id = ${trackId}`);
  await grant(['content']);
  const health = async () => {
    const { kinds, returned } = await dana.call(getNurtureHealth, {});
    return { returned, ...kinds.find(({ kind }) => kind === 'nurture') };
  };
  const one = { running: 1, paused: 0, unowned: 0, people: 1, held: 0, late: 0, toRead: 0, stuck: 0, ownerless: 1 };
  const before = await health();
  expect(before).toMatchObject({ ...one, returned: { open: 1, unplanned: 1, due: 0 } });
  const response = await send(dana, getNurtureHealth, {});
  expect(response.body).not.toContain(NAME);
  expect(response.body).not.toMatch(/[0-9a-f]{8}-/);

  // Three days are the step's own; a day more is late. In the same time the returned lead can be spoken to again.
  app.setNow(later(24 * 4 + 1));
  expect(await health()).toMatchObject({ ...one, late: 0 });
  app.setNow(later(24 * 300));
  expect(await health()).toMatchObject({ ...one, late: 1, returned: { open: 1, unplanned: 1, due: 1 } });
  await change(sql`update nurture_track set state = 'paused', owner_id = null where id = ${trackId}`);
  await change(sql`update contact set owner_id = ${office.rep.memberId} where id = ${contactId}`);
  await change(sql`update recycle_plan set tactic = 'nurture' where ended_at is null`);
  expect(await health()).toMatchObject({
    ...{ ...one, running: 0, paused: 1, unowned: 1, held: 1, ownerless: 0 },
    returned: { open: 1, unplanned: 0, due: 0 },
  });
  await change(
    sql`update nurture_enrolment set state = 'failed', left_node = node_id, node_id = null, ended_at = now() where id = ${enrolment}`,
  );
  expect(await health()).toMatchObject({ people: 0, held: 0, stuck: 1 });

  await grant(['handoffs', 'meetings', 'figures']);
  expect(await statusOf(dana.call(getNurtureHealth, {}))).toBe(403);
  await grant([]);
  expect(await statusOf(dana.call(getNurtureHealth, {}))).toBe(403);
  expect(await statusOf(office.rep.call(getNurtureHealth, {}))).toBe(403);
  expect(await statusOf(office.marketing.call(getNurtureHealth, {}))).toBe(200);
  await grant(['content']);
  app.setNow(null);
  await change(sql`update member set access_until = now() - interval '1 hour' where id = ${dana.memberId}`);
  expect(await statusOf(dana.call(getNurtureHealth, {}))).toBe(401);
  await change(sql`update member set access_until = null where id = ${dana.memberId}`);
});

it('opens a meeting they called in kinds and counts; its minutes once both sides have signed, and never a name', async () => {
  const { admin, sales, marketing } = office;
  app.setNow(null);
  await grant(['meetings']);
  const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  const call = (client: Client, time: string) => client.call(arrangeMeeting, { kind: 'monthly', title: 'Both teams', day, time });
  const [own, other] = [await call(dana, '10:00'), await call(sales, '11:00')];
  const ws = office.workspaceId;
  await app.command(admin, async ({ tx }) => {
    await sql`insert into meeting_item (workspace_id, meeting_id, source, position, sentence, k, n, total, note, created_at)
      values (${ws}, ${own.id}, 'hand', 99, ${`${NAME} waits`}, 2, 7, 7, ${`We call ${NAME}, zora@kunde.example, on Monday.`}, now())`.execute(
      tx,
    );
    // What the record would say, with a customer, a deal, a rep and words of a customer wherever somebody can write.
    const names = `${NAME} of Kundenwerk GmbH, deal Halle 9, by Rita: We are afraid`;
    await sql`insert into meeting_item (workspace_id, meeting_id, source, source_key, position, sentence, created_at) values
      (${ws}, ${own.id}, 'breach', 'x', 100, ${`“${names}”: 3 of 4 answers that were due came late or not yet.`}, now()),
      (${ws}, ${own.id}, 'issue', 'x', 101, ${`To the root: ${names}`}, now()), (${ws}, ${own.id}, 'checkback', 'x', 102, ${`“${names}” is to be looked at again.`}, now()),
      (${ws}, ${own.id}, 'discrepancy', 'campaign:x', 103, ${`“${names}” speaks mostly to people outside of the signed profile: 26 of 32 whose fit is known.`}, now()),
      (${ws}, ${own.id}, 'promise', 'late', 104, '2 things that were promised for a day are not done.', now())`.execute(tx);
    await sql`insert into decision (workspace_id, number, meeting_id, title, kind, change, basis, metric, expected, baseline, check_on, created_at)
      values (${ws}, 900, ${own.id}, ${`For ${NAME}`}, 'action', '{}', ${`${NAME} asked`}, 'accepted', 0.5, '{}', '2027-03-01', now())`.execute(
      tx,
    );
    await sql`with t as (insert into task (workspace_id, subject, due_at, assignee_id) values (${ws}, ${`Call ${NAME}`}, '2027-02-01T12:00:00Z', ${office.rep.memberId}) returning id)
      insert into meeting_action (workspace_id, meeting_id, task_id, created_at) select ${ws}, ${own.id}, id, now() from t`.execute(tx);
  });
  const long = { kind: 'monthly' as const, title: 'x'.repeat(150), day, time: '10:00' };
  expect(await statusOf(dana.call(arrangeMeeting, long))).toBe(400);
  const listed = (await dana.call(listClientMeetings, {})).items.map(({ id, opens }) => ({ id, opens }));
  expect(listed).toEqual([
    { id: own.id, opens: true },
    { id: other.id, opens: false },
  ]);
  const seen = await dana.call(getClientMeeting, { id: own.id });
  expect(seen.agenda).toContainEqual({ source: 'hand', k: 2, n: 7, rows: 7, sentence: null });
  const said = seen.agenda.filter(({ sentence }) => sentence !== null).map(({ source, sentence }) => [source, sentence]);
  expect(said).toContainEqual(['breach', '“…”: 3 of 4 answers that were due came late or not yet.']);
  expect(said).toContainEqual(['promise', '2 things that were promised for a day are not done.']);
  for (const word of ['Kundenwerk', 'Halle 9', 'Rita', 'afraid']) expect(JSON.stringify(seen.agenda)).not.toContain(word);
  expect(seen.decisions).toEqual([{ kind: 'action', state: 'waits', checkOn: '2027-03-01' }]);
  expect(seen.actions).toMatchObject([{ dueOn: '2027-02-01', done: false, member: { id: office.rep.memberId } }]);
  expect(seen.minutes).toBeNull();
  expect(JSON.stringify(seen)).not.toContain(NAME);
  // Its minutes are mailed to the teams alone.
  const third = await call(dana, '12:00');
  await sales.call(openMeeting, { id: third.id });
  const there = [sales, marketing, dana].map(({ memberId }) => ({ memberId, attendance: 'in_person' as const }));
  await sales.call(recordAttendance, { id: third.id, people: there });
  await sales.call(addItem, { id: third.id, what: 'topic', sentence: `What ${NAME} said` });
  const { mailed } = await sales.call(closeMeeting, { id: third.id });
  const { rows: minutesOf } = await app.context.queuePool.query<{ to: string; body: string }>(
    `select p.id as to, m.body_text as body from mail m join member p on p.workspace_id = m.workspace_id and lower(p.email) = lower(m.to_email)
      where m.workspace_id = $1 and m.subject = 'Minutes: Both teams'`,
    [ws],
  );
  expect(minutesOf).toHaveLength(mailed);
  expect(minutesOf.map(({ to }) => to)).toEqual(expect.arrayContaining([sales.memberId, marketing.memberId]));
  expect(minutesOf.map(({ to }) => to)).not.toContain(dana.memberId);
  expect(await statusOf(dana.call(getClientMeeting, { id: other.id }))).toBe(404);
  expect((await marketing.call(getClientMeeting, { id: other.id })).minutes).toEqual([]);

  const id = dana.memberId;
  const hash = (await sales.call(access.listCoordinators, {})).items.find((one) => one.id === id)?.minutes?.hash ?? '';
  for (const nobody of [dana, office.rep]) expect(await statusOf(nobody.call(access.signMinutesAccess, { id, hash }))).toBe(403);
  expect(await statusOf(sales.call(access.signMinutesAccess, { id, hash: 'x' }))).toBe(409);
  expect(await sales.call(access.signMinutesAccess, { id, hash })).toEqual({ complete: false });
  const minutes = async () => (await dana.call(getClientMeeting, { id: own.id })).minutes;
  expect(await minutes()).toBeNull();
  expect(await marketing.call(access.signMinutesAccess, { id, hash })).toEqual({ complete: true });
  expect(await minutes()).toContainEqual({ source: 'hand', text: 'We call …, …, on Monday.' });
  expect(await statusOf(dana.call(getClientMeeting, { id: other.id }))).toBe(404);
  await marketing.call(access.endMinutesAccess, { id });
  expect(await minutes()).toBeNull();
  await grant(['handoffs', 'content', 'figures']);
  expect(await statusOf(dana.call(getClientMeeting, { id: own.id }))).toBe(403);
  await app.command(admin, ({ tx }) => sql`update member set access_until = now() - interval '1 hour' where id = ${id}`.execute(tx));
  expect(await statusOf(dana.call(getClientMeeting, { id: own.id }))).toBe(401);
});

/** The live line of a person, which stands once this is there; it gives what was said up to the first line in which `word` occurs. */
async function listening(client: Client, at: string): Promise<(word: string) => Promise<string>> {
  const { body } = await fetch(`${at}/api/live`, { headers: { authorization: `Bearer ${client.key}` } });
  return async (word) => {
    let said = '';
    for await (const piece of body ?? []) {
      said += Buffer.from(piece).toString();
      if (said.includes(word)) break;
    }
    return said;
  };
}

it('hears what kind of thing changed, and never which', async () => {
  app.setNow(null);
  await app.command(office.admin, ({ tx }) => sql`update member set access_until = null where id = ${dana.memberId}`.execute(tx));
  const at = await app.app.listen({ host: '127.0.0.1', port: 0 });
  const [inside, outside] = [await listening(office.sales, at), await listening(dana, at)];
  const contactId = await aPerson('Ilse');
  expect(await inside(contactId)).toContain(`"contact:${contactId}"`);
  const said = await outside('"contact"');
  expect(said).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
});
