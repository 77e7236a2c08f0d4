import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { draftBrief } from '#modules/briefs/contract.ts';
import { createBlitz } from '#modules/calendar/contract/blitzes.ts';
import { createPostal } from '#modules/calendar/contract/postal.ts';
import { addMembers } from '#modules/campaigns/contract.ts';
import { aCampaign } from '#modules/campaigns/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import type { Entity } from '#modules/criteria/schema.ts';
import { listDiscussions } from '#modules/discussions/contract.ts';
import { listFormAnswers } from '#modules/forms/contract/answers.ts';
import { aForm, aPage, fillIn } from '#modules/forms/testing.ts';
import { brought, uploaded } from '#modules/imports/testing.ts';
import { listAssets } from '#modules/library/contract/assets.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import { writeMail } from '#modules/mailboxes/contract/conversations.ts';
import { listRootCauses } from '#modules/meetings/contract/agenda.ts';
import { listMeetings } from '#modules/meetings/contract/meetings.ts';
import { aTrack, days, END, START, tags } from '#modules/nurtures/testing.ts';
import { listOffers } from '#modules/offers/contract/offers.ts';
import { listInvoices, listOrders } from '#modules/orders/contract/documents.ts';
import { listProducts } from '#modules/orders/contract/products.ts';
import { askQuestion } from '#modules/questions/contract/questions.ts';
import { queueMessage } from '#modules/sends/commands/queue.ts';
import { createSend } from '#modules/sends/contract/sends.ts';
import { aContent, aPublishedTemplate } from '#modules/templates/testing.ts';
import { PROJECT } from '#src/project.ts';
import { MARK, SCRIPTS } from '../attack/corpus.ts';
import { fillWorkspace } from '../attack/world.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let admin: Client;
let member: Awaited<ReturnType<LiveServer['newWorkspace']>>['member'];
/** Each screen is looked at wide in light colours, and on a phone in dark ones. */
let pages: { page: Page; errors: string[] }[];
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  server = await openLiveServer();
  ({ admin, member } = await server.newWorkspace('Accessible'));
  await fillWorkspace(admin, server);
  await strangersCame();
  await server.runAllJobs();
  ids = await idsByRoute();
  pages = await Promise.all(
    [{ width: 1280 }, { width: 390, dark: true }].map(async (look) => {
      const page = await server.pageOf(admin, look);
      await page.addInitScript(COUNT_READINGS);
      await page.addInitScript({ path: AXE });
      await page.goto(`${server.address}${NOWHERE}`);
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      return { page, errors };
    }),
  );
}, 120_000);
afterAll(() => server?.close());

/** 300 people and companies whose every text is a script, or would be if it were taken for markup. */
async function strangersCame(): Promise<void> {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = SCRIPTS.map((text, n) => [`s${n}@strangers.example`, ...Array<string>(6).fill(quoted(text))].join());
  const content = `Email,First Name,Last Name,Job Title,Company,City,Website\n${rows.join('\n')}\n`;
  await brought(server, admin, { name: 'strangers.csv', content, as: 'contact' });
}

/** A record for each address that names one. */
async function idsByRoute(): Promise<Record<string, string>> {
  const form = await aForm(admin);
  await fillIn(server, `/p/f/${form.publicId}`, {
    fields: { last_name: 'Reader', email: 'reader@stranger.test', message: 'Hello' },
    at: new Date().toISOString(),
  });
  server.setNow(null);
  const page = await aPage(admin, { title: 'Guide', blocks: [{ id: 'b', type: 'form', formId: form.id }] });
  const first = async (entity: Entity) => (await admin.call(listRows, { entity })).items[0]?.id ?? '';
  return {
    '/companies/$id': await first('company'),
    '/contacts/$id': await first('contact'),
    '/deals/$id': await first('deal'),
    '/leads/$id': await first('lead'),
    '/campaigns/$id': await first('campaign'),
    '/products/$id': (await admin.call(listProducts, {})).items[0]?.id ?? '',
    '/orders/$id': (await admin.call(listOrders, {})).items[0]?.id ?? '',
    '/invoices/$id': (await admin.call(listInvoices, {})).items[0]?.id ?? '',
    '/inbox/$id': await aConversation(),
    '/questions/$id': await aQuestion(),
    '/briefs/$id': (await admin.call(draftBrief, { party: 'sales', month: '2026-01-01' })).id,
    '/meetings/$id': (await admin.call(listMeetings, {})).items[0]?.id ?? '',
    '/root-causes/$id': (await admin.call(listRootCauses, {})).items[0]?.id ?? '',
    '/discussions/$id': (await admin.call(listDiscussions, {})).items[0]?.id ?? '',
    '/forms/$id': form.id,
    '/pages/$id': page.id,
    '/form-answers/$id': (await admin.call(listFormAnswers, {})).items[0]?.id ?? '',
    '/library/$id': (await admin.call(listAssets, {})).items[0]?.id ?? '',
    '/offers/$id': (await admin.call(listOffers, {})).items[0]?.id ?? '',
    '/mailings/$id': (await admin.call(createSend, { name: 'Spring news' })).id,
    '/messages/$id': await aMessage(),
    '/letters/$id': (
      await admin.call(createPostal, { name: 'Spring letter', side: 'marketing', audience: 'prospects', onDay: '2027-03-01' })
    ).id,
    '/call-blitzes/$id': await aBlitz(),
    '/tracks/$id': await aTrack(admin, { nodes: [START, days('wait', 3), tags('warm', 'warm'), END] }),
    '/imports/$id': (await uploaded(admin, { name: 'people.csv', content: 'Name,Email\nRobin,robin@firm.de\n' })).id,
    '/templates/$id': (await aPublishedTemplate(admin, aContent(), { kind: 'transactional' })).id,
    '/settings/team/$id': admin.memberId,
  };
}

/** Calls over the people of a campaign. */
async function aBlitz(): Promise<string> {
  const { memberId } = await member('rep');
  const campaignId = await aCampaign(admin, { name: 'Fair' });
  await admin.call(addMembers, { campaignId, contactIds: [await aContact(admin, { lastName: 'Hall' })] });
  const days = { from: '2027-03-01', to: '2027-03-02' };
  return (await admin.call(createBlitz, { title: 'Before the fair', ...days, ownerId: memberId, campaignId })).id;
}

/** One to somebody who is there. */
async function aQuestion(): Promise<string> {
  const { memberId } = await member('marketer');
  const to = { kind: 'member' as const, memberId };
  return (await admin.call(askQuestion, { words: 'Which price did the letter name?', to })).id;
}

/** A mail to one person, in words of its own. */
async function aMessage(): Promise<string> {
  const contactId = await aContact(admin, { emails: [{ email: 'reader@letters.example' }] });
  const queued = await server.command(admin, (ctx) =>
    queueMessage(ctx, {
      contactId,
      lane: 'personal',
      intent: { side: 'sales', kind: 'personal', audience: 'everybody', topics: [], isReply: false },
      what: { subject: 'The offer you asked for', text: 'Here it is.' },
      from: { memberId: admin.memberId },
      cause: { entity: 'by_hand', id: contactId },
      dedupeKey: 'accessible',
    }),
  );
  return queued.messageId;
}

async function aConversation(): Promise<string> {
  const contactId = await aContact(admin, { lastName: 'Mail', emails: [{ email: 'mail@kunde.test' }] });
  const written = await admin.call(writeMail, { contactId, subject: 'After our call', text: 'As promised.', key: 'accessible' });
  return written.conversationId;
}

const ROUTES = path.join(PROJECT, 'src/web/routes');
/** Every address of the app, out of its table of contents. */
const SCREENS = readdirSync(ROUTES)
  .filter((file) => file !== 'gallery.tsx')
  .flatMap((file) => [...readFileSync(path.join(ROUTES, file), 'utf8').matchAll(/creen\('([^']+)'/g)].map((found) => found[1] ?? ''));

/** An address without a screen: between two screens, so that what is on the page belongs to the second. */
const NOWHERE = '/nowhere';
const NOTHING_HERE = 'There is nothing at this address';

/** The page says on itself how many answers it still waits for; its content security policy forbids asking it again and again. */
const COUNT_READINGS = `
  const asked = globalThis.fetch;
  let readings = 0;
  const count = (more) => {
    readings += more;
    document.documentElement.toggleAttribute('data-reading', readings > 0);
  };
  globalThis.fetch = (...args) => {
    count(1);
    return asked(...args).finally(() => count(-1));
  };`;

/** Goes there as a link does: the page is not loaded anew. */
async function goTo(page: Page, place: string): Promise<void> {
  await page.evaluate(`history.pushState({}, '', ${JSON.stringify(NOWHERE)})`);
  await page.getByRole('heading', { level: 1, name: NOTHING_HERE }).waitFor();
  await page.evaluate(`history.pushState({}, '', ${JSON.stringify(place)})`);
  await page.getByRole('heading', { level: 1 }).filter({ hasNotText: NOTHING_HERE }).first().waitFor();
  await page.locator('[aria-busy=true], .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  await page.locator('html[data-reading]').waitFor({ state: 'detached' });
}

const fromAxe = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'));
/** In the page from its beginning: sending it anew for each screen takes longer than what it does there. */
const AXE = fromAxe.resolve('axe-core/axe.min.js');
const HOW = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] };

interface Report {
  violations: { id: string; nodes: { html: string }[] }[];
}

async function lookAt({ page, errors }: (typeof pages)[number], place: string): Promise<void> {
  errors.length = 0;
  await goTo(page, place);
  const { violations } = await page.evaluate<Report>(`axe.run(document, ${JSON.stringify(HOW)})`);
  expect(violations.map((one) => `${one.id}: ${one.nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  expect(await page.evaluate(`document.querySelectorAll('[${MARK}], a[href^="javascript:" i]').length`)).toBe(0);
  expect(errors).toEqual([]);
}

it.each(SCREENS)(
  'the screen %s opens, says what it is, has no accessibility violation and takes no text for markup, wide and on a phone',
  async (route) => {
    if (route.includes('$id')) expect(ids[route]).toMatch(/^[0-9a-f-]{36}$/);
    const place = route.replace('$id', ids[route] ?? '');
    const looked = await Promise.allSettled(
      pages.map((look) =>
        lookAt(look, place).catch(async (found) => {
          // What a broken screen leaves behind must not be held against the next one.
          await look.page.goto(`${server.address}${NOWHERE}`);
          throw found;
        }),
      ),
    );
    for (const one of looked) if (one.status === 'rejected') throw one.reason;
  },
  120_000,
);
