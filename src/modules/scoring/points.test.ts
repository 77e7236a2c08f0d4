import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '#modules/activities/commands/record.ts';
import { anActivity } from '#modules/activities/testing.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { getModel } from './contract/model.ts';
import { getScore, listPoints } from './contract/score.ts';
import type { RuleInput } from './schema.ts';
import { aRule, aSignedModel } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const NOW = '2026-03-04T10:00:00.000Z';
const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.parse(NOW) - hours * HOUR_MS).toISOString();

async function office() {
  app.setNow(NOW);
  const { member } = await app.newWorkspace();
  return { sales: await member('sales_lead'), marketing: await member('marketing_lead') };
}

const stored = (client: Client, id: string) =>
  app.command(client, ({ tx }) =>
    tx.selectFrom('contact').select(['engagement_score', 'engagement_change', 'momentum']).where('id', '=', id).executeTakeFirstOrThrow(),
  );

describe('every point', () => {
  it('is a row with what became of it: counted, capped, repeated, a machine, ahead of time, late', async () => {
    const { sales, marketing } = await office();
    const visit = { kinds: ['page_visit' as const] };
    await aSignedModel({ sales, marketing }, [aRule('Page', { match: visit, points: 10, cap: 15, halfLifeDays: null }), aRule('Form')]);
    const id = await aContact(sales, {});
    const did = (hours: number, more: Parameters<typeof anActivity>[2] = {}) =>
      anActivity(app, sales, {
        kind: 'page_visit',
        contactId: id,
        memberId: null,
        evidence: 'system',
        occurredAt: hoursAgo(hours),
        loggedAt: hoursAgo(hours),
        data: { path: '/a' },
        ...more,
      });
    await did(1.5);
    await did(1.6);
    await did(3, { loggedAt: NOW });
    await did(5, { traffic: 'machine' });
    await did(6, { traffic: 'suspected' });
    await did(7, { traffic: 'human' });
    await did(-2, { kind: 'form' });
    await app.runAllJobs();
    const points = await sales.call(listPoints, { id });
    expect(points.items.map(({ verdict, counted, capEffect, late }) => [verdict, counted, capEffect, late])).toEqual([
      ['from_future', 40, null, false],
      ['duplicate', 0, null, false],
      ['counts', 10, null, false],
      ['counts', 5, 'rule', true],
      ['machine', 0, null, false],
      ['suspected', 0, null, false],
      ['counts', 0, 'rule', false],
    ]);
    expect(points).toMatchObject({ engagement: 55, total: 7, next: null, modelNumber: 2 });
    expect(await stored(sales, id)).toMatchObject({ engagement_score: 55, engagement_change: 55, momentum: 'rising' });
    const list = await sales.call(listRows, {
      entity: 'contact',
      criteria: { match: 'all', of: [{ field: 'momentum', op: 'is', value: 'rising' }] },
    });
    expect(list.items.map((row) => row.id)).toEqual([id]);
  });

  it('comes in pages, and adds up to what is stored', async () => {
    const { sales, marketing } = await office();
    await aSignedModel({ sales, marketing }, [aRule('Form', { points: 1, halfLifeDays: null })]);
    const id = await aContact(sales, {});
    const forms = Array.from({ length: 60 }, (_, n) => ({
      kind: 'form' as const,
      contactId: id,
      evidence: 'system' as const,
      occurredAt: hoursAgo(n),
    }));
    await app.command(sales, (ctx) => record(ctx, forms));
    await app.runAllJobs();
    const first = await sales.call(listPoints, { id });
    expect(first).toMatchObject({ total: 60, next: '50' });
    const second = await sales.call(listPoints, { id, cursor: first.next ?? '' });
    expect([...first.items, ...second.items].reduce((sum, { counted }) => sum + counted, 0)).toBe(
      (await stored(sales, id)).engagement_score,
    );
    expect(second.next).toBeNull();
  });

  it('makes the stored score, whatever the rules and whatever happened', async () => {
    const { sales, marketing } = await office();
    const id = await aContact(sales, {});
    const kinds = ['form', 'chat', 'page_visit', 'file_download'] as const;
    const rule = fc.record({
      kind: fc.constantFrom(...kinds),
      points: fc.integer({ min: -20, max: 40 }).filter((points) => points !== 0),
      halfLifeDays: fc.option(fc.integer({ min: 1, max: 60 })),
      fading: fc.constantFrom('half_life' as const, 'linear' as const),
      cap: fc.option(fc.integer({ min: 5, max: 60 })),
      dailyCap: fc.option(fc.integer({ min: 5, max: 30 })),
      group: fc.constantFrom(null, 'G'),
    });
    const event = fc.record({
      kind: fc.constantFrom(...kinds),
      hours: fc.integer({ min: -30, max: 900 }),
      traffic: fc.constantFrom(null, 'human' as const, 'machine' as const),
      path: fc.constantFrom('/a', '/b'),
    });
    const drawn = fc.record({
      rules: fc.array(rule, { minLength: 1, maxLength: 5 }),
      events: fc.array(event, { minLength: 1, maxLength: 6 }),
      inactivity: fc.option(fc.record({ afterDays: fc.integer({ min: 1, max: 20 }), points: fc.integer({ min: 1, max: 20 }) })),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ rules, events, inactivity }) => {
        for (const { kind, hours, traffic, path } of events)
          await anActivity(app, sales, {
            kind,
            traffic,
            contactId: id,
            memberId: null,
            evidence: 'system',
            occurredAt: hoursAgo(hours),
            data: { path },
          });
        const written = rules.map(({ kind, ...more }, n): RuleInput => aRule(`Rule ${n}`, { match: { kinds: [kind] }, ...more }));
        await aSignedModel({ sales, marketing }, written, { groups: [{ name: 'G', cap: 20 }], inactivity });
        await app.runAllJobs();
        const { engagement_score: kept } = await stored(sales, id);
        const score = await sales.call(getScore, { id });
        const points = await sales.call(listPoints, { id });
        const sum = points.inactivity + points.items.reduce((total, { counted }) => total + counted, 0);
        expect(points.next).toBeNull();
        expect(score.engagement).toBeCloseTo(Number(kept), 3);
        expect(Math.min(100, Math.max(0, sum))).toBeCloseTo(score.engagement, 6);
        expect(score.modelNumber).toBe((await sales.call(getModel, {})).version?.number);
      }),
      { numRuns: 8 },
    );
  });
});
