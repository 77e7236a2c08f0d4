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
  const c = new pg.Client({ connectionString: test.urls.ownerUrl }); await c.connect();
  await c.query(`select set_config('truce.workspace', $1, false)`, [admin.workspaceId]); 
  await c.query('vacuum analyze duplicate_text'); t = Date.now();
  const ids = (await c.query(`select entity_id from duplicate_text limit 100`)).rows.map((r) => r.entity_id);
  for (const [name, q] of [
   ['fn', `select * from alike_records('contact', $1::uuid[], true, 10)`],
   ['fn', `select * from alike_records('contact', $1::uuid[], true, 10)`],
  ] as const) { const r = await c.query(q, [ids]); lap(`${name} ${r.rows.length}`); }
  await c.query(`set pg_trgm.similarity_threshold = 0.55`); t = Date.now();
  for (const idx of ['workspace_id, entity, (name || \' \' || place) gin_trgm_ops', "(name || ' ' || place) gin_trgm_ops"]) {
   await c.query('drop index duplicate_text_like'); await c.query(`create index duplicate_text_like on duplicate_text using gin (${idx})`); await c.query('vacuum analyze duplicate_text'); t = Date.now();
   for (const ws of ['current_workspace()', `'${admin.workspaceId}'`]) {
   const p = await c.query(`explain (analyze, buffers) select one.entity_id, near.entity_id from duplicate_text one cross join lateral (
      select other.entity_id from duplicate_text other
      where other.workspace_id = ${ws} and other.entity = 'contact'
        and (other.name || ' ' || other.place) % (one.name || ' ' || one.place)
        and other.entity_id <> one.entity_id 
      order by similarity(other.name || ' ' || other.place, one.name || ' ' || one.place) desc limit 10) near
    where one.workspace_id = current_workspace() and one.entity = 'contact' and one.entity_id = any (array(select entity_id from duplicate_text limit 100))`); console.log(p.rows.map((x: any) => x['QUERY PLAN'].slice(0, 200)).join('\n')); lap('direct'); }
  }
  await c.end(); await test.close();
});
