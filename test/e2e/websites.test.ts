import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aContact } from '#modules/contacts/testing.ts';
import { getWebsiteReport, listVisits } from '#modules/visits/contract.ts';
import { visitorSeal } from '#modules/visits/queries/seal.ts';
import { aSite, BROWSER } from '#modules/visits/testing.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let shop: Server;
/** A website of the customer's own, on another origin. */
let site: string;
let snippet = '';

beforeAll(async () => {
  server = await openLiveServer();
  shop = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>Shop</title>${snippet}<h1>Shop</h1>
      <button onclick="history.pushState({}, '', '/pricing')">Prices</button>
      <a href="/guide.pdf" onclick="event.preventDefault()">Guide</a> <a href="https://partner.example/x" onclick="event.preventDefault()">Partner</a>`);
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  site = `http://localhost:${(shop.address() as AddressInfo).port}`;
}, 120_000);
afterAll(async () => {
  shop?.close();
  await server?.close();
});

/** Somebody out there: a browser that no test tool is seen in. */
async function aVisitor(): Promise<Page> {
  const context = await server.browser.newContext({ userAgent: BROWSER });
  await context.addInitScript(`Object.defineProperty(navigator, 'webdriver', { get: () => false })`);
  return context.newPage();
}
const put = (key: string) => {
  snippet = `<script>window.truce=window.truce||function(){(truce.q=truce.q||[]).push(arguments)}</script><script async src="${server.address}/v/${key}.js"></script>`;
};
/** The answers to what the script sends, as they come. */
const answers = (page: Page) => {
  const statuses: number[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('/v/hits')) statuses.push(response.status());
  });
  return statuses;
};
const kinds = async (client: Client, siteId: string) => {
  const { rows } = await server.context.queuePool.query<{ kind: string; path: string }>(
    'select kind, path from visit_hit where workspace_id = $1 and website_id = $2 order by occurred_at, kind',
    [client.workspaceId, siteId],
  );
  return rows.map(({ kind, path }) => `${kind} ${path}`);
};

it('tells pages, downloads and links of another origin, and who it was where a sealed link was followed; the timeline and the report show it', async () => {
  const { admin } = await server.newWorkspace('Tracked');
  const { id, key } = await aSite(admin, { hosts: ['localhost'], name: 'Shop' });
  const contactId = await aContact(admin, { firstName: 'Petra', lastName: 'Visitor' });
  put(key);
  const page = await aVisitor();
  const statuses = answers(page);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${site}/?utm_source=news&utm_campaign=spring`);
  await expect.poll(() => kinds(admin, id)).toEqual(['page /']);
  await page.getByRole('button', { name: 'Prices' }).click();
  await page.getByRole('link', { name: 'Guide' }).click();
  await page.getByRole('link', { name: 'Partner' }).click();
  await expect.poll(async () => (await kinds(admin, id)).filter((kind) => !kind.startsWith('leave')).length).toBe(4);
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const seal = visitorSeal(server.context.runtime.services.seals, { workspaceId: admin.workspaceId, contactId, until });
  await page.goto(`${site}/offer?truce_seal=${seal}`);
  await expect.poll(() => kinds(admin, id)).toContain('seal /offer');
  expect(new Set(statuses)).toEqual(new Set([204]));
  expect(errors).toEqual([]);
  await server.tick('visits.fold');
  await server.runAllJobs();
  const { items } = await admin.call(listVisits, { contactId });
  expect(items).toMatchObject([{ pages: 3, downloads: 1, source: 'news', verdict: 'human', entryPath: '/' }]);
  const app = await server.pageOf(admin);
  await app.goto(`${server.address}/contacts/${contactId}`);
  await app.getByText(/Visited localhost, 3 pages: \/, \/pricing/).waitFor();
  await app.getByRole('button', { name: 'What exactly' }).click();
  await app.getByRole('dialog').getByText('Download: localhost/guide.pdf').waitFor();
  await app.goto(`${server.address}/website?by=campaign`);
  await app
    .getByRole('row', { name: /spring/ })
    .getByRole('button', { name: /People/ })
    .click();
  await app.getByRole('dialog').getByText('Petra Visitor').waitFor();
  for (const one of [page, app]) await one.context().close();
}, 120_000);

it('sends nothing before somebody agrees where the site says so, and forgets the visitor who takes it back', async () => {
  const { admin } = await server.newWorkspace('Asked');
  const { id, key } = await aSite(admin, { hosts: ['localhost'], mode: 'nothing' });
  put(key);
  const page = await aVisitor();
  const statuses = answers(page);
  await page.goto(`${site}/a`);
  await page.waitForFunction('window._truce === 1');
  await page.goto(`${site}/b`);
  await page.waitForFunction('window._truce === 1');
  expect(statuses).toEqual([]);
  await page.evaluate(`truce('consent', 'granted')`);
  await expect.poll(() => kinds(admin, id)).toEqual(['page /b']);
  expect(await page.evaluate('document.cookie')).toContain('_truce=');
  await page.evaluate(`truce('consent', 'denied')`);
  expect(await page.evaluate('document.cookie')).not.toMatch(/_truce=\w/);
  await page.context().close();
}, 120_000);

it('shows what strangers wrote into addresses as text, on every screen that shows it', async () => {
  const { admin } = await server.newWorkspace('Attacked');
  const { key } = await aSite(admin, { hosts: ['localhost'] });
  put(key);
  const page = await aVisitor();
  const script = '<img src=x onerror=window.__xss=1>';
  const statuses = answers(page);
  await page.goto(
    `${site}/${encodeURIComponent(script)}?utm_source=${encodeURIComponent(script)}&utm_campaign=${encodeURIComponent(script)}`,
  );
  await expect.poll(() => statuses.length).toBeGreaterThan(0);
  await server.tick('visits.fold');
  const app = await server.pageOf(admin);
  for (const { by } of [{ by: 'source' }, { by: 'campaign' }, { by: 'page' }, { by: 'entry' }] as const) {
    const [line] = (await admin.call(getWebsiteReport, { by })).lines;
    expect(line?.key).toMatch(/img/);
    await app.goto(`${server.address}/website?by=${by}`);
    await app
      .getByRole('row', { name: /img src/ })
      .or(app.getByRole('row', { name: /%3Cimg/ }))
      .getByRole('button', { name: /People/ })
      .click();
    await app
      .getByRole('dialog')
      .getByRole('button', { name: /Visit of/ })
      .click();
    await app.getByRole('heading', { name: 'What was seen' }).waitFor();
    expect(await app.evaluate('window.__xss')).toBeUndefined();
  }
  for (const one of [page, app]) await one.context().close();
}, 120_000);
