import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aContact } from '#modules/contacts/testing.ts';
import { aDeal } from '#modules/deals/testing.ts';
import { aLead } from '#modules/leads/testing.ts';
import { listAssets } from '#modules/library/contract/assets.ts';
import { listShares } from '#modules/library/contract/shares.ts';
import { aPdf } from '#modules/library/testing.ts';
import { listNotices } from '#modules/notices/contract.ts';
import { BROWSER } from '#modules/visits/testing.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let ann: Client;
let rob: Client;
let contactId: string;
let leadId: string;

beforeAll(async () => {
  server = await openLiveServer();
  const workspace = await server.newWorkspace('Northwind Pumps');
  ann = await workspace.member('marketing_lead', { name: 'Ann' });
  rob = await workspace.member('rep', { name: 'Rob' });
  contactId = await aContact(rob, { firstName: 'Berta', lastName: 'Buyer', jobFunction: 'operations' });
  leadId = await aLead(rob, { contactId });
  await aDeal(rob, { name: 'Forty pumps', contactId, amountMinor: 4_000_000, currency: 'EUR' });
}, 120_000);
afterAll(() => server?.close());

const open = async (page: Page, place: string) => {
  await page.goto(`${server.address}${place}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
};

/** For whoever wants to look: a folder for pictures of what is on the page. */
const PICTURES = process.env.TRUCE_PICTURES;
const picture = async (page: Page, name: string) => {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
};

/** Somebody out there: a browser that no test tool is seen in. */
async function aReader(look: { width?: number; dark?: boolean } = {}): Promise<Page> {
  const context = await server.browser.newContext({
    userAgent: BROWSER,
    viewport: { width: look.width ?? 1280, height: 800 },
    colorScheme: look.dark ? 'dark' : 'light',
  });
  await context.addInitScript(`Object.defineProperty(navigator, 'webdriver', { get: () => false })`);
  return context.newPage();
}

/** The link that stands in the mail which went out last. */
async function linkInMail(): Promise<string> {
  const { rows } = await server.context.queuePool.query<{ body_text: string }>(
    'select l.body_text from message_letter l join message m on m.workspace_id = l.workspace_id and m.id = l.message_id where m.workspace_id = $1 order by m.created_at desc limit 1',
    [rob.workspaceId],
  );
  const [, path = ''] = /https?:\/\/[^/\s]+(\/p\/d\/\S+)/.exec(rows[0]?.body_text ?? '') ?? [];
  return `${server.address}${path}`;
}

it('goes from what a rep misses to what the customer read: asked, published, sent in three clicks, opened, seen with the time', async () => {
  const [marketer, rep] = [await server.pageOf(ann), await server.pageOf(rob)];
  await open(rep, '/library');
  await picture(rep, 'library-empty');
  await open(rep, '/library/requests');
  await rep.getByRole('button', { name: 'Ask for content' }).first().click();
  const ask = rep.getByRole('dialog', { name: 'Ask for content' });
  await ask.getByLabel('What is needed').fill('A guide to pumps for people of operations');
  await ask.getByLabel('For whom').selectOption({ label: 'Operations' });
  await ask.getByLabel('Deal that waits for it').fill('Forty');
  await rep.getByRole('option', { name: /Forty pumps/ }).click();
  await ask.getByRole('button', { name: 'Ask for content' }).click();
  await rep
    .getByRole('article', { name: /A guide to pumps/ })
    .getByText('At stake: €40')
    .waitFor();

  await open(marketer, '/library/requests');
  const request = marketer.getByRole('article', { name: /A guide to pumps/ });
  await request.getByRole('link', { name: 'Forty pumps' }).waitFor();
  await picture(marketer, 'requests');
  await request.getByRole('button', { name: 'Take it on' }).click();
  await request.getByText('In work').waitFor();

  await open(marketer, '/library');
  await marketer.getByRole('button', { name: 'New asset' }).first().click();
  const form = marketer.getByRole('dialog', { name: 'A new asset' });
  await form.getByLabel('Name').fill('Pump guide');
  await form.getByLabel('How to use it').fill('After the first call, not before.');
  await picture(marketer, 'asset-form');
  await form.getByRole('button', { name: 'Save' }).click();
  await marketer.getByRole('heading', { level: 1, name: 'Pump guide' }).waitFor();
  await marketer
    .locator('input[type=file]')
    .setInputFiles({ name: 'Pump guide.pdf', mimeType: 'application/pdf', buffer: aPdf(['Which pump', 'What it costs', 'Who has it']) });
  await marketer.getByRole('button', { name: 'Publish' }).click();
  await marketer.getByRole('article', { name: 'Version 1' }).waitFor();
  await open(marketer, '/library/requests');
  await request.getByRole('button', { name: 'Deliver' }).click();
  const deliver = marketer.getByRole('dialog', { name: 'Deliver' });
  await deliver.getByLabel('Which asset answers it').selectOption({ label: 'Pump guide' });
  await deliver.getByRole('button', { name: 'Deliver' }).click();
  await request.getByText('Delivered', { exact: true }).waitFor();

  // One click for what to send, one to send it.
  await open(rep, `/leads/${leadId}`);
  const next = rep.getByRole('region', { name: 'Send next' });
  await next.getByRole('link', { name: 'Pump guide' }).waitFor();
  await picture(rep, 'lead-next');
  await next.getByRole('button', { name: 'Send “Pump guide”' }).click();
  const send = rep.getByRole('dialog', { name: 'Send “Pump guide”' });
  await send.getByText('The gate lets it through.').waitFor();
  await picture(rep, 'send');
  await send.getByRole('button', { name: 'Send the mail' }).click();
  await rep.getByText('The mail is on its way.').waitFor();
  await server.runAllJobs();
  const { items } = await rob.call(listShares, { contactId });
  expect(items[0]).toMatchObject({ way: 'mail', stoppedAs: null });
  expect(items[0]?.sentAt).not.toBeNull();

  const reader = await aReader();
  const errors: string[] = [];
  reader.on('pageerror', (error) => errors.push(error.message));
  reader.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await reader.goto(await linkInMail());
  await reader.getByRole('heading', { level: 1, name: 'Pump guide' }).waitFor();
  const pageOne = reader.getByRole('region', { name: 'Page 1 of 3' });
  await pageOne.locator('canvas').waitFor();
  expect(await pageOne.textContent()).toContain('Which pump');
  await reader.mouse.move(200, 300);
  await reader.mouse.move(220, 340);
  await picture(reader, 'document');
  const panel = rep.getByRole('region', { name: 'What they looked at' });
  await panel.getByText('Opened by a person').waitFor({ timeout: 20_000 });
  await panel.getByText(/\d+ s/).first().waitFor();
  const heard = async () => (await rob.call(listShares, { contactId })).items[0];
  expect(await heard()).toMatchObject({ openings: 1, machines: 0 });
  expect((await heard())?.seconds).toBeGreaterThan(0);
  expect(errors).toEqual([]);
  // Nothing more is heard of the reader, so the stay is over.
  await reader.context().setOffline(true);
  server.setNow(new Date(Date.now() + 300_000).toISOString());
  await server.tick('library.settle');
  server.setNow(null);
  expect((await rob.call(listNotices, {})).items.map(({ title }) => title)).toContain('Berta opened “Pump guide”');
  await picture(rep, 'lead-read');
  await open(rep, `/contacts/${contactId}`);
  await rep.getByText('Opened by a person').first().waitFor();
  await picture(rep, 'contact');
  const id = (await rob.call(listAssets, {})).items[0]?.id ?? '';
  await open(rep, `/library/${id}`);
  await rep.getByRole('button', { name: /^Opened by a person \d/ }).click();
  await rep.getByRole('link', { name: 'Berta Buyer' }).waitFor();
  await picture(rep, 'asset');
  for (const place of ['/library', '/library/matrix', '/library/requests?show=all', `/library/${id}`]) {
    const phone = await server.pageOf(rob, { width: 390, dark: true });
    await open(phone, place);
    await phone.locator('html:not([data-none])').waitFor();
    await picture(phone, `phone-${place.replace(/\W+/g, '-')}`);
    await phone.context().close();
  }
  if (PICTURES) {
    await open(rep, '/library');
    await rep.getByText('Pump guide').first().waitFor();
    await picture(rep, 'library');
    await open(rep, '/library/matrix');
    await rep.getByRole('table').waitFor();
    await picture(rep, 'matrix');
    const small = await aReader({ width: 390, dark: true });
    await small.goto(await linkInMail());
    await small.getByRole('region', { name: 'Page 1 of 3' }).locator('canvas').waitFor();
    await picture(small, 'document-phone');
  }
}, 180_000);
