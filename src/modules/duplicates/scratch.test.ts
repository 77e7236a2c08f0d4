import { sql } from 'kysely';
import pg from 'pg';
import { it } from 'vitest';
import { openTestApp } from '../../../test/harness.ts';
import { knownPeople, putPeople } from './testing.ts';
import { startScan, scanChunk } from './commands/scan.ts';
it('x', { timeout: 200000 }, async () => {
  const test = await openTestApp();
  const { admin } = await test.newWorkspace();
  await test.command(admin, (ctx) => putPeople(ctx, knownPeople('dataset1.csv') ?? [], { birth: true, number: false }));
  let t = Date.now(); const lap = (n: string) => { console.log(n, Date.now() - t); t = Date.now(); };
  const scan = await test.command(admin, (ctx) => startScan(ctx, { entity: 'contact', changedOnly: false }));
  for (let i = 0; i < 3; i++) { await test.command(admin, (ctx) => scanChunk(ctx, scan.id)); lap('keys'); }
  const run = async (name: string) => {
    await test.command(admin, async (ctx) => {
      const ids = (await sql<{ id: string }>`select id from contact where workspace_id = ${admin.workspaceId} order by id desc limit 500`.execute(ctx.tx)).rows.map((r) => r.id);
      t = Date.now();
      const r = await sql`select * from alike_records('contact', ${ids}::uuid[], true, 10)`.execute(ctx.tx); lap(`${name} alike ${r.rows.length}`);
      const p = await sql<{ 'QUERY PLAN': string }>`explain analyze with mine as materialized (select entity_id, key from duplicate_key where workspace_id = ${admin.workspaceId} and entity = 'contact' and entity_id = any (${ids}::uuid[])),
    telling as materialized (select m.key from (select distinct key from mine) m, lateral (
      select count(*) n from (select 1 from duplicate_key k where k.workspace_id = ${admin.workspaceId} and k.entity = 'contact' and k.key = m.key limit 61) few) c
      where c.n between 2 and 60)
      select m.entity_id as one, o.entity_id as other from mine m join telling using (key)
        join duplicate_key o on o.workspace_id = ${admin.workspaceId} and o.entity = 'contact' and o.key = m.key
      where o.entity_id <> m.entity_id and o.entity_id < m.entity_id`.execute(ctx.tx); lap('keys join');
      console.log(p.rows.map((x) => x['QUERY PLAN']).join('\n'));
    });
  };
  await run('before');
  const c = new pg.Client({ connectionString: test.urls.ownerUrl }); await c.connect(); await c.query('analyze duplicate_key, duplicate_text'); 
  await run('after');
  for (const th of ['0.55']) { const r = await c.query(`select set_config('truce.workspace', $1, false)`, [admin.workspaceId]); await c.query(`set pg_trgm.similarity_threshold = ${th}`);
   const p = await c.query(`explain (analyze, buffers) select one.entity_id, near.entity_id from duplicate_text one cross join lateral (
      select other.entity_id from duplicate_text other
      where other.workspace_id = current_workspace() and other.entity = 'contact'
        and (other.name || ' ' || other.place) % (one.name || ' ' || one.place)
        and other.entity_id <> one.entity_id 
      order by similarity(other.name || ' ' || other.place, one.name || ' ' || one.place) desc limit 10) near
    where one.workspace_id = current_workspace() and one.entity = 'contact'`); console.log(p.rows.map((x: any) => x['QUERY PLAN']).join('\n')); }
  await c.end(); await test.close();
});
