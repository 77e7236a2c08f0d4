import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listFormAnswers } from '#modules/forms/contract/answers.ts';
import { getForm, getFormReport, listForms } from '#modules/forms/contract/forms.ts';
import { aField, aForm, aPage, NAME_AND_MAIL } from '#modules/forms/testing.ts';
import { aSite, BROWSER } from '#modules/visits/testing.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let shop: Server;
/** A website of the customer's own, on another origin. */
let site: string;
let markup = '';

beforeAll(async () => {
  server = await openLiveServer();
  shop = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>Shop</title><h1>Shop</h1>${markup}`);
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  site = `http://localhost:${(shop.address() as AddressInfo).port}`;
}, 120_000);
afterAll(async () => {
  shop?.close();
  await server?.close();
});

/** Somebody out there: a browser that no test tool is seen in. */
async function aVisitor(): Promise<{ page: Page; errors: string[] }> {
  const context = await server.browser.newContext({ userAgent: BROWSER });
  await context.addInitScript(`Object.defineProperty(navigator, 'webdriver', { get: () => false })`);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page, errors };
}

/** The installation's address of a test is another one than its server's. */
const here = (address: string) => `${server.address}${new URL(address).pathname}`;
const answersOf = async (client: Client, formId: string) => (await client.call(listFormAnswers, { formId })).items;
/** Nobody fills in a form at once: the server's clock is put on, not waited for. */
const afterAWhile = () => server.setNow(new Date(Date.now() + 60_000).toISOString());

it('a marketer builds a form, a stranger fills it in, and a conversion, a lead and a contact are there', async () => {
  const { admin, member } = await server.newWorkspace('Pumps & Co');
  const marketer = await member('marketing_lead');
  const app = await server.pageOf(marketer);
  await app.goto(`${server.address}/forms`);
  await app.getByRole('button', { name: 'New form' }).first().click();
  await app.getByRole('combobox', { name: 'Begin with' }).or(app.getByLabel('Begin with')).first().click();
  await app.getByRole('option', { name: 'Contact us' }).click();
  await app.getByRole('dialog').getByRole('button', { name: 'New form' }).click();
  await app.getByRole('heading', { level: 1, name: 'Contact us' }).waitFor();
  await app.getByRole('button', { name: 'Add a field' }).click();
  await app.getByRole('menuitem', { name: 'Job title' }).click();
  await app.getByLabel('What is asked').fill('Your role <b>in</b> short');
  const preview = app.frameLocator('iframe[title="The form as people see it"]');
  await preview.getByLabel('Your role <b>in</b> short').waitFor();
  expect(await preview.getByLabel('Telephone number').isVisible()).toBe(false);
  await preview.getByLabel('What is it about?').selectOption('A quote');
  await preview.getByLabel('Telephone number').waitFor();
  await app.getByRole('status').getByText('Saved', { exact: true }).waitFor();
  await app.getByRole('button', { name: 'Publish' }).click();
  await app.getByText('Version 1 is online.').waitFor();
  const [row] = (await admin.call(listForms, {})).items;
  const formId = row?.id ?? '';

  const { page, errors } = await aVisitor();
  await page.goto(`${here(row?.address ?? '')}?utm_source=fair`);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Please fill this in.').first().waitFor();
  await page.getByLabel('First name').fill('Robin');
  await page.getByLabel('Last name').fill('{{ contact.email }}');
  await page.getByLabel('Mail address').fill('robin@stranger.test');
  await page.getByLabel('What is it about?').selectOption('A quote');
  await page.getByLabel('Telephone number').fill('0421 4711');
  await page.getByLabel('What is it about?').selectOption('Something else');
  expect(await page.getByLabel('Telephone number').isVisible()).toBe(false);
  await page.getByLabel('Your message').fill('<details open ontoggle=window.__xss=1> Please call.');
  afterAWhile();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Thank you. We have received what you wrote.').waitFor();
  server.setNow(null);
  expect(errors.filter((text) => !/422/.test(text))).toEqual([]);
  expect(await page.evaluate('document.cookie')).toBe('');

  const [answer] = await answersOf(admin, formId);
  // A name like this is odd, and alone no reason to keep it aside.
  expect(answer).toMatchObject({ state: 'taken', suspicions: ['odd_name'] });
  expect(answer?.words).not.toContain('4711');
  await app.goto(`${server.address}/conversions`);
  await app.getByText('robin@stranger.test').first().waitFor();
  await app.getByText('Please call.').first().waitFor();
  await app.goto(`${server.address}/form-answers`);
  await app
    .getByRole('link', { name: /\{\{ contact\.email/ })
    .first()
    .click();
  await app.getByRole('region', { name: 'What was said' }).getByText('<details open ontoggle=window.__xss=1> Please call.').waitFor();
  await app.getByRole('link', { name: 'Robin {{ contact.email }}' }).click();
  await app.getByRole('heading', { level: 1, name: 'Robin {{ contact.email }}' }).waitFor();
  expect(await app.evaluate('window.__xss')).toBeUndefined();
  await expect.poll(async () => (await admin.call(getFormReport, { id: formId })).seen).toBeGreaterThan(0);
  await app.goto(`${server.address}/forms/${formId}?tab=report`);
  await app.getByText('Seen by people').first().waitFor();
  for (const one of [page, app]) await one.context().close();
}, 120_000);

it('stands in a page of another origin, as high as it is, and in no page that was not named', async () => {
  const { admin } = await server.newWorkspace('Embedded');
  const { id: siteId } = await aSite(admin, { hosts: ['localhost'] });
  const form = await aForm(admin, {
    websiteIds: [siteId],
    fields: [...NAME_AND_MAIL, aField('long', 'long_text', { when: { field: 'first_name', is: 'answered' } })],
  });
  const { snippets } = await admin.call(getForm, { id: form.id });
  markup = snippets.script.replace(/src="[^"]*"/, `src="${server.address}/p/f/embed.js"`);
  const { page, errors } = await aVisitor();
  await page.goto(`${site}/offer?utm_source=shop`);
  const frame = page.frameLocator('iframe');
  await frame.getByLabel('The first_name').fill('Kim');
  await frame.getByLabel('The long').fill('Hello');
  const high = () => page.locator('iframe').evaluate('(frame) => frame.clientHeight');
  const inside = () => frame.locator('html').evaluate('(root) => root.scrollHeight');
  await expect.poll(async () => (await high()) === (await inside())).toBe(true);
  await frame.getByLabel('The last_name').fill('Framed');
  await frame.getByLabel('The email').fill('kim@framed.test');
  afterAWhile();
  await frame.getByRole('button', { name: 'Send' }).click();
  await frame.getByText('Thank you. We have received what you wrote.').waitFor();
  server.setNow(null);
  expect(errors).toEqual([]);
  const [answer] = await answersOf(admin, form.id);
  expect(answer).toMatchObject({ state: 'taken', contact: { name: 'Kim Framed' } });
  const other = await aForm(admin, { websiteIds: [] });
  markup = `<iframe src="${server.address}/p/f/${other.publicId}"></iframe>`;
  const stranger = await aVisitor();
  await stranger.page.goto(site);
  await expect.poll(() => stranger.errors.join(' ')).toMatch(/frame-ancestors|X-Frame-Options|Refused to (?:frame|display)|Framing/);
  for (const one of [page, stranger.page]) await one.context().close();
}, 120_000);

it('stands on a page of ours, which thanks in its own words', async () => {
  const { admin } = await server.newWorkspace('Landing');
  const form = await aForm(admin);
  const heading = (id: string, text: string) => ({ id, type: 'heading' as const, text, level: 1 as const, align: 'left' as const });
  const page = await aPage(admin, {
    title: 'Guide',
    blocks: [heading('a', 'Seven signs of wear'), { id: 'b', type: 'form', formId: form.id }],
    thanks: [heading('c', 'It is on its way')],
  });
  const visitor = await aVisitor();
  await visitor.page.goto(`${server.address}/p/l/${page.publicId}`);
  await visitor.page.getByLabel('The last_name').fill('Reader');
  await visitor.page.getByLabel('The email').fill('reader@landing.test');
  afterAWhile();
  await visitor.page.getByRole('button', { name: 'Send' }).click();
  await visitor.page.getByRole('heading', { name: 'It is on its way' }).waitFor();
  server.setNow(null);
  expect(visitor.errors).toEqual([]);
  expect(await answersOf(admin, form.id)).toMatchObject([{ contact: { name: 'Reader' } }]);
  await visitor.page.context().close();
}, 60_000);
