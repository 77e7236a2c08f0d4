import type { Endpoint } from '#platform/shared/contract.ts';
import { product as composed } from '#src/product.ts';
import { REPORTS } from '../test/reports/reports.ts';
import { at, REPORT_MS, timed } from './measure.ts';
import type { Product } from './product.ts';

const DAY_MS = 86_400_000;
/** So that every statement is prepared, and was long enough ago to have met the plan for any values. */
const BEFORE = 8;
const ASKINGS = 12;

/** Every report that the walk over reports knows, over its default range, as whoever leads Sales sees it; those that ask for a record are left out. */
export async function everyReport(product: Product, print: (line: string) => void): Promise<void> {
  const caller = await product.signIn('lead1');
  print('| report | p50 ms | p95 ms | |');
  print('|---|--:|--:|---|');
  for (const { endpoint } of composed.routes) {
    const input = endpoint.name in REPORTS ? defaultOf(endpoint) : null;
    if (input === null) continue;
    const ask = () => caller.call(endpoint, input as never);
    for (let n = 0; n < BEFORE; n++) await ask();
    const times: number[] = [];
    for (let n = 0; n < ASKINGS; n++) times.push(await timed(ask));
    const p95 = at(times, 0.95);
    print(`| ${endpoint.name} | ${at(times, 0.5).toFixed(0)} | ${p95.toFixed(0)} | ${p95 > REPORT_MS ? `over ${REPORT_MS} ms` : 'ok'} |`);
  }
}

/** Nothing, else the last ninety days; null where more is asked for. */
function defaultOf(endpoint: Endpoint): object | null {
  const now = Date.now();
  const [from, to] = [new Date(now - 90 * DAY_MS).toISOString(), new Date(now).toISOString()];
  const asked = [{}, { from, to }, { from: from.slice(0, 10), to: to.slice(0, 10) }, { outcome: 'rejected' }];
  return asked.find((input) => endpoint.input.safeParse(input).success) ?? null;
}
