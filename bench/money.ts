import { rebuildAll } from '#modules/attribution/commands/rebuild.ts';
import { getPaths, getReturns, listReturnRows } from '#modules/attribution/contract/returns.ts';
import { compareModels } from '#modules/attribution/contract/versions.ts';
import { getOtherTeamWeek, getTalk } from '#modules/briefs/contract.ts';
import { rebuildReadings } from '#modules/goals/commands/journeys.ts';
import { getSharedGoal, listGoals } from '#modules/goals/contract/goals.ts';
import { getForecast, getGap } from '#modules/goals/contract/money.ts';
import { getPlan, previewPlan } from '#modules/goals/contract/plan.ts';
import { getReconciliation, listDifferences } from '#modules/orders/contract/reconciliation.ts';
import { getAnswering } from '#modules/questions/contract/around.ts';
import { getCalls } from '#modules/reports/contract.ts';
import { listWins } from '#modules/stories/contract.ts';
import type { JobRun } from '#platform/jobs/job.ts';
import { workOf } from '#platform/runtime.ts';
import { type Path, timed } from './measure.ts';
import type { Product } from './product.ts';

/** What a person waits for without looking away. */
const REPORT_MS = 300;
const ASKINGS = 12;

/** What was brought, planned and told over their default ranges. The kept readings are rebuilt first, as the nightly jobs do. */
export async function moneyPaths(product: Product, print: (line: string) => void): Promise<Path[]> {
  const { rows } = await product.owner.query<{ id: string }>('select id from workspace');
  const workspaceId = rows[0]?.id ?? '';
  const { runtime, systemScope } = product.context;
  const work = workOf(runtime, systemScope(workspaceId));
  const run: JobRun = { ...work, services: runtime.services, signal: new AbortController().signal, attempt: 1, now: runtime.now };
  const paths = await timed(() => rebuildAll(run));
  const readings = await timed(() => run.transaction(rebuildReadings, { audit: false }));
  print(`rebuilt: touches and credits of every deal ${(paths / 1000).toFixed(0)} s, cohorts and revenue ${(readings / 1000).toFixed(0)} s`);
  const caller = await product.signIn('lead1');
  const floor = (text: string) => () => product.owner.query(text, [workspaceId]);
  const won = floor(
    `select campaign_id, count(*), sum(amount_minor) from deal where workspace_id = $1 and status = 'won' and closed_at >= now() - interval '1 year' group by 1`,
  );
  const cohorts = floor(
    `select date_trunc('month', opened_at), stage, count(*) from lead where workspace_id = $1 and opened_at >= now() - interval '2 years' group by 1, 2`,
  );
  const invoices = floor(
    `select date_trunc('month', invoiced_at), currency, count(*), sum(total_minor) from invoice where workspace_id = $1 and cancelled_at is null group by 1, 2`,
  );
  const calls = floor(
    `select count(*), count(*) filter (where outcome = 'connected'), sum(duration_seconds), count(distinct contact_id) from activity where workspace_id = $1
      and kind = 'call' and side = 'sales' and occurred_at >= now() - interval '1 year'`,
  );
  const day = new Date().toISOString().slice(0, 10);
  const report = (what: string, ask: () => Promise<unknown>, bare: () => Promise<unknown>): Path => ({
    what,
    product: ask,
    bare,
    most: REPORT_MS,
    times: ASKINGS,
  });
  return [
    report('returns by channel', () => caller.call(getReturns, {}), won),
    report('returns by campaign', () => caller.call(getReturns, { by: 'campaign' }), won),
    report('rows behind a return', () => caller.call(listReturnRows, { figure: 'recorded' }), won),
    report('paths', () => caller.call(getPaths, {}), won),
    report('models side by side', () => caller.call(compareModels, {}), won),
    report('goals', () => caller.call(listGoals, {}), won),
    report('the shared goal', () => caller.call(getSharedGoal, {}), won),
    report('plan of the quarter', () => caller.call(getPlan, {}), cohorts),
    report('plan, what if', () => caller.call(previewPlan, { day, targetMinor: 500_000_000 }), cohorts),
    report('forecast', () => caller.call(getForecast, {}), cohorts),
    report('why the gap', () => caller.call(getGap, {}), cohorts),
    report('booked, invoiced, paid', () => caller.call(getReconciliation, {}), invoices),
    report('documents that differ', () => caller.call(listDifferences, { kind: 'overdue_unpaid' }), invoices),
    report('what calls brought, a year', () => caller.call(getCalls, {}), calls),
    report('wins of both', () => caller.call(listWins, {}), won),
    report(
      'how questions are answered',
      () => caller.call(getAnswering, { from: new Date(Date.now() - 90 * 86_400_000).toISOString(), to: new Date().toISOString() }),
      won,
    ),
    report('how the teams talk', () => caller.call(getTalk, {}), won),
    report("the other team's week", () => caller.call(getOtherTeamWeek, {}), won),
  ];
}
