import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnField } from '#modules/criteria/contract.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import type { ImportEntity, Mapping } from './schema.ts';
import { ran, realData, uploaded } from './testing.ts';

const folder = realData('olist');
const LEADS = 'olist_marketing_qualified_leads_dataset.csv';
const DEALS = 'olist_closed_deals_dataset.csv';
const read = (name: string) => readFileSync(path.join(folder ?? '', name));
const table = (name: string): Record<string, string>[] => parse(read(name), { columns: true });

/** Files without a name of anybody: leads by a number, won deals by the number of their lead. */
describe.skipIf(folder === null)('leads without names and their won deals (skipped where the folder of real data is absent)', () => {
  let app: TestApp;
  let admin: Client;
  beforeAll(async () => {
    app = await openTestApp();
    ({ admin } = await app.newWorkspace());
    const own = async (entity: 'lead' | 'deal', label: string) =>
      `custom.${(await admin.call(createOwnField, { entity, label, kind: 'text' })).key}`;
    const page = await own('lead', 'Landing page');
    const segment = await own('deal', 'Business segment');
    await bring(LEADS, 'lead', {
      mql_id: { field: 'externalId', role: 'externalId' },
      first_contact_date: { field: 'openedAt', transform: 'instant' },
      landing_page_id: { field: page },
      origin: { field: 'sourceChannel' },
    });
    await bring(DEALS, 'deal', {
      mql_id: { field: 'lead', transform: 'id', role: 'reference' },
      seller_id: { field: 'externalId', role: 'externalId' },
      won_date: { field: 'wonAt', transform: 'instant' },
      business_segment: { field: segment },
    });
  }, 300_000);
  afterAll(() => app.close());

  async function bring(name: string, entity: ImportEntity, mapping: Mapping) {
    const found = await uploaded(admin, { name, content: read(name) });
    await admin.call(contract.changeImportFile, { id: found.id, fileId: found.files[0]?.id ?? '', entity, mapping });
    const done = await ran(app, admin, found);
    expect(done.totals).toMatchObject({ failed: 0, created: done.totals.rows });
  }

  it('the funnel by origin is that of the files, to the unit', async () => {
    const won = new Set(table(DEALS).map((row) => row.mql_id));
    const { rows } = await app.context.queuePool.query<{ channel: string | null; n: number; won: number }>(
      `select source_channel as channel, count(*)::int as n, count(*) filter (where stage = 'customer')::int as won from lead where workspace_id = $1 group by 1`,
      [admin.workspaceId],
    );
    const found = new Map(rows.map(({ channel, n, won: k }) => [channel, `${k}/${n}`]));
    expect([rows.reduce((sum, one) => sum + one.won, 0), rows.reduce((sum, one) => sum + one.n, 0)]).toEqual([842, 8_000]);
    expect(Object.fromEntries(found)).toMatchObject({
      paid_search: '195/1586',
      organic: '271/2296',
      direct_traffic: '56/499',
      referral: '24/284',
      social: '75/1350',
      display: '6/118',
      email: '15/493',
      unknown: '179/1099',
    });
    // The file says "unknown" of some, and nothing of others: that is not the same, and stays apart.
    const blank = table(LEADS).filter((row) => row.origin === '');
    expect([blank.length, found.get(null)]).toEqual([60, `${blank.filter((row) => won.has(row.mql_id)).length}/60`]);
  });

  it('whom nobody named is called by the number of the lead, once', async () => {
    const { rows } = await app.context.queuePool.query<{ name: string }>(
      'select c.name from contact c join lead l on l.workspace_id = c.workspace_id and l.contact_id = c.id where c.workspace_id = $1',
      [admin.workspaceId],
    );
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(table(LEADS).map((row) => row.mql_id)));
    expect(rows).toHaveLength(8_000);
  });
});
