import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCampaign } from '#modules/campaigns/testing.ts';
import { listDiscussions } from '#modules/discussions/contract.ts';
import { reasonId } from '#modules/leads/testing.ts';
import { judgedLeads } from '#modules/patterns/testing.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let rep: Client;
let marketer: Client;
let leadId: string;
const LINE = 'Half of these are students.';

beforeAll(async () => {
  server = await openLiveServer();
  const { admin, member } = await server.newWorkspace('Talk');
  rep = await member('rep', { name: 'Anna' });
  marketer = await member('marketing_lead', { name: 'Ruiz' });
  const campaignId = await aCampaign(marketer, { name: 'Fair in May', status: 'active' });
  const reason = await reasonId(admin, 'not_a_lead', 'student_research');
  const rejected = { decision: 'rejected', reasonId: reason, campaignId, note: 'A student who writes a thesis.' } as const;
  const accepted = { decision: 'accepted', note: 'Asked for a price.' } as const;
  const at = new Date(Date.now() - 20 * 86_400_000).toISOString();
  const [first = ''] = await judgedLeads(server, admin, {
    at,
    groups: [
      { n: 40, seniority: 'junior', channel: 'event', ...rejected },
      { n: 12, seniority: 'head', channel: 'webinar', ...rejected },
      { n: 10, seniority: 'junior', channel: 'webinar', ...accepted },
      { n: 60, seniority: 'head', channel: 'webinar', ...accepted },
    ],
  });
  leadId = first;
}, 120_000);
afterAll(() => server?.close());

/** For whoever wants to look: a folder for pictures of what is on the page. */
const PICTURES = process.env.TRUCE_PICTURES;
const picture = async (page: Page, name: string) => {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
};
const open = async (page: Page, place: string) => {
  await page.goto(`${server.address}${place}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
};

it('a pattern of verdicts becomes a talk of both teams: opened in a line, answered beside it, closed with an outcome', async () => {
  const anna = await server.pageOf(rep);
  const ruiz = await server.pageOf(marketer, { width: 390, dark: true });
  await open(ruiz, '/discussions');
  await ruiz.getByText('Nothing is discussed.').waitFor();
  await picture(ruiz, 'discussions-empty-phone');

  await open(anna, '/patterns');
  await anna.getByRole('row').filter({ hasText: 'Seniority: Junior' }).first().waitFor();
  await picture(anna, 'patterns');
  await anna.getByRole('button', { name: /Seniority: Junior: Of the rejected/ }).click();
  await anna.getByRole('dialog').getByText('A student who writes a thesis.').first().waitFor();
  await picture(anna, 'patterns-rows');
  await anna.keyboard.press('Escape');
  await anna.getByRole('button', { name: 'Discuss: Seniority: Junior', exact: true }).click();
  await anna.getByLabel('What is wrong, in one line').fill(LINE);
  await picture(anna, 'discuss');
  await anna.getByRole('button', { name: 'Open the discussion' }).click();
  await anna.getByText('Ruiz hears of it.').waitFor();

  await ruiz.getByRole('link', { name: LINE }).click();
  await ruiz.getByText('Seniority: Junior').waitFor();
  await open(anna, '/discussions');
  await anna.getByRole('link', { name: LINE }).click();
  await anna.getByText('Nobody has said anything yet.').waitFor();
  await ruiz.getByLabel('Your words').fill('The form asks who is a student from today on.');
  await ruiz.getByRole('button', { name: 'Answer', exact: true }).click();
  await anna.getByText('The form asks who is a student from today on.').waitFor();
  await picture(anna, 'discussion');
  await picture(ruiz, 'discussion-phone');

  await anna.getByRole('button', { name: 'Close with an outcome' }).click();
  await anna.getByLabel('What was changed').fill('The form asks who is a student.');
  await anna.getByRole('dialog').getByRole('button', { name: 'Close with an outcome' }).click();
  await ruiz.getByText('Changed: The form asks who is a student.').waitFor();
  expect((await rep.call(listDiscussions, { which: 'closed' })).items).toMatchObject([{ what: LINE, outcome: 'changed', entries: 1 }]);
}, 60_000);

it('stands on the lead it is about, for both', async () => {
  const anna = await server.pageOf(rep);
  await open(anna, `/leads/${leadId}`);
  await anna.getByRole('button', { name: /^Discuss/ }).click();
  await anna.getByLabel('What is wrong, in one line').fill('Third time the same person.');
  await anna.getByRole('button', { name: 'Open the discussion' }).click();
  await anna.getByRole('link', { name: 'Is being discussed' }).waitFor();
  await picture(anna, 'lead-discussed');
  const ruiz = await server.pageOf(marketer);
  await open(ruiz, '/discussions');
  await ruiz.getByRole('link', { name: 'Third time the same person.' }).waitFor();
  await picture(ruiz, 'discussions');
}, 60_000);
