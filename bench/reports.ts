import { getAgreement } from '#modules/agreements/contract/agreement.ts';
import { getDrift } from '#modules/drift/contract.ts';
import { dryRunRouting } from '#modules/handoffs/contract/dryrun.ts';
import { getWaterfall } from '#modules/lifecycle/contract.ts';
import { runOver } from '#modules/replays/commands/run.ts';
import { getReplay, startReplay } from '#modules/replays/contract.ts';
import { getLastYear, getWeek } from '#modules/reports/contract.ts';
import { getSigns, getTrend } from '#modules/scorecards/contract.ts';
import { backtestBatch } from '#modules/scoring/commands/backtest.ts';
import { askBacktest, getBacktest } from '#modules/scoring/contract/backtest.ts';
import { getModel } from '#modules/scoring/contract/model.ts';
import { getThresholdTable } from '#modules/thresholds/contract/table.ts';
import { workOf } from '#platform/runtime.ts';
import type { Caller } from './caller.ts';
import { Floors } from './floors.ts';
import { type Path, report } from './measure.ts';
import type { Product } from './product.ts';
import { signRules } from './scores.ts';

const DAY_MS = 86_400_000;
/** What runs in the background with its progress shown. */
const JOB_MS = 20_000;

interface Desk {
  product: Product;
  caller: Caller;
  floors: Floors;
  workspaceId: string;
}

const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

/** The reports of the loop over their default range, as a sales lead who reaches everything, and what runs a version over the past. */
export async function reportPaths(product: Product): Promise<Path[]> {
  const { rows } = await product.owner.query<{ id: string }>('select id from workspace');
  const workspaceId = rows[0]?.id ?? '';
  const desk: Desk = { product, workspaceId, caller: await product.signIn('lead1'), floors: new Floors(product.owner, workspaceId) };
  const { caller, floors } = desk;
  return [
    report(
      'who buys now',
      () => caller.call(getDrift, {}),
      () => floors.drift(),
    ),
    report(
      'patterns worth a look, 90 days',
      () => caller.call(getSigns, { from: ago(90), to: ago(0) }),
      () => floors.signs(ago(90)),
    ),
    report(
      'this week',
      () => caller.call(getWeek, {}),
      () => floors.week(),
    ),
    report(
      'last twelve months',
      () => caller.call(getLastYear, {}),
      () => floors.year(),
    ),
    report(
      'scorecard trend, six months',
      () => caller.call(getTrend, { period: 'month' }),
      () => floors.trend(),
    ),
    report(
      'waterfall with filters',
      () => caller.call(getWaterfall, { channel: 'web', fit: 'A' }),
      () => floors.waterfall(),
    ),
    report(
      'routing dry run, 30 days',
      () => caller.call(dryRunRouting, { from: ago(30), to: ago(0) }),
      () => floors.dryRun(ago(30)),
    ),
    await backtestPath(desk),
    report(
      'threshold table',
      () => caller.call(getThresholdTable, {}),
      () => floors.threshold(),
    ),
    await replayPath(desk),
  ];
}

/** From the question to the result, by the functions that the job runs. */
async function backtestPath({ product, workspaceId, caller, floors }: Desk): Promise<Path> {
  await signRules(product);
  const { version } = await caller.call(getModel, {});
  if (!version) throw new Error('the score was signed');
  const scope = product.context.systemScope(workspaceId);
  const run = async () => {
    const { id } = await caller.call(askBacktest, { id: version.id, windowDays: 180 });
    while (await product.context.runtime.transaction(scope, (ctx) => backtestBatch(ctx, id), { audit: false }));
    const { backtest } = await caller.call(getBacktest, { id: version.id });
    if (backtest?.status !== 'done') throw new Error('the back-test did not end');
  };
  return { what: 'back-test of a score, a job', product: run, bare: () => floors.backtest(), most: JOB_MS, times: 2 };
}

async function replayPath({ product, workspaceId, caller, floors }: Desk): Promise<Path> {
  const { version } = await caller.call(getAgreement, {});
  if (!version) throw new Error('the agreement was signed');
  const work = workOf(product.context.runtime, product.context.systemScope(workspaceId));
  const [from, to] = [ago(92), ago(1)];
  const run = async () => {
    const { id } = await caller.call(startReplay, { id: version.id, from: from.slice(0, 10), to: to.slice(0, 10) });
    const { services, now } = product.context.runtime;
    await runOver({ ...work, services, signal: new AbortController().signal, attempt: 1, now }, id);
    const { state } = await caller.call(getReplay, { id });
    if (state !== 'done') throw new Error('the replay did not end');
  };
  return { what: 'replay of a quarter, a job', product: run, bare: () => floors.replay(from, to), most: JOB_MS, times: 3 };
}
