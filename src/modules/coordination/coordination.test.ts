import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getOwed, listOwed } from '#modules/agreements/contract/owed.ts';
import { toldBy } from '#modules/briefs/queries/tellers.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { exportContact, getContact } from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aWonDeal } from '#modules/deals/testing.ts';
import { createPromise } from '#modules/goals/contract/promises.ts';
import { raiseDispute } from '#modules/handoffs/contract/disputes.ts';
import { giveVerdict } from '#modules/handoffs/contract/handoffs.ts';
import { aHandoff, anOffice, type Office, reasonId } from '#modules/handoffs/testing.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { askQuestion } from '#modules/questions/contract/questions.ts';
import { getSession } from '#modules/team/contract/access.ts';
import { listAudit, setReach } from '#modules/team/contract/settings.ts';
import { product } from '#src/product.ts';
import { sampleInput } from '../../../test/attack/sampler.ts';
import { send } from '../../../test/attack/world.ts';
import { type Client, openTestApp, type Problem, type TestApp } from '../../../test/harness.ts';
import { readPdf } from '../../../test/pdf.ts';
import * as access from './contract/access.ts';
import { listAsks, markAsk, nudgeAsk } from './contract/asks.ts';
import { getClient, getOwnLane } from './contract/clients.ts';
import * as complaints from './contract/complaints.ts';
import { getDisputeDesk } from './contract/desk.ts';
import * as drafts from './contract/drafts.ts';
import { askGap, closeGapAsk, listGaps, listInformationGapRows } from './contract/gaps.ts';
import { arrangeMeeting, listClientMeetings } from './contract/meetings.ts';
import { getAlignmentReport, getAlignmentReportFile } from './contract/report.ts';
import { admits, OPEN_TO } from './rules/lane.ts';

const NAME = 'Zwetschkenbaum';
const MAIL = 'secret-canary@kunde.example';
const DAY_MS = 86_400_000;

let app: TestApp;
let office: Office;
let admin: Client;
let dana: Client;
let contactId: string;
let handoffId: string;

beforeAll(async () => {
  app = await openTestApp();
  office = await anOffice(app);
  ({ admin } = office);
  const person = { firstName: 'Zora', lastName: NAME, jobTitle: 'Head of Operations', emails: [{ email: MAIL }] };
  contactId = await aContact(admin, { ...person, companyId: await aCompany(admin, { employeeCount: 100 }) });
  handoffId = (await aHandoff(app, office, { contactId })).handoff.id;
  app.setNow(null);
  dana = await office.member('coordinator', { name: 'Dana' });
}, 60_000);
afterAll(() => app.close());

const statusOf = (asked: Promise<unknown>) => asked.then(() => 200).catch((problem: Problem) => problem.status);
const grant = (contactNames: boolean, areas: ('handoffs' | 'content' | 'meetings' | 'figures')[] = ['handoffs', 'content', 'figures']) =>
  admin.call(access.setCoordinatorGrant, { id: dana.memberId, areas, contactNames });

it('reaches a closed list of endpoints and no other, with or without what a contact is called, and every refusal is written down', async () => {
  const closed = product.routes.map(({ endpoint }) => endpoint).filter(({ permission }) => permission !== 'public');
  const names = new Set(closed.map(({ name }) => name));
  expect(Object.values(OPEN_TO).flatMap((listed) => listed.filter((name) => !names.has(name)))).toEqual([]);
  await grant(false);
  const lane = { areas: ['handoffs', 'content', 'figures'] as const, contactNames: false };
  const wrong: string[] = [];
  const seen: string[] = [];
  for (const endpoint of closed.filter(({ transport }) => transport !== 'events')) {
    const open = admits(lane, endpoint.name);
    for (const id of open ? [contactId, handoffId] : [contactId]) {
      const response = await send(dana, endpoint, sampleInput(endpoint, { id, text: 'text text' }, true));
      if (!open && response.statusCode !== 403) wrong.push(`${endpoint.name} ${response.statusCode}`);
      if (response.statusCode >= 500) wrong.push(`${endpoint.name} ${response.statusCode}`);
      if (open && response.statusCode === 200) seen.push(endpoint.name);
      if (response.body.includes(NAME) || response.body.includes(MAIL)) wrong.push(`${endpoint.name} names a contact`);
    }
  }
  expect(wrong).toEqual([]);
  expect(seen).toEqual(expect.arrayContaining(['listAsks', 'listGaps', 'getDisputeDesk', 'getAlignmentReport', 'getScorecard']));
  expect(await statusOf(dana.call(exportContact, { id: contactId }))).toBe(403);
  const log = await admin.call(access.listCoordinatorAccess, { outcome: 'refused', limit: 200 });
  expect(log.items).toContainEqual(expect.objectContaining({ endpoint: 'exportContact', outcome: 'refused' }));
  const refused = await app.context.queuePool.query<{ endpoint: string }>(
    "select distinct endpoint from coordinator_access where outcome = 'refused'",
  );
  const expected = closed.filter(({ name, transport }) => transport !== 'events' && !admits(lane, name)).map(({ name }) => name);
  expect(refused.rows.map(({ endpoint }) => endpoint).sort()).toEqual(expected.sort());
}, 60_000);

it('sees names only where the grant says so, areas as far as it goes, and nothing without one', async () => {
  await grant(true);
  const open = await dana.call(listAsks, {});
  expect(open.items).toContainEqual(
    expect.objectContaining({ kind: 'verdict', id: handoffId, contact: `Zora ${NAME}`, link: null, overdue: true }),
  );
  const verdicts = open.items.filter(({ kind }) => kind === 'verdict');
  expect(await dana.call(listAsks, { kind: 'verdict' })).toMatchObject({ items: verdicts, total: verdicts.length, kinds: open.kinds });
  expect(open.kinds.reduce((sum, { n }) => sum + n, 0)).toBe(open.total);
  expect(open.kinds).toContainEqual({ kind: 'verdict', n: verdicts.length });
  expect(await statusOf(dana.call(getContact, { id: contactId }))).toBe(403);
  expect(await statusOf(dana.call(exportContact, { id: contactId }))).toBe(403);
  await grant(false);
  const closed = (await dana.call(listAsks, {})).items.find(({ id }) => id === handoffId);
  expect(closed?.contact).toMatch(/^Contact [0-9A-F]{5}$/);
  expect((await dana.call(listAsks, {})).items.find(({ id }) => id === handoffId)?.contact).toBe(closed?.contact);
  await grant(false, ['content']);
  const without = await dana.call(listAsks, {});
  expect([...without.items, ...without.kinds].filter(({ kind }) => kind === 'verdict')).toEqual([]);
  expect(await statusOf(dana.call(getDisputeDesk, {}))).toBe(403);
  expect((await dana.call(getAlignmentReport, { month: '2026-03-01' })).now.money).toBeNull();
  await grant(false, []);
  expect(await statusOf(dana.call(listAsks, {}))).toBe(403);
  expect(await dana.call(getOwnLane, {})).toMatchObject({ outside: true, areas: [] });
  await grant(false);
});

it('reminds a person once a day, of what is open, with a link that opens it; aside and notes are one’s own', async () => {
  const ask = (await dana.call(listAsks, {})).items.find(({ id }) => id === handoffId);
  expect(ask).toBeDefined();
  const about = { kind: 'verdict' as const, askId: handoffId, side: 'sales' as const, memberId: ask?.member?.id ?? null };
  expect(await dana.call(nudgeAsk, { ...about, words: 'A minute is enough.' })).toEqual({ told: [ask?.member?.name] });
  expect(await statusOf(dana.call(nudgeAsk, about))).toBe(409);
  const { items } = await office.rep.call(listNotices, {});
  const notice = items.find(({ kind }) => kind === 'ask.nudge');
  expect(notice).toMatchObject({
    title: expect.stringMatching(/^Dana.*: A lead waits/),
    body: 'A minute is enough.',
    link: expect.stringMatching(/^\/leads\//),
  });
  const tomorrow = new Date(Date.now() + DAY_MS).toISOString();
  app.setNow(tomorrow);
  expect((await dana.call(nudgeAsk, about)).told).toHaveLength(1);
  app.setNow(null);
  const day = new Date(Date.now() + 3 * DAY_MS).toISOString().slice(0, 10);
  await dana.call(markAsk, { kind: 'verdict', askId: handoffId, snoozedUntil: day, note: 'Otto is at the fair.' });
  expect((await dana.call(listAsks, {})).items.map(({ id }) => id)).not.toContain(handoffId);
  expect((await dana.call(listAsks, { snoozed: true })).items).toMatchObject([{ id: handoffId, note: 'Otto is at the fair.' }]);
  expect((await admin.call(listAsks, {})).items.find(({ id }) => id === handoffId)?.note).toBeNull();
  expect(await statusOf(dana.call(nudgeAsk, { ...about, askId: contactId }))).toBe(422);
});

it('finds what is missing, ranks it by what waits for it, and asks whoever has it', async () => {
  const { items } = await dana.call(listGaps, {});
  for (const [place, gap] of items.entries()) {
    expect(gap.blocked).toBe(gap.missing * gap.blocks.length);
    expect(gap.blocked).toBeLessThanOrEqual(items[place - 1]?.blocked ?? Number.POSITIVE_INFINITY);
    expect((await dana.call(listInformationGapRows, { gap: gap.gap })).total).toBe(gap.missing);
  }
  await app.command(admin, ({ tx }) =>
    sql`insert into campaign (workspace_id, name, status, owner_id) values (${admin.workspaceId}, 'Fair', 'completed', ${office.marketing.memberId})`.execute(
      tx,
    ),
  );
  const cost = (await dana.call(listGaps, {})).items.find(({ gap }) => gap === 'campaign_cost');
  expect(cost?.people).toContainEqual({ id: office.marketing.memberId, name: expect.any(String), missing: 1, asked: false });
  const asked = await dana.call(askGap, { gap: 'campaign_cost', memberId: office.marketing.memberId });
  expect(asked.missing).toBe(1);
  expect(await statusOf(dana.call(askGap, { gap: 'campaign_cost', memberId: office.marketing.memberId }))).toBe(409);
  const mine = await office.marketing.call(listInformationGapRows, { gap: 'campaign_cost', memberId: office.marketing.memberId });
  expect(mine).toMatchObject({
    total: 1,
    items: [{ name: 'Fair', link: expect.stringContaining('/campaigns/') }],
    ask: { id: asked.id, by: 'Dana' },
  });
  expect((await dana.call(listAsks, {})).items).toContainEqual(expect.objectContaining({ kind: 'gap', id: asked.id }));
  expect(await statusOf(office.rep.call(closeGapAsk, { id: asked.id }))).toBe(404);
  await app.command(admin, ({ tx }) =>
    sql`update campaign set cost_minor = 500 where workspace_id = ${admin.workspaceId} and name = 'Fair'`.execute(tx),
  );
  await app.tick('coordination.settle');
  await app.runAllJobs();
  expect((await dana.call(listAsks, {})).items.map(({ id }) => id)).not.toContain(asked.id);
});

it('drafts what counts only with both signatures, and shows it in the report of the month', async () => {
  const { id } = await dana.call(drafts.createDraft, {
    kind: 'plan',
    title: 'Verdicts by noon',
    body: 'Reps judge new leads before noon.',
    measure: 'Hours to a verdict',
  });
  expect(await statusOf(dana.call(drafts.signDraft, { id, hash: 'x' }))).toBe(403);
  await dana.call(drafts.proposeDraft, { id });
  const hash = async () => (await office.sales.call(drafts.listDrafts, {})).items.find((one) => one.id === id)?.hash ?? '';
  expect(await office.sales.call(drafts.signDraft, { id, hash: await hash() })).toEqual({ complete: false });
  await dana.call(drafts.changeDraft, {
    id,
    title: 'Verdicts by eleven',
    body: 'Reps judge new leads before eleven.',
    measure: 'Hours to a verdict',
  });
  const written = await hash();
  expect(await office.sales.call(drafts.signDraft, { id, hash: written })).toEqual({ complete: false });
  expect(await office.marketing.call(drafts.signDraft, { id, hash: written })).toEqual({ complete: true });
  expect(await statusOf(dana.call(drafts.withdrawDraft, { id }))).toBe(422);
  const month = new Date().toISOString().slice(0, 10);
  const report = await dana.call(getAlignmentReport, { month });
  expect(report).toMatchObject({ running: true, decisions: [{ title: 'Verdicts by eleven', outcome: null }] });
  expect(report.now).toMatchObject({ nudges: expect.any(Number), money: { booked: 0, currency: 'EUR' } });
  expect(report.now.nudges).toBeGreaterThan(0);
  await office.sales.call(drafts.setDraftOutcome, { id, outcome: 'worked', note: 'Zwei Stunden statt neun: Ольга, Ελένη, Łukasz.' });
  expect((await dana.call(getAlignmentReport, { month })).decisions[0]?.outcome).toBe('worked');
  await holdsTheSame(month);
  await grant(false, ['handoffs', 'content', 'figures', 'meetings']);
  const day = new Date(Date.now() + 5 * DAY_MS).toISOString().slice(0, 10);
  // A rejection that Marketing disputes belongs on the agenda.
  const { handoff } = await aHandoff(app, office);
  await office.rep.call(giveVerdict, { id: handoff.id, decision: 'rejected', reasonId: await reasonId(office.rep, 'no_need') });
  await office.marketer.call(raiseDispute, { id: handoff.id, why: 'They asked for a price last week.' });
  app.setNow(null);
  const called = await dana.call(arrangeMeeting, { kind: 'monthly', title: 'Both teams', day, time: '10:00' });
  expect(called.items).toBeGreaterThan(0);
  const [next] = (await dana.call(listClientMeetings, {})).items;
  expect(next).toMatchObject({ id: called.id, title: 'Both teams' });
  expect(JSON.stringify(next)).not.toContain(NAME);
  expect((await dana.call(listAsks, {})).items).toContainEqual(expect.objectContaining({ kind: 'meeting', id: called.id }));
  // A complaint chooses its rows by what they are called before whoever chooses.
  const [row] = (await dana.call(complaints.findHandoffs, {})).items.filter(({ id: of }) => of === handoffId);
  expect(row).toMatchObject({ name: expect.stringMatching(/^Contact [0-9A-F]{5}$/), company: null, decision: null });
  expect((await dana.call(complaints.findHandoffs, { text: row?.name.toLowerCase() })).items.map(({ id: of }) => of)).toEqual([handoffId]);
  expect((await dana.call(complaints.findHandoffs, { text: 'zwetsch' })).items).toEqual([]);
  expect((await office.sales.call(complaints.findHandoffs, { text: 'zwetsch' })).items).toMatchObject([
    { id: handoffId, name: `Zora ${NAME}`, company: expect.any(String) },
  ]);
  expect((await dana.call(complaints.findHandoffs, { limit: 1 })).items).toHaveLength(1);
  const complaint = { meetingId: called.id, sentence: 'Leads of the fair come late.', leadIds: [row?.leadId ?? ''] };
  await dana.call(complaints.bringComplaint, complaint);
  expect(await statusOf(dana.call(complaints.bringComplaint, { ...complaint, meetingId: contactId }))).toBe(404);
  expect(await statusOf(dana.call(complaints.bringComplaint, { ...complaint, leadIds: [contactId] }))).toBe(404);
  await grant(false, ['meetings']);
  expect(await statusOf(dana.call(complaints.bringComplaint, complaint))).toBe(403);
  expect(await statusOf(dana.call(complaints.findHandoffs, {}))).toBe(403);
  await grant(false, ['handoffs', 'content', 'figures', 'meetings']);
  expect((await dana.call(getClient, {})).sides.map(({ side }) => side)).toEqual(['sales', 'marketing']);
});

const monthName = (day: string) =>
  new Intl.DateTimeFormat('en', { timeZone: 'UTC', month: 'long', year: 'numeric' }).format(new Date(`${day}T00:00:00Z`));

/** The file against the page: read by a reader that shares no code with the writer. */
async function holdsTheSame(month: string): Promise<void> {
  const report = await dana.call(getAlignmentReport, { month });
  const response = await send(dana, getAlignmentReportFile, { month });
  expect(response.headers).toMatchObject({ 'content-type': 'application/pdf', 'cache-control': 'no-store' });
  expect(response.headers['content-disposition']).toBe(`attachment; filename="alignment-report-${month.slice(0, 7)}.pdf"`);
  const { text, info, pages, tags, language } = await readPdf(response.rawPayload);
  expect(info).toMatchObject({ Title: `Alignment report · Acme · ${monthName(month)}`, Language: 'en' });
  expect(language).toBe('en');
  expect(text).toContain(`page 1 of ${pages}`);
  const rate = ({ k, n }: { k: number; n: number }) => (n === 0 ? 'no data' : `${k} of ${n}`);
  const { now, before, openAsks, gaps } = report;
  expect(text).toContain(`Leads accepted ${rate(now.accepted)} ${rate(before.accepted)}`);
  for (const { side, kept } of now.sides)
    expect(text).toContain(`${side === 'sales' ? 'Sales' : 'Marketing'}: promises kept ${rate(kept)}`);
  expect(text).toContain(`Reminders ${now.nudges} ${before.nudges}`);
  expect(text).toContain(`(n = ${now.money?.deals})`);
  for (const { open, overdue } of openAsks) expect(text).toContain(`${open} open, ${overdue} overdue`);
  for (const { missing, total } of gaps) expect(text).toContain(`${missing} of ${total} missing`);
  for (const words of ['Verdicts by eleven: It worked', 'Ольга', 'Ελένη', 'Łukasz']) expect(text).toContain(words);
  expect(text).not.toContain(NAME);
  expect(text).not.toContain('not shown');
  expect(tags).toEqual(expect.arrayContaining(['Document', 'H1', 'H2', 'Table', 'TR', 'TH', 'TD', 'P', 'L', 'LI']));
  const log = await admin.call(listAudit, { entity: 'alignment_report', limit: 10 });
  expect(log.items[0]).toMatchObject({ action: 'exported', after: { month: month.slice(0, 7) }, actorMemberId: dana.memberId });
  await grant(false, []);
  expect((await send(dana, getAlignmentReportFile, { month })).statusCode).toBe(403);
  expect((await send(office.rep, getAlignmentReportFile, { month })).statusCode).toBe(403);
  await grant(false);
}

it('chases what goals, credit, deals and challenges wait for, where each belongs, and tells both teams of it', async () => {
  const ws = admin.workspaceId;
  const { sales } = office;
  const now = new Date();
  const day = (days: number) => new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10);
  const dealId = await aWonDeal(sales, { name: `Pumps for ${NAME}`, contactId });
  await app.command(admin, async ({ tx }) => {
    await sql`update deal set closed_at = ${now.toISOString()}::timestamptz - interval '5 days' where workspace_id = ${ws} and id = ${dealId}`.execute(
      tx,
    );
    await sql`insert into team_promise (workspace_id, by_party, what, due_on, made_by, made_at) values
      (${ws}, 'sales', 'Call every card of the fair', ${day(-2)}, ${sales.memberId}, now()), (${ws}, 'sales', 'Far away', ${day(60)}, ${sales.memberId}, now())`.execute(
      tx,
    );
    await sql`insert into attribution_version (workspace_id, number, model, half_life_days, lookback_days, sourced, made_by, made_at)
      values (${ws}, 9, 'linear', 30, 365, 'recorded', ${sales.memberId}, now() - interval '1 hour')`.execute(tx);
    await sql`insert into joint_plan (workspace_id, quarter_on, number, target_minor, marketing_percent, currency, levers, months, drafted_at)
      values (${ws}, '2026-10-01', 1, 100000, 50, 'EUR', '{}', '[]', now())`.execute(tx);
    await sql`insert into challenge (workspace_id, title, party, anonymous, raised_in, state, state_by, state_on) values
      (${ws}, 'Nobody listens', 'sales', true, ${day(-60)}, 'working', ${sales.memberId}, ${day(-40)})`.execute(tx);
  });
  await grant(false, ['handoffs', 'content', 'figures', 'meetings']);
  const { items } = await dana.call(listAsks, {});
  const of = (kind: string) =>
    items.filter((ask) => ask.kind === kind).map(({ side, overdue, about, contact }) => ({ side, overdue, about, contact }));
  expect(of('promise')).toEqual([{ side: 'sales', overdue: true, about: 'Call every card of the fair', contact: null }]);
  expect(
    of('attribution_signature')
      .map(({ side }) => side)
      .sort(),
  ).toEqual(['marketing', 'sales']);
  expect(
    of('plan_signature')
      .map(({ side }) => side)
      .sort(),
  ).toEqual(['marketing', 'sales']);
  expect(of('debrief')).toEqual([{ side: 'sales', overdue: true, about: null, contact: expect.stringMatching(/^Contact /) }]);
  // What was said without a name is chased without its words.
  expect(of('challenge')).toEqual([{ side: 'sales', overdue: true, about: null, contact: null }]);
  expect(JSON.stringify(items)).not.toContain(NAME);

  const gaps = new Map((await dana.call(listGaps, {})).items.map((gap) => [gap.gap, gap]));
  expect(gaps.get('sales_signature')).toMatchObject({ giver: 'sales', missing: 2, people: [{ id: sales.memberId, missing: 2 }] });
  expect(gaps.get('marketing_signature')).toMatchObject({ needer: 'sales', missing: 2 });
  expect(gaps.get('sales_challenge')).toMatchObject({ needer: 'marketing', missing: 1, people: [{ id: sales.memberId, missing: 1 }] });
  expect((await dana.call(listInformationGapRows, { gap: 'sales_challenge' })).items).toMatchObject([{ name: null, link: null }]);
  for (const gap of ['sales_signature', 'marketing_signature', 'deal_debrief', 'sales_challenge'] as const) {
    const rows = await dana.call(listInformationGapRows, { gap });
    expect(rows.total).toBe(gaps.get(gap)?.missing);
    expect(JSON.stringify(rows)).not.toContain(NAME);
  }
  await grant(false, ['content']);
  expect((await dana.call(listAsks, {})).items.map(({ kind }) => kind)).not.toEqual(expect.arrayContaining(['promise']));
  const open = (await dana.call(listGaps, {})).items.map(({ gap }) => gap);
  expect(open.filter((gap) => gap === 'sales_signature' || gap === 'sales_challenge')).toEqual([]);
  expect((await dana.call(listInformationGapRows, { gap: 'sales_challenge' })).total).toBe(0);

  const owed = (await sales.call(getOwed, {})).items;
  for (const kind of ['promise', 'debrief', 'challenge'] as const) {
    expect(owed).toContainEqual(expect.objectContaining({ kind, party: 'sales', n: 1 }));
    expect((await sales.call(listOwed, { kind, party: 'sales' })).items).toHaveLength(1);
  }
  const scope = await app.scopeOf(sales);
  const until = new Date(now.getTime() + DAY_MS).toISOString();
  const told = await app.context.runtime.read(scope, (ctx) => toldBy(ctx, { section: 'concerns', party: 'sales', from: day(-30), until }));
  const lines = told.flatMap((one) => one.lines.map(({ words }) => `${one.source}: ${words}`));
  expect(lines).toContain('challenges.open: Hard for us: Nobody listens (0 people)');
  expect(lines).toContain('attribution.unsigned: A new rule for sharing credit waits for our signature');
  const withdrawn = sql`update attribution_version set status = 'withdrawn' where workspace_id = ${ws} and number = 9`;
  await app.command(admin, ({ tx }) => withdrawn.execute(tx));
  await grant(false, ['figures']);
  expect((await dana.call(listAsks, {})).items.map(({ kind }) => kind)).not.toContain('attribution_signature');
});

it('reads what is asked without the names in it, and what is drafted about a dispute only with hand-offs', async () => {
  const { sales, marketing, marketer, rep } = office;
  app.setNow(null);
  const words = `Did ${NAME} of ${NAME} call back?`;
  const to = { kind: 'member' as const, memberId: marketer.memberId };
  const asked = await rep.call(askQuestion, { words, to, about: { subject: 'handoff', id: handoffId } });
  const dueOn = new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10);
  const promised = await rep.call(createPromise, { by: 'marketing', what: `A letter to Zora ${NAME}`, dueOn });
  const aboutOf = async (client: Client, id: string) => (await client.call(listAsks, {})).items.find((one) => one.id === id)?.about;
  await grant(false, ['handoffs', 'figures']);
  expect(await aboutOf(dana, asked.id)).toBe('Did … of … call back?');
  expect(await aboutOf(dana, promised.id)).toBe('A letter to … …');
  await grant(true, ['handoffs', 'figures']);
  expect(await aboutOf(dana, asked.id)).toBe(words);
  // Nor does the list tell people of the workspace what was asked about a record that is not theirs to see.
  expect(await aboutOf(marketing, asked.id)).toBe(words);
  for (const reach of ['own', 'all'] as const) {
    await admin.call(setReach, { role: 'marketing_lead', entity: 'lead', read: reach, write: reach });
    expect(await aboutOf(marketing, asked.id)).toBe(reach === 'own' ? null : words);
  }
  await grant(false, ['handoffs', 'figures']);
  const disputeId = (await dana.call(getDisputeDesk, {})).items.find(({ kind }) => kind === 'verdict')?.id ?? '';
  const content = { title: 'Upheld', body: 'Both read the profile so.', ruling: 'upheld' as const };
  const { id } = await sales.call(drafts.createDraft, { kind: 'ruling', disputeId, ...content });
  const seen = async () => (await dana.call(drafts.listDrafts, {})).items.some((draft) => draft.id === id);
  expect(await seen()).toBe(true);
  await grant(false, ['figures', 'content']);
  expect(await seen()).toBe(false);
  expect(await statusOf(dana.call(drafts.changeDraft, { id, ...content }))).toBe(404);
  expect(await statusOf(dana.call(drafts.withdrawDraft, { id }))).toBe(404);
});

it('is invited with an end, renewed by both leads, ended by either at once', async () => {
  const made = await admin.call(access.inviteCoordinator, { email: 'uma@agency.example', name: 'Uma', areas: ['handoffs'] });
  expect(Math.round((Date.parse(made.until) - Date.now()) / DAY_MS)).toBe(90);
  const other = office.sales.call(access.inviteCoordinator, { email: 'u2@agency.example', name: 'U', areas: ['handoffs'] });
  expect(await statusOf(other)).toBe(403);
  expect(await statusOf(dana.call(access.listCoordinators, {}))).toBe(403);
  const ending = sql`update member set access_until = now() + interval '2 days' where id = ${dana.memberId}`;
  await app.command(admin, ({ tx }) => ending.execute(tx));
  const until = new Date(Date.now() + 60 * DAY_MS).toISOString();
  await office.sales.call(access.proposeRenewal, { id: dana.memberId, until });
  const one = async () => (await office.sales.call(access.listCoordinators, {})).items.find(({ id }) => id === dana.memberId);
  const hash = (await one())?.renewal?.hash ?? '';
  expect(await office.sales.call(access.signRenewal, { id: dana.memberId, hash })).toEqual({ complete: false });
  expect(await statusOf(office.sales.call(access.signRenewal, { id: dana.memberId, hash }))).toBe(409);
  expect(Date.parse((await one())?.until ?? '')).toBeLessThan(Date.parse(until));
  expect(await office.marketing.call(access.signRenewal, { id: dana.memberId, hash })).toEqual({ complete: true });
  expect(await one()).toMatchObject({ until, renewal: null });
  expect(await statusOf(dana.call(getSession, {}))).toBe(200);
  await office.marketing.call(access.endCoordinator, { id: dana.memberId });
  expect(await statusOf(dana.call(getSession, {}))).toBe(401);
});
