import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnField, listFields } from '#modules/criteria/contract.ts';
import { getDrift, getDriftCourse, listDriftCases } from '#modules/drift/contract.ts';
import { getWaterfall, listLifecycleRows } from '#modules/lifecycle/contract.ts';
import { testProfile } from '#modules/scoring/contract/lookback.ts';
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
    const [segment, leadType, businessType] = [
      await own('deal', 'Business segment'),
      await own('deal', 'Lead type'),
      await own('deal', 'Business type'),
    ];
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
      lead_type: { field: leadType },
      business_type: { field: businessType },
    });
  }, 300_000);
  afterAll(() => app.close());

  async function bring(name: string, entity: ImportEntity, mapping: Mapping) {
    const found = await uploaded(admin, { name, content: read(name) });
    await admin.call(contract.changeImportFile, { id: found.id, fileId: found.files[0]?.id ?? '', entity, mapping });
    const done = await ran(app, admin, found);
    expect(done.totals).toMatchObject({ failed: 0, created: done.totals.rows });
  }

  it('the waterfall’s funnel by channel is that of the files, to the unit', async () => {
    const won = new Set(table(DEALS).map((row) => row.mql_id));
    const report = await admin.call(getWaterfall, { from: '2017-01-01', to: '2018-12-31' });
    const found = new Map(report.channels.map(({ channel, won: rate }) => [channel, `${rate.k}/${rate.n}`]));
    expect(report.sides[0]).toMatchObject({ side: 'all', leads: 8_000, won: { n: 842 } });
    expect(report.sides[0]?.stages.at(-1)).toMatchObject({ stage: 'customer', reached: 842 });
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
    expect([blank.length, found.get('')]).toEqual([60, `${blank.filter((row) => won.has(row.mql_id)).length}/60`]);
    const sum = (of: (one: (typeof report.channels)[number]) => number) => report.channels.reduce((all, one) => all + of(one), 0);
    expect([sum(({ leads }) => leads), sum(({ won: rate }) => rate.k)]).toEqual([8_000, 842]);
  });

  it('a channel’s figure opens its leads, and the filtered waterfall says the same', async () => {
    const asked = { from: '2017-01-01', to: '2018-12-31', channel: 'display' };
    const rows = await admin.call(listLifecycleRows, { ...asked, figure: 'reached', stage: 'customer', limit: 10 });
    expect(rows).toMatchObject({ n: 6, next: null });
    const filtered = await admin.call(getWaterfall, asked);
    expect(filtered.channels.map(({ channel, won }) => [channel, won.k, won.n])).toEqual([['display', 6, 118]]);
    expect((await admin.call(getWaterfall, { ...asked, channel: '' })).sides[0]?.leads).toBe(60);
  });

  it('whom nobody named is called by the number of the lead, once', async () => {
    const { rows } = await app.context.queuePool.query<{ name: string }>(
      'select c.name from contact c join lead l on l.workspace_id = c.workspace_id and l.contact_id = c.id where c.workspace_id = $1',
      [admin.workspaceId],
    );
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(table(LEADS).map((row) => row.mql_id)));
    expect(rows).toHaveLength(8_000);
  });

  it('who came, and who bought, quarter by quarter: shares, PSI and χ² are those of the files', async () => {
    const origin = table(LEADS).map((row) => ({
      quarter: quarterIn(row.first_contact_date),
      value: CHANNEL[row.origin ?? ''] ?? row.origin,
    }));
    const came = await admin.call(getDriftCourse, { population: 'leads', dimension: 'lead.sourceChannel' });
    expect(came.quarters.map(({ quarter }) => quarter)).toEqual(['2017-Q2', '2017-Q3', '2017-Q4', '2018-Q1', '2018-Q2']);
    for (const shown of came.quarters) expectSame(shown, comparedByHand(origin, shown.quarter));
    const segments = table(DEALS).map((row) => ({ quarter: quarterIn(row.won_date), value: row.lead_type }));
    const bought = await admin.call(getDriftCourse, { population: 'customers', dimension: await leadType() });
    expect(bought.quarters.map(({ quarter, current, currentUnknown }) => [quarter, current + currentUnknown])).toEqual([
      ['2017-Q4', 3],
      ['2018-Q1', 333],
      ['2018-Q2', 386],
      ['2018-Q3', 93],
      ['2018-Q4', 27],
    ]);
    for (const shown of bought.quarters) expectSame(shown, comparedByHand(segments, shown.quarter));
    // A quarter with hardly anything before it, or in it, says nothing.
    expect(bought.quarters.map(({ standing }) => standing === 'not_enough')).toEqual([true, true, false, false, true]);
  });

  it('the report on a quarter holds it against the year before it, opens the rows, and corrects for all that was looked at', async () => {
    const report = await admin.call(getDrift, { quarter: '2018-Q2' });
    const leads = report.populations.find(({ population }) => population === 'leads')?.drifts.find(({ label }) => label === 'Channel');
    const origin = table(LEADS).map((row) => ({
      quarter: quarterIn(row.first_contact_date),
      value: CHANNEL[row.origin ?? ''] ?? row.origin,
    }));
    const byHand = comparedByHand(origin, '2018-Q2');
    expect(leads?.psi).toBeCloseTo(byHand.psi ?? -1, 10);
    expect(leads?.chi2).toBeCloseTo(byHand.chi2 ?? -1, 6);
    const customers = report.populations.find(({ population }) => population === 'customers')?.drifts ?? [];
    expect(customers.map(({ label }) => label)).toEqual(expect.arrayContaining(['Business segment', 'Lead type', 'Business type']));
    // What is of a deal is told of nobody who has none.
    expect(report.populations.filter(({ drifts }) => drifts.some(({ label }) => label === 'Lead type'))).toHaveLength(1);
    const type = customers.find(({ label }) => label === 'Business type');
    const rows = await admin.call(listDriftCases, {
      quarter: '2018-Q2',
      population: 'customers',
      dimension: type?.dimension ?? '',
      value: 'manufacturer',
      window: 'current',
      limit: 200,
    });
    const told = table(DEALS).filter((row) => row.business_type === 'manufacturer' && quarterIn(row.won_date) === '2018-Q2');
    expect([rows.items.length, type?.bins.find(({ value }) => value === 'manufacturer')?.current]).toEqual([told.length, told.length]);
    for (const drift of customers) if (drift.p !== null) expect(drift.adjustedP).toBeGreaterThanOrEqual(drift.p);
  });

  it('a customer profile of its columns says who was won, as the files do', async () => {
    const { items: fields } = await admin.call(listFields, { entity: 'contact' });
    const page = fields.find(({ label }) => label === 'Lead: Landing page');
    const [best] = bestPages();
    const criterion = (label: string, field: string, value: string[]) => ({
      kind: 'weighted' as const,
      label,
      weight: 50,
      condition: { match: 'all' as const, of: [{ field, op: 'is_one_of' as const, value }] },
    });
    const tested = await admin.call(testProfile, {
      criteria: [
        criterion('Came by a search', 'sourceChannel', ['paid_search', 'organic']),
        {
          ...criterion('Landed there', page?.key ?? '', []),
          condition: { match: 'all', of: [{ field: page?.key ?? '', op: 'is', value: best }] },
        },
      ],
    });
    const won = new Set(table(DEALS).map((row) => row.mql_id));
    const of = (test: (row: Record<string, string>) => boolean) =>
      table(LEADS).filter((row) => won.has(row.mql_id ?? '') && test(row)).length;
    expect(tested).toMatchObject({ won: 842, n: 8_000 });
    const search = (row: Record<string, string>) => row.origin === 'paid_search' || row.origin === 'organic_search';
    expect(tested.criteria[0]).toMatchObject({ met: 3_882, unmet: 4_058, unknown: 60 });
    expect(tested.criteria[0]?.lift?.among).toMatchObject({ k: of(search), n: of(({ origin }) => origin !== '') });
    expect(tested.criteria[1]).toMatchObject({ met: table(LEADS).filter((row) => row.landing_page_id === best).length });
    expect(tested.criteria[1]?.lift?.among.k).toBe(of((row) => row.landing_page_id === best));
  });

  const leadType = async () => {
    const { populations } = await admin.call(getDrift, { quarter: '2018-Q2' });
    return populations[0]?.drifts.find(({ label }) => label === 'Lead type')?.dimension ?? '';
  };
  function bestPages(): string[] {
    const counts = new Map<string, number>();
    for (const { landing_page_id: page = '' } of table(LEADS)) counts.set(page, (counts.get(page) ?? 0) + 1);
    return [...counts].sort(([, a], [, b]) => b - a).map(([page]) => page);
  }
});

// ---------------------------------------------------------------- the same figures by hand, from the rows of the file

const CHANNEL: Readonly<Record<string, string>> = { organic_search: 'organic', other_publicities: 'other_publicities' };
const quarterIn = (day = '') => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

interface Row {
  quarter: string;
  value: string | undefined;
}

/** Pearson's χ² and the stability index of a quarter against the four before it, written down as the books have them. */
function comparedByHand(rows: readonly Row[], quarter: string): { base: number; current: number; psi: number | null; chi2: number | null } {
  const [year = 0, q = 0] = quarter.split('-Q').map(Number);
  const yearAgo = `${year - 1}-Q${q}`;
  const known = rows.filter(({ value }) => value);
  const now = known.filter((row) => row.quarter === quarter);
  const then = known.filter((row) => row.quarter >= yearAgo && row.quarter < quarter);
  if (now.length < 30 || then.length < 30) return { base: then.length, current: now.length, psi: null, chi2: null };
  const values = [...new Set([...now, ...then].map(({ value }) => value))];
  const cells = values.map((value) => [then, now].map((side) => side.filter((row) => row.value === value).length) as [number, number]);
  const half = cells.some(([a, b]) => a === 0 || b === 0) ? 0.5 : 0;
  const share = (k: number, n: number) => (k + half) / (n + half * cells.length);
  const psi = cells.reduce((sum, [a, b]) => {
    const [p, r] = [share(a, then.length), share(b, now.length)];
    return sum + (r - p) * (Math.log(r) - Math.log(p));
  }, 0);
  // Of two rows: Σ (a·M − b·N)² / (N·M·(a + b)).
  const [n, m] = [then.length, now.length];
  const chi2 = cells.reduce((sum, [a, b]) => sum + (a * m - b * n) ** 2 / (n * m * (a + b)), 0);
  return { base: n, current: m, psi, chi2 };
}

function expectSame(
  shown: { quarter: string; base: number; current: number; psi: number | null; chi2: number | null },
  byHand: ReturnType<typeof comparedByHand>,
): void {
  expect([shown.quarter, shown.base, shown.current]).toEqual([shown.quarter, byHand.base, byHand.current]);
  if (byHand.psi === null || byHand.chi2 === null) expect([shown.quarter, shown.psi, shown.chi2]).toEqual([shown.quarter, null, null]);
  else {
    expect(shown.psi, shown.quarter).toBeCloseTo(byHand.psi, 10);
    expect(shown.chi2, shown.quarter).toBeCloseTo(byHand.chi2, 6);
  }
}
