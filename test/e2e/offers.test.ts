import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aContact } from '#modules/contacts/testing.ts';
import { aLead } from '#modules/leads/testing.ts';
import { createClaim } from '#modules/offers/contract/claims.ts';
import { listOffers } from '#modules/offers/contract/offers.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let ann: Client;
let rob: Client;
let leadId: string;
beforeAll(async () => {
  server = await openLiveServer();
  const workspace = await server.newWorkspace('Offers');
  ann = await workspace.member('marketer', { name: 'Ann' });
  rob = await workspace.member('rep', { name: 'Rob' });
  const contactId = await aContact(rob, { firstName: 'Berta', lastName: 'Buyer' });
  leadId = await aLead(rob, { contactId });
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

describe('an offer', () => {
  it('is written and announced, confirmed by the rep from the day, starts by itself, and is told to the buyer', async () => {
    const [marketer, rep] = [await server.pageOf(ann), await server.pageOf(rob, { width: 390, dark: true })];
    await open(marketer, '/offers');
    await picture(marketer, 'offers-empty');
    await marketer.getByRole('button', { name: 'New offer' }).first().click();
    const form = marketer.getByRole('dialog', { name: 'A new offer' });
    await form.getByLabel('Name').fill('Spring <b>pumps</b>');
    await form.getByLabel('What the customer gets').fill('Ten percent off every pump');
    await form.getByLabel('Discount in %').fill('10');
    await form.getByLabel('Talking points for Sales').fill('Cheaper than in autumn\nOnly until June');
    await picture(marketer, 'offers-form');
    await form.getByRole('button', { name: 'Save the draft' }).click();
    await marketer.getByRole('heading', { level: 1, name: 'Spring <b>pumps</b>' }).waitFor();
    await marketer.getByRole('button', { name: 'Announce' }).click();
    await marketer.getByRole('dialog', { name: 'Tell Sales' }).getByRole('button', { name: 'Announce' }).click();
    await marketer.getByText('0 of 1 have confirmed; needed: 1.').waitFor();
    await marketer.getByRole('button', { name: 'Start early' }).waitFor();
    await marketer.getByRole('button', { name: 'Start as soon as it may' }).click();
    await marketer.getByRole('region', { name: 'Before it starts' }).getByText('It starts by itself as soon as it may.').waitFor();
    await picture(marketer, 'offer-waits');

    await open(rep, '/my-day');
    await rep.getByText('One change waits for you to confirm it.').waitFor();
    await picture(rep, 'day-waiting');
    await rep.getByRole('link', { name: 'Read it' }).click();
    await rep.getByRole('article', { name: 'Offer: Spring <b>pumps</b>' }).getByText('Only until June').waitFor();
    await picture(rep, 'changes-phone');
    await rep.getByRole('button', { name: 'I have read it: Offer: Spring <b>pumps</b>' }).click();
    await rep.getByText('Nothing waits for you.').waitFor();
    expect((await ann.call(listOffers, {})).items[0]?.state).toBe('running');
    // The marketer sees it without asking again.
    await marketer.getByText('Enough had confirmed.').waitFor();
    await marketer.getByRole('button', { name: '1 of 1 confirmed' }).click();
    await marketer.getByRole('list', { name: 'Who has confirmed' }).getByText('Rob').waitFor();
    await picture(marketer, 'offer-runs');

    await open(rep, `/leads/${leadId}`);
    await rep.getByRole('button', { name: 'I told them of Spring <b>pumps</b>' }).click();
    await rep.getByRole('menuitem', { name: 'Call' }).click();
    await rep.getByRole('region', { name: 'Offers' }).getByText('Knows').waitFor();
    await picture(rep, 'lead-knows');
    await marketer.getByRole('region', { name: 'Who knows which version' }).getByRole('link', { name: 'Berta Buyer' }).waitFor();
    await picture(marketer, 'offer-holders');

    await marketer.getByRole('button', { name: 'Write the next version' }).click();
    const next = marketer.getByRole('dialog', { name: 'The next version' });
    await next.getByLabel('Discount in %').fill('15');
    await next.getByLabel('Last day').fill('2031-06-30');
    await next.getByRole('button', { name: 'Save the draft' }).click();
    await marketer.getByRole('button', { name: 'Announce' }).click();
    await marketer.getByRole('dialog', { name: 'Tell Sales' }).getByRole('button', { name: 'Announce' }).click();
    const second = marketer.getByRole('article', { name: 'Version 2' });
    await second.getByText('Announced', { exact: true }).waitFor();
    await second.getByRole('row', { name: 'Discount 10 % 15 %' }).waitFor();
    expect(await second.getByRole('row').count()).toBe(3);
    await picture(marketer, 'offer-difference');
    await open(rep, '/changes');
    await rep.getByRole('row', { name: 'Discount 10 % 15 %' }).waitFor();
    await picture(rep, 'changes-difference');
    await open(marketer, '/offers');
    await marketer.getByRole('row', { name: /Spring.*Running.*0 of 1 · of the next version/ }).waitFor();
    await picture(marketer, 'offers');
  }, 120_000);

  it('what is said changes, a pasted text is checked, and a discrepancy is reported and corrected', async () => {
    const marketer = await server.pageOf(ann);
    await ann.call(createClaim, { about: 'delivery', statement: 'We deliver within 3 days.', validFrom: '2026-01-01' });
    await open(marketer, '/claims');
    await marketer.getByRole('button', { name: 'Change what is said: We deliver within 3 days.' }).click();
    const form = marketer.getByRole('dialog', { name: 'What is said from now on' });
    await form.getByLabel('The sentence').fill('We deliver within 5 days.');
    await form.getByRole('button', { name: 'Approve and tell Sales' }).click();
    await marketer.getByRole('article', { name: 'We deliver within 5 days.' }).waitFor();
    await picture(marketer, 'claims');
    await marketer.getByRole('tab', { name: 'Check a text' }).click();
    await marketer.getByLabel('The text').fill('Dear Berta, WE DELIVER within 3 days!');
    await marketer.getByRole('button', { name: 'Check' }).click();
    await marketer.getByText('Now: We deliver within 5 days.').waitFor();
    await picture(marketer, 'claims-check');
    await marketer.getByRole('tab', { name: 'Discrepancies' }).click();
    await marketer.getByRole('button', { name: 'Report one' }).click();
    const report = marketer.getByRole('dialog', { name: 'A customer was told two different things' });
    await report.getByLabel('This was said').fill('Three days');
    await report.getByLabel('And this').fill('Five days');
    await report.getByLabel('Where it was seen').fill('Brochure');
    await report.getByRole('button', { name: 'Report' }).click();
    await marketer.getByRole('button', { name: 'Correct: Brochure' }).click();
    const resolve = marketer.getByRole('dialog', { name: 'What is right, and what was corrected' });
    await resolve.getByLabel('What was corrected, and where').fill('The brochure is printed anew');
    await resolve.getByRole('button', { name: 'Correct' }).click();
    await marketer.getByRole('article', { name: 'Brochure' }).getByText('The brochure is printed anew').waitFor();
    await picture(marketer, 'discrepancies');
  }, 60_000);
});
