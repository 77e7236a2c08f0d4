import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putExchangeRate } from '#modules/currencies/contract.ts';
import { listHandoffs, listRecycled } from '#modules/handoffs/contract/handoffs.ts';
import { getScorecard } from '#modules/handoffs/contract/scorecard.ts';
import { getSecondLife } from '#modules/handoffs/contract/secondlife.ts';
import { getStalls } from '#modules/lifecycle/contract.ts';
import { getPatterns, listPatternRows } from '#modules/patterns/contract.ts';
import type { Ctx } from '#platform/context.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';
import { FIGURES } from './schema.ts';
import { allRows, expectRowsToAddUp, openings } from './testing/rows.ts';
import { aYear, aYearWithHandoffs, day, NOW } from './testing/year.ts';
import { pastActivity, pastDeal, pastHandoff, pastInvoice, pastLead } from './testing.ts';

const YEAR = { from: day('2026-01-01'), to: day('2026-11-20') };

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app?.close());

describe('the last twelve months', () => {
  it('counts the year that ends today, and nothing outside of it', async () => {
    const { admin } = await aYear(app);
    const report = await admin.call(contract.getLastYear, {});
    expect(report.period).toEqual({ from: '2025-11-21', to: '2026-11-20', timeZone: 'Europe/Berlin', basis: 'today', asOf: NOW });
    expect(report.leads.n).toBe(8);
    expect(report.called).toMatchObject({ k: 4, n: 8, enough: false });
    expect(report.touched.k).toBe(4);
    expect(report.untouched.k).toBe(4);
    expect((await admin.call(contract.getOnRecord, {})).items).toEqual([
      { kind: 'call', since: day('2026-03-01'), until: day('2026-05-05', '09:30'), n: 5 },
    ]);
    expect(report.won.k).toBe(1);
    // The same reading says what money is on record behind each count.
    const behind = { currency: 'EUR', openMinor: 0, wonMinor: 1_200_000, invoicedMinor: 1_150_000, worthMinor: 0, withoutRate: 0 };
    expect(report.won.behind).toEqual(behind);
    expect(report.touched.behind).toEqual(behind);
    expect(report.untouched.behind).toMatchObject({ wonMinor: 0, invoicedMinor: 0 });
  });

  it('finds who lies in limbo: open, without deal, without a sign of life', async () => {
    const { admin } = await aYear(app);
    const { limbo } = await admin.call(contract.getLastYear, {});
    const { items } = await allRows(admin, limbo.opens);
    expect(items.map(({ title }) => title)).toEqual(['Eager', 'Never', 'Before calls']);
  });

  it('tells what each campaign cost and brought, per currency, unknown amounts apart', async () => {
    const { admin, ids } = await aYear(app);
    const { campaigns, booked, invoiced } = await admin.call(contract.getLastYear, {});
    const guide = campaigns.find(({ campaign }) => campaign?.id === ids.guide);
    expect(guide).toMatchObject({
      cost: { amountMinor: 420_000, currency: 'EUR' },
      leads: { n: 2 },
      won: { n: 2, without: 1, sums: [{ currency: 'EUR', amountMinor: 1_200_000, n: 1 }] },
      invoiced: { n: 1, sums: [{ currency: 'EUR', amountMinor: 1_150_000, n: 1 }] },
      invoicedToCompanies: { n: 1, sums: [{ currency: 'EUR', amountMinor: 10_000, n: 1 }] },
    });
    expect(campaigns.find(({ campaign }) => campaign?.id === ids.fair)?.cost).toBeNull();
    expect(campaigns.at(-1)?.campaign).toBeNull();
    expect(booked.sums).toEqual([
      { currency: 'EUR', amountMinor: 1_200_000, n: 1 },
      { currency: 'USD', amountMinor: 50_000, n: 1 },
    ]);
    expect(invoiced).toMatchObject({ n: 3, without: 1, sums: [{ currency: 'EUR', amountMinor: 1_160_000, n: 2 }] });
  });

  it('opens exactly the rows of each figure, page by page', async () => {
    const { admin } = await aYear(app);
    const seen = await expectRowsToAddUp(admin, await admin.call(contract.getLastYear, {}));
    for (const figure of await expectRowsToAddUp(admin, await admin.call(contract.getPromiseReplay, {}))) seen.add(figure);
    expect(seen.size).toBe(14);
  });

  it('ends with the newest lead where the data is old, and judges as of then', async () => {
    app.setNow('2030-02-01T00:00:00.000Z');
    const { admin } = await app.newWorkspace();
    await app.command(admin, async (ctx) => {
      const { contactId } = await pastLead(ctx, { name: 'Last', openedAt: day('2021-04-15', '00:00') });
      await pastActivity(ctx, { kind: 'call', at: day('2021-04-10'), contactId });
      await pastLead(ctx, { name: 'Long before', openedAt: day('2018-07-02', '00:00') });
      return {};
    });
    const report = await admin.call(contract.getLastYear, {});
    expect(report.period).toMatchObject({ from: '2020-04-16', to: '2021-04-15', basis: 'newest', asOf: day('2021-04-15', '00:00') });
    expect(report.leads.n).toBe(1);
    expect(report.limbo.k).toBe(0);
    const wide = await admin.call(contract.getLastYear, { from: '2018-01-01', to: '2021-12-31' });
    expect(wide.leads.n).toBe(2);
    const promise = await admin.call(contract.getPromiseReplay, { from: '2018-01-01', to: '2021-12-31' });
    expect(promise).toMatchObject({ toTheDay: true, knownSince: '2021-04-09T22:00:00.000Z', judged: { k: 1, n: 2 }, unjudged: { n: 1 } });
  });

  it('says that an empty workspace is empty and shows no rate as a fact', async () => {
    app.setNow(NOW);
    const { admin } = await app.newWorkspace();
    const report = await admin.call(contract.getLastYear, {});
    expect(report).toMatchObject({
      empty: true,
      leads: { n: 0 },
      called: { k: 0, n: 0, rate: null, enough: false },
      channels: [],
      campaigns: [],
      months: [],
    });
    const promise = await admin.call(contract.getPromiseReplay, {});
    expect(promise).toMatchObject({
      knownSince: null,
      judged: { k: 0, n: 0 },
      asked: { perWeek: 0, people: null, perPersonAndWeek: null },
    });
    expect(promise.readings.map(({ medianHoursWithUntouched }) => medianHoursWithUntouched)).toEqual([null, null]);
  });

  it('refuses half a period and one that ends before it begins', async () => {
    const { admin } = await app.newWorkspace();
    await expect(admin.call(contract.getLastYear, { from: '2026-01-01' })).rejects.toMatchObject({ status: 400 });
    await expect(admin.call(contract.getLastYear, { from: '2026-02-01', to: '2026-01-01' })).rejects.toMatchObject({ status: 400 });
  });
});

describe('a first touch within 24 hours, replayed', () => {
  it('judges only what the ledger can know, by both readings of the hours', async () => {
    const { admin } = await aYear(app);
    const report = await admin.call(contract.getPromiseReplay, {});
    expect(report).toMatchObject({
      starts: 'opened',
      knownSince: '2026-02-28T23:00:00.000Z',
      judged: { k: 7, n: 8 },
      unjudged: { n: 1 },
      toTheDay: false,
    });
    const [calendar, business] = report.readings;
    // Quick is kept, Weekend late, Never and the two of June missed; Eager called first, Fresh has time left.
    expect(calendar).toMatchObject({
      reading: 'calendar',
      kept: { k: 1, n: 5 },
      late: { n: 1 },
      never: { n: 3 },
      byCustomer: { n: 1 },
      open: { n: 1 },
    });
    expect(business).toMatchObject({ reading: 'business', kept: { k: 2, n: 5 }, late: { n: 0 } });
    expect(calendar?.medianHours).toBe(37);
    expect(report.asked.weeks.reduce((sum, { asked }) => sum + asked.n, 0)).toBe(8);
    expect(report.asked.busiestWeek).toBe(2);
  });

  it('begins at the hand-off where leads are handed off', async () => {
    const { admin, ids } = await aYear(app);
    await app.command(admin, async (ctx) => {
      await pastHandoff(ctx, {
        lead: { id: ids.quick ?? '', contactId: ids.quickContact ?? '' },
        at: day('2026-03-03', '10:00'),
        decision: 'accepted',
      });
      return {};
    });
    const report = await admin.call(contract.getPromiseReplay, {});
    expect(report).toMatchObject({ starts: 'handed_off', judged: { k: 1, n: 1 } });
    expect(report.readings[0]).toMatchObject({ kept: { k: 1, n: 1 }, medianHours: 1 });
  });
});

describe('what became of my leads', () => {
  it('follows each campaign from conversion to money, with the reasons of sales', async () => {
    const { admin, ids } = await aYearWithHandoffs(app);
    const report = await admin.call(contract.getFate, { from: '2026-01-01', to: '2026-11-20' });
    expect(report.total).toMatchObject({
      handedOff: { n: 4 },
      waiting: { n: 1 },
      accepted: { k: 2, n: 3 },
      silent: { n: 1 },
      recycled: { n: 1 },
      won: { k: 1, n: 4 },
      // A verdict without a mark, silence and what waits are in neither.
      good: { k: 1, n: 2, enough: false },
      poor: { k: 1, n: 2 },
    });
    expect(report.campaigns[0]).toMatchObject({
      campaign: { id: ids.guide },
      conversions: { n: 3 },
      valid: { k: 1, n: 2 },
      unreviewed: { n: 1 },
      handedOff: { n: 2, behind: { wonMinor: 1_200_000, invoicedMinor: 1_150_000 } },
      reasons: [{ label: 'Too small', class: 'not_fit', n: 1, behind: { wonMinor: 0 } }],
      booked: { n: 1, sums: [{ amountMinor: 1_200_000 }] },
      invoiced: { n: 1, sums: [{ amountMinor: 1_150_000 }] },
    });
    expect(report.returned).toMatchObject({ n: 1, oldestDays: 10 });
    const seen = await expectRowsToAddUp(admin, report);
    expect(seen.size).toBe(18);
    // The agreed sample below the threshold is no hand-off of the report, and neither is its money; what is in the trash waits for nobody.
    await app.command(admin, async (ctx) => {
      await sql`update handoff set cause = 'exploration' where workspace_id = ${ctx.scope.workspaceId} and lead_id = ${ids.quick}`.execute(
        ctx.tx,
      );
      await sql`update lead set deleted_at = ${NOW} where workspace_id = ${ctx.scope.workspaceId} and id = ${ids.weekend}`.execute(ctx.tx);
      return {};
    });
    const without = await admin.call(contract.getFate, { from: '2026-01-01', to: '2026-11-20' });
    expect(without.total).toMatchObject({ handedOff: { n: 2 }, won: { k: 0 }, booked: { n: 0 }, invoiced: { n: 0 } });
    expect(without.returned).toMatchObject({ n: 0, oldestDays: null });
  });

  it('says how many amounts have no rate wherever money stands behind leads, and sums them once there is one', async () => {
    const { admin, ids } = await aYearWithHandoffs(app);
    await app.command(admin, async (ctx: Ctx) => {
      const dealId = await pastDeal(ctx, {
        status: 'won',
        at: day('2026-05-12'),
        amountMinor: 70_000,
        currency: 'USD',
        leadId: ids.eager ?? '',
      });
      await pastInvoice(ctx, { at: day('2026-06-01'), totalMinor: 60_000, currency: 'USD', dealId });
      return {};
    });
    const days = { from: '2026-01-01', to: '2026-11-20' };
    const told = async () => {
      const { handoffs } = await admin.call(getScorecard, { ...YEAR, money: true });
      const row = (await admin.call(listHandoffs, YEAR)).items.find(({ leadId }) => leadId === ids.eager);
      const silent = { figure: 'handoffs_silent', ...days } as const;
      return {
        scorecard: handoffs.behind?.acceptedByDefault,
        row: row?.behind,
        fate: (await admin.call(contract.getFate, days)).total.silent.behind,
        rows: (await admin.call(contract.listFigureRows, silent)).items[0]?.behind,
        patterns: (await admin.call(getPatterns, { outcome: 'accepted', ...days })).behind?.ended,
        stalls: (await admin.call(getStalls, days)).groups.find(({ key }) => key === '')?.behind.leads,
      };
    };
    const nothing = { wonMinor: 0, invoicedMinor: 0, withoutRate: 2 };
    const both = { wonMinor: 1_200_000, invoicedMinor: 1_150_000, withoutRate: 2 };
    expect(await told()).toMatchObject({ scorecard: nothing, row: nothing, fate: nothing, rows: nothing, patterns: both, stalls: nothing });
    await admin.call(putExchangeRate, { currency: 'USD', validFrom: '2026-01-01', rate: 0.5 });
    const summed = { wonMinor: 35_000, invoicedMinor: 30_000, withoutRate: 0 };
    const all = { wonMinor: 1_235_000, invoicedMinor: 1_180_000, withoutRate: 0 };
    expect(await told()).toMatchObject({ scorecard: summed, row: summed, fate: summed, rows: summed, patterns: all, stalls: summed });
  });

  it('tells no money behind hand-offs, returns and verdicts to a role that may not see amounts', async () => {
    const { admin, member } = await aYearWithHandoffs(app);
    const viewer = await member('viewer');
    await app.command(admin, async ({ tx, scope }: Ctx) => {
      await sql`insert into field_right (workspace_id, role, entity, field, access) values (${scope.workspaceId}, 'viewer', 'deal', 'amount', 'hidden')`.execute(
        tx,
      );
      return {};
    });
    const told = async (client: Client) => {
      const { handoffs } = await client.call(getScorecard, { ...YEAR, money: true });
      const returned = await client.call(listRecycled, {});
      const rows = await client.call(listPatternRows, { outcome: 'accepted' });
      const behind = [
        handoffs.behind,
        handoffs.reasons[0]?.behind,
        (await client.call(listHandoffs, YEAR)).items[0]?.behind,
        returned.behind,
        returned.items[0]?.behind,
        (await client.call(getSecondLife, {})).overall.behind,
        (await client.call(getPatterns, { outcome: 'accepted' })).behind,
        rows.behind,
        rows.items[0]?.behind,
      ];
      return behind.map((one) => Boolean(one));
    };
    expect(await told(admin)).toEqual(Array(9).fill(true));
    expect(await told(viewer)).toEqual(Array(9).fill(false));
  });

  it('shows this week: pipeline, where leads die, what lies in limbo', async () => {
    const { admin } = await aYearWithHandoffs(app);
    const report = await admin.call(contract.getWeek, {});
    expect(report.pipeline).toMatchObject([
      { deals: { n: 1, sums: [{ currency: 'EUR', amountMinor: 900_000 }] }, weighted: [{ currency: 'EUR', amountMinor: 450_000 }] },
    ]);
    const stage = (name: string) => report.stages.find((one) => one.stage === name);
    expect(stage('inquiry')).toMatchObject({
      reached: { n: 8 },
      wentOn: { k: 5, n: 8 },
      died: { n: 0 },
      standing: { n: 3 },
      medianDays: 1,
    });
    expect(stage('mql')).toMatchObject({ reached: { n: 5 }, died: { n: 1 } });
    expect(stage('customer')).toMatchObject({ reached: { n: 1, behind: { wonMinor: 1_200_000 } }, wentOn: null });
    expect(stage('mql')?.died.behind).toMatchObject({ wonMinor: 0, invoicedMinor: 0 });
    await expectRowsToAddUp(admin, report);
  });

  it('shows how both sides keep to the profile, and what sales said of each fit by source', async () => {
    const { admin } = await aYearWithHandoffs(app);
    const handoffs = await app.command(admin, async ({ tx, scope }) => {
      const rows = await tx
        .selectFrom('handoff')
        .selectAll()
        .where('workspace_id', '=', scope.workspaceId)
        .orderBy('handed_at')
        .orderBy('id')
        .execute();
      for (const [n, { id }] of rows.entries())
        await tx
          .updateTable('handoff')
          .set({ fit: ['A', 'B', 'D', '?'][n % 4] ?? null })
          .where('id', '=', id)
          .execute();
      return rows;
    });
    const report = await admin.call(contract.getProfileKept, { from: '2026-01-01', to: '2026-11-20' });
    const counted = handoffs.filter(({ decision }) => decision !== 'withdrawn');
    expect(report.handedOff.n).toBe(counted.length);
    expect(report.inProfile.n).toBe(counted.length - report.unknown.n);
    expect(report.inProfile.k).toBe(
      report.total.filter(({ fit }) => fit === 'A' || fit === 'B').reduce((sum, one) => sum + one.handedOff.n, 0),
    );
    expect(report.pursued.n).toBe(report.judged.n);
    expect(report.pursued.k).toBeLessThanOrEqual(report.judged.n);
    expect(report.sources.reduce((sum, one) => sum + one.handedOff.n, 0)).toBe(counted.length);
    for (const source of report.sources) expect(source.fits.reduce((sum, one) => sum + one.handedOff.n, 0)).toBe(source.handedOff.n);
    await expectRowsToAddUp(admin, report);
  });

  it('has rows for every figure that there is', async () => {
    const { admin } = await aYearWithHandoffs(app);
    const reports = [
      await admin.call(contract.getLastYear, {}),
      await admin.call(contract.getPromiseReplay, {}),
      await admin.call(contract.getFate, { from: '2026-01-01', to: '2026-11-20' }),
      await admin.call(contract.getWeek, {}),
      await admin.call(contract.getProfileKept, { from: '2026-01-01', to: '2026-11-20' }),
      await admin.call(contract.getCalls, {}),
    ];
    const named = new Set(reports.flatMap((report) => openings(report).map(({ opens }) => opens.figure)));
    expect(FIGURES.filter((figure) => !named.has(figure))).toEqual([]);
  });
});

describe('whose figures these are', () => {
  it('counts and shows a rep with the reach of their own only their own', async () => {
    const { admin, member } = await aYear(app);
    const rep = await member('rep');
    await app.command(admin, async (ctx) => {
      for (const entity of ['lead', 'deal', 'invoice', 'contact'])
        await sql`insert into role_right (workspace_id, role, entity, read_reach, write_reach) values (${ctx.scope.workspaceId}, 'rep', ${entity}, 'own', 'own')`.execute(
          ctx.tx,
        );
      await pastLead(ctx, { name: 'Mine', openedAt: day('2026-08-01'), ownerId: rep.memberId });
      return {};
    });
    const report = await rep.call(contract.getLastYear, {});
    expect(report).toMatchObject({ leads: { n: 1 }, booked: { n: 0 }, invoiced: { n: 0 } });
    await expectRowsToAddUp(rep, report);
  });

  it('tells no amount and no cost to a role that may not see them', async () => {
    const { admin, member } = await aYear(app);
    const viewer = await member('viewer');
    await app.command(admin, async (ctx) => {
      for (const [entity, field] of [
        ['deal', 'amount'],
        ['invoice', 'total'],
        ['campaign', 'cost'],
      ])
        await sql`insert into field_right (workspace_id, role, entity, field, access) values (${ctx.scope.workspaceId}, 'viewer', ${entity}, ${field}, 'hidden')`.execute(
          ctx.tx,
        );
      return {};
    });
    const report = await viewer.call(contract.getLastYear, {});
    expect(report.booked).toMatchObject({ n: 3, sums: null });
    expect(report.invoiced.sums).toBeNull();
    expect(report.campaigns.every((line) => !('cost' in line))).toBe(true);
    expect(openings(report).some(({ behind }) => behind)).toBe(false);
    const rows = await viewer.call(contract.listFigureRows, { figure: 'deals_won' });
    expect(rows.sums).toBeNull();
    expect(rows.items.every(({ amountMinor }) => amountMinor === null)).toBe(true);
    const leads = await viewer.call(contract.listFigureRows, { figure: 'leads' });
    expect([leads.behind, ...leads.items.map(({ behind }) => behind)].every((one) => one === null)).toBe(true);
  });

  it('refuses a filter that a figure does not know, and a page mark that is none', async () => {
    const { admin } = await app.newWorkspace();
    await expect(admin.call(contract.listFigureRows, { figure: 'deals_open', channel: 'event' })).rejects.toMatchObject({
      status: 400,
      errors: [{ field: 'channel' }],
    });
    await expect(admin.call(contract.listFigureRows, { figure: 'promise' })).rejects.toMatchObject({
      status: 400,
      errors: [{ field: 'reading' }],
    });
    await expect(admin.call(contract.listFigureRows, { figure: 'leads', cursor: 'x' })).rejects.toMatchObject({ status: 400 });
  });
});
