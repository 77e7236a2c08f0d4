import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as imports from '#modules/imports/contract.ts';
import type { ImportEntity, Mapping } from '#modules/imports/schema.ts';
import { ran, realData, uploaded } from '#modules/imports/testing.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { getForecast } from './contract/money.ts';
import { HISTORY_MONTHS, HORIZON } from './schema.ts';

const folder = realData('olist');
const LEADS = 'olist_marketing_qualified_leads_dataset.csv';
const DEALS = 'olist_closed_deals_dataset.csv';
/** Every fourth lead and its sale: the whole takes minutes to bring in, and says the same. */
const PART = 4;
const read = (name: string) => readFileSync(path.join(folder ?? '', name), 'utf8');
const rows = (name: string): Record<string, string>[] => parse(read(name), { columns: true });
const chosen = new Set(folder === null ? [] : rows(LEADS).flatMap(({ mql_id }, n) => (n % PART === 0 ? [mql_id] : [])));
const table = (name: string) => rows(name).filter(({ mql_id }) => chosen.has(mql_id));
/** The lines of a file that are of the chosen leads, as they stand in it. */
const part = (name: string) =>
  read(name)
    .split('\n')
    .filter((line, n) => n === 0 || chosen.has(line.split(',')[0]))
    .join('\n');
const monthOf = (day = '') => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

/** Cohorts, lags and rates by age straight from the files: no line of the product, only the reading of CSV. */
function fromFiles() {
  const won = new Map(table(DEALS).map((row) => [row.mql_id, monthOf(row.won_date)]));
  const leads = table(LEADS).map((row) => ({ month: monthOf(row.first_contact_date), won: won.get(row.mql_id) }));
  const now = Math.max(...leads.flatMap(({ month, won: at }) => [month, at ?? 0]));
  const seen = leads.filter(({ month }) => month >= now - HISTORY_MONTHS);
  const rates = Array.from({ length: HORIZON }, (_none, age) => {
    const old = seen.filter(({ month }) => month + age < now);
    return old.length === 0 ? 0 : old.filter((one) => one.won !== undefined && one.won - one.month === age).length / old.length;
  });
  return { seen, now, rates };
}

describe.skipIf(folder === null)('lags of 2,000 of 8,000 leads and their sales (skipped where the folder of real data is absent)', () => {
  let app: TestApp;
  let admin: Client;
  beforeAll(async () => {
    app = await openTestApp();
    ({ admin } = await app.newWorkspace());
    await bring(LEADS, 'lead', {
      mql_id: { field: 'externalId', role: 'externalId' },
      first_contact_date: { field: 'openedAt', transform: 'instant' },
      origin: { field: 'sourceChannel' },
    });
    await bring(DEALS, 'deal', {
      mql_id: { field: 'lead', transform: 'id', role: 'reference' },
      seller_id: { field: 'externalId', role: 'externalId' },
      won_date: { field: 'wonAt', transform: 'instant' },
    });
    await app.runAllJobs();
  }, 300_000);
  afterAll(() => app.close());

  async function bring(name: string, entity: ImportEntity, mapping: Mapping) {
    const found = await uploaded(admin, { name, content: part(name) });
    await admin.call(imports.changeImportFile, { id: found.id, fileId: found.files[0]?.id ?? '', entity, mapping });
    expect((await ran(app, admin, found)).totals).toMatchObject({ failed: 0 });
  }

  it('are those of the files, cohort by cohort and age by age', async () => {
    const files = fromFiles();
    const report = await admin.call(getForecast, {});
    expect(report.basis).toBe('booked');
    expect(monthOf(report.asOf)).toBe(files.now);
    expect(report.kernel.rates).toHaveLength(HORIZON);
    for (const [age, rate] of files.rates.entries()) expect(report.kernel.rates[age]).toBeCloseTo(rate, 12);
    expect(report.kernel.conversion).toBeCloseTo(
      files.rates.reduce((sum, rate) => sum + rate, 0),
      12,
    );
    expect(report.cohorts.length).toBeGreaterThan(10);
    for (const cohort of report.cohorts) {
      const mine = files.seen.filter(({ month }) => month === monthOf(cohort.month));
      expect([cohort.month, cohort.leads, cohort.wins]).toEqual([
        cohort.month,
        mine.length,
        mine.filter(({ won }) => won !== undefined).length,
      ]);
      for (const [age, wins] of cohort.byAge.entries())
        expect([cohort.month, age, wins]).toEqual([
          cohort.month,
          age,
          mine.filter(({ won, month }) => won !== undefined && won - month === age).length,
        ]);
    }
  });
});
