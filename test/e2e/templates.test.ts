import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeWorkspace } from '#modules/team/contract/settings.ts';
import { getTemplate, listTemplates, saveTemplateDraft } from '#modules/templates/contract/templates.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let marketer: Client;
let page: Page;
beforeAll(async () => {
  server = await openLiveServer();
  const workspace = await server.newWorkspace('Northwind');
  marketer = await workspace.member('marketer', { name: 'Kim Larsen' });
  await workspace.admin.call(changeWorkspace, { postalAddress: 'Harbour Street 1, Bremen' });
  page = await server.pageOf(marketer);
}, 120_000);
afterAll(() => server?.close());

const SHOTS = process.env.TRUCE_SHOTS;
async function shot(name: string, of = page) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await of.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const mail = () => page.frameLocator('iframe');

it('lets a marketer write, see, publish a mail, and another browser go on where it was', async () => {
  await page.goto(`${server.address}/templates`);
  await page.getByText('No templates yet').waitFor();
  await shot('templates-empty');
  await button('New template').first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Spring news');
  await page.getByRole('combobox', { name: 'Begin with' }).click();
  await page.getByRole('option', { name: 'News for people who know you' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'New template' }).click();
  await page.getByRole('heading', { level: 1, name: 'Spring news' }).waitFor();
  // The made-up person fills it, and the button that leads nowhere keeps it from going out.
  await mail().getByText('Hello Robin,').waitFor();
  await page.getByText('The address is missing.').waitFor();
  expect(await button('Publish').isDisabled()).toBe(true);

  await page.getByRole('button', { name: 'Button Read the details' }).click();
  await page.getByRole('textbox', { name: 'Leads to' }).fill('https://northwind.test/spring?utm_source=mail');
  await page.getByRole('textbox', { name: 'Subject' }).fill('A quieter pump');
  await page.getByText('A quieter pump').last().waitFor();
  await page.getByRole('button', { name: /^Text Hello/ }).click();
  const words = page.getByRole('textbox', { name: 'Words' });
  await words.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' One more sentence.');
  await mail().getByText('One more sentence.').waitFor();
  // What a starter says belongs in a place is no text for customers.
  await page.getByRole('button', { name: /^Text What is different/ }).click();
  await words.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Half as loud');
  await mail().getByText('Half as loud').waitFor();
  await page
    .getByRole('button', { name: /^Heading/ })
    .first()
    .click();
  await words.fill('Quieter pumps');
  await mail().getByRole('heading', { level: 1, name: 'Quieter pumps' }).waitFor();
  await shot('template-wide');

  // Moved by keyboard, removed with undo.
  await page.getByRole('button', { name: /^Signature/ }).press('Alt+ArrowUp');
  await button('Remove Heading').click();
  await mail().getByRole('heading', { level: 1 }).waitFor({ state: 'detached' });
  await button('Undo').click();
  await mail().getByRole('heading', { level: 1 }).waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  const [{ id = '' } = {}] = (await marketer.call(listTemplates, {})).items;
  const saved = await marketer.call(getTemplate, { id });
  expect(saved.content.subject).toBe('A quieter pump');
  expect(saved.content.blocks.map(({ type }) => type)).toEqual(['heading', 'text', 'text', 'signature', 'button', 'footer']);

  await page.getByText('Dark', { exact: true }).click();
  await mail().getByText('One more sentence.').waitFor();
  await shot('template-dark-view');
  await page.getByText('Plain text', { exact: true }).click();
  await page.getByText('https://northwind.test/spring?utm_source=mail').last().waitFor();
  await button('Publish').click();
  await page.getByText('Version 1 is published. It never changes.').waitFor();
  expect((await marketer.call(getTemplate, { id })).published?.number).toBe(1);

  const phone = await server.pageOf(marketer, { width: 390, dark: true });
  await phone.goto(`${server.address}/templates/${id}`);
  await phone.getByRole('heading', { level: 1, name: 'Spring news' }).waitFor();
  await phone.getByRole('textbox', { name: 'Subject' }).waitFor();
  await shot('template-phone-write', phone);
  await phone.getByRole('tab', { name: 'Preview' }).click();
  await phone.frameLocator('iframe').getByText('One more sentence.').waitFor();
  await shot('template-phone-preview', phone);
}, 120_000);

it('runs nothing of a mail and loads nothing from elsewhere', async () => {
  const [{ id = '' } = {}] = (await marketer.call(listTemplates, {})).items;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${server.address}/templates/${id}`);
  await mail().getByText('One more sentence.').waitFor();
  expect(await page.locator('iframe').getAttribute('sandbox')).toBe('');
  expect(asked.filter((url) => !url.startsWith(server.address) && !url.startsWith('about:') && !url.startsWith('data:'))).toEqual([]);
});

it('has no accessibility violation while a block is written', async () => {
  const [{ id = '' } = {}] = (await marketer.call(listTemplates, {})).items;
  const look = await server.pageOf(marketer);
  await look.addInitScript({
    path: createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js'),
  });
  await look.goto(`${server.address}/templates/${id}`);
  for (const kind of ['Text', 'Picture', 'Button', 'Two columns']) {
    await look.getByRole('button', { name: 'Add a block' }).last().click();
    await look.getByRole('menuitem', { name: kind, exact: true }).click();
    await look.locator('li [aria-expanded=true]').getByText(kind, { exact: true }).waitFor();
    await look.getByRole('menu').waitFor({ state: 'detached' });
    // The frame of the preview runs no script, so not this one either.
    const found = await look.evaluate<string[]>(`axe.run('main', { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })
      .then(({ violations }) => violations.map((one) => one.id + ' ' + one.nodes[0]?.html.slice(0, 160)))`);
    expect(found, kind).toEqual([]);
    await shot(`block-${kind}`, look);
  }
  await look.getByText('Saved', { exact: true }).waitFor();
}, 40_000);

it('tells of somebody else who has saved meanwhile, and overwrites nothing', async () => {
  const [{ id = '' } = {}] = (await marketer.call(listTemplates, {})).items;
  await page.goto(`${server.address}/templates/${id}`);
  const subject = page.getByRole('textbox', { name: 'Subject' });
  await subject.waitFor();
  const { content, revision } = await marketer.call(getTemplate, { id });
  await page.context().setOffline(true);
  await subject.fill('Mine');
  await page.getByText('Could not be saved; kept in this browser').waitFor();
  await marketer.call(saveTemplateDraft, { id, content: { ...content, subject: 'Theirs' }, revision });
  await page.context().setOffline(false);
  await page.reload();
  await page.getByText('Somebody else has saved this template meanwhile.').waitFor();
  expect(await subject.inputValue()).toBe('Mine');
  expect((await marketer.call(getTemplate, { id })).subject).toBe('Theirs');
  await button('Save mine over it').click();
  await page.getByText('Saved', { exact: true }).waitFor();
  expect((await marketer.call(getTemplate, { id })).subject).toBe('Mine');
});
