import { type BoostedModel, boostedParts } from './boosting.ts';
import type { Value } from './facts.ts';
import { type Feature, type Matrix, type Reading, readingOf } from './features.ts';
import { type LogisticModel, logisticParts } from './logistic.ts';
import { isPause, type Steps } from './steps.ts';

/** A trained model with everything a prediction needs, as it is stored. */
export interface Model {
  features: Feature[];
  learner: LogisticModel | BoostedModel;
  /** Platt scaling: the log-odds said are `slope × raw + shift`. A straight line, so that an explanation still adds up. */
  slope: number;
  shift: number;
}

export interface Explained {
  probability: number;
  /** Log-odds of the average lead. */
  base: number;
  /** What each feature adds to the log-odds. base + all parts = the log-odds of the probability. */
  parts: { key: string; label: string; right: string; part: number }[];
}

export const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

function rawParts(model: Pick<Model, 'features' | 'learner'>, reading: Reading): { base: number; parts: Float64Array } {
  return model.learner.kind === 'boosted'
    ? boostedParts(model.learner, reading)
    : { base: model.learner.intercept, parts: logisticParts(model.learner, model.features, reading) };
}

export function explain(model: Model, facts: Readonly<Record<string, Value>>): Explained {
  const { base, parts } = rawParts(model, readingOf(model.features, facts));
  const logit = model.slope * (base + parts.reduce((sum, part) => sum + part, 0)) + model.shift;
  return {
    probability: sigmoid(logit),
    base: model.slope * base + model.shift,
    parts: model.features.map(({ key, label, right }, place) => ({ key, label, right, part: model.slope * (parts[place] ?? 0) })),
  };
}

function fill(reading: Reading, matrix: Matrix, row: number): Reading {
  for (let feature = 0; feature < reading.bins.length; feature++) {
    reading.bins[feature] = matrix.bins[feature]?.[row] ?? 0;
    reading.numbers[feature] = matrix.numbers[feature]?.[row] ?? 0;
  }
  return reading;
}

const emptyReading = (features: readonly Feature[]): Reading => ({
  bins: new Uint8Array(features.length),
  numbers: new Float64Array(features.length),
});

/** Uncalibrated log-odds of many rows. */
export function* logitsOf(
  model: Pick<Model, 'features' | 'learner'>,
  matrix: Matrix,
  { from, to }: { from: number; to: number },
): Steps<Float64Array> {
  const result = new Float64Array(to - from);
  const reading = emptyReading(model.features);
  for (let row = from; row < to; row++) {
    const { base, parts } = rawParts(model, fill(reading, matrix, row));
    result[row - from] = base + parts.reduce((sum, part) => sum + part, 0);
    if (isPause(row)) yield;
  }
  return result;
}

/** Calibrated probabilities of many rows. */
export function* probabilitiesOf(model: Model, matrix: Matrix, range: { from: number; to: number }): Steps<Float64Array> {
  return (yield* logitsOf(model, matrix, range)).map((logit) => sigmoid(model.slope * logit + model.shift));
}

const ENOUGH_FOR_EFFECTS = 2_000;

/** How far each feature moves the log-odds from its own mean, on average over some rows: its say in the model. */
export function effectsOf(model: Model, matrix: Matrix, { from, to }: { from: number; to: number }): Float64Array {
  const step = Math.max(1, Math.floor((to - from) / ENOUGH_FOR_EFFECTS));
  const reading = emptyReading(model.features);
  const seen: Float64Array[] = [];
  for (let row = from; row < to; row += step) seen.push(rawParts(model, fill(reading, matrix, row)).parts);
  return Float64Array.from(model.features, (_, place) => {
    const mean = seen.reduce((sum, parts) => sum + (parts[place] ?? 0), 0) / Math.max(1, seen.length);
    return (model.slope * seen.reduce((sum, parts) => sum + Math.abs((parts[place] ?? 0) - mean), 0)) / Math.max(1, seen.length);
  });
}
