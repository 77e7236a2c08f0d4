import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putExchangeRate } from '#modules/currencies/contract.ts';
import { getReconciliation } from '#modules/orders/contract/reconciliation.ts';
import { anInvoice } from '#modules/orders/testing.ts';
import { type Client, openTestApp, someoneWaits, type TestApp } from '../../../test/harness.ts';
import { signPlan } from './commands/plans.ts';
import * as goals from './contract/goals.ts';
import * as money from './contract/money.ts';
import * as plan from './contract/plan.ts';
import { pastMonth } from './testing.ts';

const NOW = '2026-09-16T10:00:00.000Z';
const BY_HAND = { handed: 0.5, accepted: 0.8, qualified: 0.5, won: 0.75, saleMinor: 1_000 };

let app: TestApp;
let sales: Client;
let marketing: Client;
let viewer: Client;
beforeAll(async () => {
  app = await openTestApp();
  app.setNow(NOW);
  const { admin, member } = await app.newWorkspace();
  [sales, marketing, viewer] = [await member('sales_lead'), await member('marketing_lead'), await member('viewer')];
  await app.command(admin, async (ctx) => {
    const past = { leads: 10, handed: 8, accepted: 8, deals: 8, won: 8, after: 1, amountMinor: 1_000 };
    for (const month of ['2026-03-01', '2026-07-01']) await pastMonth(ctx, { month, ...past });
    await sql`insert into campaign (workspace_id, name, starts_on, cost_minor) values (${ctx.scope.workspaceId}, 'Fair', '2026-09-10', 1000),
      (${ctx.scope.workspaceId}, 'Webinar', '2026-09-25', 500)`.execute(ctx.tx);
    return {};
  });
  await app.tick('goals.follow');
  await app.runAllJobs();
});
afterAll(() => app.close());

const sumOf = (rows: { value: number | null }[]) => rows.reduce((sum, { value }) => sum + (value ?? 0), 0);

describe('a plan', () => {
  const asked = { day: '2026-10-05', targetMinor: 50_000, marketingPercent: 50, byHand: BY_HAND };

  it('is never written over once both have signed it, not even by who was writing at that moment', async () => {
    const items = [{ what: 'Open the webinar', accountableId: marketing.memberId, dueOn: '2026-09-17' }];
    const { id, contentHash } = await sales.call(plan.writePlan, { ...asked, items });
    await sales.call(plan.signPlan, { id, contentHash });
    let writing: Promise<unknown> | undefined;
    await app.command(marketing, async (ctx) => {
      await signPlan(ctx, { id, contentHash });
      writing = sales.call(plan.writePlan, { ...asked, targetMinor: 70_000 });
      await someoneWaits(ctx.tx);
      return {};
    });
    await writing;
    const { signed, draft } = await sales.call(plan.getPlan, { day: asked.day });
    expect([signed?.worked.targetMinor, signed?.contentHash]).toEqual([50_000, contentHash]);
    expect([draft?.worked.targetMinor, draft?.number]).toEqual([70_000, 2]);
  });

  it('has an item that was done when it was said first, however often it is said', async () => {
    const item = async () => (await sales.call(plan.getPlan, { day: asked.day })).signed?.items[0];
    const id = (await item())?.id ?? '';
    await marketing.call(plan.setPlanItem, { id, done: true });
    app.setNow('2026-09-18T10:00:00.000Z');
    await sales.call(plan.setPlanItem, { id, done: true });
    expect((await item())?.doneAt).toBe(NOW);
    await sales.call(plan.setPlanItem, { id, done: false });
    expect((await item())?.doneAt).toBeNull();
    app.setNow(NOW);
  });

  it('has spent what campaigns cost that have begun, in the figure and in its rows', async () => {
    const { signed } = await sales.call(plan.getPlan, { day: asked.day });
    const september = signed?.beside.find(({ month }) => month === '2026-09-01');
    const { items } = await sales.call(money.listForecastRows, { of: 'spend', month: '2026-09-01' });
    expect([september?.done.spendMinor, sumOf(items), items.map(({ title }) => title)]).toEqual([1_000, 1_000, ['Fair']]);
  });
});

describe('a role that sees no amounts', () => {
  it('sees no sum, no average and no spend in a plan, and nothing of how much it was before', async () => {
    await app.command(sales, async (ctx) => {
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
    const { signed } = await viewer.call(plan.getPlan, { day: '2026-10-05' });
    const { worked } = await viewer.call(plan.previewPlan, { day: '2026-10-05', targetMinor: 50_000 });
    for (const one of [signed?.worked, worked])
      expect(one).toMatchObject({ result: null, baseMinor: 0, leadCostMinor: null, steps: { 4: { step: 'sale', value: null } } });
    for (const { signed: then, now, done } of signed?.beside ?? [])
      for (const one of [then, now, done]) if (one) expect([one.minor, one.spendMinor]).toEqual([null, null]);
    expect(signed?.beside.some(({ signed: then }) => (then?.leads ?? 0) > 0)).toBe(true);
    const asked = { metric: 'revenue', period: 'month', day: '2026-12-01', target: 4 } as const;
    expect(await viewer.call(goals.getFeasibility, asked)).toMatchObject({ n: 0, mean: 0, most: 0 });
    expect((await sales.call(goals.getFeasibility, asked)).mean).toBeGreaterThan(0);
  });
});

describe('a metric', () => {
  const goal = (client: Client, metric: 'revenue' | 'handoffs') => ({
    ...{ title: metric, metric, period: 'quarter' as const, day: '2026-08-20', target: 9_600, marketingPercent: 60 },
    ...{ accountableId: client.memberId, responsibleIds: [] },
  });

  it('is held against periods that are over in the days of the workspace', async () => {
    const asked = { metric: 'handoffs', period: 'month', day: '2026-12-01', target: 4 } as const;
    const { n } = await sales.call(goals.getFeasibility, asked);
    // In Berlin it is October already, and September is over.
    app.setNow('2026-09-30T22:30:00.000Z');
    expect((await sales.call(goals.getFeasibility, asked)).n).toBe(n + 1);
    app.setNow(NOW);
  });

  it('is worth the rate of its day in the workspace, as in the reconciliation, and has nothing from the trash', async () => {
    const { admin } = await app.newWorkspace();
    await admin.call(putExchangeRate, { currency: 'NOK', validFrom: '2026-01-01', rate: 0.1 });
    await admin.call(putExchangeRate, { currency: 'NOK', validFrom: '2026-07-01', rate: 0.2 });
    // The first of July has begun in Berlin.
    await anInvoice(admin, { invoicedAt: '2026-06-30T22:30:00.000Z', totalMinor: 1_000, currency: 'NOK' });
    await app.command(admin, async (ctx) => {
      await pastMonth(ctx, { month: '2026-07-01', leads: 3, handed: 3, accepted: 0, deals: 0, won: 0, after: 0, amountMinor: 0 });
      await sql`update lead set deleted_at = ${NOW} where workspace_id = ${ctx.scope.workspaceId} and contact_id =
        (select id from contact where workspace_id = ${ctx.scope.workspaceId} and last_name = 'Lead 1')`.execute(ctx.tx);
      return {};
    });
    const actual = async (metric: 'revenue' | 'handoffs') => {
      const { id } = await admin.call(goals.createGoal, goal(admin, metric));
      return [(await admin.call(goals.getGoal, { id })).goal.pace?.actual, sumOf((await admin.call(goals.listGoalRows, { id })).items)];
    };
    expect((await admin.call(getReconciliation, {})).base.months).toMatchObject([{ month: '2026-07-01', invoicedMinor: 200 }]);
    expect(await actual('revenue')).toEqual([200, 200]);
    expect(await actual('handoffs')).toEqual([2, 2]);
  });
});
