import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusal } from '#platform/shared/refusal.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { createOwnField, listFields } from '../criteria/contract.ts';
import { compile } from '../criteria/queries/compile.ts';
import { lensOf } from '../criteria/queries/lens.ts';
import { type Criteria, CUSTOM_KINDS, ENTITIES, type Entity, operatorsOf, shapeOf } from '../criteria/schema.ts';
import { changeRows, trashRows, undoBulkChange } from './contract/bulk.ts';
import { listRows, search } from './contract/rows.ts';
import { someCompanies, someContacts } from './testing.ts';

let app: TestApp;
let admin: Client;
beforeAll(async () => {
  app = await openTestApp();
  ({ admin } = await app.newWorkspace());
  for (const entity of ENTITIES)
    for (const kind of CUSTOM_KINDS)
      await admin.call(createOwnField, {
        entity,
        kind,
        label: `Own ${kind}`,
        options: kind.startsWith('choice') ? [{ value: 'a', label: 'A' }] : [],
      });
  await app.command(admin, async (ctx) => {
    const ws = ctx.scope.workspaceId;
    const [companyId = ''] = await someCompanies(ctx, [
      { name: 'Acme', industry: 'Steel', ownerId: admin.memberId, tags: ['x'] },
      { name: 'Empty' },
    ]);
    const [contactId = ''] = await someContacts(ctx, [
      { firstName: 'Ada', lastName: 'Lovelace', companyId },
      { firstName: 'No', lastName: 'One' },
    ]);
    for (const n of [1, 2]) {
      await sql`insert into campaign (workspace_id, name, budget_minor) values (${ws}, ${`Fair ${n}`}, ${n})`.execute(ctx.tx);
      await sql`insert into lead (workspace_id, contact_id, company_id, stage) values (${ws}, ${contactId}, ${companyId}, 'mql')`.execute(
        ctx.tx,
      );
      await sql`insert into deal (workspace_id, name, company_id, contact_id, pipeline_id, stage_id, amount_minor, currency)
        select ${ws}, ${`Lathe ${n}`}, ${companyId}, ${contactId}, s.pipeline_id, s.id, ${n}, 'EUR' from pipeline_stage s where s.workspace_id = ${ws} and s.kind = 'open' limit 1`.execute(
        ctx.tx,
      );
    }
  });
});
afterAll(() => app.close());

const SAMPLE: Record<string, unknown> = {
  text: 'a',
  texts: ['a', 'b'],
  number: 1,
  numbers: { from: 0, to: 5 },
  money: { amountMinor: 1, currency: 'EUR' },
  moneys: { from: { amountMinor: 0, currency: 'EUR' }, to: { amountMinor: 5, currency: 'EUR' } },
  day: '2026-03-02',
  days: { from: '2026-01-01', to: '2026-12-31' },
  span: { n: 3, unit: 'day' },
  period: { which: 'this', period: 'quarter' },
  choice: 'a',
  choices: ['a'],
  id: '01890000-0000-7000-8000-000000000000',
  ids: ['01890000-0000-7000-8000-000000000000'],
};

describe.each(ENTITIES)('every field of a %s', (entity: Entity) => {
  it('can be shown and sorted by, page after page', async () => {
    const { items: fields } = await admin.call(listFields, { entity });
    expect(fields.length).toBeGreaterThan(15);
    const columns = fields.filter((field) => field.showable).map((field) => field.key);
    for (let from = 0; from < columns.length; from += 30) {
      const some = columns.slice(from, from + 30);
      const page = await admin.call(listRows, { entity, columns: some });
      expect(page.items).toHaveLength(2);
      expect(Object.keys(page.items[0]?.values ?? {})).toEqual(some);
    }
    for (const { key } of fields.filter((field) => field.sortable)) {
      for (const direction of ['asc', 'desc'] as const) {
        const first = await admin.call(listRows, { entity, sort: [{ by: key, direction }], limit: 1 });
        const second = await admin.call(listRows, { entity, sort: [{ by: key, direction }], limit: 1, cursor: first.next ?? '' });
        expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size, key).toBe(2);
        expect(second.next).toBeNull();
      }
    }
  });

  it('can be filtered by with every operator, and its opposite finds the rest', async () => {
    const scope = await app.scopeOf(admin);
    await app.context.runtime.read(scope, async ({ tx, now }) => {
      const lens = await lensOf(tx, scope, entity);
      for (const { key, kind } of lens.fields.values()) {
        for (const op of operatorsOf(kind)) {
          const value = SAMPLE[shapeOf(kind, op) ?? ''];
          const of: Criteria['of'] = [{ field: key, op, ...(value === undefined ? {} : { value }) } as Criteria['of'][number]];
          const [yes, no] = (['all', 'none'] as const).map((match) => compile({ match, of }, { ...lens, row: 't', scope, now }));
          if (isRefusal(yes) || isRefusal(no)) throw new Error(`${key} ${op}: ${JSON.stringify(yes)}`);
          const { rows } = await sql<{
            yes: number;
            no: number;
          }>`select count(*) filter (where ${yes}) yes, count(*) filter (where ${no}) as no
            from ${sql.table(entity)} t where t.workspace_id = ${scope.workspaceId}`.execute(tx);
          expect((rows[0]?.yes ?? 0) + (rows[0]?.no ?? 0), `${key} ${op}`).toBe(2);
        }
      }
    });
  });
});

describe('records of every kind', () => {
  const all = { criteria: { match: 'all' as const, of: [] } };
  it('are named, tagged, thrown away and brought back', async () => {
    for (const entity of ENTITIES) {
      const before = await admin.call(listRows, { entity, columns: ['tags'] });
      expect(before.items.every(({ name }) => name !== '')).toBe(true);
      const tagged = await admin.call(changeRows, {
        entity,
        target: all,
        change: { addTags: ['new'], set: { 'custom.own_text': 'hello' } },
      });
      expect(tagged, entity).toMatchObject({ changed: 2, skipped: 0 });
      expect((await admin.call(listRows, { entity, columns: ['tags', 'custom.own_text'] })).items[0]?.values).toMatchObject({
        'custom.own_text': 'hello',
      });
      expect(await admin.call(undoBulkChange, { id: tagged.id }), entity).toMatchObject({ undone: 2 });
      expect(await admin.call(listRows, { entity, columns: ['tags'] })).toEqual(before);
      const gone = await admin.call(trashRows, { entity, target: all });
      expect((await admin.call(listRows, { entity })).items, entity).toEqual([]);
      expect(await admin.call(undoBulkChange, { id: gone.id }), entity).toMatchObject({ undone: 2 });
      expect(await admin.call(listRows, { entity, columns: ['tags'] })).toEqual(before);
    }
  });
  it('move by commands of their own: stages and owners of leads, stages of deals', async () => {
    const lead = await admin.call(changeRows, { entity: 'lead', target: all, change: { set: { stage: 'sal', owner: admin.memberId } } });
    expect(lead).toMatchObject({ changed: 2 });
    expect((await admin.call(listRows, { entity: 'lead', columns: ['stage', 'owner'] })).items[0]?.values).toMatchObject({
      stage: 'sal',
      owner: { id: admin.memberId },
    });
    expect(await admin.call(undoBulkChange, { id: lead.id })).toMatchObject({ undone: 2 });
    expect((await admin.call(listRows, { entity: 'lead', columns: ['stage', 'owner'] })).items[0]?.values).toEqual({
      stage: 'mql',
      owner: null,
    });
    await expect(admin.call(changeRows, { entity: 'lead', target: all, change: { set: { stage: 'disqualified' } } })).rejects.toMatchObject(
      { code: 'invalid' },
    );
    const { items } = await admin.call(listFields, { entity: 'deal' });
    const next = items.find(({ key }) => key === 'stage')?.options?.[1]?.value ?? '';
    const deal = await admin.call(changeRows, { entity: 'deal', target: all, change: { set: { stage: next } } });
    expect(deal).toMatchObject({ changed: 2 });
    expect(await admin.call(undoBulkChange, { id: deal.id })).toMatchObject({ undone: 2 });
  });
  it('are found in one search; leads by their contact and company', async () => {
    const found = async (q: string) => (await admin.call(search, { q })).groups.map(({ entity, items }) => `${entity} ${items.length}`);
    expect(await found('lovel')).toEqual(['contact 1', 'lead 2']);
    expect(await found('acme')).toEqual(['company 1', 'lead 2']);
    expect(await found('la')).toEqual(['deal 2']);
    expect(await found('fair')).toEqual(['campaign 2']);
  });
});
