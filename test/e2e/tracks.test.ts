import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listTasks } from '#modules/activities/contract.ts';
import { aCompany } from '#modules/companies/testing.ts';
import { createMailPurpose } from '#modules/consents/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { aDeal, aWonDeal } from '#modules/deals/testing.ts';
import { aLead } from '#modules/leads/testing.ts';
import { listContactTracks } from '#modules/nurtures/contract/enrolments.ts';
import { aTrack, days, END, START, tags } from '#modules/nurtures/testing.ts';
import { listContactMessages } from '#modules/sends/contract/messages.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let ann: Client;
let rob: Client;
let contactId: string;
let leadId: string;
let leadContactId: string;
beforeAll(async () => {
  server = await openLiveServer();
  const workspace = await server.newWorkspace('Tracks');
  await workspace.admin.call(createMailPurpose, {
    name: 'Tips',
    description: 'Tips for your plant.',
    ground: 'interest',
    doubleOptIn: false,
  });
  ann = await workspace.member('marketer', { name: 'Ann' });
  rob = await workspace.member('rep', { name: 'Rob' });
  contactId = await aContact(ann, { firstName: 'Berta', lastName: 'Buyer', ownerId: ann.memberId });
  leadContactId = await aContact(rob, { firstName: 'Karl', lastName: 'Caller', ownerId: rob.memberId });
  leadId = await aLead(rob, { contactId: leadContactId });
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

describe('a track', () => {
  it('is made from a starting point, changed with the keyboard, tried, published, and somebody gets its first mail', async () => {
    const page = await server.pageOf(ann);
    await open(page, '/tracks');
    await picture(page, 'tracks-empty');
    await page.getByRole('button', { name: 'New track' }).first().click();
    const making = page.getByRole('dialog', { name: 'A new track' });
    await making.getByRole('option', { name: 'Welcome' }).waitFor({ state: 'attached' });
    await making.getByLabel('Begin with').selectOption({ label: 'Welcome' });
    await making.getByRole('button', { name: 'Create the draft' }).click();
    await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor();
    await page.getByRole('button', { name: 'Open “Hello”' }).waitFor();
    await picture(page, 'track-canvas');

    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Name and people' }).click();
    const facts = page.getByRole('dialog', { name: 'Name and people' });
    await facts.getByRole('combobox', { name: 'What its mails are for' }).click();
    await page.getByRole('option', { name: 'Tips' }).click();
    await facts.getByRole('button', { name: 'Save' }).click();
    await page
      .getByText('Nurture · Everybody · Tips')
      .or(page.getByText(/Nurture · .* · Tips/))
      .first()
      .waitFor();

    // The whole way by keyboard: a step is put on the way after the first mail.
    const plus = page.getByRole('button', { name: 'Add a step after “Hello”' });
    await plus.focus();
    await page.keyboard.press('Enter');
    const task = page.getByRole('menuitem', { name: 'Task' });
    await task.waitFor();
    await task.focus();
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog', { name: 'Task' });
    await form.getByLabel('What is to be done').fill('Look who she is');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Open “Task”: Call: Look who she is/ }).waitFor();
    await picture(page, 'track-canvas-changed');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: /Look who she is/ }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Redo' }).click();
    await page.getByRole('button', { name: /Look who she is/ }).waitFor();

    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('button', { name: 'Walk it' }).click();
    const trial = page.getByRole('region', { name: 'Try it with a person' });
    await trial.getByText('In the end').waitFor();
    await picture(page, 'track-simulation');
    await trial.getByRole('button', { name: 'Close' }).click();

    await page.getByText('Saved', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    const publishing = page.getByRole('dialog', { name: 'Publish' });
    await publishing.getByText('Nobody is on it yet.').waitFor();
    await picture(page, 'track-publish');
    await publishing.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Running').first().waitFor();

    await open(page, `/contacts/${contactId}`);
    await page.getByRole('button', { name: 'Put on a sequence or track' }).click();
    const enrol = page.getByRole('dialog', { name: /^Put .* on$/ });
    await enrol.getByRole('radio', { name: /Welcome/ }).click();
    await enrol.getByText('What the gate says to the first mail').waitFor();
    await picture(page, 'contact-enrol');
    await enrol.getByRole('button', { name: 'Put on a sequence or track' }).click();
    await page.getByRole('link', { name: 'Welcome' }).waitFor();
    await server.runAllJobs();
    const [mail] = (await ann.call(listContactMessages, { id: contactId })).items;
    expect(mail).toMatchObject({ subject: 'Good to meet you', state: 'captured' });
    const [on] = (await ann.call(listContactTracks, { id: contactId })).items;
    await open(page, `/tracks/${on?.track.id}?tab=people`);
    await page.getByRole('row', { name: /Berta Buyer/ }).waitFor();
    await picture(page, 'track-people');
    await open(page, `/tracks/${on?.track.id}?tab=figures`);
    await page.getByRole('rowheader', { name: /Hello/ }).waitFor();
    await picture(page, 'track-figures');
    await open(page, `/tracks/${on?.track.id}?tab=rules`);
    await page.getByRole('region', { name: 'Who comes in, and what takes them off' }).waitFor();
    await picture(page, 'track-rules');

    const phone = await server.pageOf(ann, { width: 390, dark: true });
    await open(phone, `/tracks/${on?.track.id}`);
    await phone.getByRole('region', { name: 'The steps as a list' }).waitFor();
    await picture(phone, 'track-phone');
    const dark = await server.pageOf(ann, { dark: true });
    await open(dark, `/tracks/${on?.track.id}`);
    await dark.getByRole('button', { name: 'Open “Hello”' }).waitFor();
    await picture(dark, 'track-dark');
    await open(dark, '/tracks');
    await dark.getByRole('row', { name: /Welcome/ }).waitFor();
    await picture(dark, 'tracks-dark');
  }, 180_000);
});

describe('around the tracks', () => {
  it('a rep asks for support on a deal and Marketing takes it with a track that the people of the deal come onto', async () => {
    const dealId = await aDeal(rob, { name: 'Forty seats', contactId: leadContactId, ownerId: rob.memberId });
    await aTrack(ann, { kind: 'deal_support', nodes: [START, days('wait', 3), tags('done', 'supported'), END] });
    const [rep, marketer] = [await server.pageOf(rob, { width: 390, dark: true }), await server.pageOf(ann)];
    await open(marketer, '/deal-support');
    await picture(marketer, 'support-empty');
    await open(rep, `/deals/${dealId}`);
    await rep.getByText('Beside it').click();
    await rep.getByRole('button', { name: 'Ask for support' }).click();
    const asking = rep.getByRole('dialog', { name: 'Ask Marketing for support' });
    await asking.getByLabel('What would help').fill('The finance director hesitates about the cost.');
    await picture(rep, 'deal-ask-phone');
    await asking.getByRole('button', { name: 'Ask' }).click();
    await marketer.getByRole('article', { name: 'Forty seats' }).getByRole('button', { name: 'Take it' }).click();
    const taking = marketer.getByRole('dialog', { name: 'Support “Forty seats”' });
    await taking.getByRole('combobox', { name: 'Track' }).click();
    await marketer.getByRole('option').first().click();
    await picture(marketer, 'support-take');
    await taking.getByRole('button', { name: 'Take it' }).click();
    await marketer.getByRole('list', { name: 'Buying group' }).getByText('on it').first().waitFor();
    await picture(marketer, 'support-runs');
    for (const place of ['/retention', '/track-assignments', '/track-report']) {
      await open(marketer, place);
      await picture(marketer, place.slice(1));
    }
    const customer = await aCompany(rob, { name: 'Falke Pumps', ownerId: rob.memberId });
    await aContact(rob, { firstName: 'Frida', lastName: 'Falke', companyId: customer });
    await aWonDeal(rob, { companyId: customer });
    await server.runAllJobs();
    await open(marketer, '/retention?risky=false');
    await marketer.getByRole('article', { name: 'Falke Pumps' }).waitFor();
    await picture(marketer, 'retention-full');
  }, 180_000);
});

describe('a sequence', () => {
  it('is made by a rep, a lead is put on it in three presses, its mail is reviewed and its call done', async () => {
    const page = await server.pageOf(rob);
    await open(page, '/sequences');
    await picture(page, 'sequences-empty');
    await page.getByRole('button', { name: 'New sequence' }).first().click();
    const making = page.getByRole('dialog', { name: 'A new sequence' });
    await making.getByRole('option').nth(1).waitFor({ state: 'attached' });
    await making.getByLabel('Begin with').selectOption({ index: 1 });
    await making.getByLabel('Name').fill('First contact');
    await making.getByRole('button', { name: 'Create the draft' }).click();
    await page.getByRole('heading', { level: 1, name: 'First contact' }).waitFor();
    await page.getByRole('region', { name: 'The steps as a list' }).waitFor();
    await picture(page, 'sequence-list');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('dialog', { name: 'Publish' }).getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Running').first().waitFor();

    await open(page, `/leads/${leadId}`);
    await page.getByRole('button', { name: 'Put on a sequence or track' }).click();
    const enrol = page.getByRole('dialog', { name: /Karl Caller/ });
    await enrol.getByRole('radio', { name: 'First contact' }).click();
    await enrol.getByRole('button', { name: 'Put on a sequence or track' }).click();
    await page.getByRole('link', { name: 'First contact' }).waitFor();
    await picture(page, 'lead-sequence');
    await server.runAllJobs();
    const phone = await server.pageOf(rob, { width: 390, dark: true });
    await open(phone, '/my-day');
    await phone.getByRole('button', { name: 'Read and send the mail to Karl Caller' }).click();
    const review = phone.getByRole('dialog', { name: /To Karl Caller/ });
    await picture(phone, 'day-review-phone');
    await review.getByRole('button', { name: 'Send' }).click();
    await phone.getByText('On its way to Karl Caller.').waitFor();
    await server.runAllJobs();

    // Days later the call is due.
    server.setNow(new Date(Date.now() + 14 * 86_400_000).toISOString());
    for (let turn = 0; turn < 4; turn++) {
      await server.tick('nurtures.advance');
      await server.runAllJobs();
    }
    const tasks = async () => (await rob.call(listTasks, { contactId: leadContactId, limit: 20 })).items;
    const [call] = await tasks();
    expect(call).toBeDefined();
    await open(page, `/contacts/${leadContactId}`);
    await page.getByRole('checkbox', { name: new RegExp(call?.subject ?? '-') }).click();
    await expect.poll(async () => (await tasks()).filter(({ status }) => status === 'open').length).toBe(0);
    await picture(page, 'contact-after-call');
  }, 180_000);
});
