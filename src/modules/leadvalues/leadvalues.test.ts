import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getAgreement } from '#modules/agreements/contract/agreement.ts';
import { getMeasures, listMeasureRows } from '#modules/agreements/contract/measures.ts';
import { type ClauseInput, EVERYTHING } from '#modules/agreements/schema.ts';
import { anAgreementInForce } from '#modules/agreements/testing.ts';
import { putExchangeRate } from '#modules/currencies/contract.ts';
import { aWonDeal } from '#modules/deals/testing.ts';
import { giveVerdict } from '#modules/handoffs/contract/handoffs.ts';
import { aHandoff, aLead, anOffice, later, type Office, reasonId } from '#modules/handoffs/testing.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { getLeadValues, listLeadValues } from './contract.ts';

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const read = (office: Office, month?: string) => office.marketing.call(getLeadValues, month ? { month } : {});
const rows = async (office: Office, choice: object = {}) =>
  (await office.marketing.call(listLeadValues, { month: '2026-03', ...choice })).items;

/** What Marketing promises in value a month. */
const VALUE: ClauseInput = {
  family: 'amount',
  title: 'Value delivered',
  party: 'marketing',
  criteria: EVERYTHING,
  measure: 'value_delivered',
  period: 'month',
  amount: 14_400_000,
};

describe('what a lead is worth', () => {
  let office: Office;
  let accepted: Awaited<ReturnType<typeof aHandoff>>;

  beforeAll(async () => {
    office = await anOffice(app, { agreement: false });
    const first = await aHandoff(app, office);
    // Half of it in euro, the other half in a currency with a rate for the day; without a rate it could not be told what it is worth.
    await office.admin.call(putExchangeRate, { currency: 'USD', validFrom: '2026-01-01', rate: 0.5 });
    await aWonDeal(office.sales, { leadId: first.leadId, contactId: first.contactId, amountMinor: 800_000 });
    await aWonDeal(office.sales, { contactId: first.contactId, amountMinor: 1_600_000, currency: 'USD' });
    await aWonDeal(office.sales, { contactId: first.contactId, amountMinor: 700, currency: 'CHF' });
    await app.runAllJobs();
  });

  it('has no table before anything is agreed, and no value for what was handed off by then', async () => {
    const seen = await read(office);
    expect(seen.table).toBeNull();
    expect(seen).toMatchObject({ month: '2026-03', netMinor: 0, withoutValue: 1, obligationMinor: null, pace: null });
  });

  it('is worked out from the own closed leads when both have signed, and stands from then on', async () => {
    app.setNow(later(1));
    await anAgreementInForce(office, (clauses) => [...clauses, VALUE]);
    await app.runAllJobs();
    const { table, obligationMinor } = await read(office);
    expect(obligationMinor).toBe(14_400_000);
    expect(table).toMatchObject({
      agreement: { number: 1 },
      frozenAt: later(1),
      closed: 1,
      won: 1,
      sales: 2,
      otherCurrency: 1,
      averageMinor: 800_000,
      currency: 'EUR',
    });
    const rate = table?.rates.find(({ type, segment }) => type === 'unknown' && segment === 'A');
    expect(rate).toMatchObject({ closed: 1, won: 1, averageOf: 'all', valueMinor: 800_000 });
    app.setNow(later(2));
    accepted = await aHandoff(app, office);
    await aWonDeal(office.sales, { leadId: accepted.leadId, contactId: accepted.contactId, amountMinor: 200_000 });
    await app.tick('leadvalues.missing');
    expect((await read(office)).table?.averageMinor).toBe(800_000);
  });

  it('is what the promise of value is counted in, the same figure on both pages', async () => {
    const { version } = await office.marketing.call(getAgreement, {});
    expect(version?.clauses.find(({ title }) => title === VALUE.title)?.text).toBe(
      'Marketing hands off leads worth at least 144,000.00 EUR in a calendar month.',
    );
    const line = (await office.marketing.call(getMeasures, {})).lines.find(({ title }) => title === VALUE.title);
    const [now] = line?.periods ?? [];
    expect(line).toMatchObject({ amount: 14_400_000, currency: 'EUR' });
    expect(now?.k).toBe((await read(office)).netMinor);
    expect(now?.k).toBeGreaterThan(0);
    const asked = { lineId: line?.lineId ?? '', from: now?.from ?? later(0), to: now?.to ?? later(1) };
    const { items } = await office.marketing.call(listMeasureRows, asked);
    expect(items.reduce((sum, { counts, weight }) => sum + (counts ? weight : 0), 0)).toBe(now?.k);
  });

  it('adds up what was handed off since, and each sum opens its rows', async () => {
    const seen = await read(office);
    expect(seen.delivered).toEqual({ n: 1, minor: 800_000 });
    expect(seen.byType).toEqual([{ type: 'unknown', n: 1, minor: 800_000, takenBackMinor: 0 }]);
    const counted = await rows(office, { counting: ['counted'] });
    expect(counted.map(({ handoffId, valueMinor }) => [handoffId, valueMinor])).toEqual([[accepted.handoff.id, 800_000]]);
  });

  it('takes back what Sales finds to be no lead, in the month in which it was delivered', async () => {
    app.setNow(later(3));
    const poor = await aHandoff(app, office);
    expect((await read(office)).netMinor).toBe(1_600_000);
    app.setNow('2026-04-02T08:00:00.000Z');
    await office.sales.call(giveVerdict, {
      id: poor.handoff.id,
      decision: 'rejected',
      reasonId: await reasonId(office.sales, 'company_too_small'),
    });
    const march = await read(office, '2026-03');
    expect(march).toMatchObject({ delivered: { n: 2, minor: 1_600_000 }, takenBack: { n: 1, minor: 800_000 }, netMinor: 800_000 });
    expect((await read(office, '2026-04')).takenBack).toEqual({ n: 0, minor: 0 });
    expect((await rows(office, { counting: ['taken_back'] })).map(({ leadId }) => leadId)).toEqual([poor.leadId]);
  });

  it('counts a person once in 90 days', async () => {
    app.setNow('2026-04-03T08:00:00.000Z');
    const { contactId, handoff } = await aHandoff(app, office);
    await office.sales.call(giveVerdict, { id: handoff.id, decision: 'recycled', reasonId: await reasonId(office.sales, 'no_priority') });
    await app.runAllJobs();
    await aLead(office, { contactId, handRaised: true });
    await app.runAllJobs();
    const april = await read(office, '2026-04');
    expect(april).toMatchObject({ delivered: { n: 1 }, again: 1 });
    // What Sales had found itself never counted for Marketing, so the person was not counted before.
    await app.command(office.admin, (ctx) =>
      sql`with own as (insert into lead (workspace_id, contact_id, stage, source_team, opened_at, stage_since, closed_at)
          select workspace_id, contact_id, 'disqualified', 'sales', opened_at, opened_at, opened_at from lead where id = ${handoff.leadId} returning id)
        update handoff set lead_id = own.id from own where handoff.id = ${handoff.id}`.execute(ctx.tx),
    );
    expect(await read(office, '2026-04')).toMatchObject({ delivered: { n: 1 }, again: 0 });
  });

  it('knows the working days of the month, and what was not before it', async () => {
    expect((await read(office, '2026-03')).days).toMatchObject({ gone: 22, all: 22 });
    expect((await read(office, '2026-05')).days.gone).toBe(0);
  });

  it('is nothing to another workspace', async () => {
    const other = await anOffice(app);
    expect((await other.marketing.call(listLeadValues, { month: '2026-03' })).items).toEqual([]);
  });
});
