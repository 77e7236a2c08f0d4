import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getReturns } from '#modules/attribution/contract/returns.ts';
import { compareModels, rebuildAttribution } from '#modules/attribution/contract/versions.ts';
import { MODELS } from '#modules/attribution/schema.ts';
import { workOf } from '#platform/runtime.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { importFrom } from './cli.ts';
import type { ImportSummary } from './schema.ts';
import { countsOf, expectAccounted, realData } from './testing.ts';

const folder = realData('zoho_crm');

/** The files read with nothing of ours, to compare with. */
function table(name: string): Record<string, string>[] {
  return parse(readFileSync(path.join(folder ?? '', `${name}.csv`)), { columns: true, relax_column_count: true });
}

/** `$21,042.5` in cents; null where nothing is written. */
function cents(text: string | undefined): number | null {
  const digits = (text ?? '').replace(/[$,\s]/g, '');
  return digits === '' ? null : Math.round(Number(digits) * 100);
}

const sumOf = (amounts: readonly (number | null)[]) => amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0);

describe.skipIf(folder === null)('a whole CRM export (skipped where the folder of real data is absent)', () => {
  let app: TestApp;
  let admin: Client;
  let first: ImportSummary;
  beforeAll(async () => {
    app = await openTestApp();
    ({ admin } = await app.newWorkspace());
    first = await bringIn();
  }, 400_000);
  afterAll(() => app.close());

  async function bringIn(): Promise<ImportSummary> {
    const work = workOf(app.context.runtime, await app.scopeOf(admin));
    const result = await importFrom({
      place: folder ?? '',
      work,
      settle: async (ended) => {
        await app.runAllJobs();
        if (!(await ended())) throw new Error(`the import has not ended: ${await app.failedJobs()}`);
      },
    });
    if (isRefusal(result)) throw new Error(result.message);
    return result;
  }

  async function rowsOf<T>(query: string): Promise<T[]> {
    return (await app.context.queuePool.query(query, [admin.workspaceId])).rows;
  }
  const file = (name: string) => first.files.find((one) => one.name === `${name}.csv`);

  it('accounts for every row of every file', async () => {
    expect(first.state).toBe('done');
    expect(first.files).toHaveLength(21);
    expectAccounted(first);
    expect(first.totals.rows).toBe(49_490);
    for (const one of first.files) expect([one.name, one.rows]).toEqual([one.name, table(one.name.replace('.csv', '')).length]);
    const [{ n } = { n: 0 }] = await rowsOf<{ n: number }>('select count(*)::int as n from import_row where workspace_id = $1');
    expect(n).toBe(49_490);
    expect(first.totals.failed).toBeLessThanOrEqual(5);
  });

  it('industries are understood on the way in; what names none stays unknown', async () => {
    const counted = await rowsOf<{
      industry: string;
      standard: string | null;
      n: number;
    }>(`select industry, standard_industry as standard, count(*)::int as n
      from company where workspace_id = $1 and industry is not null group by 1, 2 order by 3 desc`);
    const all = counted.reduce((sum, { n }) => sum + n, 0);
    const known = counted.reduce((sum, { n, standard }) => sum + (standard === null ? 0 : n), 0);
    console.info(
      `industries understood: ${known} of ${all}; not: ${counted.flatMap((one) => (one.standard ? [] : [one.industry])).join(', ')}`,
    );
    expect(counted.filter(({ standard }) => standard === null).map(({ industry }) => industry)).toEqual(['Service Provider']);
    expect(await rowsOf('select 1 from company where workspace_id = $1 and understand_due and employee_count is not null')).toEqual([]);
  });

  it('invoices: the sum of the files, and what has no amount stays without one', async () => {
    const expected = table('Invoices').map((row) => cents(row['Grand Total']));
    const stored = await rowsOf<{ total_minor: number | null; currency: string }>(
      'select total_minor, currency from invoice where workspace_id = $1',
    );
    expect(stored).toHaveLength(1_300);
    expect(stored.filter((row) => row.total_minor === null)).toHaveLength(expected.filter((total) => total === null).length);
    expect(stored.filter((row) => row.total_minor === null)).toHaveLength(270);
    expect(sumOf(stored.map((row) => row.total_minor))).toBe(sumOf(expected));
    expect(sumOf(expected)).toBe(1_603_018_700);
    expect(new Set(stored.map((row) => row.currency))).toEqual(new Set(['USD']));
  });

  it('won deals: as many and as much as in the files', async () => {
    const expected = table('Potentials').filter((row) => row.Stage === 'Closed Won');
    const stored = await rowsOf<{ amount_minor: number; currency: string }>(
      "select amount_minor, currency from deal where workspace_id = $1 and status = 'won'",
    );
    expect([stored.length, sumOf(stored.map((row) => row.amount_minor))]).toEqual([
      expected.length,
      sumOf(expected.map((row) => cents(row.Amount))),
    ]);
    expect([stored.length, sumOf(stored.map((row) => row.amount_minor))]).toEqual([1_425, 8_906_620_000]);
    expect((await rowsOf('select id from deal where workspace_id = $1')).length).toBe(table('Potentials').length);
  });

  it('calls and leads: every one, with its owner', async () => {
    const calls = await rowsOf<{ name: string | null; n: number }>(
      `select m.name, count(*)::int as n from activity a left join member m on m.workspace_id = a.workspace_id and m.id = a.member_id
        where a.workspace_id = $1 and a.kind = 'call' group by 1`,
    );
    const byOwner = new Map<string, number>();
    for (const row of table('Calls')) byOwner.set(row['Call Owner'] ?? '', (byOwner.get(row['Call Owner'] ?? '') ?? 0) + 1);
    expect(new Map(calls.map((row) => [row.name, row.n]))).toEqual(byOwner);
    expect(sumOf([...byOwner.values()])).toBe(4_100);
    const leads = await rowsOf<{ email: string }>(
      'select c.email from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id where l.workspace_id = $1',
    );
    expect(leads.map((row) => row.email).sort()).toEqual(
      table('Leads')
        .map((row) => row.Email?.toLowerCase())
        .sort(),
    );
    expect(leads).toHaveLength(3_900);
  });

  it('lines without a document are placed where the amounts leave no doubt, each once', async () => {
    expect(file('Sales_Order_Line_Items')).toMatchObject({ created: 6_138, skipped: 0 });
    expect(file('Invoice_Line_Items')).toMatchObject({ created: 3_051, skipped: 0 });
    expect(file('Invoice_Line_Items')?.notes.join(' ')).toContain('2,000,000');
    const off = await rowsOf(`select o.id from sales_order o join order_line l on l.workspace_id = o.workspace_id and l.order_id = o.id
      where o.workspace_id = $1 group by o.id, o.sub_total_minor having abs(sum(l.total_minor) - o.sub_total_minor) > 2`);
    expect(off).toEqual([]);
    const [{ orders, invoices } = { orders: 0, invoices: 0 }] = await rowsOf<{ orders: number; invoices: number }>(
      'select count(distinct order_id)::int as orders, count(distinct invoice_id)::int as invoices from order_line where workspace_id = $1',
    );
    expect([orders, invoices]).toEqual([2_061, 1_030]);
    // Each invoice line stands under the order that has the line of its number.
    const strays = await rowsOf(`select l.id from external_ref r join order_line l on l.workspace_id = r.workspace_id and l.id = r.entity_id
      join invoice i on i.workspace_id = l.workspace_id and i.id = l.invoice_id
      left join external_ref o on o.workspace_id = r.workspace_id and o.system = 'zoho' and o.entity = 'order_line' and o.external_id = (r.external_id::bigint - 2000000)::text
      left join order_line ol on ol.workspace_id = o.workspace_id and ol.id = o.entity_id
      where r.workspace_id = $1 and r.system = 'zoho:invoice' and r.entity = 'order_line' and i.order_id is distinct from ol.order_id`);
    expect(strays).toEqual([]);
  });

  it('calls and meetings meet the deals whose number the export lost', async () => {
    const leads = new Set(table('Potentials').map((row) => Number(row.LEADID)));
    for (const [name, kind] of [
      ['Calls', 'call'],
      ['Events', 'meeting'],
    ] as const) {
      const expected = table(name).filter((row) => leads.has(Number(row.POTENTIALID) - 22_264)).length;
      const [{ n } = { n: 0 }] = await rowsOf<{ n: number }>(
        `select count(*)::int as n from activity where workspace_id = $1 and kind = '${kind}' and deal_id is not null`,
      );
      expect([name, n]).toEqual([name, expected]);
      expect(expected).toBeGreaterThan(1_000);
      expect(file(name)?.notes.join(' ')).toContain('22,264');
    }
    const addresses = (name: string, key: string) => new Map(table(name).map((row) => [row[key], row.Email?.toLowerCase()]));
    const [contacts, people] = [addresses('Contacts', 'CONTACTID'), addresses('Leads', 'LEADID')];
    const ofDeal = (number: number) => (leads.has(number) ? people.get(String(number)) : undefined);
    const called = table('Calls').map(
      (row) => contacts.get(row.CONTACTID) ?? people.get(row.LEADID) ?? ofDeal(Number(row.POTENTIALID) - 22_264),
    );
    const [{ n } = { n: 0 }] = await rowsOf<{ n: number }>(`select count(distinct l.id)::int as n from lead l join activity a
      on a.workspace_id = l.workspace_id and a.contact_id = l.contact_id and a.kind = 'call' where l.workspace_id = $1`);
    expect(n).toBe(new Set(called.filter(Boolean)).size);
  });

  it('every contact is the person of the lead with the same address', async () => {
    const addresses = new Set(table('Contacts').map((row) => row.Email?.toLowerCase() ?? ''));
    expect(addresses.size).toBe(1_265);
    const people = await rowsOf<{ email: string }>(
      `select e.email from external_ref r join contact_email e on e.workspace_id = r.workspace_id and e.contact_id = r.entity_id
        join lead l on l.workspace_id = r.workspace_id and l.contact_id = r.entity_id
        where r.workspace_id = $1 and r.system = 'zoho' and r.entity = 'contact'`,
    );
    expect(new Set(people.map((row) => row.email))).toEqual(addresses);
    expect(file('Contacts')).toMatchObject({ created: 0, merged: 1_265 });
    expect((await rowsOf('select id from contact where workspace_id = $1')).length).toBe(3_900);
  });

  it('says of the calls that most are copies but for their number', () => {
    expect(file('Calls')?.notes.join(' ')).toContain('equal');
  });

  it('starts no clock', async () => {
    expect(await rowsOf('select id from clock where workspace_id = $1')).toEqual([]);
  });

  it('campaigns: what each cost, and the won deals that name it, as in the files; all of it shared out without a rest', async () => {
    await app.command(admin, ({ tx }) => sql`update workspace set base_currency = 'USD' where id = ${admin.workspaceId}`.execute(tx));
    await admin.call(rebuildAttribution, {});
    await app.runAllJobs();
    const short = (text: string | undefined) =>
      Math.round(Number((text ?? '').replace(/[$,K]/g, '')) * (text?.endsWith('K') ? 100_000 : 100));
    const won = table('Potentials').filter((row) => row.Stage === 'Closed Won');
    const days = { from: '2000-01-01', to: '2030-12-31' };
    const { lines, total, outside } = await admin.call(getReturns, { by: 'campaign', ...days });
    const campaigns = table('Campaigns');
    // Invoices name people; deals name leads, each lead once; the person and the lead share their address.
    const people = new Map(table('Contacts').map((row) => [row.CONTACTID, row.Email?.toLowerCase()]));
    const leadOf = new Map(table('Leads').map((row) => [row.Email?.toLowerCase(), row.LEADID]));
    const dealOf = new Map(won.map((row) => [row.LEADID, row]));
    const billed = table('Invoices').flatMap((row) => {
      const deal = dealOf.get(leadOf.get(people.get(row['Contact Id'])));
      return deal
        ? [{ campaign: deal['Campaign Id'], cents: row['Invoice Status'] === 'Cancelled' ? null : cents(row['Grand Total']) }]
        : [];
    });
    expect(billed).toHaveLength(449);
    const open = table('Invoices').filter(
      (row) => row['Invoice Status'] !== 'Cancelled' && !dealOf.has(leadOf.get(people.get(row['Contact Id']))),
    );
    for (const campaign of campaigns) {
      const own = won.filter((row) => row['Campaign Id'] === campaign.CAMPAIGNID);
      const found = lines.filter(({ label }) => label === campaign['Campaign Name']);
      const cost = short(campaign['Actual Cost']);
      expect([campaign['Campaign Name'], found.map((one) => one.spendMinor), found.map((one) => one.recorded)]).toEqual([
        campaign['Campaign Name'],
        [cost],
        [
          {
            deals: own.length,
            bookedMinor: sumOf(own.map((row) => cents(row.Amount))),
            invoicedMinor: sumOf(billed.filter((one) => one.campaign === campaign.CAMPAIGNID).map((one) => one.cents)),
          },
        ],
      ]);
    }
    expect(total).toMatchObject({
      deals: 1_425,
      bookedMinor: 8_906_620_000,
      spendMinor: sumOf(campaigns.map((row) => short(row['Actual Cost']))),
    });
    expect(total.invoicedMinor).toBe(sumOf(billed.map((one) => one.cents)));
    expect(total.invoicedMinor).toBeGreaterThan(0);
    expect(sumOf(lines.map((line) => line.invoicedMinor))).toBe(total.invoicedMinor);
    expect(file('Invoices')?.notes.join(' ')).toContain('449 of 1300');
    // What was invoiced to people without a won deal is nobody's return, and said so.
    expect(outside).toEqual({ n: open.length, amountMinor: sumOf(open.map((row) => cents(row['Grand Total']))) });
    expect(sumOf(lines.map((line) => line.bookedMinor))).toBe(8_906_620_000);
    const { lines: channels } = await admin.call(compareModels, { ...days });
    const unattributed = lines.find(({ key }) => key === '-')?.bookedMinor ?? 0;
    for (const model of MODELS)
      expect([
        model,
        sumOf(channels.map((line) => line.models.find((one) => one.model === model)?.amountMinor ?? 0)) + unattributed,
      ]).toEqual([model, 8_906_620_000]);
  }, 200_000);

  it('the same export again creates nothing and changes nothing', async () => {
    const before = await rowsOf('select count(*)::int as n, max(updated_at) as at from contact where workspace_id = $1');
    const second = await bringIn();
    expectAccounted(second);
    expect(second.state).toBe('done');
    expect(countsOf(second.totals)).toMatchObject({ rows: 49_490, created: 0, updated: 0 });
    for (const one of second.files) expect([one.name, one.merged]).toEqual([one.name, 0]);
    expect(await rowsOf('select count(*)::int as n, max(updated_at) as at from contact where workspace_id = $1')).toEqual(before);
  }, 400_000);
});
