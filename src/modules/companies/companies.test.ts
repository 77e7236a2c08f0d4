import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnField } from '#modules/criteria/contract.ts';
import { setFieldRight, setReach } from '#modules/team/contract/settings.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { findOrCreateCompany } from './commands/companies.ts';
import { recomputeCustomers } from './commands/customers.ts';
import { upsertCompanies } from './commands/upsert.ts';
import * as contract from './contract.ts';
import { aCompany } from './testing.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const get = (client: Client, id: string) => client.call(contract.getCompany, { id });

describe('a company', () => {
  it('is made, read, changed, put in the trash and taken out again', async () => {
    const { admin, member } = await app.newWorkspace();
    const rep = await member('rep');
    await admin.call(createOwnField, { entity: 'company', label: 'Segment', kind: 'text' });
    const id = await aCompany(rep, {
      name: 'Acme',
      website: 'https://www.Acme.com/home',
      employeeCount: 40,
      tags: ['key', 'key'],
      custom: { segment: 'Mid' },
    });
    expect(await get(rep, id)).toMatchObject({
      name: 'Acme',
      domain: 'acme.com',
      domains: ['acme.com'],
      employeeCount: 40,
      tags: ['key'],
      custom: { segment: 'Mid' },
      customerStatus: 'prospect',
      owner: { id: rep.memberId },
      writable: true,
    });
    await rep.call(contract.changeCompany, {
      id,
      industry: 'Chemicals',
      employeeCount: null,
      custom: { segment: null },
      domain: 'acme.de',
    });
    expect(await get(rep, id)).toMatchObject({ industry: 'Chemicals', employeeCount: null, custom: {}, domain: 'acme.de' });
    expect((await get(rep, id)).domains).toHaveLength(2);
    await rep.call(contract.trashCompany, { id });
    expect((await get(rep, id)).deletedAt).not.toBeNull();
    await expect(rep.call(contract.changeCompany, { id, name: 'x' })).rejects.toMatchObject({ status: 404 });
    await rep.call(contract.restoreCompany, { id });
    expect((await get(rep, id)).deletedAt).toBeNull();
    await expect(rep.call(contract.changeCompany, { id, domain: 'not a domain' })).rejects.toMatchObject({
      status: 400,
      errors: [{ field: 'domain' }],
    });
    await expect(rep.call(contract.changeCompany, { id, custom: { unknown: 1 } })).rejects.toMatchObject({ status: 400 });
    await expect(rep.call(contract.changeCompany, { id, customerStatus: 'customer' } as never)).rejects.toMatchObject({ status: 400 });
  });

  it('belongs to a parent, never to itself or its subsidiaries', async () => {
    const { admin } = await app.newWorkspace();
    const top = await aCompany(admin, { name: 'Holding' });
    const middle = await aCompany(admin, { parentId: top });
    const low = await aCompany(admin, { parentId: middle });
    for (const parentId of [top, middle, low])
      await expect(admin.call(contract.changeCompany, { id: top, parentId })).rejects.toMatchObject({
        status: 400,
        errors: [{ field: 'parentId' }],
      });
    await admin.call(contract.changeCompany, { id: low, parentId: top });
    const beside = await admin.call(contract.readCompanySurroundings, { id: top });
    expect(beside.subsidiaries.items.map((one) => one.id).sort()).toEqual([middle, low].sort());
    expect((await get(admin, low)).parent?.name).toBe('Holding');
  });

  it('stays within the workspace, the reach and the field rights', async () => {
    const { admin, member } = await app.newWorkspace();
    const rep = await member('rep');
    const other = await member('rep');
    const marketer = await member('marketer');
    const viewer = await member('viewer');
    const id = await aCompany(other, { name: 'Theirs', industry: 'Steel', employeeCount: 12 });
    await admin.call(setReach, { role: 'rep', entity: 'company', read: 'all', write: 'own' });
    expect((await get(rep, id)).writable).toBe(false);
    await expect(rep.call(contract.changeCompany, { id, industry: 'x' })).rejects.toMatchObject({ status: 404 });
    await expect(rep.call(contract.trashCompany, { id })).rejects.toMatchObject({ status: 404 });
    await other.call(contract.changeCompany, { id, industry: 'Iron' });
    await admin.call(setReach, { role: 'rep', entity: 'company', read: 'own', write: 'own' });
    await expect(get(rep, id)).rejects.toMatchObject({ status: 404 });
    expect((await rep.call(contract.listSimilarCompanies, { name: 'Theirs' })).items).toEqual([]);
    await admin.call(setFieldRight, { role: 'marketer', entity: 'company', field: 'employeeCount', access: 'hidden' });
    await admin.call(setFieldRight, { role: 'marketer', entity: 'company', field: 'industry', access: 'read' });
    const seen = await get(marketer, id);
    expect(seen).not.toHaveProperty('employeeCount');
    expect(seen.industry).toBe('Iron');
    for (const values of [{ employeeCount: 1 }, { industry: 'x' }])
      await expect(marketer.call(contract.changeCompany, { id, ...values })).rejects.toMatchObject({ status: 403 });
    await expect(viewer.call(contract.changeCompany, { id, city: 'x' })).rejects.toMatchObject({ status: 403 });
    const { admin: stranger } = await app.newWorkspace();
    await expect(get(stranger, id)).rejects.toMatchObject({ status: 404 });
    await expect(stranger.call(contract.changeCompany, { id, city: 'x' })).rejects.toMatchObject({ status: 404 });
    await expect(stranger.call(contract.createCompany, { name: 'x', parentId: id })).rejects.toMatchObject({ status: 400 });
    await expect(stranger.call(contract.createCompany, { name: 'x', ownerId: rep.memberId })).rejects.toMatchObject({ status: 400 });
  });

  it('is found before it is made twice', async () => {
    const { admin } = await app.newWorkspace();
    const acme = await aCompany(admin, { name: 'Acme Industries', domain: 'acme.com' });
    await aCompany(admin, { name: 'Other', domain: 'other.com' });
    const similar = (input: object) => admin.call(contract.listSimilarCompanies, input);
    expect((await similar({ name: 'acme ind' })).items).toMatchObject([{ id: acme, because: 'similar_name' }]);
    expect((await similar({ name: 'ACME INDUSTRIES' })).items).toMatchObject([{ id: acme, because: 'same_name' }]);
    expect((await similar({ domain: 'https://acme.com/x' })).items).toMatchObject([{ id: acme, because: 'same_domain' }]);
    expect((await similar({ domain: 'gmail.com' })).items).toEqual([]);
    const find = (asked: { name?: string; domain?: string }) => app.command(admin, (ctx) => findOrCreateCompany(ctx, asked));
    expect(await find({ name: 'acme industries' })).toEqual({ id: acme, created: false });
    expect(await find({ domain: 'info@acme.com' })).toEqual({ id: acme, created: false });
    expect(await find({ domain: 'someone@gmail.com' })).toBeNull();
    expect((await find({ name: 'Acme Industries', domain: 'acme.fr' }))?.created).toBe(true);
  });
});

describe('customers', () => {
  async function aDocument(workspaceId: string, table: 'invoice' | 'deal', values: Record<string, unknown>) {
    await app.context.database.inScope(app.context.systemScope(workspaceId), async (tx) => {
      if (table === 'invoice')
        await tx
          .insertInto('invoice')
          .values({ workspace_id: workspaceId, currency: 'EUR', invoiced_at: '2026-01-10T00:00:00Z', ...values })
          .execute();
      else {
        const pipeline = await tx
          .insertInto('pipeline')
          .values({ workspace_id: workspaceId, name: `P ${Math.random()}` })
          .returning('id')
          .executeTakeFirstOrThrow();
        const stage = await tx
          .insertInto('pipeline_stage')
          .values({ workspace_id: workspaceId, pipeline_id: pipeline.id, name: 'Won', kind: 'won', probability: 1, position: 1 })
          .returning('id')
          .executeTakeFirstOrThrow();
        await tx
          .insertInto('deal')
          .values({ workspace_id: workspaceId, name: 'D', pipeline_id: pipeline.id, stage_id: stage.id, ...values })
          .execute();
      }
    });
  }

  it('are made by invoices and won deals, and become former ones in time', async () => {
    const { admin, workspaceId } = await app.newWorkspace();
    app.setNow('2026-06-01T00:00:00.000Z');
    try {
      const [invoiced, won, cancelled, former, prospect] = await Promise.all(
        ['invoiced', 'won', 'cancelled', 'former', 'prospect'].map((name) => aCompany(admin, { name })),
      );
      await aDocument(workspaceId, 'invoice', { company_id: invoiced, total_minor: 1200 });
      await aDocument(workspaceId, 'invoice', { company_id: invoiced, total_minor: 800 });
      await aDocument(workspaceId, 'invoice', { company_id: invoiced, total_minor: 999, currency: 'USD' });
      await aDocument(workspaceId, 'invoice', { company_id: cancelled, total_minor: 1200, cancelled_at: '2026-02-01T00:00:00Z' });
      await aDocument(workspaceId, 'invoice', { company_id: former, total_minor: 50, invoiced_at: '2024-05-01T00:00:00Z' });
      await aDocument(workspaceId, 'deal', { company_id: won, status: 'won', closed_at: '2026-03-01T00:00:00Z' });
      const ids = [invoiced, won, cancelled, former, prospect].filter((id) => id !== undefined);
      await app.command(admin, (ctx) => recomputeCustomers(ctx, ids));
      const status = async () => Promise.all(ids.map(async (id) => (await get(admin, id)).customerStatus));
      expect(await status()).toEqual(['customer', 'customer', 'prospect', 'former_customer', 'prospect']);
      expect(await get(admin, invoiced ?? '')).toMatchObject({ invoicedMinor: 2000, customerSince: '2026-01-10T00:00:00.000Z' });
      app.setNow('2028-02-01T00:00:00.000Z');
      await app.tick('formerCustomers');
      expect(await status()).toEqual(['former_customer', 'customer', 'prospect', 'former_customer', 'prospect']);
    } finally {
      app.setNow(null);
    }
  });
});

describe('bulk', () => {
  it('makes, meets and changes companies, and the same rows again change nothing', async () => {
    const { admin, workspaceId } = await app.newWorkspace();
    const known = await aCompany(admin, { name: 'Known', website: 'known.com', tags: ['a'] });
    const rows = [
      { externalRef: { system: 'zoho', id: '1' }, values: { name: 'KNOWN', website: 'known.com', industry: 'Steel', tags: ['b'] } },
      { externalRef: { system: 'zoho', id: '2' }, values: { name: 'Fresh', createdAt: '2021-04-15T00:00:00Z' } },
      { externalRef: { system: 'zoho', id: '3' }, values: { name: 'fresh', city: 'Ulm' } },
      { values: { name: 'Known', website: 'elsewhere.com' } },
    ];
    const upsert = () => app.command(admin, (ctx) => upsertCompanies(ctx, rows));
    const first = await upsert();
    expect(first.map((one) => one.outcome)).toEqual(['merged', 'created', 'merged', 'created']);
    expect(first[0]).toMatchObject({ id: known, before: { industry: null, tags: ['a'] } });
    expect(await get(admin, known)).toMatchObject({ name: 'Known', industry: 'Steel', tags: ['a', 'b'] });
    expect(await get(admin, first[1]?.id ?? '')).toMatchObject({ name: 'Fresh', city: 'Ulm', createdAt: '2021-04-15T00:00:00.000Z' });
    const again = await upsert();
    expect(again.map((one) => one.outcome)).toEqual(['unchanged', 'unchanged', 'unchanged', 'merged']);
    expect(again.map((one) => one.id)).toEqual(first.map((one) => one.id));
    const fill = await app.command(admin, (ctx) =>
      upsertCompanies(ctx, [
        { externalRef: { system: 'zoho', id: '1' }, values: { name: 'Renamed', industry: 'Iron', city: 'Bonn' }, mode: 'fill' },
      ]),
    );
    expect(fill[0]).toMatchObject({ outcome: 'updated', before: { city: null } });
    expect(await get(admin, known)).toMatchObject({ name: 'Known', industry: 'Steel', city: 'Bonn' });
    const { rows: counted } = await app.context.queuePool.query('select count(*)::int n from company where workspace_id = $1', [
      workspaceId,
    ]);
    expect(counted[0].n).toBe(3);
  });

  it('takes a reference to a company that was merged away as the one it went into', async () => {
    const { admin, workspaceId } = await app.newWorkspace();
    const [gone] = await app.command(admin, (ctx) =>
      upsertCompanies(ctx, [{ externalRef: { system: 'x', id: '1' }, values: { name: 'Gone' } }]),
    );
    const kept = await aCompany(admin, { name: 'Kept' });
    await app.context.database.inScope(app.context.systemScope(workspaceId), (tx) =>
      sql`update company set merged_into = ${kept}, deleted_at = now() where id = ${gone?.id}`.execute(tx),
    );
    const [met] = await app.command(admin, (ctx) =>
      upsertCompanies(ctx, [{ externalRef: { system: 'x', id: '1' }, values: { name: 'Gone', city: 'Kiel' } }]),
    );
    expect(met).toMatchObject({ id: kept, outcome: 'updated' });
  });
});
