import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anActivity } from '#modules/activities/testing.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { createDeal } from '#modules/deals/contract/deals.ts';
import { setSeat } from '#modules/handoffs/contract/routing.ts';
import { anOffice, type Office } from '#modules/handoffs/testing.ts';
import { recordConversion } from '#modules/leads/contract/conversions.ts';
import { getLead } from '#modules/leads/contract/leads.ts';
import { createInvoice } from '#modules/orders/contract/documents.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let office: Office;
/** The marketer's and the rep's screen, side by side. */
let hers: Page;
let his: Page;
const took: string[] = [];

beforeAll(async () => {
  server = await openLiveServer();
  office = await anOffice(server);
  // The browser has a clock of its own.
  server.setNow(null);
  // One rep, so that it is known whose turn it is.
  await office.sales.call(setSeat, { id: office.sales.memberId, onDuty: false, capacity: null });
  [hers, his] = [await server.pageOf(office.marketer), await server.pageOf(office.rep)];
}, 120_000);
afterAll(() => server?.close());

const WAIT = 20_000;
/** For whoever wants to look: a folder for pictures of both screens after each step. */
const PICTURES = process.env.TRUCE_PICTURES;

/** One person does something; both screens say so by themselves, and how long that took is kept. */
async function step(name: string, act: () => Promise<unknown>, sees: { hers?: Locator; his?: Locator }): Promise<void> {
  const began = Date.now();
  await act();
  await server.runAllJobs();
  const seen = [sees.hers, sees.his].flatMap((locator) => locator ?? []);
  await Promise.all(seen.map((locator) => locator.first().waitFor({ timeout: WAIT }))).catch(async (error) => {
    if (PICTURES)
      for (const [who, page] of [
        ['marketer', hers],
        ['rep', his],
      ] as const)
        await page.screenshot({ path: `${PICTURES}/failed-${who}.png` });
    throw error;
  });
  took.push(`${name} ${Date.now() - began} ms`);
  if (!PICTURES) return;
  const file = `${PICTURES}/${String(took.length).padStart(2, '0')}-${name.replaceAll(' ', '-')}`;
  await hers.screenshot({ path: `${file}-marketer.png` });
  await his.screenshot({ path: `${file}-rep.png` });
}

async function open(page: Page, place: string): Promise<void> {
  await page.goto(`${server.address}${place}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}

/** Forms and downloads: what people who are interested do. */
async function warms(contactId: string): Promise<void> {
  for (const kind of ['form', 'chat', 'form'] as const)
    await anActivity(server, office.marketer, { kind, contactId, memberId: null, evidence: 'system', subject: 'Configured a line' });
}

it('turns the whole loop between two people: from a form to a paid customer, each seeing what the other does', async () => {
  const companyId = await aCompany(office.admin, { name: 'Fasan Pumps', employeeCount: 120 });
  await open(hers, '/conversions');
  await open(his, '/my-day');
  await his.getByText('Nothing waits for you.').waitFor();

  let leadId = '';
  let contactId = '';
  const form = () =>
    office.marketer
      .call(recordConversion, {
        kind: 'form',
        content: 'We plan a second line and look for pumps.',
        person: {
          firstName: 'Ida',
          lastName: 'Fasan',
          email: 'ida@fasan-pumps.example',
          jobTitle: 'Head of Operations',
          companyName: 'Fasan Pumps',
        },
      })
      .then(async (made) => {
        leadId = made.leadId ?? '';
        contactId = (await office.marketer.call(getLead, { id: leadId })).contact.id;
      });
  await step('a form comes in', form, { hers: hers.getByRole('article', { name: 'Ida Fasan' }) });
  await step('the marketer finds it to be a lead', () => hers.keyboard.press('y'), {
    hers: hers.getByText(/said by|Nothing|All looked at/i),
  });
  expect((await office.marketer.call(getLead, { id: leadId })).conversions[0]?.validation).toBe('sales_lead');

  await open(hers, `/leads/${leadId}`);
  const queue = his.getByRole('navigation', { name: /Leads to work/ });
  await step('her doings carry her over the threshold', () => warms(contactId), {
    his: queue.getByText(/left/),
    hers: hers.getByText('Anna', { exact: false }),
  });

  await step('the rep logs a call', () => logCall(his, '2'), { hers: hers.getByText(/Call, outgoing, no answer/) });
  await step('the rep returns the lead with its reason', () => giveBack(his, 'Not a priority'), {
    his: his.getByText('Nothing waits for you.'),
    hers: hers.getByText('Not a priority'),
  });

  await open(hers, '/returned');
  await step('the marketer chooses another way', () => chooseTactic(hers), {
    hers: hers.getByRole('tab', { name: /Being warmed/ }).getByText('1'),
  });

  server.setNow(new Date(Date.now() + 70 * 86_400_000).toISOString());
  await step('she comes back with new evidence', () => warms(contactId), { his: queue.getByText(/left/) });
  await open(hers, `/leads/${leadId}`);
  await step('the rep accepts', () => pressFor(his, 'Accept', 'a'), {
    hers: hers.getByText('Accepted', { exact: false }),
    his: his.getByText(/accepted/i),
  });

  const { id: dealId } = await office.rep.call(createDeal, {
    name: 'Second line',
    leadId,
    contactId,
    companyId,
    amountMinor: 4_200_000,
    currency: 'EUR',
  });
  await open(his, `/deals/${dealId}`);
  await step('the deal is won', () => win(his), { his: his.getByText('Won').first(), hers: hers.getByText('Customer').first() });
  await open(hers, `/companies/${companyId}`);
  const invoice = { number: 'R-1', companyId, totalMinor: 4_200_000, currency: 'EUR' };
  await step('the invoice is written', () => office.rep.call(createInvoice, invoice), { hers: hers.getByText('R-1') });
  console.log(`${took.length} steps: ${took.join(' · ')}`);
}, 240_000);

/** The key of an action, once the lead is there that it is for. */
async function pressFor(page: Page, button: string, key: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).waitFor();
  await page.keyboard.press(key);
}

async function logCall(page: Page, outcome: string): Promise<void> {
  await pressFor(page, 'Log a call', 'l');
  // The keys belong to the form when the focus does.
  await page.getByRole('dialog').locator(':focus').waitFor();
  await page.keyboard.press(outcome);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function giveBack(page: Page, reason: string): Promise<void> {
  await pressFor(page, 'Return', 'r');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Marketing warms it again/ }).check();
  await dialog.getByRole('combobox', { name: 'Reason' }).click();
  await page.getByRole('option', { name: reason }).click();
  await dialog.getByRole('button', { name: 'Return the lead' }).click();
}

async function chooseTactic(page: Page): Promise<void> {
  await page.getByRole('row').filter({ hasText: 'Ida Fasan' }).getByRole('button', { name: 'Choose a tactic' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox').first().click();
  await page.getByRole('option', { name: /Case study/ }).click();
  await dialog
    .getByRole('button', { name: /Warm|Begin|Start|Choose/ })
    .last()
    .click();
  await dialog.waitFor({ state: 'detached' });
}

async function win(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Won' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await dialog.getByRole('button', { name: /Won/ }).last().click();
}
