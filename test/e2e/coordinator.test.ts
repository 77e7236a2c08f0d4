import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCompany } from '#modules/companies/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { setCoordinatorGrant } from '#modules/coordination/contract/access.ts';
import { arrangeMeeting } from '#modules/coordination/contract/meetings.ts';
import { aHandoff, anOffice, type Office } from '#modules/handoffs/testing.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { giveAccount, PASSWORD } from '#modules/team/testing.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';
import { readPdf } from '../pdf.ts';

let server: LiveServer;
let first: Office;
let second: Office;
let third: Office;
let dana: Client;
let ben: Client;
let there: Client;
let email: string;
const NAME = 'Zwetschkenbaum';

beforeAll(async () => {
  server = await openLiveServer();
  first = await client('Brightmill');
  second = await client('Hollowbrook');
  third = await client('Nobody’s business');
  server.setNow(null);
  dana = await first.member('coordinator', { name: 'Dana' });
  ben = await second.member('rep', { name: 'Ben' });
  email = await giveAccount(server.context.runtime, dana);
  there = await second.member('coordinator', { name: 'Dana' });
  await server.context.queuePool.query('update member set user_id = (select user_id from member where id = $1), name = $3 where id = $2', [
    dana.memberId,
    there.memberId,
    'Dana',
  ]);
  for (const [office, { memberId }] of [
    [first, dana],
    [second, there],
  ] as const)
    await office.admin.call(setCoordinatorGrant, {
      id: memberId,
      areas: ['handoffs', 'content', 'meetings', 'figures'],
      contactNames: false,
    });
}, 120_000);
afterAll(() => server?.close());

/** A client with a lead that waits for a verdict. */
async function client(name: string): Promise<Office> {
  const office = await anOffice(server);
  await server.context.queuePool.query('update workspace set name = $2 where id = $1', [office.workspaceId, name]);
  const companyId = await aCompany(office.admin, { employeeCount: 100 });
  const contactId = await aContact(office.admin, { firstName: 'Zora', lastName: NAME, jobTitle: 'Head of Operations', companyId });
  await aHandoff(server, office, { contactId });
  return office;
}

const PICTURES = process.env.TRUCE_PICTURES;
const picture = async (page: Page, name: string) => {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
};

async function signedIn(look: { width?: number; dark?: boolean } = {}): Promise<Page> {
  const context = await server.browser.newContext({
    viewport: { width: look.width ?? 1280, height: 800 },
    colorScheme: look.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(`${server.address}/sign-in`);
  await page.getByLabel('Mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'All clients' }).waitFor();
  return page;
}

/** Ben is asked to take the verdict over, and does with one click; from then on it is his turn. */
async function passesOn(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Pass on: Verdict/ }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('combobox', { name: 'Who could take it over' }).click();
  await page.getByRole('option', { name: 'Ben' }).click();
  await form.getByLabel('Why, in a sentence').fill('Anna is at the fair until Friday.');
  await picture(page, 'coordinator-pass-form');
  await form.getByRole('button', { name: 'Pass on' }).click();
  const verdict = page.getByRole('row').filter({ hasText: 'Passed to Ben, waits for Ben to take it' });
  await verdict.waitFor();
  await picture(page, 'coordinator-passed');
  const own = await server.pageOf(ben, { width: 390, dark: true });
  await own.goto(`${server.address}/passed-on`);
  await own.getByText('Anna is at the fair until Friday.').waitFor();
  await picture(own, 'passed-on-phone');
  await own.getByRole('button', { name: /^I take it/ }).click();
  await own.getByText('You have taken this over.').waitFor();
  await own.close();
  await page.getByRole('row').filter({ hasText: 'taken over from Anna' }).getByText('Ben').first().waitFor();
  await picture(page, 'coordinator-taken');
}

/** A meeting that they called opens in counts; the minutes stay with the teams until both have signed. */
async function callsAndOpens(page: Page): Promise<void> {
  const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await dana.call(arrangeMeeting, { kind: 'monthly', title: 'Elsewhere', day, time: '10:00' });
  await there.call(arrangeMeeting, { kind: 'monthly', title: 'Both teams meet', day, time: '10:00' });
  await page.getByRole('link', { name: 'Drafts for both' }).first().click();
  await page.getByRole('tab', { name: 'Meetings' }).click();
  await page.getByRole('button', { name: 'Agenda and minutes: Both teams meet' }).click();
  await page.getByRole('dialog').getByText('Kept by the teams.').waitFor();
  await picture(page, 'coordinator-meeting');
  expect(await page.getByText('Elsewhere').count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const lead = await server.pageOf(second.sales);
  await lead.goto(`${server.address}/settings/coordinators`);
  await lead.getByRole('button', { name: 'Let them read minutes' }).click();
  await lead.getByText('Minutes: signed by Sales, waits for the other side.').waitFor();
  await picture(lead, 'coordinators-minutes');
  await lead.close();
}

it('a coordinator’s Monday over two clients: sees what waits, reminds, drafts, reports, and nothing that is not theirs', async () => {
  const page = await signedIn();
  const answers: string[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/api/') && !response.url().includes('/live'))
      void response.text().then(
        (text) => answers.push(text),
        () => undefined,
      );
  });
  for (const name of ['Brightmill', 'Hollowbrook']) await page.getByRole('heading', { level: 2, name }).waitFor();
  await page.getByText('Overdue: 1').nth(1).waitFor();
  expect(await page.getByText('Nobody’s business').count()).toBe(0);
  await picture(page, 'coordinator-clients');
  // What both teams read as refused is what somebody asked for, not what a page asks by itself.
  const { rows: refusals } = await server.context.queuePool.query(`select endpoint from coordinator_access where outcome = 'refused'`);
  expect(refusals).toEqual([]);

  await page.getByRole('button', { name: 'Open: Hollowbrook' }).click();
  await page.getByRole('link', { name: 'Chase list' }).first().click();
  const verdict = page.getByRole('row').filter({ hasText: /Verdict: Contact [0-9A-F]{5}/ });
  await verdict.waitFor();
  await picture(page, 'coordinator-chase');
  await verdict.getByRole('button', { name: /^Remind: Verdict/ }).click();
  await page.getByText('Anna was reminded.').waitFor();
  expect((await second.rep.call(listNotices, {})).items).toContainEqual(expect.objectContaining({ kind: 'ask.nudge' }));
  expect((await first.rep.call(listNotices, {})).items.map(({ kind }) => kind)).not.toContain('ask.nudge');

  await passesOn(page);
  for (const [link, heading] of [
    ['Information gaps', /Information gaps/],
    ['Dispute desk', /Dispute desk/],
    ['Nurture health', /Nurture health/],
    ['Drafts for both', /Drafts for both teams/],
    ['Alignment report', /Alignment report · Hollowbrook/],
  ] as const) {
    await page.getByRole('link', { name: link }).first().click();
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.locator('[aria-busy=true], .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
    await picture(page, `coordinator-${link.toLowerCase().replaceAll(' ', '-')}`);
  }
  await callsAndOpens(page);
  await page.getByRole('link', { name: 'Alignment report' }).first().click();
  await page.getByRole('rowheader', { name: 'Leads accepted' }).waitFor();
  await page.getByRole('heading', { name: 'The last twelve months' }).waitFor();
  await picture(page, 'coordinator-alignment-report');
  await isTheFile(page);
  expect(answers.join(' ')).toContain('Contact ');
  expect(answers.filter((text) => text.includes(NAME))).toEqual([]);

  const refused = await page.evaluate(
    `fetch('/api/coordination/client', { headers: { 'x-truce-workspace': '${third.workspaceId}' } }).then((answer) => answer.status)`,
  );
  expect(refused).toBe(404);
  expect(
    await page.evaluate(
      `fetch('/api/lists/contact/exports', { method: 'POST', body: '{}', headers: { 'x-truce-workspace': '${second.workspaceId}', 'content-type': 'application/json', 'x-requested-with': 'truce' } }).then((answer) => answer.status)`,
    ),
  ).toBe(403);
}, 90_000);

/** Every line of the page stands in its file, in the same words and figures. */
async function isTheFile(page: Page): Promise<void> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as PDF' }).click()]);
  expect(file.suggestedFilename()).toMatch(/^alignment-report-\d{4}-\d\d\.pdf$/);
  const { text, tags } = await readPdf(await readFile(await file.path()));
  const wordOf = (shown: string) => shown.replace(/\s+/g, ' ').trim();
  const title = wordOf((await page.getByRole('heading', { level: 1 }).textContent()) ?? '');
  const cells = await page.getByRole('main').locator('table tr > *, h2').allTextContents();
  expect(cells.length).toBeGreaterThan(50);
  expect([title, ...cells.map(wordOf)].filter((words) => !text.includes(words))).toEqual([]);
  expect(tags).toContain('TH');
  expect(text).not.toContain(NAME);
}

it('has what is owed at every client in one list, each with the rights of that client, and reminds from it', async () => {
  const grant = (areas: ('handoffs' | 'content')[]) =>
    first.admin.call(setCoordinatorGrant, { id: dana.memberId, areas, contactNames: false });
  const page = await signedIn();
  const answers: string[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/api/coordination')) void response.text().then((text) => answers.push(text), String);
  });
  await page.getByRole('tab', { name: 'Chase list of all' }).click();
  const verdictAt = (client: string) =>
    page
      .getByRole('row')
      .filter({ hasText: client })
      .filter({ hasText: /Verdict: Contact [0-9A-F]{5}/ });
  await verdictAt('Brightmill').waitFor();
  await verdictAt('Hollowbrook').waitFor();
  await picture(page, 'coordinator-all-chase');
  await page.getByLabel('Client', { exact: true }).selectOption({ label: 'Brightmill' });
  await verdictAt('Hollowbrook').waitFor({ state: 'detached' });
  await verdictAt('Brightmill')
    .getByRole('button', { name: /^Remind: Verdict/ })
    .click();
  await page.getByText('Anna was reminded.').waitFor();
  expect((await first.rep.call(listNotices, {})).items).toContainEqual(expect.objectContaining({ kind: 'ask.nudge' }));
  await verdictAt('Brightmill')
    .getByRole('button', { name: /^Remind: Verdict/ })
    .click();
  await page.getByText('They were reminded of this today already.').first().waitFor();
  await page.getByLabel('Client', { exact: true }).selectOption({ label: 'All clients' });
  await page.getByLabel('Side', { exact: true }).selectOption({ label: 'Marketing' });
  await verdictAt('Hollowbrook').waitFor({ state: 'detached' });
  await page.getByLabel('Side', { exact: true }).selectOption({ label: 'Both sides' });

  // Without the area, without a grant, without access: that client's rows go, the other's stay.
  await grant(['content']);
  await page.reload();
  await verdictAt('Hollowbrook').waitFor();
  expect(await verdictAt('Brightmill').count()).toBe(0);
  await grant([]);
  await page.reload();
  await verdictAt('Hollowbrook').waitFor();
  expect(await page.getByRole('row').filter({ hasText: 'Brightmill' }).count()).toBe(0);
  await grant(['handoffs', 'content']);
  await page.reload();
  await verdictAt('Brightmill').waitFor();
  const soon = new Date(Date.now() + 6_000).toISOString();
  await server.command(first.admin, ({ tx }) => sql`update member set access_until = ${soon} where id = ${dana.memberId}`.execute(tx));
  await page.reload();
  await verdictAt('Hollowbrook').waitFor();
  await verdictAt('Brightmill').waitFor({ state: 'detached' });
  await verdictAt('Hollowbrook').waitFor();
  expect(answers.join(' ')).toContain('Contact ');
  expect(answers.filter((text) => text.includes(NAME) || text.includes('Nobody’s business'))).toEqual([]);
}, 90_000);

it('ends while the page is open: what was on it is gone, the other client stays', async () => {
  const soon = new Date(Date.now() + 12_000).toISOString();
  await server.command(first.admin, ({ tx }) => sql`update member set access_until = ${soon} where id = ${dana.memberId}`.execute(tx));
  const page = await signedIn({ width: 390, dark: true });
  await page.getByText('Overdue: 1').nth(1).waitFor();
  await picture(page, 'coordinator-clients-phone');
  await page.getByText('Your access to this workspace has ended.').waitFor();
  expect(await page.getByText('Overdue: 1').count()).toBe(1);
  await picture(page, 'coordinator-ended-phone');
}, 60_000);
