import { afterAll, beforeAll, expect, it } from 'vitest';
import { getDeal } from '#modules/deals/contract/deals.ts';
import { aDeal } from '#modules/deals/testing.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;

beforeAll(async () => {
  server = await openLiveServer();
}, 120_000);
afterAll(() => server?.close());

it('moves a deal by keyboard, and asks why before one is lost', async () => {
  const { member } = await server.newWorkspace('Board');
  const rep = await member('rep');
  const id = await aDeal(rep, { name: 'Forty seats', amountMinor: 450_000 });
  const page = await server.pageOf(rep);
  await page.goto(`${server.address}/deals/board`);
  await page.getByRole('link', { name: 'Forty seats' }).focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.getByText('Forty seats is in Needs analysis now').waitFor();
  expect((await rep.call(getDeal, { id })).stage.name).toBe('Needs analysis');
  await page.getByRole('button', { name: 'Move Forty seats' }).click();
  await page.getByRole('menuitem', { name: 'Move to Lost' }).click();
  await page.getByRole('option', { name: 'No decision' }).click();
  expect((await rep.call(getDeal, { id })).status).toBe('open');
  await page.getByRole('dialog').getByRole('button', { name: 'Lost', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await rep.call(getDeal, { id })).toMatchObject({ status: 'lost', reason: { code: 'no_decision' } });
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await page.getByText('Forty seats is open again').waitFor();
  expect((await rep.call(getDeal, { id })).status).toBe('open');
  await page.context().close();
}, 120_000);
