import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { listFields } from '../criteria/contract.ts';
import type { Criteria } from '../criteria/schema.ts';
import { listRows, search } from './contract/rows.ts';
import { createView, deleteView, listViews, setDefaultView, updateView } from './contract/views.ts';
import type { SortKey } from './schema.ts';
import { limitReach, someCompanies, someContacts } from './testing.ts';

let app: TestApp;
let admin: Client;
let member: Awaited<ReturnType<TestApp['newWorkspace']>>['member'];
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

async function workspace() {
  ({ admin, member } = await app.newWorkspace());
  return { admin, member };
}
const names = (page: { items: { name: string }[] }) => page.items.map((row) => row.name);
const industry = (...value: string[]): Criteria => ({ match: 'all', of: [{ field: 'industry', op: 'is_one_of', value }] });

describe('rows', () => {
  it('have the asked columns, with names beside ids and currencies beside amounts', async () => {
    await workspace();
    const [companyId] = await app.command(admin, (ctx) =>
      someCompanies(ctx, [{ name: 'Acme', industry: 'Steel', ownerId: admin.memberId }]),
    );
    await app.command(admin, (ctx) => someContacts(ctx, [{ firstName: 'Ada', lastName: 'Lovelace', companyId }]));
    const companies = await admin.call(listRows, {
      entity: 'company',
      columns: ['name', 'industry', 'owner', 'invoiced', 'tags', 'employeeCount'],
    });
    expect(companies.items[0]).toMatchObject({
      id: companyId,
      name: 'Acme',
      values: {
        name: 'Acme',
        industry: 'Steel',
        owner: { id: admin.memberId },
        invoiced: { amountMinor: 0, currency: 'EUR' },
        tags: [],
        employeeCount: null,
      },
    });
    const contacts = await admin.call(listRows, { entity: 'contact', columns: ['company', 'company.industry'] });
    expect(contacts.items[0]?.values).toEqual({ company: { id: companyId, name: 'Acme' }, 'company.industry': 'Steel' });
    expect(companies.count).toEqual({ value: 1, exact: true });
  });

  it('meet the criteria and the search', async () => {
    await workspace();
    await app.command(admin, (ctx) =>
      someCompanies(ctx, [
        { name: 'Blue Steel', industry: 'Steel', domain: 'blue.example' },
        { name: 'Blue Soft', industry: 'Software' },
        { name: 'Red', industry: 'Steel' },
      ]),
    );
    const list = (input: { criteria?: Criteria; q?: string }) => admin.call(listRows, { entity: 'company', ...input }).then(names);
    expect(await list({})).toEqual(['Blue Soft', 'Blue Steel', 'Red']);
    expect(await list({ criteria: industry('Steel') })).toEqual(['Blue Steel', 'Red']);
    expect(await list({ q: 'bl' })).toEqual(['Blue Soft', 'Blue Steel']);
    expect(await list({ q: 'st blu' })).toEqual(['Blue Steel']);
    expect(await list({ q: 'blue.ex' })).toEqual(['Blue Steel']);
    expect(await list({ q: 'x' })).toHaveLength(3);
    expect(await list({ q: 'blue', criteria: industry('Software') })).toEqual(['Blue Soft']);
    expect(await list({ q: 'nothing of it' })).toEqual([]);
  });

  it('name the path of what is wrong', async () => {
    await workspace();
    const wrong = (input: object) => admin.call(listRows, { entity: 'company', ...input }).catch((problem) => problem.errors[0]?.field);
    expect(await wrong({ criteria: { match: 'all', of: [{ field: 'nothing', op: 'is_set' }] } })).toBe('criteria.of[0].field');
    expect(await wrong({ columns: ['name', 'nothing'] })).toBe('columns[1]');
    expect(await wrong({ sort: [{ by: 'nothing', direction: 'asc' }] })).toBe('sort[0].by');
    expect(await wrong({ sort: [{ by: 'tags', direction: 'asc' }] })).toBe('sort[0].by');
    expect(await wrong({ cursor: 'rubbish' })).toBe('cursor');
    expect(await wrong({ viewId: '01890000-0000-7000-8000-000000000000' })).toBe('viewId');
  });

  it('are within reach only', async () => {
    await workspace();
    const rep = await member('rep');
    await app.command(admin, async (ctx) => {
      await limitReach(ctx, 'rep', { entity: 'company', reach: 'own' });
      await someCompanies(ctx, [{ name: 'Mine', ownerId: rep.memberId }, { name: 'Theirs', ownerId: admin.memberId }, { name: 'Nobodys' }]);
    });
    expect(names(await rep.call(listRows, { entity: 'company' }))).toEqual(['Mine']);
    expect((await rep.call(search, { q: 'theirs' })).groups).toEqual([]);
    expect(names(await rep.call(listRows, { entity: 'company', q: 'no' }))).toEqual([]);
  });
});

describe('paging', () => {
  const sorts: SortKey[][] = [
    [],
    [{ by: 'name', direction: 'asc' }],
    [{ by: 'name', direction: 'desc' }],
    [{ by: 'industry', direction: 'asc' }],
    [{ by: 'industry', direction: 'desc' }],
    [{ by: 'employeeCount', direction: 'desc' }],
    [{ by: 'createdAt', direction: 'desc' }],
    [
      { by: 'industry', direction: 'desc' },
      { by: 'employeeCount', direction: 'asc' },
    ],
    [
      { by: 'city', direction: 'asc' },
      { by: 'industry', direction: 'desc' },
      { by: 'name', direction: 'asc' },
    ],
  ];
  it('has neither gaps nor doubles under equal and empty keys, in every sort', async () => {
    await workspace();
    const pick = <T>(values: readonly T[], n: number) => values[n % values.length] as T;
    const companies = Array.from({ length: 53 }, (_, n) => ({
      name: pick(['Acme', 'acme', 'Bravo', 'Ähre', 'Zulu'], n),
      industry: pick(['Steel', null, 'Software', 'steel'], n),
      employeeCount: pick([10, null, 10, 7], Math.floor(n / 3)),
      city: pick([null, 'Bonn', 'Aachen'], Math.floor(n / 5)),
    }));
    await app.command(admin, (ctx) => someCompanies(ctx, companies));
    for (const sort of sorts) {
      const whole = await admin.call(listRows, { entity: 'company', sort, limit: 200 });
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page: Awaited<ReturnType<typeof nextPage>> = await nextPage({ sort, cursor });
        seen.push(...page.items.map((row) => row.id));
        cursor = page.next ?? undefined;
      } while (cursor);
      expect(seen, JSON.stringify(sort)).toEqual(whole.items.map((row) => row.id));
      expect(new Set(seen).size).toBe(53);
    }
  });
  const nextPage = (input: { sort: SortKey[]; cursor?: string | undefined }) =>
    admin.call(listRows, { entity: 'company', limit: 7, ...input });

  it('puts empty ones last in both directions', async () => {
    await workspace();
    await app.command(admin, (ctx) =>
      someCompanies(ctx, [{ name: 'none' }, { name: 'big', employeeCount: 9 }, { name: 'small', employeeCount: 1 }]),
    );
    const by = (direction: 'asc' | 'desc') =>
      admin.call(listRows, { entity: 'company', sort: [{ by: 'employeeCount', direction }] }).then(names);
    expect(await by('asc')).toEqual(['small', 'big', 'none']);
    expect(await by('desc')).toEqual(['big', 'small', 'none']);
  });
  it('does not take a cursor of another sort', async () => {
    await workspace();
    await app.command(admin, (ctx) => someCompanies(ctx, [{ name: 'A' }, { name: 'B' }, { name: 'C' }]));
    const first = await admin.call(listRows, { entity: 'company', limit: 1 });
    await expect(
      admin.call(listRows, { entity: 'company', limit: 1, cursor: first.next ?? '', sort: [{ by: 'industry', direction: 'asc' }] }),
    ).rejects.toMatchObject({ code: 'invalid' });
  });
  it('counts where that is quick, and says about beyond twenty thousand', async () => {
    await workspace();
    const make = (from: number, to: number) =>
      app.command(admin, async (ctx) => {
        await sql`insert into company (workspace_id, name) select ${ctx.scope.workspaceId}, 'n' || n from generate_series(${from}::int, ${to}::int) n`.execute(
          ctx.tx,
        );
      });
    const count = async (q?: string) => (await admin.call(listRows, { entity: 'company', limit: 1, ...(q ? { q } : {}) })).count;
    await make(1, 1234);
    expect(await count()).toEqual({ value: 1234, exact: true });
    expect(await count('n12')).toEqual({ value: 46, exact: true });
    await make(1235, 20_500);
    await app.context.queuePool.query('analyze company');
    const many = await count();
    expect(many?.exact).toBe(false);
    expect(many?.value).toBeGreaterThan(19_000);
    expect(many?.value).toBeLessThan(22_000);
  });
});

describe('search', () => {
  it('finds by the beginnings of words, exact names first, in groups', async () => {
    await workspace();
    await app.command(admin, async (ctx) => {
      await someCompanies(ctx, [{ name: 'Annapurna Ltd' }, { name: 'Anna' }, { name: 'Joanna' }]);
      await someContacts(ctx, [{ firstName: 'Otto', lastName: 'Annan', email: 'otto@example.test' }]);
    });
    const { groups } = await admin.call(search, { q: 'anna' });
    expect(groups.map(({ entity, items }) => [entity, items.map(({ name }) => name)])).toEqual([
      ['contact', ['Otto Annan']],
      ['company', ['Anna', 'Annapurna Ltd']],
    ]);
    expect((await admin.call(search, { q: 'a' })).groups).toEqual([]);
    expect((await admin.call(search, { q: 'otto@ex' })).groups[0]?.items[0]).toMatchObject({
      name: 'Otto Annan',
      detail: 'otto@example.test',
    });
  });
});

describe('views', () => {
  it('are private, a team’s or everyone’s; sharing takes a right', async () => {
    await workspace();
    const [rep, lead, other] = [await member('rep'), await member('sales_lead'), await member('rep')];
    const view = {
      entity: 'company',
      name: 'Steel',
      criteria: industry('Steel'),
      columns: ['name'],
      sort: [{ by: 'name', direction: 'desc' }],
    } as const;
    const make = { ...view, columns: [...view.columns], sort: [...view.sort] };
    await expect(rep.call(createView, { ...make, visibility: 'everyone' })).rejects.toMatchObject({ status: 403 });
    await expect(lead.call(createView, { ...make, visibility: 'team' })).rejects.toMatchObject({ code: 'invalid' });
    const mine = await rep.call(createView, make);
    const shared = await lead.call(createView, { ...make, name: 'All steel', visibility: 'everyone' });
    const seen = async (client: Client) => (await client.call(listViews, { entity: 'company' })).items.map(({ name }) => name);
    expect(await seen(rep)).toEqual(['Steel', 'All steel']);
    expect(await seen(other)).toEqual(['All steel']);
    await expect(other.call(updateView, { id: shared.id, name: 'Mine' })).rejects.toMatchObject({ status: 403 });
    await expect(other.call(deleteView, { id: mine.id })).rejects.toMatchObject({ status: 404 });
    await other.call(setDefaultView, { entity: 'company', viewId: shared.id });
    expect(await other.call(listViews, { entity: 'company' })).toMatchObject({ defaultId: shared.id });
    await rep.call(updateView, { id: mine.id, criteria: { match: 'all', of: [] } });
    await app.command(admin, (ctx) =>
      someCompanies(ctx, [
        { name: 'Soft', industry: 'Software' },
        { name: 'Iron', industry: 'Steel' },
      ]),
    );
    expect(names(await rep.call(listRows, { entity: 'company', viewId: mine.id }))).toEqual(['Soft', 'Iron']);
    const page = await rep.call(listRows, { entity: 'company', viewId: shared.id });
    expect([names(page), page.columns]).toEqual([['Iron'], ['name']]);
    await lead.call(deleteView, { id: shared.id });
    expect(await other.call(listViews, { entity: 'company' })).toEqual({ items: [], defaultId: null });
  });
  it('hold only what compiles', async () => {
    await workspace();
    const make = (more: object) =>
      admin
        .call(createView, { entity: 'company', name: 'x', criteria: { match: 'all', of: [] }, ...more })
        .catch((problem) => problem.errors[0]?.field);
    expect(await make({ criteria: { match: 'all', of: [{ field: 'nope', op: 'is_set' }] } })).toBe('criteria.of[0].field');
    expect(await make({ columns: ['nope'] })).toBe('columns[0]');
    expect(await make({ sort: [{ by: 'nope', direction: 'asc' }] })).toBe('sort[0].by');
  });
});

describe('fields', () => {
  it('say what can be done with them', async () => {
    await workspace();
    const { items, zone, currency } = await admin.call(listFields, { entity: 'contact' });
    const byKey = new Map(items.map((item) => [item.key, item]));
    expect([zone, currency]).toEqual(['Europe/Berlin', 'EUR']);
    expect(byKey.get('name')).toMatchObject({ sortable: true, showable: true, shown: true });
    expect(byKey.get('company.industry')).toMatchObject({ group: 'Company', writable: false, label: 'Company: Industry' });
    expect(byKey.get('anyEmail')).toMatchObject({ showable: false, sortable: false });
  });
});
