import ICAL from 'ical.js';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getAgreement } from '#modules/agreements/contract/agreement.ts';
import { anAgreementInForce } from '#modules/agreements/testing.ts';
import { listDecisions } from '#modules/meetings/contract/decisions.ts';
import { listMeetings } from '#modules/meetings/contract/meetings.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

/** Four weeks before the clocks of Europe change. */
const NOW = '2026-03-04T09:00:00.000Z';

let server: LiveServer;
let admin: Client;
let sales: Client;
let marketing: Client;
let rep: Client;
let marketer: Client;

beforeAll(async () => {
  server = await openLiveServer();
  server.setNow(NOW);
  const workspace = await server.newWorkspace('Table');
  const { member } = workspace;
  admin = workspace.admin;
  sales = await member('sales_lead', { name: 'Okafor' });
  marketing = await member('marketing_lead', { name: 'Ruiz' });
  rep = await member('rep', { name: 'Anna' });
  marketer = await member('marketer', { name: 'Mara' });
  await anAgreementInForce({ sales, marketing });
}, 120_000);
afterAll(() => server?.close());

/** For whoever wants to look: a folder for pictures of what is on the page. */
const PICTURES = process.env.TRUCE_PICTURES;
const picture = async (page: Page, name: string) => {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
};
const open = async (page: Page, place: string) => {
  await page.goto(`${server.address}${place}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
};
const dayFrom = (days: number) => new Date(Date.parse(NOW) + days * 86_400_000).toISOString().slice(0, 10);
const pageOf = async (client: Client, options?: Parameters<LiveServer['pageOf']>[1]) => {
  const page = await server.pageOf(client, options);
  await page.clock.setFixedTime(NOW);
  return page;
};

/** What went out with a subject, as another program reads it: the one meeting that it is about. */
async function sentWith(subject: string): Promise<{ method: string; event: ICAL.Event }> {
  const { rows } = await server.command(admin, ({ tx, scope }) =>
    sql<{
      calendar: { method: string; text: string };
    }>`select calendar from mail where workspace_id = ${scope.workspaceId} and subject = ${subject} limit 1`.execute(tx),
  );
  const [mail] = rows;
  if (!mail) throw new Error(`no mail says ${subject}`);
  const [event] = eventsIn(mail.calendar.text);
  if (!event) throw new Error('an invitation holds a meeting');
  return { method: mail.calendar.method, event };
}

function eventsIn(text: string): ICAL.Event[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
}

it('a joint meeting goes from its agenda to a decision that applies itself when both have signed', async () => {
  const ruiz = await pageOf(marketing);
  const okafor = await pageOf(sales, { width: 390, dark: true });
  await open(ruiz, '/meetings');
  await ruiz.getByText('No meeting is planned.').waitFor();
  await picture(ruiz, 'meetings-empty');
  await ruiz.getByRole('button', { name: 'Plan a meeting' }).click();
  const form = ruiz.getByRole('dialog');
  await form.getByLabel('First day').fill(dayFrom(1));
  await form.getByRole('combobox', { name: 'People' }).click();
  for (const name of ['Okafor · Sales', 'Anna · Sales', 'Mara · Marketing']) await ruiz.getByRole('option', { name }).click();
  await ruiz.keyboard.press('Tab');
  await picture(ruiz, 'meeting-form');
  await form.getByRole('button', { name: 'Plan and invite' }).click();
  await ruiz.getByRole('heading', { level: 1, name: 'Weekly operations' }).waitFor();
  const place = new URL(ruiz.url()).pathname;

  await ruiz.getByRole('button', { name: 'Add an item' }).click();
  await ruiz.getByLabel('In one sentence').fill('Two hours are too short after fairs.');
  await ruiz.getByRole('dialog').getByRole('button', { name: 'Add an item' }).click();
  const item = ruiz.getByRole('article', { name: 'Two hours are too short after fairs.' });
  await item.waitFor();
  await open(okafor, place);
  await okafor.getByLabel('Your question').fill('How many came on the last fair?');
  await okafor.getByRole('button', { name: 'File the question' }).click();
  await ruiz.getByText('How many came on the last fair?').waitFor();
  await picture(ruiz, 'meeting-before');
  await picture(okafor, 'meeting-before-phone');

  await ruiz.getByRole('button', { name: 'Begin' }).click();
  for (const name of ['Ruiz', 'Mara', 'Okafor', 'Anna']) await ruiz.getByLabel(`Attendance of ${name}`).selectOption('in_person');
  await item.getByLabel('Notes').fill('Eighty people in one afternoon.');
  await item.getByText('Saved').waitFor();
  await picture(ruiz, 'meeting-during');
  await item.getByRole('button', { name: 'Write a decision' }).click();
  const decision = ruiz.getByRole('dialog');
  await decision.getByLabel('Name').fill('A little more time');
  await decision.getByLabel(/^Time in hours/).fill('48');
  await decision.getByLabel('Expected, in percent').fill('90');
  await decision.getByLabel('Looked at again on').fill(dayFrom(30));
  await picture(ruiz, 'decision-form');
  await decision.getByRole('button', { name: 'Write the decision' }).click();
  const card = ruiz.getByRole('article', { name: 'A little more time' });
  await card.getByRole('button', { name: 'Sign', exact: true }).click();
  await ruiz.getByText('Signed for Marketing').waitFor();

  await open(okafor, '/decisions');
  const seen = okafor.getByRole('article', { name: 'A little more time' });
  await seen.getByText('24 hours → 48 hours').waitFor();
  await seen.getByRole('heading', { name: 'What it would change' }).waitFor();
  await picture(okafor, 'decision-waits-phone');
  await seen.getByRole('button', { name: 'Sign', exact: true }).click();
  await okafor.getByText('Signed by both and applied.').waitFor();
  await card.getByText('Applied', { exact: true }).waitFor();
  const { version, versions } = await rep.call(getAgreement, {});
  expect(versions[0]).toMatchObject({ number: 2, state: 'in_force' });
  expect(version?.clauses.some((clause) => 'withinSeconds' in clause && clause.withinSeconds === 48 * 3600)).toBe(true);
  expect((await marketer.call(listDecisions, {})).items).toMatchObject([{ state: 'applied', applied: { place: 'agreement', number: 2 } }]);

  await ruiz.getByRole('button', { name: 'Close the minutes' }).click();
  await ruiz.getByText('The minutes went to 4 people; 1 question goes on.').waitFor();
  await picture(ruiz, 'meeting-after');
  await open(okafor, '/');
  await okafor.getByRole('link', { name: 'Weekly operations' }).waitFor();
  await picture(okafor, 'home-meeting-phone');
  await moveOverTheChange(ruiz, okafor);
}, 120_000);

/** One of the series goes over the change of clocks, another is cancelled: the invitations and the feed say so, and nothing else moves. */
async function moveOverTheChange(ruiz: Page, okafor: Page): Promise<void> {
  const { items } = await marketing.call(listMeetings, { limit: 50 });
  const on = (day: string) => items.find(({ startsAt }) => startsAt.startsWith(day))?.id ?? '';
  const act = async (id: string, what: string) => {
    await open(ruiz, `/meetings/${id}`);
    await ruiz.getByRole('button', { name: 'More', exact: true }).click();
    await ruiz.getByRole('menuitem', { name: what }).click();
    return ruiz.getByRole('dialog');
  };
  const form = await act(on('2026-03-26'), 'Move or change');
  await form.getByLabel('When').fill('2026-03-30T10:00');
  await form.getByRole('button', { name: 'Save and tell everybody' }).click();
  await ruiz.getByText('Moved', { exact: true }).waitFor();
  await picture(ruiz, 'meeting-moved');
  const cancel = await act(on('2026-03-19'), 'Cancel it');
  await cancel.getByLabel('Why').fill('A fair that week.');
  await cancel.getByRole('button', { name: 'Cancel it' }).click();
  await ruiz.getByText('Cancelled', { exact: true }).waitFor();

  const moved = await sentWith('Changed: Weekly operations');
  expect([moved.method, moved.event.sequence]).toEqual(['request', 1]);
  expect(moved.event.recurrenceId?.toJSDate().toISOString()).toBe('2026-03-26T08:00:00.000Z');
  expect(moved.event.startDate.toJSDate().toISOString()).toBe('2026-03-30T08:00:00.000Z');
  const cancelled = await sentWith('Cancelled: Weekly operations');
  expect([cancelled.method, cancelled.event.component.getFirstPropertyValue('status')]).toEqual(['cancel', 'CANCELLED']);
  expect(cancelled.event.recurrenceId?.toJSDate().toISOString()).toBe('2026-03-19T08:00:00.000Z');
  expect(cancelled.event.sequence).toBeGreaterThan(0);

  await open(okafor, '/meetings?tab=calendar');
  await okafor.getByRole('button', { name: 'Make an address' }).click();
  const address = await okafor.getByLabel('Calendar address').inputValue();
  const feed = await fetch(`${server.address}${new URL(address).pathname}`);
  const events = eventsIn(await feed.text());
  const starts = new Map(events.map((event) => [event.recurrenceId?.toJSDate().toISOString(), event.startDate.toJSDate().toISOString()]));
  expect(starts.get('2026-03-26T08:00:00.000Z')).toBe('2026-03-30T08:00:00.000Z');
  expect(starts.get('2026-03-12T08:00:00.000Z')).toBe('2026-03-12T08:00:00.000Z');
  // Nine o'clock stays nine o'clock after the change.
  expect(starts.get('2026-04-02T07:00:00.000Z')).toBe('2026-04-02T07:00:00.000Z');
  const gone = events.find((event) => event.recurrenceId?.toJSDate().toISOString() === '2026-03-19T08:00:00.000Z');
  expect(gone?.component.getFirstPropertyValue('status') ?? 'CANCELLED').toBe('CANCELLED');
  expect(events.find((event) => event.startDate.toJSDate().toISOString() === '2026-03-30T08:00:00.000Z')?.sequence).toBe(1);
}

it('a problem is brought to its root', async () => {
  const anna = await pageOf(rep);
  await open(anna, '/root-causes');
  await anna.getByRole('button', { name: 'Open a problem' }).click();
  await anna.getByLabel('What does not work, in a sentence').fill('Leads of fairs wait longest.');
  await anna.getByRole('dialog').getByRole('button', { name: 'Open a problem' }).click();
  await anna.getByText('It still lacks').waitFor();
  await anna.getByRole('textbox', { name: 'Cause' }).fill('They all come at once.');
  await anna.getByRole('button', { name: 'Ask why again' }).click();
  await anna.getByLabel('Why? (1)').fill('The list comes when the fair is over.');
  await anna.getByRole('button', { name: 'Save', exact: true }).click();
  await anna.getByText('a cause', { exact: true }).waitFor({ state: 'detached' });
  await picture(anna, 'root-cause');
  const phone = await pageOf(marketer, { width: 390 });
  await open(phone, '/meetings?tab=compliance');
  await phone
    .getByText('Meetings with enough of the other team there')
    .or(phone.getByText('No meeting was held in this time.'))
    .first()
    .waitFor();
  await picture(phone, 'compliance-phone');
}, 60_000);
