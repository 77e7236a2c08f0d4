import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCompany } from '#modules/companies/testing.ts';
import { createMailPurpose, listMailPurposes, recordMailWord, writeConsentText } from '#modules/consents/contract.ts';
import { confirmationPath } from '#modules/consents/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import type { Criteria } from '#modules/criteria/schema.ts';
import { aWonDeal } from '#modules/deals/testing.ts';
import { aField, aForm, NAME_AND_MAIL } from '#modules/forms/testing.ts';
import { setHold } from '#modules/gate/contract/holds.ts';
import { aLead } from '#modules/leads/testing.ts';
import { aPublishedAsset } from '#modules/library/testing.ts';
import { createView, listViews } from '#modules/lists/contract/views.ts';
import { listContactMessages } from '#modules/sends/contract/messages.ts';
import { scheduleSend } from '#modules/sends/contract/running.ts';
import { createSend } from '#modules/sends/contract/sends.ts';
import { changeWorkspace } from '#modules/team/contract/settings.ts';
import { createSender, listSenders } from '#modules/templates/contract/parts.ts';
import { aContent, aPublishedTemplate, rich } from '#modules/templates/testing.ts';
import { BROWSER } from '#modules/visits/testing.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

const DAY_MS = 86_400_000;
const IDA_AND_KARL: Criteria = {
  match: 'any',
  of: ['Ida', 'Karl'].map((value) => ({ field: 'firstName', op: 'is', value })),
};
let server: LiveServer;
let ann: Client;
let rob: Client;
let rita: Client;
const people: Record<'berta' | 'karl' | 'frida' | 'hanna' | 'nora', string> = { berta: '', karl: '', frida: '', hanna: '', nora: '' };

beforeAll(async () => {
  server = await openLiveServer();
  const { admin, member } = await server.newWorkspace('Northwind Pumps');
  ann = await member('marketer', { name: 'Ann' });
  rob = await member('rep', { name: 'Rob' });
  rita = await member('rep', { name: 'Rita' });
  await admin.call(changeWorkspace, { companyName: 'Northwind Pumps GmbH', postalAddress: 'Harbour Street 1, 28195 Bremen' });
  await admin.call(createSender, { name: 'Kim Larsen', email: 'kim@northwind.example', replyTo: null, isDefault: true });
  const { id: purposeId } = await admin.call(createMailPurpose, {
    name: 'Pump offers',
    description: 'Offers on pumps.',
    ground: 'consent',
    doubleOptIn: false,
  });
  const { id: newsId } = await admin.call(createMailPurpose, {
    name: 'Pump news',
    description: 'What is new.',
    ground: 'interest',
    doubleOptIn: true,
  });
  await admin.call(writeConsentText, { id: newsId, body: 'I agree to get mail about news.' });
  const customer = await aCompany(rob, { name: 'Falke Works', ownerId: rob.memberId });
  await aWonDeal(rob, { companyId: customer });
  people.berta = await aContact(rob, { firstName: 'Berta', lastName: 'Buyer' });
  people.karl = await aContact(rob, { firstName: 'Karl', lastName: 'Keen' });
  people.frida = await aContact(rob, { firstName: 'Frida', lastName: 'Falke', companyId: customer });
  people.hanna = await aContact(rob, { firstName: 'Hanna', lastName: 'Hold' });
  people.nora = await aContact(rob, { firstName: 'Nora', lastName: 'Never' });
  for (const id of [people.berta, people.karl, people.frida, people.hanna])
    await rob.call(recordMailWord, { id, word: 'given', purposeId, note: 'Said so at the fair in Bremen.' });
  await rob.call(setHold, {
    entity: 'contact',
    id: people.hanna,
    against: 'marketing',
    reason: 'We are about to sign.',
    until: new Date(Date.now() + 10 * DAY_MS).toISOString(),
  });
  await ann.call(createView, { entity: 'contact', name: 'Everybody at the fair', criteria: { match: 'all', of: [] } });
  await server.runAllJobs();
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

async function writeTheOffer(page: Page): Promise<void> {
  await open(page, '/offers');
  await page.getByRole('button', { name: 'New offer' }).first().click();
  const form = page.getByRole('dialog', { name: 'A new offer' });
  await form.getByLabel('Name').fill('Spring pumps');
  await form.getByLabel('What the customer gets').fill('Ten percent off every pump');
  await form.getByLabel('Discount in %').fill('10');
  await form.getByLabel('Last day').fill('2031-06-30');
  await form.getByLabel('Talking points for Sales').fill('Cheaper than in autumn');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { level: 1, name: 'Spring pumps' }).waitFor();
  await page.getByRole('button', { name: 'Announce' }).click();
  await page.getByRole('dialog', { name: 'Tell Sales' }).getByRole('button', { name: 'Announce' }).click();
  await page.getByText('0 of 2 have confirmed').waitFor();
  await page.getByRole('button', { name: 'Start as soon as it may' }).click();
  await page.getByText('It starts by itself as soon as it may.').first().waitFor();
}

async function writeTheTemplate(page: Page): Promise<void> {
  await open(page, '/templates');
  await page.getByRole('button', { name: 'New template' }).first().click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Spring offer');
  await page.getByRole('combobox', { name: 'Begin with' }).click();
  await page.getByRole('option', { name: 'An offer with an end' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'New template' }).click();
  await page.getByRole('heading', { level: 1, name: 'Spring offer' }).waitFor();
  await page.getByRole('button', { name: 'Button Ask for the offer' }).press('Enter');
  await page.getByRole('textbox', { name: 'Leads to' }).fill('https://www.northwind.example/spring');
  await page.getByRole('button', { name: /^Text Hello/ }).press('Enter');
  await page.getByRole('textbox', { name: 'Words' }).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' For whoever pumps by night.');
  await page.frameLocator('iframe').getByText('For whoever pumps by night.').waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Version 1 is published. It never changes.').waitFor();
}

const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

it('a marketer sees whom an offer would annoy, waits for the reps, and a customer never gets the mail for prospects', async () => {
  const [marketer, rep] = [await server.pageOf(ann), await server.pageOf(rob)];
  await writeTheOffer(marketer);
  await writeTheTemplate(marketer);

  await open(marketer, '/mailings');
  await marketer.getByRole('button', { name: 'Plan a mailing' }).first().click();
  await section(marketer, 'What').waitFor();
  await marketer.getByLabel('Name', { exact: true }).fill('Spring mailing');
  await marketer.keyboard.press('Tab');
  await marketer.getByRole('heading', { level: 1, name: 'Spring mailing' }).waitFor();
  await picture(marketer, 'mailing-new');
  const what = section(marketer, 'What');
  await what.getByLabel('Template').selectOption({ label: 'Spring offer' });
  await what.getByText(/^Version 1:/).waitFor();
  await what.getByLabel('Kind').selectOption('Offer');
  await what.getByLabel('Written for').selectOption('Prospects');
  await what.getByLabel('Purpose').selectOption('Pump offers');
  await what.getByLabel('Offer that is told of').selectOption('Spring pumps');
  await section(marketer, 'For whom').getByLabel('Saved list').selectOption('Everybody at the fair');
  await section(marketer, 'From whom').getByLabel('Name and address').selectOption('Kim Larsen <kim@northwind.example>');
  // Whatever the day and the hour of this test are.
  await section(marketer, 'When').getByLabel('Only in office hours of the person').press('Space');
  await section(marketer, 'When').getByLabel('From', { exact: true }).waitFor({ state: 'detached' });
  const check = section(marketer, 'Whom it reaches');
  await check.getByText('2 of 5 can get it.').waitFor();
  await picture(marketer, 'mailing-check');
  for (const [reason, name] of [
    ['Is a customer already', 'Frida Falke'],
    ['A colleague asked to wait', 'Hanna Hold'],
    ['Has not agreed to this purpose', 'Nora Never'],
  ] as const) {
    await check.getByRole('button', { name: new RegExp(reason) }).press('Enter');
    const rows = check.getByRole('region', { name: reason });
    await rows.getByRole('link', { name }).waitFor();
    expect(await rows.getByRole('listitem').count()).toBe(1);
  }
  const launch = section(marketer, 'Launch');
  await launch.getByText('“Spring pumps” has not started: Sales confirms it first.').waitFor();
  expect(await launch.getByRole('button', { name: 'Launch it' }).isDisabled()).toBe(true);
  await picture(marketer, 'mailing-waits');

  for (const page of [rep, await server.pageOf(rita)]) {
    await open(page, '/changes');
    await page.getByRole('button', { name: 'I have read it: Offer: Spring pumps' }).press('Enter');
    await page.getByText('Nothing waits for you.').waitFor();
  }
  await launch.getByText('Everything is there.').waitFor();
  await launch.getByRole('button', { name: 'Launch it' }).click();
  await marketer.getByRole('dialog', { name: 'Launch this mailing?' }).getByRole('button', { name: 'Launch it' }).click();
  await marketer.getByText('It is launched.').waitFor();
  await server.runAllJobs();

  await marketer.getByText('Sent', { exact: true }).first().waitFor();
  const why = section(marketer, 'Why not');
  await picture(marketer, 'mailing-result');
  await why.getByRole('button', { name: /Is a customer already/ }).click();
  const rows = section(marketer, 'People');
  await rows.getByRole('link', { name: 'Frida Falke' }).waitFor();
  await why.getByRole('button', { name: /A colleague asked to wait/ }).click();
  await rows.getByRole('link', { name: 'Hanna Hold' }).waitFor();
  await why.getByRole('button', { name: /Has not agreed to this purpose/ }).click();
  await rows.getByRole('link', { name: 'Nora Never' }).waitFor();
  await marketer.getByRole('button', { name: /^Kept in the app/ }).click();
  await rows.getByRole('link', { name: 'Karl Keen' }).waitFor();
  await picture(marketer, 'mailing-people');
  expect((await ann.call(listContactMessages, { id: people.frida })).items.filter(({ sentAt }) => sentAt !== null)).toEqual([]);
  await rows.getByRole('link', { name: 'Berta Buyer' }).click();
  await marketer.getByRole('heading', { level: 1, name: /Spring pumps/ }).waitFor();
  const letter = marketer.frameLocator('iframe[title="The mail"]');
  await letter.getByText('Hello Berta,').waitFor();
  await letter.getByRole('heading', { name: 'Spring pumps' }).waitFor();
  await picture(marketer, 'message');

  // Whoever sells to the customer reads there that it did not go, and why.
  await open(rep, `/contacts/${people.frida}`);
  await rep.getByText('Is a customer already').first().waitFor();
}, 180_000);

/** Somebody out there: a browser that no test tool is seen in. */
async function aStranger(): Promise<Page> {
  const context = await server.browser.newContext({ userAgent: BROWSER });
  await context.addInitScript(`Object.defineProperty(navigator, 'webdriver', { get: () => false })`);
  return context.newPage();
}

/** The address that a mail leads to, on the server of this test. */
const here = (path: string | undefined) => `${server.address}${path}`;

async function linkSentTo(contactId: string): Promise<string> {
  const { rows } = await server.context.queuePool.query<{ body_text: string }>(
    'select l.body_text from message_letter l join message m on m.workspace_id = l.workspace_id and m.id = l.message_id where m.contact_id = $1 order by m.created_at desc limit 1',
    [contactId],
  );
  return here(/https?:\/\/[^/\s]+(\/p\/d\/\S+)/.exec(rows[0]?.body_text ?? '')?.[1]);
}

it('a rep sends a document in three clicks, sees it opened, notes the interest, and the next mailing speaks of it', async () => {
  const contactId = await aContact(rob, { firstName: 'Ida', lastName: 'Interest' });
  const leadId = await aLead(rob, { contactId });
  const { items } = await rob.call(listMailPurposes, {});
  await rob.call(recordMailWord, {
    id: contactId,
    word: 'given',
    purposeId: items.find(({ name }) => name === 'Pump offers')?.id ?? '',
    note: 'On the phone.',
  });
  await aPublishedAsset(ann, { name: 'Cooling guide', topics: ['cooling'] });
  await aPublishedTemplate(ann, aContent(undefined, { subject: 'General news' }), { name: 'General news' });
  await aPublishedTemplate(ann, aContent(undefined, { subject: 'Cooling in practice' }), {
    name: 'Cooling in practice',
    tags: ['cooling'],
  });
  await ann.call(createView, { entity: 'contact', name: 'Ida and Karl', criteria: IDA_AND_KARL });

  const rep = await server.pageOf(rob);
  await open(rep, `/leads/${leadId}`);
  const next = rep.getByRole('region', { name: 'Send next' });
  await next.getByRole('button', { name: 'Send “Cooling guide”' }).click();
  const sending = rep.getByRole('dialog', { name: 'Send “Cooling guide”' });
  await sending.getByText('The gate lets it through.').waitFor();
  await sending.getByRole('button', { name: 'Send the mail' }).click();
  await rep.getByText('The mail is on its way.').waitFor();
  await server.runAllJobs();
  const reader = await aStranger();
  await reader.goto(await linkSentTo(contactId));
  await reader.getByRole('heading', { level: 1, name: 'Cooling guide' }).waitFor();
  await reader.getByRole('region', { name: 'Page 1 of 1' }).locator('canvas').waitFor();
  await reader.mouse.move(200, 300);
  await reader.mouse.move(220, 340);
  await rep.getByRole('region', { name: 'What they looked at' }).getByText('Opened by a person').waitFor();
  await picture(rep, 'lead-opened');
  await open(rep, `/contacts/${contactId}`);
  await rep.getByRole('button', { name: /interests/ }).press('Enter');
  await rep.getByRole('textbox', { name: 'Interests' }).fill('cooling');
  await rep.keyboard.press('Enter');
  await rep.getByText('cooling', { exact: true }).first().waitFor();
  await picture(rep, 'contact-interest');

  const marketer = await server.pageOf(ann);
  await open(marketer, '/mailings');
  await marketer.getByRole('button', { name: 'Plan a mailing' }).first().click();
  const what = section(marketer, 'What');
  await what.getByLabel('Template').selectOption('General news');
  await what.getByText(/^Version 1:/).waitFor();
  await what.getByLabel('Kind').selectOption('Article');
  await what.getByLabel('Purpose').selectOption('Pump offers');
  await section(marketer, 'For whom').getByLabel('Saved list').selectOption('Ida and Karl');
  await section(marketer, 'From whom').getByLabel('Name and address').selectOption('Kim Larsen <kim@northwind.example>');
  await section(marketer, 'When').getByLabel('Only in office hours of the person').press('Space');
  const check = section(marketer, 'Whom it reaches');
  await check.getByRole('button', { name: /We know what they want/ }).press('Enter');
  await check.getByRole('link', { name: 'Ida Interest' }).waitFor();
  await picture(marketer, 'interest-known');
  await check.getByRole('button', { name: 'Send them what fits' }).click();
  const split = marketer.getByRole('dialog', { name: 'Send them what fits' });
  await split.getByLabel('Interest').fill('cooling');
  await split.getByLabel('Template').selectOption('Cooling in practice (fits)');
  await marketer.keyboard.press('Control+Enter');
  await marketer.getByRole('heading', { level: 1, name: 'Untitled mailing: cooling' }).waitFor();
  await check.getByText('1 of 1 can get it.').waitFor();
  await check.getByText('Nothing stands in the way of anybody.').waitFor();
  await picture(marketer, 'interest-split');
  const launch = section(marketer, 'Launch');
  await launch.getByRole('button', { name: 'Launch it' }).click();
  await marketer.getByRole('dialog', { name: 'Launch this mailing?' }).getByRole('button', { name: 'Launch it' }).click();
  await marketer.getByText('It is launched.').waitFor();
  await server.runAllJobs();
  await marketer.getByText('Sent', { exact: true }).first().waitFor();
  await open(rep, `/contacts/${contactId}`);
  await rep.getByRole('link', { name: 'Cooling in practice' }).waitFor();
  expect((await ann.call(listContactMessages, { id: contactId })).items.map(({ subject }) => subject)).not.toContain('General news');
}, 180_000);

/** Nobody answers at once: the server's clock is put on, not waited for. */
const afterMinutes = (n: number) => server.setNow(new Date(Date.now() + n * 60_000).toISOString());

it('a stranger fills in a form, confirms, becomes an inquiry that a marketer takes for a lead, and the answer is among the messages', async () => {
  const { items } = await ann.call(listMailPurposes, {});
  const news = items.find(({ name }) => name === 'Pump news')?.id ?? '';
  const { id: templateId } = await aPublishedTemplate(
    ann,
    { ...aContent(undefined, { subject: 'We have your message' }), blocks: [{ id: 'text', type: 'text', doc: rich('Thank you.') }] },
    { kind: 'transactional', name: 'Thank you' },
  );
  const [sender] = (await ann.call(listSenders, {})).items;
  const form = await aForm(ann, {
    fields: [...NAME_AND_MAIL, aField('news', 'consent', { consent: { purposeId: news, textId: null, text: '' } })],
    reply: { templateId, senderId: sender?.id ?? '' },
  });
  const stranger = await aStranger();
  await stranger.goto(here(`/p/f/${form.publicId}`));
  await stranger.getByLabel('The first_name').fill('Stella');
  await stranger.getByLabel('The last_name').fill('Stranger');
  await stranger.getByLabel('The email').fill('stella@stranger.test');
  await stranger.getByRole('checkbox').press('Space');
  afterMinutes(1);
  await stranger.getByRole('button', { name: 'Send' }).press('Enter');
  await stranger.getByText('Thank you. We have received what you wrote.').waitFor();
  await server.runAllJobs();
  afterMinutes(2);
  await stranger.goto(here(await confirmationPath(server, ann)));
  await stranger.getByRole('checkbox').press('Space');
  afterMinutes(3);
  await stranger.getByRole('button', { name: 'Confirm' }).press('Enter');
  await stranger.getByRole('heading', { name: 'Confirmed' }).waitFor();
  server.setNow(null);

  const marketer = await server.pageOf(ann);
  await open(marketer, '/conversions');
  await marketer.getByText('stella@stranger.test').first().waitFor();
  await picture(marketer, 'inquiry');
  await marketer.keyboard.press('y');
  await marketer.getByText('Noted: lead').first().waitFor();
  await open(marketer, '/conversions?tab=sales_lead');
  await marketer.getByText('stella@stranger.test').first().waitFor();
  await open(marketer, '/messages');
  await marketer
    .getByRole('link', { name: /We have your message/ })
    .first()
    .click();
  await marketer.getByText('a form', { exact: true }).waitFor();
  await marketer.frameLocator('iframe[title="The mail"]').getByText('Thank you.').waitFor();
  await marketer.getByRole('link', { name: 'Stella Stranger' }).click();
  await marketer.getByRole('heading', { level: 1, name: 'Stella Stranger' }).waitFor();
  await marketer.getByText('Pump news').first().waitFor();
  await picture(marketer, 'stranger-known');
}, 120_000);

it('one calendar shows what both teams plan, and whom two plans would both reach', async () => {
  const day = new Date(Date.now() + 3 * DAY_MS).toISOString().slice(0, 10);
  const { items } = await ann.call(listMailPurposes, {});
  const [sender] = (await ann.call(listSenders, {})).items;
  const { id: templateId } = await aPublishedTemplate(ann, aContent(), { name: 'Autumn news' });
  const { items: views } = await ann.call(listViews, { entity: 'contact' });
  const { id: sendId } = await ann.call(createSend, {
    name: 'Autumn mailing',
    purposeId: items.find(({ name }) => name === 'Pump news')?.id ?? '',
    senderId: sender?.id ?? '',
    hours: null,
    topics: ['pumps'],
    viewId: views.find(({ name }) => name === 'Ida and Karl')?.id ?? '',
    variants: [{ name: 'A', templateId, share: 100 }],
    timing: 'at',
    plannedAt: `${day}T09:00:00.000Z`,
  });
  await ann.call(scheduleSend, { id: sendId });
  await rob.call(createView, { entity: 'contact', name: 'The keen', criteria: IDA_AND_KARL });
  const rep = await server.pageOf(rob);
  await open(rep, `/calendar?day=${day}`);
  await rep.getByRole('link', { name: 'Autumn mailing' }).waitFor();
  await rep.getByRole('button', { name: 'Plan a letter' }).press('Enter');
  const form = rep.getByRole('dialog', { name: 'Plan a mailing by post' });
  await form.getByLabel('What it is').fill('Letter to the keen');
  await form.getByLabel('Day on which it goes to the post').fill(day);
  await rep.keyboard.press('Control+Enter');
  await rep.getByRole('heading', { level: 1, name: 'Letter to the keen' }).waitFor();
  await rep.getByRole('combobox', { name: 'Saved list' }).selectOption('The keen');
  await rep.getByRole('button', { name: 'Draw the list' }).click();
  await rep.getByText(/get a letter, \d+ are left out/).waitFor();
  await picture(rep, 'letter');

  const marketer = await server.pageOf(ann);
  await open(marketer, `/calendar?day=${day}`);
  await marketer.getByRole('link', { name: 'Letter to the keen' }).waitFor();
  await marketer.getByRole('link', { name: 'Autumn mailing' }).waitFor();
  const overlaps = section(marketer, 'Whom two plans would both reach');
  await overlaps.getByRole('button', { name: /Autumn mailing.*2 people|Letter to the keen.*2 people/ }).press('Enter');
  const both = overlaps.getByRole('region', { name: /^In both: / });
  await both.getByRole('link', { name: 'Ida Interest' }).waitFor();
  await both.getByRole('link', { name: 'Karl Keen' }).waitFor();
  await picture(marketer, 'calendar');
}, 120_000);
