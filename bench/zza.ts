import { REPORTS } from '../test/reports/reports.ts';
import * as rr from '../test/reports/reports.ts';
import { product as p } from '#src/product.ts';
import { openProduct } from './product.ts';
const product = await openProduct('/tmp/truce-bench-1');
const c: any = await product.signIn('lead1');
const q = (t: number[], x: number) => [...t].sort((a, b) => a - b)[Math.ceil(t.length * x) - 1]!.toFixed(0);
const names = new Set([...Object.keys(REPORTS), ...Object.keys((rr as any).WITHOUT_ROWS ?? {})]);
for (const { endpoint } of p.routes as any[]) {
  if (!names.has(endpoint.name)) continue;
  const from = new Date(Date.now() - 90 * 864e5).toISOString(), to = new Date().toISOString();
  let input: any = {};
  for (const t of [{}, { from, to }, { from: from.slice(0,10), to: to.slice(0,10) }, { outcome: 'rejected' }]) if (endpoint.input.safeParse(t).success) { input = t; break; }
  if (!endpoint.input.safeParse(input).success) { console.log(endpoint.name, 'NEEDS', Object.keys(endpoint.input.shape ?? {}).join()); continue; }
  try { for (let i = 0; i < 5; i++) await c.call(endpoint, input); } catch (e) { console.log(endpoint.name, 'ERR', String((e as Error).message).slice(0, 120)); continue; }
  const times: number[] = [];
  for (let i = 0; i < 8; i++) { const b = performance.now(); await c.call(endpoint, input); times.push(performance.now() - b); }
  console.log(Number(q(times, 0.95)) > 300 ? '!!!' : '   ', endpoint.name, 'p50', q(times, 0.5), 'p95', q(times, 0.95));
}
await product.close(); process.exit(0);
