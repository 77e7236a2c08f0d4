import AxeBuilder from '@axe-core/playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fillWorkspace } from '../attack/world.ts';
import type { Client } from '../harness.ts';
import { type LiveServer, openLiveServer } from '../live-server.ts';

let server: LiveServer;
let admin: Client;

beforeAll(async () => {
  server = await openLiveServer();
  ({ admin } = await server.newWorkspace('Accessible'));
  await fillWorkspace(admin, server);
  await server.runAllJobs();
}, 120_000);
afterAll(() => server?.close());

const SCREENS = [
  '/',
  '/contacts',
  '/companies',
  '/deals',
  '/deals/board',
  '/leads',
  '/campaigns',
  '/imports',
  '/last-year',
  '/agreement',
  '/profile',
  '/scorecard',
  '/tasks',
  '/orders',
  '/invoices',
  '/invoices',
  '/conversions',
  '/returned',
  '/duplicates',
  '/settings/team',
  '/settings/workspace',
];

it.each(SCREENS)(
  'the screen %s opens, says what it is, and has no accessibility violation, wide and on a phone',
  async (place) => {
    for (const width of [1280, 390]) {
      const page = await server.pageOf(admin, { width });
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto(`${server.address}${place}`);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
      expect(violations.map((one) => `${one.id}: ${one.nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
      expect(errors).toEqual([]);
      await page.context().close();
    }
  },
  120_000,
);
