import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bringDue } from '#modules/attribution/commands/bring.ts';
import { rebuildAll } from '#modules/attribution/commands/rebuild.ts';
import { getPaths, getReturns, listReturnRows } from '#modules/attribution/contract/returns.ts';
import { compareModels } from '#modules/attribution/contract/versions.ts';
import { rebuildReadings } from '#modules/goals/commands/journeys.ts';
import { getSharedGoal, listGoals } from '#modules/goals/contract/goals.ts';
import { getForecast, getGap } from '#modules/goals/contract/money.ts';
import { getPlan, previewPlan } from '#modules/goals/contract/plan.ts';
import { getReconciliation, listDifferences, listReconciledCompanies } from '#modules/orders/contract/reconciliation.ts';
import { DIFFERENCES } from '#modules/orders/schema.ts';
import type { JobRun } from '#platform/jobs/job.ts';
import { workOf } from '#platform/runtime.ts';
import { PROJECT } from '#src/project.ts';
import type { Caller } from './caller.ts';
import { type Path, report, timed } from './measure.ts';
import type { Product } from './product.ts';
import { toldPaths } from './told.ts';

/** A rebuild as young as that is not done again. */
const FRESH = '12 hours';

/** What was brought, planned and told over their default ranges. What is kept is brought forward first, as the nightly jobs do. */
export async function moneyPaths(product: Product, print: (line: string) => void): Promise<Path[]> {
  const { rows } = await product.owner.query<{ id: string }>('select id from workspace');
  const workspaceId = rows[0]?.id ?? '';
  const { runtime, systemScope } = product.context;
  const work = workOf(runtime, systemScope(workspaceId));
  const run: JobRun = { ...work, services: runtime.services, signal: new AbortController().signal, attempt: 1, now: runtime.now };
  await fillMoney(product, workspaceId, print);
  await bringPaths(product, run, print);
  const readings = await timed(() => run.transaction(rebuildReadings, { audit: false }));
  print(`cohorts and revenue rebuilt in ${(readings / 1000).toFixed(0)} s`);
  const floor = (text: string) => () => product.owner.query(text, [workspaceId]);
  const caller = await product.signIn('lead1');
  const bare = floors(floor);
  return [
    ...broughtPaths(caller, bare),
    report('returns by channel, rep', await returnsOf(product, 'rep1'), bare.won),
    report('returns by campaign, rep', await returnsOf(product, 'rep1', 'campaign'), bare.won),
    ...plannedPaths(caller, bare),
    ...reconciledPaths(caller, bare),
    ...(await toldPaths({ product, caller, floor, workspaceId })),
  ];
}

async function returnsOf(product: Product, name: string, by: 'channel' | 'campaign' = 'channel') {
  const caller = await product.signIn(name);
  return () => caller.call(getReturns, { by });
}

/** Orders, payments, currencies and words of customers, which `fill.sql` does not have; where they are there already, nothing is made. */
async function fillMoney({ owner }: Product, workspaceId: string, print: (line: string) => void): Promise<void> {
  const { rows } = await owner.query('select from sales_order where workspace_id = $1 limit 1', [workspaceId]);
  if (rows.length > 0) return;
  await owner.query(`set truce.audit = 'off'; set synchronous_commit = off; set work_mem = '64MB'`);
  const took = await timed(async () => {
    // One transaction: a filling that was cut off leaves nothing.
    await owner.query(`begin; ${readFileSync(path.join(PROJECT, 'bench/money.sql'), 'utf8')}; commit`);
    await owner.query('vacuum analyze');
  });
  await owner.query('reset all');
  print(`orders, payments, insights and a list of people made in ${(took / 1000).toFixed(0)} s`);
}

/** Every path and credit, unless all of it was worked out a short time ago; what is due since then is brought forward. */
async function bringPaths({ owner }: Product, run: JobRun, print: (line: string) => void): Promise<void> {
  const { rows } = await owner.query<{ n: number }>(
    `select done as n from attribution_run where state = 'done' and ended_at > now() - interval '${FRESH}'`,
  );
  if (rows.length === 0) {
    const took = await timed(() => rebuildAll(run));
    const { rows: built } = await owner.query<{ n: number }>('select done as n from attribution_run');
    const n = built[0]?.n ?? 0;
    print(`touches and credits of ${n} deals rebuilt in ${(took / 1000).toFixed(0)} s, ${((n / took) * 1000).toFixed(0)} a second`);
  }
  let due = 0;
  const took = await timed(async () => {
    for (let more = true; more; due++) ({ more } = await run.transaction(bringDue, { audit: false }));
  });
  if (due > 1) print(`about ${due * 250} deals of which something had changed brought forward in ${(took / 1000).toFixed(0)} s`);
}

type Floor = () => Promise<unknown>;

const floors = (floor: (text: string) => Floor): Record<'won' | 'cohorts' | 'invoices' | 'touches' | 'documents', Floor> => ({
  won: floor(
    `select campaign_id, count(*), sum(amount_minor) from deal where workspace_id = $1 and status = 'won' and closed_at >= now() - interval '1 year' group by 1`,
  ),
  cohorts: floor(
    `select date_trunc('month', opened_at), stage, count(*) from lead where workspace_id = $1 and opened_at >= now() - interval '2 years' group by 1, 2`,
  ),
  invoices: floor(
    `select date_trunc('month', invoiced_at), currency, count(*), sum(total_minor) from invoice where workspace_id = $1 and cancelled_at is null group by 1, 2`,
  ),
  touches: floor(
    `select s.key, count(*), sum(s.booked_minor[4]) from deal_path p join deal_share s on s.workspace_id = p.workspace_id and s.deal_id = p.deal_id and s.dimension = 'channel'
      where p.workspace_id = $1 and p.status = 'won' and p.closed_on >= now() - interval '1 year' group by 1`,
  ),
  documents: floor(
    `select (select sum(total_minor) from sales_order where workspace_id = $1), (select sum(total_minor) from invoice where workspace_id = $1),
      (select sum(p.amount_minor) from payment p join invoice i on i.workspace_id = p.workspace_id and i.id = p.invoice_id where p.workspace_id = $1),
      (select count(*) from deal d join invoice i on i.workspace_id = d.workspace_id and i.deal_id = d.id where d.workspace_id = $1 and i.total_minor <> d.amount_minor),
      (select count(*) from (select invoice_id from order_line where workspace_id = $1 group by 1) l)`,
  ),
});

type Floors = ReturnType<typeof floors>;

const broughtPaths = (caller: Caller, { won, touches }: Floors): Path[] => [
  report('returns by channel', () => caller.call(getReturns, {}), touches),
  report('returns by campaign', () => caller.call(getReturns, { by: 'campaign' }), touches),
  report('rows behind a return', () => caller.call(listReturnRows, { figure: 'deals', key: 'website' }), won),
  report('rows of what was recorded', () => caller.call(listReturnRows, { figure: 'recorded' }), won),
  report('paths', () => caller.call(getPaths, {}), won),
  report('models side by side', () => caller.call(compareModels, {}), touches),
];

function plannedPaths(caller: Caller, { cohorts, won }: Floors): Path[] {
  const day = new Date().toISOString().slice(0, 10);
  return [
    report('goals', () => caller.call(listGoals, {}), won),
    report('the shared goal', () => caller.call(getSharedGoal, {}), won),
    report('plan of the quarter', () => caller.call(getPlan, {}), cohorts),
    report('plan, what if', () => caller.call(previewPlan, { day, targetMinor: 500_000_000 }), cohorts),
    report('forecast', () => caller.call(getForecast, {}), cohorts),
    report('why the gap', () => caller.call(getGap, {}), cohorts),
  ];
}

function reconciledPaths(caller: Caller, { invoices, documents }: Floors): Path[] {
  const from = new Date(Date.now() - 365 * 86_400_000).toISOString();
  return [
    report('booked, invoiced, paid, all time', () => caller.call(getReconciliation, {}), documents),
    report('booked, invoiced, paid, a year', () => caller.call(getReconciliation, { from }), documents),
    report('the same by company', () => caller.call(listReconciledCompanies, {}), documents),
    ...DIFFERENCES.map((kind) => report(`documents, ${kind}`, () => caller.call(listDifferences, { kind }), invoices)),
  ];
}
