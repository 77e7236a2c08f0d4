import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aCampaign } from '#modules/campaigns/testing.ts';
import { getGap, listGapRows } from '#modules/goals/contract/money.ts';
import { signPlan, writePlan } from '#modules/goals/contract/plan.ts';
import { pastMonth } from '#modules/goals/testing.ts';
import { distanceSeen } from '../colors.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';
import { readPdf } from '../pdf.ts';

const SALE = 800_000;
const DAY_MS = 86_400_000;

let server: LiveServer;
let sales: Client;
let marketing: Client;
let rep: Client;
let marketer: Client;

/** The first day of the month so many months from the first one of this quarter. */
const monthFrom = (months: number) => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), Math.floor(now.getUTCMonth() / 3) * 3 + months, 1)).toISOString().slice(0, 10);
};
const LAST_QUARTER = monthFrom(-3);

beforeAll(async () => {
  server = await openLiveServer();
  const { admin, member } = await server.newWorkspace('Quarter');
  sales = await member('sales_lead', { name: 'Okafor' });
  marketing = await member('marketing_lead', { name: 'Ruiz' });
  rep = await member('rep', { name: 'Anna' });
  marketer = await member('marketer', { name: 'Mara' });
  const campaignId = await aCampaign(admin, {
    name: 'Foundries',
    startsOn: monthFrom(-6),
    costMinor: 1_200_000,
    currency: 'EUR',
  });
  await server.command(admin, async (ctx) => {
    // Leads are won one month later. Of those whose money fell into the last quarter Sales accepted fewer.
    for (let month = -26; month <= 2; month += 1) {
      const soldAt = Date.parse(`${monthFrom(month + 1)}T00:00:00Z`) + 10 * DAY_MS;
      if (soldAt > Date.now()) break;
      const poor = month >= -4 && month <= -2;
      const far = poor ? { accepted: 10, deals: 3, won: 2 } : { accepted: 16, deals: 8, won: 4 };
      await pastMonth(ctx, { month: monthFrom(month), leads: 40, handed: 20, ...far, after: 1, amountMinor: SALE, campaignId });
    }
    await sql`update lead set source_channel = 'web' where workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
    return {};
  });
  await server.tick('goals.follow');
  await server.runAllJobs();
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

it('both leads plan a quarter: a goal they can see the odds of, worked back to leads and spend, signed, and one figure on both homes', async () => {
  const [ruiz, okafor] = await Promise.all([server.pageOf(marketing), server.pageOf(sales, { width: 390, dark: true })]);
  await open(ruiz, '/goals');
  await ruiz.getByText('No goal yet').waitFor();
  await ruiz.getByRole('button', { name: 'Draft a goal' }).click();
  const goal = ruiz.getByRole('dialog');
  await goal.getByLabel('Name').fill('Revenue of the quarter');
  await goal.getByLabel('Target').fill('400000');
  await goal.getByRole('status').getByText('A stretch').waitFor();
  await goal.getByLabel('Target').fill('90000');
  await goal.getByRole('status').getByText('Reached in').waitFor();
  await goal.getByLabel('Accountable').click();
  await ruiz.getByRole('option', { name: 'Okafor' }).click();
  await picture(ruiz, 'quarter-goal');
  await goal.getByRole('button', { name: 'Save the draft' }).click();
  const card = (page: Page) => page.getByRole('article', { name: 'Revenue of the quarter' });
  await card(ruiz).getByRole('button', { name: 'Sign for Marketing' }).click();
  await card(ruiz).getByText('Waits for Sales').waitFor();

  await open(okafor, '/goals');
  await card(okafor).getByRole('button', { name: 'Sign for Sales' }).click();
  await card(okafor).getByText('Signed by both').waitFor();

  await open(ruiz, `/plan?day=${monthFrom(3)}`);
  await ruiz.getByLabel('Target of the quarter').fill('110000');
  const months = ruiz.getByRole('table').last();
  await months.getByRole('columnheader', { name: 'Leads needed' }).waitFor();
  // What a lead cost is known from the campaign: each month says what its leads take.
  await expect.poll(() => months.locator('tbody tr').first().locator('td').nth(2).textContent()).toMatch(/€/);
  await ruiz.getByRole('button', { name: 'Write the draft' }).click();
  const draft = ruiz.getByRole('dialog');
  await draft.getByLabel('Vision').fill('Ten foundries more.');
  await draft.getByRole('button', { name: 'Write the draft' }).click();
  const plan = (page: Page) => page.getByRole('article', { name: 'Plan 1' });
  await plan(ruiz).getByRole('button', { name: 'Sign for Marketing' }).click();
  await open(okafor, `/plan?day=${monthFrom(3)}`);
  await plan(okafor).getByRole('button', { name: 'Sign for Sales' }).click();
  await plan(okafor).getByText('Signed by both').waitFor();
  await picture(okafor, 'quarter-plan-phone');

  const figures: (string | null)[] = [];
  for (const client of [rep, marketer]) {
    const home = await server.pageOf(client);
    await home.goto(server.address);
    const shared = home.getByRole('region', { name: 'Our goal' });
    await shared.getByText('of €90').waitFor();
    figures.push(await shared.textContent());
    await picture(home, `quarter-home-${figures.length}`);
    await home.context().close();
  }
  expect(figures[0]).toBe(figures[1]);
  for (const page of [ruiz, okafor]) await page.context().close();
}, 120_000);

it('a missed quota is explained: the levers sum to the gap, and a lever opens the leads behind it', async () => {
  const asked = { day: LAST_QUARTER, targetMinor: 9_600_000, marketingPercent: 60 };
  const written = await marketing.call(writePlan, asked);
  for (const side of [sales, marketing]) await side.call(signPlan, written);
  const { gap, against } = await rep.call(getGap, { day: LAST_QUARTER });
  if (!gap) throw new Error('there is a signed plan');
  expect([against, gap.plannedMinor, gap.actualMinor]).toEqual(['plan', 9_600_000, 6 * SALE]);
  expect(gap.levers.reduce((sum, { minor }) => sum + minor, gap.without.minor)).toBe(gap.gapMinor);
  const worst = gap.levers.toSorted((a, b) => a.minor - b.minor)[0];
  expect(worst && ['acceptance', 'qualification'].includes(worst.lever)).toBe(true);

  const page = await server.pageOf(rep);
  await open(page, `/why-the-gap?day=${LAST_QUARTER}`);
  await page.getByText('Against the plan that both sides signed.').waitFor();
  await page.getByText('-€48K').first().waitFor();
  const button = page.getByRole('button', { name: 'Rows: Acceptance' });
  await page
    .getByRole('row')
    .filter({ has: button })
    .getByText(/^Acceptance: 50.* instead of 7/)
    .waitFor();
  await button.click();
  const rows = page.getByRole('list', { name: 'Hand-offs that Sales accepted' });
  await rows.getByRole('link').first().waitFor();
  const behind = await rep.call(listGapRows, { day: LAST_QUARTER, period: 'quarter', lever: 'acceptance', limit: 200 });
  const shown = behind.next === null ? behind.items.length : 50;
  await expect.poll(() => rows.getByRole('listitem').count()).toBe(Math.min(50, shown));
  await picture(page, 'quarter-gap-rows');
  await rows.getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: /^Lead / }).waitFor();
  await page.context().close();
}, 120_000);

/** A4 upright with its margins, in CSS pixels. */
const PAPER = 718;

it('charts go onto paper whole and in light colours, whatever the screen is', async () => {
  const page = await server.pageOf(sales, { width: PAPER, dark: true });
  for (const place of [`/why-the-gap?day=${LAST_QUARTER}`, '/forecast', '/forecast?tab=axis', `/plan?day=${monthFrom(3)}`]) {
    await open(page, place);
    await page.locator('main svg[role=img]').first().waitFor();
    await page.emulateMedia({ media: 'print' });
    const wide = await page
      .locator('main svg[role=img]')
      .evaluateAll((all) => all.map((one) => Math.ceil(one.getBoundingClientRect().right)));
    expect(
      wide.filter((right) => right > PAPER),
      place,
    ).toEqual([]);
    const ink = await page.evaluate<string>("getComputedStyle(document.querySelector('main')).color");
    expect(Math.max(...(ink.match(/\d+/g) ?? ['255']).map(Number)), place).toBeLessThan(128);
    await page.emulateMedia({ media: null });
  }
  await open(page, `/why-the-gap?day=${LAST_QUARTER}`);
  await page.getByText('Against the plan that both sides signed.').waitFor();
  const { text } = await readPdf(await page.pdf({ format: 'A4', margin: { top: '1cm', bottom: '1cm', left: '1cm', right: '1cm' } }));
  for (const word of ['From the plan to what came', 'Volume', 'Acceptance', 'Qualification', 'Timing', '-€48'])
    expect(text).toContain(word);
  expect(text).not.toContain('Search or do');
  await page.context().close();
}, 120_000);

it('what belongs to a side, and what went up or down, is told apart by whoever does not see every colour', async () => {
  for (const dark of [false, true]) {
    const page = await server.pageOf(sales, { dark });
    await open(page, `/why-the-gap?day=${LAST_QUARTER}`);
    for (const seeing of ['deuteranopia', 'protanopia', 'tritanopia'] as const)
      expect(await distanceSeen(page, ['--marketing', '--sales'], seeing), `${seeing}, ${dark ? 'dark' : 'light'}`).toBeGreaterThan(25);
    // Green and red are one colour to many: down is hatched, and each step says its sign.
    const chart = page.getByRole('img', { name: /^From the plan to what came/ });
    await chart.waitFor();
    const steps = await chart.locator('g').evaluateAll((all) =>
      all.map((one) => ({
        fill: one.querySelector('rect')?.getAttribute('fill') ?? '',
        text: one.querySelector('text')?.textContent ?? '',
      })),
    );
    const changes = steps.slice(1, -1);
    expect(changes.some(({ text }) => text.startsWith('-')) && changes.some(({ text }) => text.startsWith('+'))).toBe(true);
    for (const { fill, text } of changes) expect([text, fill.startsWith('url(')]).toEqual([text, text.startsWith('-')]);
    await page.context().close();
  }
}, 120_000);
