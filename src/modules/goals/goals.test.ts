import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerRequest, createRequest } from '#modules/library/contract/requests.ts';
import { announceOffer, createOffer, endOffer, getOffer } from '#modules/offers/contract/offers.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import * as goals from './contract/goals.ts';
import * as money from './contract/money.ts';
import * as plan from './contract/plan.ts';
import * as promises from './contract/promises.ts';
import { pastMonth } from './testing.ts';

const NOW = '2026-09-16T10:00:00.000Z';
const SALE = 800_000;
const FIRST = { month: '2026-07-01', metric: 'revenue', period: 'quarter' } as const;

let app: TestApp;
let sales: Client;
let marketing: Client;
let rep: Client;
beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
  const { admin, member } = await app.newWorkspace();
  sales = await member('sales_lead', { name: 'Tom' });
  marketing = await member('marketing_lead', { name: 'Mara' });
  rep = await member('rep', { name: 'Rita' });
  await app.command(admin, async (ctx) => {
    // Two years of leads that are won after one month; the last quarter's are accepted less often.
    for (let back = 23; back >= 0; back -= 1) {
      const month = new Date(Date.UTC(2026, 8 - back, 1)).toISOString().slice(0, 10);
      const poor = back <= 3;
      const of = {
        month,
        leads: 40,
        handed: 20,
        accepted: poor ? 10 : 16,
        deals: poor ? 3 : 8,
        won: back === 0 ? 0 : poor ? 2 : 4,
        after: 1,
        amountMinor: SALE,
      };
      await pastMonth(ctx, of);
    }
    await sql`insert into invoice (workspace_id, number, invoiced_at, total_minor, currency) values (${ctx.scope.workspaceId}, 'none', '2026-08-03T10:00:00Z', 120000, 'EUR'),
      (${ctx.scope.workspaceId}, 'foreign', '2026-08-04T10:00:00Z', 99900, 'SEK')`.execute(ctx.tx);
    return {};
  });
  await app.tick('goals.follow');
  await app.runAllJobs();
});
afterAll(() => app.close());

const terms = (client: Client, more: object = {}) => ({
  title: 'Revenue of the third quarter',
  metric: FIRST.metric,
  period: FIRST.period,
  day: '2026-08-20',
  target: 9_600_000,
  marketingPercent: 60,
  accountableId: client.memberId,
  responsibleIds: [sales.memberId, marketing.memberId],
  ...more,
});

async function allRows<P extends { next: string | null; items: { value: number | null }[] }>(
  page: (cursor?: string) => Promise<P>,
): Promise<P['items']> {
  const items: P['items'] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const one = await page(cursor);
    items.push(...one.items);
    cursor = one.next ?? undefined;
    more = cursor !== undefined;
  }
  return items;
}
const sumOf = (rows: { value: number | null }[]) => rows.reduce((sum, { value }) => sum + (value ?? 0), 0);

describe('a goal of both teams', () => {
  it('is a draft until both have signed it, and then one figure for every role', async () => {
    const { id, contentHash } = await sales.call(goals.createGoal, terms(sales));
    expect(await marketing.call(goals.signGoal, { id, contentHash })).toEqual({ party: 'marketing', complete: false });
    expect((await rep.call(goals.getSharedGoal, {})).goal).toBeNull();
    const changed = await sales.call(goals.changeGoal, { id, ...terms(sales, { target: 8_800_000 }) });
    await expect(sales.call(goals.signGoal, { id, contentHash })).rejects.toThrow('changed since');
    for (const side of [sales, marketing]) await side.call(goals.signGoal, { id, contentHash: changed.contentHash });
    await expect(rep.call(goals.signGoal, { id, contentHash: changed.contentHash })).rejects.toThrow('403');

    const seen = await Promise.all([rep, sales, marketing].map((one) => one.call(goals.getSharedGoal, {})));
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[1]).toEqual(seen[2]);
    // July: 4 from May's leads … June and after are the poor ones. One invoice has no lead, one no rate.
    expect(seen[0]?.goal?.pace).toMatchObject({
      actual: 3 * 2 * SALE + 120_000,
      marketing: 3 * 2 * SALE,
      sales: 0,
      neither: 120_000,
      noRate: 1,
      basis: 'seasonal',
    });
    const rows = await allRows((cursor) => rep.call(goals.listGoalRows, { id, cursor, limit: 3 }));
    expect(sumOf(rows)).toBe(seen[0]?.goal?.pace?.actual);

    const reward = { text: 'A day out for both teams', atPercent: 100 };
    const next = await sales.call(goals.changeGoal, { id, ...terms(sales, { target: 9_000_000, title: 'More', reward }) });
    const read = await marketing.call(goals.getGoal, { id });
    expect(read.goal).toMatchObject({ status: 'signed', target: 8_800_000 });
    expect(read.draft).toMatchObject({ status: 'draft', target: 9_000_000, reward, contentHash: next.contentHash });
    expect(read.versions[0]?.changes.map(({ field }) => field)).toEqual(['title', 'target', 'reward']);
    await sales.call(goals.retireGoal, { id });
    expect((await marketing.call(goals.getGoal, { id })).draft).toBeNull();
  });

  it('stands in a tree, not in a circle, and is held against earlier periods', async () => {
    const parent = (await sales.call(goals.listGoals, {})).goals[0]?.id ?? '';
    const leads = terms(marketing, { title: 'Hand-offs', metric: 'handoffs', target: 60, parentId: parent });
    const child = await marketing.call(goals.createGoal, leads);
    await expect(sales.call(goals.changeGoal, { id: parent, ...terms(sales, { parentId: child.id }) })).rejects.toThrow('below itself');
    const visits = await marketing.call(
      goals.createGoal,
      terms(marketing, { title: 'Visits', metric: 'visits', target: 900, parentId: parent }),
    );
    const listed = (await rep.call(goals.listGoals, {})).goals;
    expect(listed.map(({ id, layer }) => [id === visits.id, layer])).toContainEqual([true, 'awareness']);
    expect(listed.find(({ id }) => id === child.id)).toMatchObject({ parentId: parent, layer: 'engagement', pace: { actual: 60 } });
    const asked = { metric: 'handoffs', period: 'month', day: '2026-10-01' } as const;
    expect(await rep.call(goals.getFeasibility, { ...asked, target: 20 })).toMatchObject({ verdict: 'within', mean: 20 });
    expect(await rep.call(goals.getFeasibility, { ...asked, target: 40 })).toMatchObject({ verdict: 'stretch' });
    expect(await rep.call(goals.getFeasibility, { ...asked, metric: 'visits', target: 40 })).toMatchObject({
      verdict: 'not_enough_data',
      chance: null,
    });
  });
});

describe('the quarter’s plan', () => {
  it('is worked back by the measured kernel, can be tried otherwise, and is signed by both', async () => {
    const asked = { day: '2026-10-05', targetMinor: 9_600_000 };
    const { worked } = await rep.call(plan.previewPlan, asked);
    expect(worked.steps.map(({ step, source }) => [step, source])).toEqual(
      ['handed', 'accepted', 'qualified', 'won', 'sale'].map((step) => [step, 'measured']),
    );
    expect(worked.shares[1]).toBe(1);
    // All money comes one month after the lead: December's leads are too late for the quarter.
    expect(worked.result?.months.map(({ month, reaches }) => [month, reaches])).toEqual([
      ['2026-09-01', 1],
      ['2026-10-01', 1],
      ['2026-11-01', 1],
      ['2026-12-01', 0],
    ]);
    const inside = worked.result?.months.filter(({ month }) => month >= '2026-10-01') ?? [];
    const coming = inside.reduce((sum, { inFlightMinor, plannedMinor }) => sum + inFlightMinor + plannedMinor, worked.baseMinor);
    expect(coming).toBeCloseTo(9_600_000, -1);
    const slower = await rep.call(plan.previewPlan, { ...asked, lag: 1 });
    expect(slower.worked.result?.months.map(({ reaches }) => reaches)).toEqual([1, 1, 0, 0]);
    expect(await rep.call(plan.previewPlan, { ...asked, won: 0.9 })).toMatchObject({
      worked: { steps: expect.arrayContaining([expect.objectContaining({ step: 'won', source: 'assumed', value: 0.9 })]) },
    });

    const items = [
      { what: 'Open the autumn webinar', accountableId: marketing.memberId, responsibleIds: [rep.memberId], dueOn: '2026-10-20' },
    ];
    await expect(
      sales.call(plan.writePlan, {
        ...asked,
        marketingPercent: 60,
        items: [{ ...items[0], accountableId: crypto.randomUUID() } as (typeof items)[number]],
      }),
    ).rejects.toThrow('400');
    const { id, contentHash } = await sales.call(plan.writePlan, { ...asked, vision: 'Ten foundries more.', marketingPercent: 60, items });
    for (const side of [sales, marketing]) await side.call(plan.signPlan, { id, contentHash });
    const read = await rep.call(plan.getPlan, { day: '2026-12-31' });
    expect(read).toMatchObject({
      draft: null,
      signed: { status: 'signed', vision: 'Ten foundries more.', items: [{ what: 'Open the autumn webinar', doneAt: null }] },
    });
    await rep.call(plan.setPlanItem, { id: read.signed?.items[0]?.id ?? '', done: true });
    expect((await rep.call(plan.getPlan, { day: '2026-12-31' })).signed?.items[0]?.doneAt).not.toBeNull();
  });

  it('keeps each month as it was signed, beside what it has to be by now and what is done', async () => {
    const then = (await rep.call(plan.getPlan, { day: '2026-10-05' })).signed?.beside ?? [];
    expect(then.map(({ month, state }) => [month, state])).toEqual([
      ['2026-09-01', 'movable'],
      ['2026-10-01', 'movable'],
      ['2026-11-01', 'movable'],
      ['2026-12-01', 'too_late'],
    ]);
    // On the day it is signed, what was signed is what stands.
    for (const { signed, now } of then) expect(signed).toEqual(now);
    const inside = then.filter(({ month }) => month >= '2026-10-01');
    expect(inside.reduce((sum, { signed }) => sum + (signed?.minor ?? 0), 0)).toBeCloseTo(9_600_000, -1);
    app.setNow('2026-10-20T10:00:00.000Z');
    const later = (await rep.call(plan.getPlan, { day: '2026-10-05' })).signed?.beside ?? [];
    app.setNow(NOW);
    expect(later.map(({ signed }) => signed)).toEqual(then.map(({ signed }) => signed));
    expect(later.map(({ month, state, now }) => [month, state, now === null])).toEqual([
      ['2026-09-01', 'over', true],
      ['2026-10-01', 'movable', false],
      ['2026-11-01', 'movable', false],
      ['2026-12-01', 'too_late', false],
    ]);
    // A month brought nothing new: those that are left have to bring more.
    expect(later[2]?.now?.leads).toBeGreaterThan(later[2]?.signed?.leads ?? 0);
    const { items } = await rep.call(money.listForecastRows, { of: 'handed', month: '2026-09-01' });
    expect(items).toHaveLength(later[0]?.done.handoffs ?? -1);
  });
});

describe('why a plan was missed', () => {
  it('splits the gap to the cent, by segment too, and each lever opens its rows', async () => {
    const asked = { day: '2026-08-01', targetMinor: 9_600_000, marketingPercent: 60 };
    const { id, contentHash } = await marketing.call(plan.writePlan, asked);
    for (const side of [sales, marketing]) await side.call(plan.signPlan, { id, contentHash });
    for (const cut of [undefined, 'team', 'channel', 'fit'] as const) {
      const { gap, against, noRate } = await rep.call(money.getGap, { day: '2026-08-01', cut });
      if (!gap) throw new Error('there is a plan');
      expect([against, noRate]).toEqual(['plan', 1]);
      expect([gap.plannedMinor, gap.actualMinor]).toEqual([9_600_000, 3 * 2 * SALE + 120_000]);
      expect(gap.levers.reduce((sum, { minor }) => sum + minor, gap.without.minor)).toBe(gap.gapMinor);
      for (const one of gap.segments) expect(Object.values(one.effects).reduce((sum, minor) => sum + minor, 0)).toBe(one.gapMinor);
      expect(gap.segments.reduce((sum, one) => sum + one.gapMinor, gap.without.minor)).toBe(gap.gapMinor);
    }
    const { gap } = await rep.call(money.getGap, { day: '2026-08-01' });
    const lever = (name: string) => gap?.levers.find((one) => one.lever === name);
    // Sales accepted fewer: the kernel's leads of June, July and August.
    expect(lever('acceptance')?.actual).toBeCloseTo(0.5, 6);
    expect(lever('acceptance')?.minor).toBeLessThan(-1_000_000);
    const rowsOf = (name: 'acceptance' | 'size' | 'without') =>
      allRows((cursor) => rep.call(money.listGapRows, { day: '2026-08-01', period: 'quarter', lever: name, cursor, limit: 200 }));
    expect(sumOf(await rowsOf('size')) + sumOf(await rowsOf('without'))).toBe(gap?.actualMinor);
    expect((await rowsOf('acceptance')).length).toBeGreaterThan(60);
    const before = await rep.call(money.getGap, { day: '2026-05-01' });
    expect([before.against, before.gap?.gapMinor]).toEqual(['before', 0]);
    expect((await rep.call(money.getGap, { day: '2010-05-01' })).gap).toBeNull();
  });
});

describe('lags', () => {
  it('say when leads become money, keep what was said, and judge it', async () => {
    const read = await rep.call(money.getForecast, {});
    expect(read.kernel).toMatchObject({ enough: true, medianMonths: 1 });
    expect(read.kernel.rates[0]).toBe(0);
    expect(read.kernel.shares[1]).toBe(1);
    const october = read.months?.find(({ month }) => month === '2026-10-01');
    expect(october?.inPipeMinor).toBeCloseTo(40 * read.kernel.conversion * SALE, 0);
    expect((october?.lowMinor ?? 0) < (october?.expectedMinor ?? 0) && (october?.expectedMinor ?? 0) < (october?.highMinor ?? 0)).toBe(
      true,
    );
    const cohort = read.cohorts.find(({ month }) => month === '2026-03-01');
    expect(cohort).toMatchObject({ leads: 40, wins: 4, projectedWins: 4 });
    expect(
      (await allRows((cursor) => rep.call(money.listForecastRows, { of: 'cohort', month: '2026-03-01', cursor, limit: 30 }))).length,
    ).toBe(40);
    expect(read.velocity[0]).toMatchObject({ segment: 'marketing', won: { n: expect.any(Number) } });

    await app.tick('goals.forecast');
    await app.runAllJobs();
    app.setNow('2026-11-02T10:00:00.000Z');
    const later = await rep.call(money.getForecast, {});
    // Nothing was sold since: what was said of October was too much.
    expect(later.history).toMatchObject({ n: 1, within: 0, said: [{ month: '2026-10-01', madeOn: '2026-09-16', actualMinor: 0 }] });
    app.setNow(NOW);
  });

  it('become an item for whoever owns the campaign, once, until it is settled', async () => {
    // A deal that came later than it could have come from the youngest leads counts in neither span, nor in the rows.
    await app.command(sales, async (ctx) => {
      await sql`update deal set created_at = created_at + interval '40 days', closed_at = created_at + interval '60 days', updated_at = now()
        where workspace_id = ${ctx.scope.workspaceId} and name = 'Deal 3' and created_at::date = '2026-07-03'`.execute(ctx.tx);
      return {};
    });
    await app.tick('goals.follow');
    for (const _twice of [1, 2]) await app.tick('goals.signals');
    await app.runAllJobs();
    const { items } = await marketing.call(money.listSignals, {});
    const channel = items.find(({ kind, segment }) => kind === 'channel' && segment === 'web');
    expect(items.filter(({ kind }) => kind === 'channel')).toHaveLength(1);
    expect((channel?.before.rate ?? 0) > (channel?.after.rate ?? 1)).toBe(true);
    const rows = await allRows((cursor) =>
      marketing.call(money.listSignalRows, { id: channel?.id ?? '', span: 'after', cursor, limit: 200 }),
    );
    expect([rows.length, sumOf(rows)]).toEqual([channel?.after.n, channel?.after.k]);
    await expect(marketing.call(money.settleSignal, { id: channel?.id ?? '', settlement: 'set_aside' })).rejects.toThrow('Say why');
    await marketing.call(money.settleSignal, {
      id: channel?.id ?? '',
      settlement: 'set_aside',
      reason: 'The form asked for less in spring.',
    });
    expect((await marketing.call(money.listSignals, {})).items.some(({ id }) => id === channel?.id)).toBe(false);
  });

  it('follow what changes: the readings of the kept tables are those of a rebuild', async () => {
    const read = async () =>
      app.command(sales, async (ctx) => {
        const of = (table: string, order: string) =>
          sql<{ rows: unknown }>`select jsonb_agg(to_jsonb(t) order by ${sql.raw(order)}) as rows from ${sql.table(table)} t`.execute(
            ctx.tx,
          );
        return [
          (await of('lead_journey', 'lead_id')).rows[0],
          (await of('revenue_entry', 'entity_id, basis')).rows[0],
          (await of('metric_day', 'metric, day, side')).rows[0],
        ];
      });
    await app.command(sales, async (ctx) => {
      await sql`update deal set status = 'lost', updated_at = now() where workspace_id = ${ctx.scope.workspaceId} and status = 'won' and name = 'Deal 1' and closed_at > '2026-08-15'`.execute(
        ctx.tx,
      );
      await sql`update invoice set cancelled_at = invoiced_at, updated_at = now() where workspace_id = ${ctx.scope.workspaceId} and number = '2026-07-01-1'`.execute(
        ctx.tx,
      );
      await sql`insert into invoice (workspace_id, number, invoiced_at, total_minor, currency, credits_id, updated_at)
        select workspace_id, 'C-1', '2026-08-20T10:00:00Z', -1, 'EUR', id, now() from invoice where workspace_id = ${ctx.scope.workspaceId} and number = '2026-06-01-1'`.execute(
        ctx.tx,
      );
      await pastMonth(ctx, { month: '2026-09-01', leads: 3, handed: 2, accepted: 1, deals: 1, won: 1, after: 0, amountMinor: 5_000 });
      return {};
    });
    await app.tick('goals.follow');
    await app.runAllJobs();
    const followed = await read();
    expect(
      await app.command(sales, async (ctx) => {
        const { rows } =
          await sql`select e.amount_minor as amount, e.lead_id = o.lead_id as "sameLead" from revenue_entry e join invoice i on i.id = e.entity_id and i.number = 'C-1'
          join revenue_entry o on o.workspace_id = e.workspace_id and o.entity_id = i.credits_id`.execute(ctx.tx);
        return rows;
      }),
    ).toEqual([{ amount: -1, sameLead: true }]);
    await app.tick('goals.rebuild');
    await app.runAllJobs();
    expect(followed).toEqual(await read());
  });
});

describe('promises', () => {
  it('are written down, judged by the other team, and counted', async () => {
    const { id } = await sales.call(promises.createPromise, {
      by: 'sales',
      what: 'Call every card of the fair within a week',
      dueOn: '2026-09-10',
      promised: 80,
    });
    await expect(sales.call(promises.judgePromise, { id, kept: true, delivered: 80 })).rejects.toThrow('team that got the promise');
    await expect(marketing.call(promises.judgePromise, { id, kept: false })).rejects.toThrow('how much');
    await marketing.call(promises.judgePromise, { id, kept: false, delivered: 60 });
    const read = await rep.call(promises.listPromises, {});
    expect(read.items.find((one) => one.id === id)).toMatchObject({ state: 'missed', delivered: 60, source: 'hand' });
    expect(read.items.some(({ source }) => source === 'plan')).toBe(true);
    const { sides } = await rep.call(promises.getPromises, {});
    expect(sides.find(({ by }) => by === 'sales')).toMatchObject({ kept: { k: 0, n: 1 }, missed: 1, near: { n: 1, value: 0.75 } });
  });

  it('are also what offers announce and what the library was asked for, with their days, page by page', async () => {
    const content = { summary: 'Two for one', fromOn: '2026-09-20' };
    const { id: offerId } = await marketing.call(createOffer, { name: 'Autumn bundle', kind: 'bundle', content });
    const [version] = (await marketing.call(getOffer, { id: offerId })).versions;
    await marketing.call(announceOffer, { id: offerId, versionId: version?.id ?? '' });
    const { id } = await sales.call(createRequest, { need: 'A one-pager on energy costs', dueAt: '2026-09-18T15:00:00.000Z' });
    const of = async (input: object = {}) => (await rep.call(promises.listPromises, { by: 'marketing', limit: 200, ...input })).items;
    const one = async (source: string) => (await of()).find((row) => row.source === source);
    expect(await one('offer')).toMatchObject({ what: 'Autumn bundle', dueOn: '2026-09-20', state: 'open', link: `/offers/${offerId}` });
    expect(await one('content')).toMatchObject({ id, what: 'A one-pager on energy costs', dueOn: '2026-09-18', state: 'open' });
    await marketing.call(answerRequest, { id, accept: true });
    app.setNow('2026-09-19T10:00:00.000Z');
    expect((await one('content'))?.state).toBe('missed');
    const side = (await rep.call(promises.getPromises, {})).sides.find(({ by }) => by === 'marketing');
    expect([(await of({ states: ['missed'] })).length, (await of({ states: ['open'] })).length]).toEqual([side?.missed, side?.open]);
    app.setNow(NOW);
    const first = await rep.call(promises.listPromises, { limit: 1 });
    const second = await rep.call(promises.listPromises, { limit: 1, cursor: first.next ?? '' });
    expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
    await marketing.call(endOffer, { id: offerId, as: 'withdrawn', reason: 'The supplier raised the price' });
    expect(await one('offer')).toBeUndefined();
  });

  it('ask for their material in time: a month of a signed plan stands among what is needed until something is on its way', async () => {
    const read = async () => (await rep.call(plan.getPlanNeeds, {})).months.map(({ month, askBy, state }) => [month, askBy, state]);
    const [october, november] = [
      ['2026-10-01', '2026-09-03'],
      ['2026-11-01', '2026-10-04'],
    ] as const;
    // What was asked for in September is for October.
    expect(await read()).toEqual([
      [...october, 'asked'],
      [...november, 'open'],
    ]);
    app.setNow('2026-10-10T10:00:00.000Z');
    expect(await read()).toEqual([[...november, 'late']]);
    app.setNow(NOW);
    await sales.call(createRequest, { need: 'A case study for November', dueAt: '2026-10-20T15:00:00.000Z' });
    expect((await read())[1]).toEqual([...november, 'asked']);
  });
});
