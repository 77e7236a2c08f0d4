import { afterAll, beforeAll, expect, it } from 'vitest';
import { aContact } from '#modules/contacts/testing.ts';
import { changeDeal, getDeal } from '#modules/deals/contract/deals.ts';
import { aDeal } from '#modules/deals/testing.ts';
import { aHandoff, anOffice } from '#modules/handoffs/testing.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;

beforeAll(async () => {
  server = await openLiveServer();
}, 120_000);
afterAll(() => server?.close());

it('shows one person what another moves, within two seconds and without a reload', async () => {
  const { member } = await server.newWorkspace('Live');
  const [mover, watcher] = [await member('rep'), await member('sales_lead')];
  const id = await aDeal(mover, { name: 'Forty seats', amountMinor: 450_000 });
  const [hers, his] = await Promise.all([server.pageOf(mover), server.pageOf(watcher)]);
  for (const page of [hers, his]) {
    await page.goto(`${server.address}/deals/board`);
    await page.getByRole('region', { name: 'Qualification' }).getByRole('link', { name: 'Forty seats' }).waitFor();
  }
  await hers.getByRole('link', { name: 'Forty seats' }).focus();
  await hers.keyboard.press('Shift+ArrowRight');
  await hers.getByText('Forty seats is in Needs analysis now').waitFor();
  await his.getByRole('region', { name: 'Needs analysis' }).getByRole('link', { name: 'Forty seats' }).waitFor({ timeout: 2_000 });
  expect((await watcher.call(getDeal, { id })).stage.name).toBe('Needs analysis');
  for (const page of [hers, his]) await page.context().close();
}, 120_000);

it('shows what was changed between the reading of a page and the standing of its line', async () => {
  const { member } = await server.newWorkspace('Slow line');
  const [mover, watcher] = [await member('rep'), await member('sales_lead')];
  const id = await aDeal(mover, { name: 'Forty seats', amountMinor: 450_000 });
  const his = await server.pageOf(watcher);
  await his.route('**/api/live?**', async (route) => {
    await his.getByRole('heading', { level: 1, name: 'Forty seats' }).waitFor();
    await mover.call(changeDeal, { id, name: 'Fifty seats' });
    await route.continue();
  });
  await his.goto(`${server.address}/deals/${id}`);
  await his.getByRole('heading', { level: 1, name: 'Fifty seats' }).waitFor();
  await his.context().close();
}, 120_000);

it('logs a call from the palette by keyboard alone, in a few presses', async () => {
  const { member } = await server.newWorkspace('Keys');
  const rep = await member('rep');
  await aContact(rep, { firstName: 'Petra', lastName: 'Novak' });
  const page = await server.pageOf(rep);
  await page.goto(server.address);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  let presses = 0;
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
    presses += keys.length;
  };
  await press('Control+k');
  await page.getByRole('dialog').getByRole('textbox').waitFor();
  await press('n', 'o', 'v');
  await page.getByRole('dialog').getByText('Petra Novak').waitFor();
  await press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Petra Novak' }).waitFor();
  await press('l');
  await page.getByRole('dialog', { name: /Petra Novak/ }).waitFor();
  await press('1', '5', 'Enter');
  await page.getByText('Call, outgoing, connected, 5 min').waitFor();
  expect(presses).toBeLessThanOrEqual(10);
  await page.context().close();
}, 120_000);

it('turns the loop once: handed off with time left, returned with a reason, found by marketing', async () => {
  const office = await anOffice(server);
  server.setNow(null);
  const { handoff } = await aHandoff(server, office);
  const rep = handoff.assignee?.id === office.rep.memberId ? office.rep : office.sales;
  const day = await server.pageOf(rep);
  await day.goto(server.address);
  const queue = day.getByRole('navigation', { name: /Leads to work/ });
  await queue.getByText(/left/).first().waitFor();
  await day.getByRole('button', { name: 'Return', exact: true }).waitFor();
  await day.keyboard.press('r');
  const form = day.getByRole('dialog');
  await form.getByRole('radio', { name: /Marketing warms it again/ }).check();
  await form.getByRole('combobox', { name: 'Reason' }).click();
  await day.getByRole('option', { name: 'No budget yet' }).click();
  await form.getByRole('button', { name: 'Return the lead' }).click();
  await day.getByText('Nothing waits for you.').waitFor();
  const list = await server.pageOf(office.marketer);
  await list.goto(`${server.address}/returned`);
  await list.getByRole('row').filter({ hasText: 'No budget yet' }).getByRole('button', { name: 'Choose a tactic' }).waitFor();
  for (const page of [day, list]) await page.context().close();
}, 120_000);
