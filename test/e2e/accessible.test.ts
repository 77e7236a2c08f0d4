import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Entity } from '#modules/criteria/schema.ts';
import { uploaded } from '#modules/imports/testing.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import { listInvoices, listOrders } from '#modules/orders/contract/documents.ts';
import { listProducts } from '#modules/orders/contract/products.ts';
import { PROJECT } from '#src/project.ts';
import { fillWorkspace } from '../attack/world.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let admin: Client;
/** Each screen is looked at wide in light colours, and on a phone in dark ones. */
let pages: { page: Page; errors: string[] }[];
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  server = await openLiveServer();
  ({ admin } = await server.newWorkspace('Accessible'));
  await fillWorkspace(admin, server);
  await server.runAllJobs();
  ids = await idsByRoute();
  pages = await Promise.all(
    [{ width: 1280 }, { width: 390, dark: true }].map(async (look) => {
      const page = await server.pageOf(admin, look);
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      return { page, errors };
    }),
  );
}, 120_000);
afterAll(() => server?.close());

/** A record for each address that names one. */
async function idsByRoute(): Promise<Record<string, string>> {
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
    '/imports/$id': (await uploaded(admin, { name: 'people.csv', content: 'Name,Email\nRobin,robin@firm.de\n' })).id,
    '/settings/team/$id': admin.memberId,
  };
}

const ROUTES = path.join(PROJECT, 'src/web/routes');
/** Every address of the app, out of its table of contents. */
const SCREENS = readdirSync(ROUTES)
  .filter((file) => file !== 'gallery.tsx')
  .flatMap((file) => [...readFileSync(path.join(ROUTES, file), 'utf8').matchAll(/creen\('([^']+)'/g)].map((found) => found[1] ?? ''));

it.each(SCREENS)(
  'the screen %s opens, says what it is, and has no accessibility violation, wide and on a phone',
  async (route) => {
    if (route.includes('$id')) expect(ids[route]).toMatch(/^[0-9a-f-]{36}$/);
    const place = route.replace('$id', ids[route] ?? '');
    await Promise.all(
      pages.map(async ({ page, errors }) => {
        errors.length = 0;
        await page.goto(`${server.address}${place}`);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await page.locator('[aria-busy=true], .mantine-Skeleton-root').first().waitFor({ state: 'detached' });
        expect(await page.getByText('There is nothing at this address').count()).toBe(0);
        const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
        expect(violations.map((one) => `${one.id}: ${one.nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        expect(errors).toEqual([]);
      }),
    );
  },
  120_000,
);
