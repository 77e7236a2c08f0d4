import { getLastYear, getWeek, getFate, getPromiseReplay }  from '#modules/reports/contract.ts';
import { getScorecard } from '#modules/handoffs/contract/scorecard.ts';
import { listRecycled } from '#modules/handoffs/contract/handoffs.ts';
import { getSecondLife } from '#modules/handoffs/contract/secondlife.ts';
import * as lifecycle from '#modules/lifecycle/contract.ts';
import * as patterns from '#modules/patterns/contract.ts';
import { openProduct } from './product.ts';
import pg from 'pg';
import { readFileSync } from 'node:fs';
const state = '/tmp/truce-bench-1';
const product = await openProduct(state);
const s = JSON.parse(readFileSync(`${state}/secrets.json`, 'utf8'));
const su = new pg.Client({ host: `${state}/postgres/run`, port: 5432, user: 'postgres', database: 'truce', password: s.databaseSuperuser });
await su.connect();
const c: any = await product.signIn('lead1');
console.log(Object.keys(lifecycle), Object.keys(patterns));
const q = (t: number[], p: number) => [...t].sort((a, b) => a - b)[Math.ceil(t.length * p) - 1]!.toFixed(0);
const asks: Record<string, () => Promise<unknown>> = { patterns: () => c.call(patterns.getPatterns, { outcome: 'rejected' }),
  year: () => c.call(getLastYear, {}),
  fate: () => c.call(getFate, {}), replay: () => c.call(getPromiseReplay, {}), 
  scorecard: () => c.call(getScorecard, { from: new Date(Date.now()-90*864e5).toISOString(), to: new Date().toISOString() }),
  scorecardMoney: () => c.call(getScorecard, { from: new Date(Date.now()-90*864e5).toISOString(), to: new Date().toISOString(), money: true }),
  recycled: () => c.call(listRecycled, {}),
  secondLife: () => c.call(getSecondLife, {}),
  ...Object.fromEntries(Object.entries({ ...lifecycle, ...patterns }).filter(([n, e]: any) => n.startsWith('get') && e.method === 'GET').map(([n, e]) => [n, () => c.call(e, {})])),
};
for (const [name, ask] of Object.entries(asks)) {
  if (process.argv[2] && !process.argv[2].split(',').includes(name)) continue;
  try { for (let i = 0; i < 3; i++) await ask(); } catch (e) { console.log(name, String((e as Error).message).slice(0, 200)); continue; }
  const times: number[] = [];
  for (let i = 0; i < 20; i++) { const b = performance.now(); await ask(); times.push(performance.now() - b); }
  console.log(name, 'p50', q(times, 0.5), 'p95', q(times, 0.95), '|', times.map((t) => t.toFixed(0)).join(' '));
}
if (process.argv[3]) {
await su.query("alter system set log_min_duration_statement = 2"); await su.query('select pg_reload_conf()');
await su.query(`select pg_sleep(0.2)`);
await su.query('/* BEGINYEAR */ select 1, pg_sleep(0.02)'); await asks[process.argv[2]!]!(); await su.query('/* ENDYEAR */ select 1, pg_sleep(0.02)');
await su.query('alter system reset log_min_duration_statement'); await su.query('select pg_reload_conf()');
}
await su.end(); await product.close(); process.exit(0);
