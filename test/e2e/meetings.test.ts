import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { getAgreement } from '#modules/agreements/contract/agreement.ts';
import { anAgreementInForce } from '#modules/agreements/testing.ts';
import { listDecisions } from '#modules/meetings/contract/decisions.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let sales: Client;
let marketing: Client;
let rep: Client;
let marketer: Client;

beforeAll(async () => {
  server = await openLiveServer();
  const { member } = await server.newWorkspace('Table');
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
const dayFrom = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

it('a joint meeting goes from its agenda to a decision that applies itself when both have signed', async () => {
  const ruiz = await server.pageOf(marketing);
  const okafor = await server.pageOf(sales, { width: 390, dark: true });
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
}, 90_000);

it('a problem is brought to its root', async () => {
  const anna = await server.pageOf(rep);
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
  const phone = await server.pageOf(marketer, { width: 390 });
  await open(phone, '/meetings?tab=compliance');
  await phone
    .getByText('Meetings with enough of the other team there')
    .or(phone.getByText('No meeting was held in this time.'))
    .first()
    .waitFor();
  await picture(phone, 'compliance-phone');
}, 60_000);
