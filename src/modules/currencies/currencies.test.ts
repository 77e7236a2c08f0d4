import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeWorkspace } from '#modules/team/contract/settings.ts';
import { minorDigits } from '#platform/shared/money.ts';
import { type Client, openTestApp, refused, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import { readRates } from './rules.ts';

let app: TestApp;
let admin: Client;
let member: Awaited<ReturnType<TestApp['newWorkspace']>>['member'];
beforeAll(async () => {
  app = await openTestApp();
  ({ admin, member } = await app.newWorkspace());
});
afterAll(() => app.close());

/** What `in_base` says of amounts, read as `client` reads. */
const inBase = (client: Client, amount: number | null, currency: string | null, day: string) =>
  app.command(client, async (ctx) => {
    const { rows } = await sql<{ of: number | null }>`select in_base(${client.workspaceId}, ${amount}, ${currency}, ${day}) as of`.execute(
      ctx.tx,
    );
    return { of: rows[0]?.of };
  });

const rate = (currency: string, validFrom: string, value: number) =>
  admin.call(contract.putExchangeRate, { currency, validFrom, rate: value });

describe('an amount in the base currency', () => {
  it('is that of the newest rate not after the day, in the decimal places of both currencies', async () => {
    await rate('USD', '2026-01-01', 0.9);
    await rate('USD', '2026-02-01', 0.95);
    await rate('JPY', '2026-01-01', 0.0061);
    await rate('KWD', '2026-01-01', 3.0001);
    await rate('XAU', '2026-01-01', 2_000);
    const of = async (amount: number | null, currency: string | null, day: string) => (await inBase(admin, amount, currency, day)).of;
    expect(await of(10_000, 'USD', '2026-01-31')).toBe(9_000);
    expect(await of(10_000, 'USD', '2026-02-01')).toBe(9_500);
    expect(await of(10_000, 'USD', 'infinity')).toBe(9_500);
    expect(await of(10_000, 'USD', '2025-12-31')).toBeNull();
    expect(await of(10_000, 'CHF', '2026-02-01')).toBeNull();
    expect(await of(null, 'USD', '2026-02-01')).toBeNull();
    expect(await of(123, 'EUR', '1999-01-01')).toBe(123);
    expect(await of(123, null, '1999-01-01')).toBe(123);
    // 1,000 yen (no decimals) at 0.0061 = 6.10 euro; 1.234 dinar (three decimals) at 3.0001 = 3.70 euro.
    expect(await of(1_000, 'JPY', '2026-03-01')).toBe(610);
    expect(await of(1_234, 'KWD', '2026-03-01')).toBe(370);
    // Half away from zero: a credit is worth what its invoice was.
    expect([await of(5, 'USD', '2026-01-31'), await of(-5, 'USD', '2026-01-31')]).toEqual([5, -5]);
    expect(await of(Number.MAX_SAFE_INTEGER, 'XAU', '2026-03-01')).toBeNull();
  });

  it('knows the decimal places that the program knows', async () => {
    const codes = Intl.supportedValuesOf('currency');
    const { rows } = await app.command(admin, (ctx) =>
      sql<{ code: string; digits: number }>`select code, minor_digits(code) as digits from unnest(${codes}::text[]) code`.execute(ctx.tx),
    );
    expect(rows.filter(({ code, digits }) => digits !== minorDigits(code))).toEqual([]);
  });
});

describe('rates', () => {
  it('are listed, replaced, removed, and tell what waits for one', async () => {
    const { id } = await rate('SEK', '2026-03-01', 0.09);
    expect(await rate('SEK', '2026-03-01', 0.091)).toEqual({ id, created: false });
    expect(await rate('SEK', '2026-03-01', 0.091)).toEqual({ id, created: false });
    const { items } = await admin.call(contract.listExchangeRates, { currency: 'SEK' });
    expect(items).toMatchObject([{ rate: 0.091, validFrom: '2026-03-01', source: 'hand', setBy: { id: admin.memberId } }]);
    await app.command(admin, async (ctx) => {
      await sql`insert into invoice (workspace_id, total_minor, currency, invoiced_at) values (${admin.workspaceId}, 500, 'SEK', '2026-02-10T12:00Z'),
        (${admin.workspaceId}, 700, 'SEK', '2026-03-10T12:00Z'), (${admin.workspaceId}, null, 'SEK', '2026-01-10T12:00Z')`.execute(ctx.tx);
      return {};
    });
    const sek = async () => (await admin.call(contract.listCurrencies, {})).items.find(({ currency }) => currency === 'SEK');
    expect(await sek()).toMatchObject({ invoices: 3, waiting: 1, waitingFrom: '2026-02-10', rates: 1, rate: 0.091 });
    await admin.call(contract.removeExchangeRate, { currency: 'SEK', validFrom: '2026-03-01' });
    expect(await sek()).toMatchObject({ waiting: 2, rates: 0, rate: null });
    expect(await refused(admin.call(contract.removeExchangeRate, { currency: 'SEK', validFrom: '2026-03-01' }))).toMatchObject({
      status: 404,
    });
  });

  it('keep the base currency in place, and have none for it', async () => {
    expect(await refused(rate('EUR', '2026-01-01', 1))).toMatchObject({ status: 400, errors: [{ field: 'currency' }] });
    for (const value of [0, -1, 2_000_000]) expect(await refused(rate('USD', '2026-01-01', value))).toMatchObject({ status: 400 });
    expect(await refused(admin.call(changeWorkspace, { baseCurrency: 'USD' }))).toMatchObject({
      status: 409,
      errors: [{ field: 'baseCurrency' }],
    });
    await admin.call(changeWorkspace, { baseCurrency: 'EUR' });
    const bare = (await app.newWorkspace()).admin;
    await bare.call(changeWorkspace, { baseCurrency: 'USD' });
    expect((await bare.call(contract.listCurrencies, {})).base).toBe('USD');
    expect((await bare.call(contract.listExchangeRates, {})).items).toEqual([]);
    // The rates of another workspace are behind the wall, whatever is asked for.
    expect(await inBase(bare, 100, 'JPY', '2026-03-01')).toEqual({ of: null });
  });

  it('are set by who answers for the money, and read by who reads reports', async () => {
    const rep = await member('rep');
    expect((await rep.call(contract.listCurrencies, {})).writable).toBe(false);
    const put = { currency: 'NOK', validFrom: '2026-01-01', rate: 0.085 };
    expect(await refused(rep.call(contract.putExchangeRate, put))).toMatchObject({ status: 403 });
    expect((await (await member('revenue_lead')).call(contract.putExchangeRate, put)).created).toBe(true);
  });

  it('come from files, as often as one likes', async () => {
    const csv = 'Day;Currency;Rate\n2026-01-05;USD;0,91\n05.02.2026;usd;0.92\n2026-02-30;USD;1\n2026-01-05;EUR;1\n2026-01-05;USD;none\n';
    const first = await admin.call(contract.importExchangeRates, { csv });
    expect(first).toMatchObject({ format: 'rows', set: 2, same: 0, problems: [{ line: 4 }, { line: 5 }, { line: 6, said: 'none' }] });
    expect(await admin.call(contract.importExchangeRates, { csv })).toMatchObject({ set: 0, same: 2 });
    const wide = 'Date,USD,JPY,BGN,\n2026-04-02,1.25,N/A,1.9558,\n2026-04-01,1.2,160,1.9558,\n';
    expect(await admin.call(contract.importExchangeRates, { csv: wide })).toMatchObject({ format: 'ecb', set: 3, leftOut: ['BGN'] });
    const { items } = await admin.call(contract.listExchangeRates, { currency: 'USD', limit: 1 });
    expect(items).toMatchObject([{ validFrom: '2026-04-02', rate: 0.8, source: 'ecb' }]);
    expect(await refused(admin.call(contract.importExchangeRates, { csv: 'Name,Mail\nA,b@c.de\n' }))).toMatchObject({
      status: 400,
      errors: [{ field: 'csv' }],
    });
  });
});

describe('a table of the European Central Bank', () => {
  it('is read across the euro for another base currency', () => {
    const rows = [
      ['Date', 'USD', 'CHF', ''],
      ['2026-04-01', '1.25', '0.95', ''],
    ];
    const here = new Set(['EUR', 'CHF']);
    expect(readRates(rows, { base: 'USD', asked: null, here })?.rates).toEqual([
      { currency: 'EUR', validFrom: '2026-04-01', rate: 1.25 },
      { currency: 'CHF', validFrom: '2026-04-01', rate: 1.31578947368 },
    ]);
    expect(readRates(rows, { base: 'GBP', asked: null, here })).toBeNull();
  });

  it('loses no line without saying so, whatever stands in it', () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('2026-04-01', 'USD', '1.25', '', 'N/A'));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 20 }), (lines) => {
        const read = readRates([['day', 'currency', 'rate'], ...lines], { base: 'EUR', asked: null, here: new Set() });
        const days = lines.length - (read?.problems.length ?? 0);
        expect(read?.rates.length ?? -1).toBeLessThanOrEqual(days);
        expect(days === 0).toBe(read?.rates.length === 0);
      }),
    );
  });
});
