import { setImmediate } from 'node:timers/promises';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { JobRun } from '#platform/jobs/job.ts';
import { type Knowable, knowableOf, readFacts, writtenLater } from '../queries/facts.ts';
import { countEnded, readEnded, type Settings, settingsOf } from '../queries/outcomes.ts';
import { type InForce, inForce } from '../queries/trainings.ts';
import { type FactTable, FactTableBuilder } from '../rules/facts.ts';
import { matrixOf } from '../rules/features.ts';
import { probabilitiesOf } from '../rules/predict.ts';
import { runInSlices } from '../rules/slices.ts';
import type { Steps } from '../rules/steps.ts';
import { isJudgeable, partsOf, type Quality, qualityOf, train } from '../rules/train.ts';
import { verdictOn } from '../rules/verdict.ts';
import type { LearnsFrom } from '../schema.ts';
import { failTraining, finishTraining, reportProgress } from './trainings.ts';

const QUIET = { audit: false };
/** Milliseconds for which a training holds the process before it lets others go first. */
const SLICE_MS = 12;
/** Between two looks at whether it was cancelled. */
const LOOK_MS = 1_000;

/** Learns from the closed leads: reads them page by page, computes in slices, and keeps the outcome in one transaction. Safe to run twice: it begins anew. */
export async function learn(run: JobRun, trainingId: string): Promise<void> {
  const began = performance.now();
  if (!(await progress(run, trainingId, 0))) return;
  const memory = watchMemory();
  const gathered = await gather(run);
  const { table, settings } = gathered;
  if (!isJudgeable(table.won)) {
    const problem =
      'Won and not won leads do not alternate over time: one of the three parts (oldest, later, newest) has only one outcome. Check what tells older leads from newer ones.';
    await run.transaction((ctx) => failTraining(ctx, trainingId, problem), QUIET);
    return;
  }
  let share = 0;
  const sliced = <T>(steps: Steps<T>) => slices(run, { trainingId, steps, memory, share: () => 0.1 + 0.9 * share });
  const asked = {
    ...gathered,
    progress: (now: number) => {
      share = now;
    },
  };
  const learned = await sliced(train(asked));
  if (!learned) return;
  const current = await run.read((ctx) => inForce(ctx.tx, ctx.scope));
  const quality = current && (await sliced(scored(current, table)));
  const rival = current && quality ? { number: current.number, quality, features: current.model.features.map(({ key }) => key) } : null;
  const judged = verdictOn(learned.report, { off: settings.off, rival });
  await run.transaction(
    (ctx) =>
      finishTraining(ctx, {
        ...learned,
        ...judged,
        id: trainingId,
        rival: rival && { number: rival.number, quality: rival.quality },
        seconds: Math.round((performance.now() - began) / 100) / 10,
        memoryMb: memory.peakMb(),
      }),
    QUIET,
  );
}

/** The model in force on the newest leads of today: the ones on which the new one is judged. */
function* scored({ model }: InForce, table: FactTable): Steps<Quality> {
  const { judge, end } = partsOf(table.ids.length);
  const scores = yield* probabilitiesOf(model, yield* matrixOf(model.features, table), { from: judge, to: end });
  return qualityOf({ scores, outcomes: table.won.subarray(judge) });
}

function progress(run: JobRun, id: string, share: number): Promise<boolean> {
  return run.transaction((ctx) => reportProgress(ctx, id, share), QUIET);
}

/** Runs a computation bit by bit. @returns undefined where it was cancelled; throws where the program stops, so that the job is taken up again */
function slices<T>(
  run: JobRun,
  work: { trainingId: string; steps: Steps<T>; memory: { look(): void }; share: () => number },
): Promise<T | undefined> {
  let looked = performance.now();
  return runInSlices(work.steps, {
    sliceMs: SLICE_MS,
    clock: () => performance.now(),
    between: async () => {
      work.memory.look();
      await setImmediate();
      run.signal.throwIfAborted();
      if (performance.now() - looked < LOOK_MS) return true;
      looked = performance.now();
      return progress(run, work.trainingId, work.share());
    },
  });
}

function watchMemory() {
  let peak = process.memoryUsage.rss();
  return {
    look: () => {
      peak = Math.max(peak, process.memoryUsage.rss());
    },
    peakMb: () => Math.round(peak / 1_048_576),
  };
}

interface Gathered {
  table: FactTable;
  settings: Settings;
  later: Map<string, number>;
  known: Set<string>;
  out: Set<string>;
}

async function gather(run: JobRun): Promise<Gathered> {
  const { settings, learnsFrom, knowable, later, rulings } = await run.read(async (ctx) => {
    const { tx, scope, now } = everything(ctx);
    const settings = await settingsOf(tx, scope);
    return {
      settings,
      learnsFrom: (await countEnded(tx, scope, { settings, now })).learnsFrom,
      knowable: await knowableOf(tx, scope),
      later: await writtenLater(tx, scope),
      rulings: await tx.selectFrom('fact_ruling').select(['key', 'ruling']).where('workspace_id', '=', scope.workspaceId).execute(),
    };
  });
  // What tells older from newer is no fact of the lead: tomorrow's leads have values that no model has seen.
  const order = settings.orderField && `lead.custom.${settings.orderField}`;
  const facts = knowable.facts.filter(({ key }) => key !== order);
  const builder = new FactTableBuilder(facts);
  for (let after: string | null = null, more = true; more; more = after !== null) {
    run.signal.throwIfAborted();
    after = await run.read((ctx) => addPage(everything(ctx), builder, { settings, learnsFrom, knowable, after }));
  }
  const ruled = (ruling: string) => new Set(rulings.filter((one) => one.ruling === ruling).map(({ key }) => key));
  return { table: builder.build(), settings, later, known: ruled('known'), out: ruled('out') };
}

/** Both teams' leads teach, whoever set the training going. */
function everything(ctx: ReadCtx): ReadCtx {
  return { ...ctx, scope: unlimited(ctx.scope) };
}

async function addPage(
  { tx, scope, now }: ReadCtx,
  builder: FactTableBuilder,
  { knowable, ...asked }: { settings: Settings; learnsFrom: LearnsFrom; knowable: Knowable; after: string | null },
): Promise<string | null> {
  const { rows, next } = await readEnded(tx, scope, { ...asked, now });
  const moments = rows.filter(({ snapshot }) => !snapshot).map(({ id, basis }) => ({ id, asOf: basis }));
  const read = await readFacts(tx, scope, { moments, knowable });
  for (const { id, order, won, snapshot } of rows) {
    const known = snapshot ?? read.get(id);
    if (known) builder.add({ id, order, won, asOf: snapshot !== null, label: known.label, facts: known.facts });
  }
  return next;
}
