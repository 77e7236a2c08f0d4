import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aCompany } from '#modules/companies/testing.ts';
import * as contacts from '#modules/contacts/contract.ts';
import { aContact } from '#modules/contacts/testing.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { scanChunk, startScan } from './commands/scan.ts';
import * as contract from './contract.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());

async function scan(client: Client, entity: 'contact' | 'company' = 'contact', changedOnly = false) {
  await client.call(contract.startDuplicateScan, { entity, changedOnly });
  await test.runAllJobs();
  return (await client.call(contract.readDuplicateScan, { entity })).scan;
}
const pairs = async (client: Client, entity: 'contact' | 'company' = 'contact') =>
  (await client.call(contract.listDuplicates, { entity })).items;
const eva = { firstName: 'Eva', lastName: 'Braun', street: 'Lindenweg 4', city: 'Jena', postalCode: '07743' };

describe('looking for duplicates', () => {
  it('finds what a person would, says why, and nothing else', async () => {
    const { admin } = await test.newWorkspace();
    const one = await aContact(admin, { ...eva, firstName: 'Evelyn' });
    const other = await aContact(admin, { ...eva, firstName: 'Braun', lastName: 'Evelin', street: 'Lindenweg 4a' });
    await aContact(admin, { firstName: 'Ivan', lastName: 'Petrov', city: 'Jena' });
    expect(await scan(admin)).toMatchObject({ state: 'done', done: 6, total: 6, found: 1 });
    const [pair, ...more] = await pairs(admin);
    expect(more).toEqual([]);
    expect([pair?.a.id, pair?.b.id].sort()).toEqual([one, other].sort());
    expect(pair?.parts.map(({ field, agreement }) => `${field} ${agreement}`)).toEqual(
      expect.arrayContaining(['firstName swapped', 'city same', 'postalCode same']),
    );
    expect(pair?.score).toBeGreaterThan(0.9);
  });

  it('finds companies by name, domain and legal form', async () => {
    const { admin } = await test.newWorkspace();
    await aCompany(admin, { name: 'Müller Maschinenbau GmbH', domain: 'mueller-mb.test' });
    await aCompany(admin, { name: 'Muller Maschinenbau', website: 'x', city: 'Ulm' });
    await aCompany(admin, { name: 'Muller Maschinenbau KG', domain: 'other.test' });
    await aCompany(admin, { name: 'Elsewhere AG' });
    await scan(admin, 'company');
    expect((await pairs(admin, 'company')).map(({ a, b }) => [a.values.name, b.values.name].sort().join(' / ')).sort()).toEqual([
      'Muller Maschinenbau / Muller Maschinenbau KG',
      'Muller Maschinenbau / Müller Maschinenbau GmbH',
    ]);
  });

  it('looks at night at what has changed, takes back what no longer holds and remembers what was dismissed', async () => {
    const { admin } = await test.newWorkspace();
    const one = await aContact(admin, eva);
    const other = await aContact(admin, { firstName: 'Ada', lastName: 'Roth' });
    await scan(admin);
    expect(await pairs(admin)).toEqual([]);
    await admin.call(contacts.changeContact, { id: other, ...eva });
    await test.tick('duplicates.changed');
    await test.runAllJobs();
    const [pair] = await pairs(admin);
    expect([pair?.a.id, pair?.b.id].sort()).toEqual([one, other].sort());
    await admin.call(contacts.changeContact, { id: one, firstName: 'Otto', lastName: 'Stein', street: null });
    await scan(admin, 'contact', true);
    expect(await pairs(admin)).toEqual([]);
    await admin.call(contacts.changeContact, { id: one, ...eva });
    await scan(admin, 'contact', true);
    const [again] = await pairs(admin);
    await admin.call(contract.dismissDuplicate, { id: again?.id ?? '' });
    await scan(admin);
    expect(await pairs(admin)).toEqual([]);
    expect((await admin.call(contract.listDuplicates, { entity: 'contact', state: 'dismissed' })).items).toHaveLength(1);
    await admin.call(contract.reopenDuplicate, { id: again?.id ?? '' });
    expect(await pairs(admin)).toHaveLength(1);
  });

  it('goes on where it was cut off, and only one runs at a time', async () => {
    const { admin } = await test.newWorkspace();
    await aContact(admin, eva);
    await aContact(admin, eva);
    const first = await test.command(admin, (ctx) => startScan(ctx, { entity: 'contact', changedOnly: false }));
    expect(await test.command(admin, (ctx) => scanChunk(ctx, first.id))).toBe(true);
    expect((await admin.call(contract.readDuplicateScan, { entity: 'contact' })).scan).toMatchObject({
      state: 'running',
      done: 2,
      total: 4,
    });
    await expect(
      test.command(admin, async (ctx) => {
        await scanChunk(ctx, first.id);
        throw new Error('cut off');
      }),
    ).rejects.toThrow('cut off');
    const second = await admin.call(contract.startDuplicateScan, { entity: 'contact' });
    expect(second.id).toBe(first.id);
    await test.runAllJobs();
    expect((await admin.call(contract.readDuplicateScan, { entity: 'contact' })).scan).toMatchObject({
      id: first.id,
      state: 'done',
      found: 1,
      done: 4,
    });
  });

  it('lists page by page, the surest first', async () => {
    const { admin } = await test.newWorkspace();
    for (const more of [{}, {}, { firstName: undefined }]) await aContact(admin, { ...eva, ...more });
    await scan(admin);
    const page = await admin.call(contract.listDuplicates, { entity: 'contact', limit: 2 });
    const rest = await admin.call(contract.listDuplicates, { entity: 'contact', limit: 2, cursor: page.next ?? '' });
    const scores = [...page.items, ...rest.items].map(({ score }) => score);
    expect(scores).toHaveLength(3);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(rest.next).toBeNull();
    await expect(admin.call(contract.listDuplicates, { entity: 'contact', cursor: "x' or 1" })).rejects.toMatchObject({ status: 400 });
  });
});

describe('who sees pairs', () => {
  it('only who reaches both records, and only by what they may see', async () => {
    const { admin, member, workspaceId } = await test.newWorkspace();
    const rep = await member('rep');
    await aContact(admin, { ...eva, ownerId: rep.memberId });
    await aContact(admin, { ...eva, ownerId: admin.memberId });
    const [a, b] = await Promise.all(
      ['a', 'b'].map((kind) =>
        aContact(admin, {
          firstName: 'Max',
          lastName: 'Lang',
          phones: [{ phone: '030 555 66 77' }],
          emails: [{ email: `max.lang@${kind}.test` }],
          ownerId: rep.memberId,
        }),
      ),
    );
    await scan(admin);
    expect(await pairs(admin)).toHaveLength(2);
    await test.context.database.inScope(test.context.systemScope(workspaceId), async (tx) => {
      await sql`insert into role_right (workspace_id, role, entity, read_reach) values (${workspaceId}, 'rep', 'contact', 'own')`.execute(
        tx,
      );
      await sql`insert into field_right (workspace_id, role, entity, field, access) values (${workspaceId}, 'marketer', 'contact', 'phone', 'hidden'), (${workspaceId}, 'marketer', 'contact', 'email', 'hidden')`.execute(
        tx,
      );
    });
    const own = await pairs(rep);
    expect(own.map((pair) => [pair.a.id, pair.b.id].sort())).toEqual([[a, b].sort()]);
    const blind = await pairs(await member('marketer'));
    expect(blind.flatMap(({ parts }) => parts.map(({ field }) => field))).not.toEqual(expect.arrayContaining(['phone']));
    expect(JSON.stringify(blind)).not.toContain('max.lang@');
    const viewer = await member('viewer');
    const [first] = await pairs(viewer);
    await expect(viewer.call(contract.dismissDuplicate, { id: first?.id ?? '' })).rejects.toMatchObject({ status: 403 });
    await expect(viewer.call(contract.startDuplicateScan, { entity: 'contact' })).rejects.toMatchObject({ status: 403 });
  });

  it('nobody of another workspace, nor are records compared across', async () => {
    const [here, there] = [await test.newWorkspace(), await test.newWorkspace()];
    await aContact(here.admin, eva);
    await aContact(here.admin, eva);
    await aContact(there.admin, eva);
    await scan(here.admin);
    await scan(there.admin);
    expect(await pairs(there.admin)).toEqual([]);
    const [pair] = await pairs(here.admin);
    await expect(there.admin.call(contract.dismissDuplicate, { id: pair?.id ?? '' })).rejects.toMatchObject({ status: 404 });
    const across = await test.command(
      there.admin,
      async (ctx) => (await sql`select * from alike_records('contact', ${[pair?.a.id]}::uuid[], false, 10)`.execute(ctx.tx)).rows,
    );
    expect(across).toEqual([]);
  });
});
