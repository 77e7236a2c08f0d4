import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { createOwnField } from '../criteria/contract.ts';
import {
  changeRows,
  getBulkChange,
  listBulkChanges,
  listTrash,
  purgeRows,
  restoreRows,
  trashRows,
  undoBulkChange,
} from './contract/bulk.ts';
import { listRows } from './contract/rows.ts';
import { limitField, limitReach, someCompanies } from './testing.ts';

let app: TestApp;
let admin: Client;
let member: Awaited<ReturnType<TestApp['newWorkspace']>>['member'];
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

async function threeCompanies() {
  ({ admin, member } = await app.newWorkspace());
  return app.command(admin, (ctx) =>
    someCompanies(ctx, [
      { name: 'A', industry: 'Steel', tags: ['old', 'fair'] },
      { name: 'B', industry: 'Steel', employeeCount: 5 },
      { name: 'C', industry: 'Software' },
    ]),
  );
}
const values = async (...columns: string[]) => {
  const page = await admin.call(listRows, { entity: 'company', columns });
  return page.items.map((row) => [row.name, ...columns.map((key) => row.values[key])]);
};
const everything = { criteria: { match: 'all' as const, of: [] } };

describe('a change of many records', () => {
  it('sets fields, own fields, owners and tags, and is undone to what each was', async () => {
    const ids = await threeCompanies();
    await admin.call(createOwnField, { entity: 'company', label: 'Contract end', kind: 'date' });
    const before = await values('industry', 'owner', 'tags', 'annualRevenue', 'custom.contract_end');
    const change = await admin.call(changeRows, {
      entity: 'company',
      target: { ids },
      change: {
        set: {
          industry: 'Mining',
          owner: admin.memberId,
          'custom.contract_end': '2027-01-31',
          annualRevenue: { amountMinor: 5, currency: 'EUR' },
        },
        addTags: ['fair', 'new'],
        removeTags: ['old'],
      },
    });
    expect(change).toMatchObject({ state: 'done', total: 3, changed: 3, skipped: 0 });
    const owner = { id: admin.memberId, name: expect.any(String) };
    const money = { amountMinor: 5, currency: 'EUR' };
    expect(await values('industry', 'owner', 'tags', 'annualRevenue', 'custom.contract_end')).toEqual([
      ['A', 'Mining', owner, ['fair', 'new'], money, '2027-01-31'],
      ['B', 'Mining', owner, ['fair', 'new'], money, '2027-01-31'],
      ['C', 'Mining', owner, ['fair', 'new'], money, '2027-01-31'],
    ]);
    expect(await admin.call(undoBulkChange, { id: change.id })).toMatchObject({ state: 'undone', undone: 3, kept: 0, undoUntil: null });
    expect(await values('industry', 'owner', 'tags', 'annualRevenue', 'custom.contract_end')).toEqual(before);
    await expect(admin.call(undoBulkChange, { id: change.id })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('leaves alone, at undo, what somebody has changed since, and says so', async () => {
    const [a = ''] = await threeCompanies();
    const change = await admin.call(changeRows, { entity: 'company', target: everything, change: { set: { industry: 'Mining' } } });
    await admin.call(changeRows, { entity: 'company', target: { ids: [a] }, change: { set: { industry: 'Farming' } } });
    const undone = await admin.call(undoBulkChange, { id: change.id });
    expect(undone).toMatchObject({ undone: 2, kept: 1, reasons: [{ reason: 'Somebody has changed it since.', n: 1 }] });
    expect(await values('industry')).toEqual([
      ['A', 'Farming'],
      ['B', 'Steel'],
      ['C', 'Software'],
    ]);
  });

  it('can be undone for a day, by whoever made it', async () => {
    await threeCompanies();
    app.setNow('2026-03-02T10:00:00.000Z');
    const change = await admin.call(changeRows, { entity: 'company', target: everything, change: { set: { city: 'Bonn' } } });
    const rep = await member('rep');
    await expect(rep.call(undoBulkChange, { id: change.id })).rejects.toMatchObject({ status: 404 });
    await expect(rep.call(getBulkChange, { id: change.id })).rejects.toMatchObject({ status: 404 });
    app.setNow('2026-03-03T10:00:00.001Z');
    await expect(admin.call(undoBulkChange, { id: change.id })).rejects.toMatchObject({ code: 'gone' });
    app.setNow(null);
  });

  it('goes on in the background above 500 records, fixed as they were at the start', async () => {
    ({ admin } = await app.newWorkspace());
    const make = (from: number, to: number) =>
      app.command(admin, async (ctx) => {
        await sql`insert into company (workspace_id, name, industry) select ${ctx.scope.workspaceId}, 'n' || n, 'Steel' from generate_series(${from}::int, ${to}::int) n`.execute(
          ctx.tx,
        );
      });
    await make(1, 520);
    const steel = { match: 'all' as const, of: [{ field: 'industry', op: 'is' as const, value: 'Steel' }] };
    const [first] = (await admin.call(listRows, { entity: 'company', limit: 1 })).items;
    const change = await admin.call(changeRows, {
      entity: 'company',
      target: { criteria: steel, except: [first?.id ?? ''] },
      change: { set: { industry: 'Mining' } },
    });
    expect(change).toMatchObject({ state: 'running', total: 519, waiting: 519 });
    await make(700, 705);
    await app.runAllJobs();
    expect(await admin.call(getBulkChange, { id: change.id })).toMatchObject({ state: 'done', changed: 519 });
    expect((await admin.call(listRows, { entity: 'company', criteria: steel })).count).toEqual({ value: 7, exact: true });
    await admin.call(undoBulkChange, { id: change.id });
    await app.runAllJobs();
    expect(await admin.call(getBulkChange, { id: change.id })).toMatchObject({ state: 'undone', undone: 519 });
    expect((await admin.call(listRows, { entity: 'company', criteria: steel })).count).toEqual({ value: 526, exact: true });
    expect((await admin.call(listBulkChanges, {})).items.map(({ id }) => id)).toEqual([change.id]);
  }, 120_000);

  it('refuses values and fields that cannot be, before anything is changed', async () => {
    const ids = await threeCompanies();
    await admin.call(createOwnField, { entity: 'company', label: 'Level', kind: 'choice', options: [{ value: 'a', label: 'A' }] });
    const wrong = (set: Record<string, never>) =>
      admin
        .call(changeRows, { entity: 'company', target: { ids }, change: { set } })
        .catch((problem) => problem.errors[0]?.field ?? problem.code);
    expect(await wrong({ nothing: 1 as never })).toBe('change.set.nothing');
    expect(await wrong({ invoiced: 1 as never })).toBe('change.set.invoiced');
    expect(await wrong({ employeeCount: 'many' as never })).toBe('change.set.employeeCount');
    expect(await wrong({ owner: 'me' as never })).toBe('change.set.owner');
    expect(await wrong({})).toBe('change');
    const skipped = await admin.call(changeRows, { entity: 'company', target: { ids }, change: { set: { 'custom.level': 'z' } } });
    expect(skipped).toMatchObject({ changed: 0, skipped: 3, reasons: [{ n: 3 }] });
  });

  it('skips what the role may not write, and refuses fields it may only read', async () => {
    await threeCompanies();
    const rep = await member('rep');
    await app.command(admin, async (ctx) => {
      await someCompanies(ctx, [{ name: 'Mine', ownerId: rep.memberId }]);
      await sql`insert into role_right (workspace_id, role, entity, read_reach, write_reach) values (${ctx.scope.workspaceId}, 'rep', 'company', 'all', 'own')`.execute(
        ctx.tx,
      );
      await limitField(ctx, 'rep', { field: 'company.city', access: 'read' });
    });
    const change = await rep.call(changeRows, { entity: 'company', target: everything, change: { set: { industry: 'Mining' } } });
    expect(change).toMatchObject({ total: 4, changed: 1, skipped: 3 });
    expect((await values('industry')).filter(([, industry]) => industry === 'Mining')).toEqual([['Mine', 'Mining']]);
    await expect(rep.call(changeRows, { entity: 'company', target: everything, change: { set: { city: 'Bonn' } } })).rejects.toMatchObject({
      status: 403,
    });
  });
});

describe('the trash', () => {
  const inTrash = async () => (await admin.call(listTrash, { entity: 'company' })).items.map(({ name }) => name);
  it('takes records, gives them back, and deletes them for good', async () => {
    const [a = '', b = '', c = ''] = await threeCompanies();
    const removal = await admin.call(trashRows, { entity: 'company', target: { ids: [a, b] } });
    expect(removal).toMatchObject({ kind: 'trash', changed: 2 });
    expect((await values('name')).map(([name]) => name)).toEqual(['C']);
    expect((await inTrash()).sort()).toEqual(['A', 'B']);
    expect((await admin.call(listTrash, { entity: 'company' })).items[0]).toMatchObject({ deletedBy: expect.stringContaining('admin') });
    expect(await admin.call(restoreRows, { entity: 'company', ids: [a, c] })).toMatchObject({ total: 1, changed: 1, undoUntil: null });
    expect(await inTrash()).toEqual(['B']);
    expect(await admin.call(undoBulkChange, { id: removal.id })).toMatchObject({ undone: 1, kept: 1 });
    expect(await inTrash()).toEqual([]);
    await admin.call(trashRows, { entity: 'company', target: { ids: [b] } });
    expect(await admin.call(purgeRows, { entity: 'company', ids: [b, c] })).toMatchObject({ total: 1, changed: 1 });
    expect(await inTrash()).toEqual([]);
    expect((await values('name')).map(([name]) => name)).toEqual(['A', 'C']);
  });
  it('pages without gaps where many went at once', async () => {
    ({ admin } = await app.newWorkspace());
    const ids = await app.command(admin, (ctx) =>
      someCompanies(
        ctx,
        Array.from({ length: 9 }, (_, n) => ({ name: `n${n}` })),
      ),
    );
    await admin.call(trashRows, { entity: 'company', target: { ids } });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: { items: { id: string }[]; next: string | null } = await admin.call(listTrash, { entity: 'company', limit: 2, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect([...seen].sort()).toEqual([...ids].sort());
  });
  it('shows only what the role may change, and takes the right to purge', async () => {
    const ids = await threeCompanies();
    const rep = await member('rep');
    await app.command(admin, (ctx) => limitReach(ctx, 'rep', { entity: 'company', reach: 'own' }));
    await admin.call(trashRows, { entity: 'company', target: { ids } });
    expect((await rep.call(listTrash, { entity: 'company' })).items).toEqual([]);
    await expect(rep.call(purgeRows, { entity: 'company', ids })).rejects.toMatchObject({ status: 403 });
    expect(await rep.call(restoreRows, { entity: 'company', ids })).toMatchObject({ total: 0 });
  });
});
