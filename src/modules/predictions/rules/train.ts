import { aucOf, brierOf, calibrationErrorOf, type Judged, liftOf, reliabilityOf } from '#platform/shared/ranking.ts';
import { type BoostedModel, fitBoosted, lossOf } from './boosting.ts';
import { plattOf } from './calibration.ts';
import { type FactTable, without } from './facts.ts';
import { type Feature, featuresOf, type Ignored, type Matrix, matrixOf } from './features.ts';
import { findLeaks, type Suspicion, type WrittenLater } from './leaks.ts';
import { fitLogistic, type LogisticModel } from './logistic.ts';
import { effectsOf, logitsOf, type Model, probabilitiesOf, sigmoid } from './predict.ts';
import type { Steps } from './steps.ts';
import { bayesScores, labelScores } from './yardsticks.ts';

/** Won leads, and leads not won, below which nothing is learned. */
export const FEWEST_OF_EACH = 50;
/** The oldest half teaches, the next fifth chooses, the newest part, which nothing has seen, judges. */
export const SHARES = { learn: 0.5, judge: 0.7 };

export interface Quality {
  auc: { auc: number; low: number; high: number } | null;
  brier: number | null;
}

export interface Report {
  n: number;
  won: number;
  /** Values kept at the hand-off; the others are the records' own of today. */
  asOf: number;
  judged: { n: number; won: number };
  chosen: 'logistic' | 'boosted';
  candidates: { kind: 'logistic' | 'boosted'; setting: number; loss: number }[];
  quality: Quality;
  calibrationError: number | null;
  bins: ReturnType<typeof reliabilityOf>;
  lift: ReturnType<typeof liftOf>;
  /** On the same newest leads. `with_leaks`: what it would look like with the fields that are left out. */
  compared: { name: 'base_rate' | 'label' | 'naive_bayes' | 'with_leaks'; quality: Quality }[];
  effects: { key: string; label: string; right: string; effect: number }[];
  suspicions: Suspicion[];
  /** Fields left out: leaks that nobody said are known at the hand-off, and what a person took out. */
  leftOut: string[];
  ignored: Ignored[];
}

export interface Asked {
  table: FactTable;
  later: WrittenLater;
  /** Fields that a person said are known at the hand-off, and fields that a person took out. */
  known: ReadonlySet<string>;
  out: ReadonlySet<string>;
  progress?: (share: number) => void;
}

interface Parts {
  learn: number;
  judge: number;
  end: number;
}

export function partsOf(n: number): Parts {
  return { learn: Math.floor(n * SHARES.learn), judge: Math.floor(n * SHARES.judge), end: n };
}

/** Whether each part has won leads and others; a part of one outcome teaches and judges nothing. */
export function isJudgeable(won: Uint8Array): boolean {
  const { learn, judge, end } = partsOf(won.length);
  return [won.subarray(0, learn), won.subarray(learn, judge), won.subarray(judge, end)].every((part) => new Set(part).size === 2);
}

/**
 * Finds leaks, chooses, fits, calibrates and judges. The leak check alone looks at all leads: it can only take fields away, which never flatters.
 */
export function* train(asked: Asked): Steps<{ model: Model; report: Report }> {
  const { table } = asked;
  const parts = partsOf(table.ids.length);
  const suspicions = yield* findLeaks(table, asked.later);
  yield;
  const leaks = suspicions.filter(({ key, level }) => level === 'leak' && !asked.known.has(key)).map(({ key }) => key);
  const leftOut = [...new Set([...leaks, ...asked.out])];
  const honest = without(table, new Set(leftOut));
  const { best, candidates } = yield* choose(honest, parts, asked.progress);
  const { features, ignored } = yield* featuresOf(honest, parts.judge);
  const matrix = yield* matrixOf(features, honest);
  yield;
  const learner = yield* fitChosen(best, { features, matrix, won: table.won, until: parts.judge });
  asked.progress?.(0.85);
  const model: Model = { features, learner, slope: best.slope, shift: best.shift };
  const said = yield* probabilitiesOf(model, matrix, { from: parts.judge, to: parts.end });
  const outcomes = table.won.subarray(parts.judge);
  const flattered = leaks.length > 0 ? yield* withLeaks(asked, parts) : null;
  asked.progress?.(0.98);
  const bins = reliabilityOf({ scores: said, outcomes });
  const effects = effectsOf(model, matrix, { from: parts.judge, to: parts.end });
  const report: Report = {
    n: parts.end,
    won: countOf(table.won),
    asOf: countOf(table.asOf),
    judged: { n: outcomes.length, won: countOf(outcomes) },
    chosen: learner.kind,
    candidates,
    quality: qualityOf({ scores: said, outcomes }),
    calibrationError: calibrationErrorOf(bins),
    bins,
    lift: liftOf({ scores: said, outcomes }),
    compared: [
      ...(yield* yardsticks(honest, { features, matrix, parts })),
      ...(flattered ? [{ name: 'with_leaks' as const, quality: flattered }] : []),
    ],
    effects: features
      .map(({ key, label, right }, place) => ({ key, label, right, effect: effects[place] ?? 0 }))
      .sort((a, b) => b.effect - a.effect),
    suspicions,
    leftOut,
    ignored,
  };
  return { model, report };
}

const countOf = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0);

export function qualityOf(judged: Judged): Quality {
  const found = aucOf(judged);
  return { auc: found && { auc: found.auc, low: found.low, high: found.high }, brier: brierOf(judged) };
}

const PENALTIES = [1, 5, 25];
const DEPTHS = [3, 5];
const MOST_TREES = 400;

interface Best {
  kind: 'logistic' | 'boosted';
  setting: number;
  trees: number;
  slope: number;
  shift: number;
}

/** Learns each candidate on the oldest half and takes the one that says best what came in the next part; that part also calibrates it. */
function* choose(table: FactTable, parts: Parts, progress: Asked['progress']): Steps<{ best: Best; candidates: Report['candidates'] }> {
  const { features } = yield* featuresOf(table, parts.learn);
  const matrix = yield* matrixOf(features, table);
  yield;
  const fitting = { features, matrix, won: table.won, until: parts.learn };
  const outcomes = table.won.subarray(parts.learn, parts.judge);
  const tried: (Best & { loss: number })[] = [];
  const attempts = [
    ...PENALTIES.map((setting) => ({ kind: 'logistic' as const, setting })),
    ...DEPTHS.map((setting) => ({ kind: 'boosted' as const, setting })),
  ];
  for (const [index, { kind, setting }] of attempts.entries()) {
    const learner: LogisticModel | BoostedModel =
      kind === 'logistic'
        ? yield* fitLogistic(fitting, setting)
        : yield* fitBoosted({ ...fitting, depth: setting, stop: parts.judge, trees: MOST_TREES });
    const logits = yield* logitsOf({ features, learner }, matrix, { from: parts.learn, to: parts.judge });
    const { slope, shift } = plattOf(logits, outcomes);
    const loss = lossOf(
      logits.map((logit) => slope * logit + shift),
      outcomes,
    );
    tried.push({ kind, setting, trees: learner.kind === 'boosted' ? learner.trees.length : 0, slope, shift, loss });
    progress?.(0.1 + (0.6 * (index + 1)) / attempts.length);
  }
  const best = tried.reduce((a, b) => (b.loss < a.loss ? b : a));
  return { best, candidates: tried.map(({ kind, setting, loss }) => ({ kind, setting, loss })) };
}

/** The chosen one again, on all leads but the newest part. More leads carry some more trees. */
function* fitChosen(
  best: Best,
  fitting: { features: Feature[]; matrix: Matrix; won: Uint8Array; until: number },
): Steps<LogisticModel | BoostedModel> {
  if (best.kind === 'logistic') return yield* fitLogistic(fitting, best.setting);
  return yield* fitBoosted({ ...fitting, depth: best.setting, trees: Math.round(best.trees * 1.15) });
}

/** The area that the leaking fields would have seemed to bring. A regression is enough to show it. */
function* withLeaks({ table, out }: Asked, parts: Parts): Steps<Quality> {
  const all = without(table, out);
  const { features } = yield* featuresOf(all, parts.judge);
  const matrix = yield* matrixOf(features, all);
  const learner = yield* fitLogistic({ features, matrix, won: table.won, until: parts.judge }, PENALTIES[1] ?? 5);
  const logits = yield* logitsOf({ features, learner }, matrix, { from: parts.judge, to: parts.end });
  return qualityOf({ scores: logits.map(sigmoid), outcomes: table.won.subarray(parts.judge) });
}

function* yardsticks(table: FactTable, known: { features: Feature[]; matrix: Matrix; parts: Parts }): Steps<Report['compared']> {
  const { judge, end } = known.parts;
  const outcomes = table.won.subarray(judge);
  const base = countOf(table.won.subarray(0, judge)) / judge;
  const bayes = yield* bayesScores({ ...known, won: table.won, range: { from: judge, to: end } });
  const labels = labelScores(table, judge);
  return [
    { name: 'base_rate', quality: qualityOf({ scores: new Float64Array(outcomes.length).fill(base), outcomes }) },
    ...(labels ? [{ name: 'label' as const, quality: qualityOf({ scores: labels, outcomes }) }] : []),
    ...(bayes ? [{ name: 'naive_bayes' as const, quality: qualityOf({ scores: bayes, outcomes }) }] : []),
  ];
}
