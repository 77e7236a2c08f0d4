import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureSetupSecret } from '#modules/team/commands.ts';
import { LINKS } from '#modules/team/schema.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let folder: string;

beforeAll(async () => {
  server = await openLiveServer();
  folder = await mkdtemp(path.join(tmpdir(), 'truce-newcomer-'));
}, 120_000);
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const ROWS = 50;
const DAY_MS = 86_400_000;

/** `15 Apr, 2021 00:03:00`, as that vendor writes it; `back` days ago. */
function day(back: number): string {
  const at = new Date(Date.now() - back * DAY_MS);
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}, ${at.getUTCFullYear()} 09:${String(back % 60).padStart(2, '0')}:00`;
}

const iso = (back: number) => new Date(Date.now() - back * DAY_MS).toISOString().slice(0, 19).replace('T', ' ');

function csv(header: string, line: (n: number) => readonly (string | number)[]): string {
  const cell = (value: string | number) => (/[",]/.test(String(value)) ? `"${value}"` : String(value));
  return [
    header,
    ...Array.from({ length: ROWS }, (_, n) =>
      line(n + 1)
        .map(cell)
        .join(','),
    ),
  ].join('\r\n');
}

const mail = (n: number) => `person${n}@firm${n}.example`;
/** Leads of the last hundred days; every other one was called the same day, every fifth became a deal that was won. */
const EXPORT: Readonly<Record<string, string>> = {
  'Campaigns.csv': csv(
    'CAMPAIGNID,Campaign Name,Type,Status,Created Time,Modified Time,Start Date,End Date,Expected Revenue,Budgeted Cost,Actual Cost',
    (n) => [
      9000 + n,
      `Fair ${n}`,
      'Conference',
      'Complete',
      iso(120),
      iso(120),
      iso(120).slice(0, 10),
      iso(100).slice(0, 10),
      '$10.00K',
      '$2.00K',
      '$1.50K',
    ],
  ),
  'Accounts.csv': csv('ACCOUNTID,Account Name,Account Owner Id,Account Owner,Account Type,Industry,Website', (n) => [
    n,
    `Firm ${n}`,
    '',
    '',
    'Prospect',
    'Manufacturing',
    '',
  ]),
  'Leads.csv': csv(
    'LEADID,Last Name,Company,Lead Owner,Email,Mobile,Website,Industry,Lead Source,Lead Status,Created Time,CONVERTED,month_Created Time1',
    (n) => [
      1000 + n,
      `Person${n}`,
      `Firm ${n}`,
      '',
      mail(n),
      '',
      '',
      'Manufacturing',
      'Trade Show',
      'Contacted',
      day(2 * n),
      n % 5 === 0 ? 'Yes' : 'No',
      'April',
    ],
  ),
  'Contacts.csv': csv('CONTACTID,Last Name,Contact Owner Id,Contact Owner,Account Id,Email,Lead Source,Mobile,Created Time', (n) => [
    2000 + n,
    `Person${n}`,
    '',
    '',
    n,
    mail(n),
    'Trade Show',
    '',
    day(2 * n),
  ]),
  'Potentials.csv': csv(
    'Potential Name,Potential Owner,Created Time,Closing Date,Amount,Expected Revenue,Stage,Type,Lead Source,Probability,LEADID,Campaign Id',
    (n) => [
      `Deal ${n}`,
      '',
      day(2 * n),
      day(2 * n - 1),
      '$1,000.00',
      '$1,000.00',
      n % 5 === 0 ? 'Closed Won' : 'Qualification',
      'New Business',
      'Trade Show',
      '50',
      1000 + n,
      9000 + n,
    ],
  ),
  'Calls.csv': csv(
    'TASKID,Call Start Time,Call Duration (in seconds),Subject,Call Type,Created Time,Modified Time,CONTACTID,ACCOUNTID,POTENTIALID,LEADID',
    (n) => [
      5000 + n,
      iso(4 * n - 0.2),
      120,
      'First talk',
      'Outbound',
      iso(4 * n - 0.2),
      iso(4 * n - 0.2),
      '',
      '',
      '',
      n <= 25 ? 1000 + 2 * n : '',
    ],
  ),
  'Invoices.csv': csv(
    'INVOICEID,Subject,Invoice Number,Sales Order Id,Invoice Status,Created Time,Modified Time,Account Id,Contact Id,Sub Total,Discount,Tax,Adjustments,Grand Total',
    (n) => [7000 + n, `Invoice ${n}`, n, '', 'Created', day(n), day(n), n, 2000 + n, '$200.00', '$0.00', '$0.00', '$0.00', '$200.00'],
  ),
};

it('from the set-up link to the truth about the last year, with the files of another CRM', async () => {
  const exported = path.join(folder, 'export');
  await mkdir(exported);
  for (const [name, content] of Object.entries(EXPORT)) await writeFile(path.join(exported, name), content);
  const secret = (await ensureSetupSecret(server.context.database)) ?? '';
  const page = await (await server.browser.newContext({ reducedMotion: 'reduce' })).newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));

  await page.goto(server.address + LINKS.setUp(secret));
  await page.getByLabel('Name of the company').fill('Newcomer Ltd');
  await page.getByLabel('Your name').fill('Nora Newcomer');
  await page.getByLabel('Mail address').fill('nora@newcomer.example');
  await page.getByLabel('Password', { exact: true }).fill('four words in a row');
  await page.getByRole('button', { name: 'Set up' }).click();

  await page.getByRole('link', { name: 'Choose files' }).click();
  await page.locator('input[data-folder]').setInputFiles(exported);
  await page.getByText('Recognised as Zoho leads').waitFor();
  const started = page.waitForResponse((response) => response.url().endsWith('/run') && response.ok());
  await page.getByRole('button', { name: 'Import 7 files' }).click();
  await started;
  await server.runAllJobs();
  await page.getByRole('link', { name: 'See your last year' }).click();

  await page.getByRole('heading', { level: 1, name: 'Your last twelve months' }).waitFor();
  await page.getByRole('button', { name: 'Won (booked) $10K (10)' }).first().waitFor();
  await page.getByRole('button', { name: 'Invoiced $10K (50)' }).first().waitFor();
  await page
    .getByRole('button', { name: /^Ever called 50 % of 50/ })
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Leads 50', exact: true }).first().click();
  const rows = page.getByRole('dialog');
  await rows.getByRole('link', { name: 'Person7', exact: true }).waitFor();
  expect(await rows.getByRole('listitem').count()).toBe(50);
  expect(errors).toEqual([]);
  await page.context().close();
}, 120_000);
