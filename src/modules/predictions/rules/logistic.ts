import type { Feature, Matrix, Reading } from './features.ts';
import { binsOf } from './features.ts';
import { isPause, type Steps } from './steps.ts';

/**
 * L2-penalised logistic regression by iteratively reweighted least squares. A number has two weights, one for its standardised value and one
 * for "not known"; a category one per level. Weights are kept per feature and bin, so that a prediction is a sum of look-ups.
 */
export interface LogisticModel {
  kind: 'logistic';
  penalty: number;
  intercept: number;
  /** Of a number: [slope, not known]; of a category: by bin. */
  weights: number[][];
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

/** The columns of the regression: feature after feature; the last one is the intercept. */
interface Layout {
  offsets: Int32Array;
  width: number;
}

function layoutOf(features: readonly Feature[]): Layout {
  const offsets = new Int32Array(features.length);
  let width = 0;
  for (const [place, feature] of features.entries()) {
    offsets[place] = width;
    width += feature.kind === 'number' ? 2 : binsOf(feature);
  }
  return { offsets, width: width + 1 };
}

/** Which columns of a row are not zero, and their values. */
interface Row {
  places: Int32Array;
  values: Float64Array;
}

function fillRow(row: Row, at: { matrix: Matrix; layout: Layout; index: number }): void {
  const { matrix, layout, index } = at;
  const { offsets, width } = layout;
  for (let feature = 0; feature < offsets.length; feature++) {
    const offset = offsets[feature] ?? 0;
    const bin = matrix.bins[feature]?.[index] ?? 0;
    const numbers = matrix.numbers[feature];
    row.places[feature] = numbers ? offset + (bin === 0 ? 1 : 0) : offset + bin;
    row.values[feature] = numbers ? (bin === 0 ? 1 : (numbers[index] ?? 0)) : 1;
  }
  row.places[offsets.length] = width - 1;
  row.values[offsets.length] = 1;
}

export interface Fitting {
  features: readonly Feature[];
  matrix: Matrix;
  won: Uint8Array;
  /** Learns from the rows before this place. */
  until: number;
}

const MOST_ROUNDS = 25;
const LONGEST_STEP = 3;

export function* fitLogistic({ features, matrix, won, until }: Fitting, penalty: number): Steps<LogisticModel> {
  const layout = layoutOf(features);
  const { width } = layout;
  const beta = new Float64Array(width);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const hessian = new Float64Array(width * width);
    const gradient = new Float64Array(width);
    const row: Row = { places: new Int32Array(features.length + 1), values: new Float64Array(features.length + 1) };
    for (let index = 0; index < until; index++) {
      fillRow(row, { matrix, layout, index });
      addRow(row, { beta, hessian, gradient, width, target: won[index] ?? 0 });
      if (isPause(index)) yield;
    }
    // The intercept goes unpenalised but for a trace that keeps the system solvable.
    for (let place = 0; place < width; place++) {
      const weight = place === width - 1 ? 1e-6 : penalty;
      hessian[place * width + place] = (hessian[place * width + place] ?? 0) + weight;
      gradient[place] = (gradient[place] ?? 0) - weight * (beta[place] ?? 0);
    }
    const step = solve(hessian, gradient, width);
    const largest = step.reduce((most, change) => Math.max(most, Math.abs(change)), 0);
    // A step of several log-odds overshoots where the curve is flat.
    const damped = Math.min(1, LONGEST_STEP / Math.max(largest, 1e-12));
    for (let place = 0; place < width; place++) beta[place] = (beta[place] ?? 0) + damped * (step[place] ?? 0);
    yield;
    if (largest < 1e-7) break;
  }
  return {
    kind: 'logistic',
    penalty,
    intercept: beta[width - 1] ?? 0,
    weights: features.map((feature, place) => {
      const offset = layout.offsets[place] ?? 0;
      return Array.from(beta.subarray(offset, offset + (feature.kind === 'number' ? 2 : binsOf(feature))));
    }),
  };
}

function addRow(
  { places, values }: Row,
  sums: { beta: Float64Array; hessian: Float64Array; gradient: Float64Array; width: number; target: number },
): void {
  const { beta, hessian, gradient, width } = sums;
  let logit = 0;
  for (let one = 0; one < places.length; one++) logit += (values[one] ?? 0) * (beta[places[one] ?? 0] ?? 0);
  const said = sigmoid(logit);
  const weight = Math.max(1e-6, said * (1 - said));
  for (let one = 0; one < places.length; one++) {
    const place = places[one] ?? 0;
    const value = values[one] ?? 0;
    if (value === 0) continue;
    gradient[place] = (gradient[place] ?? 0) + value * (sums.target - said);
    // Places ascend, so this fills the lower triangle.
    for (let other = 0; other <= one; other++) {
      const cell = place * width + (places[other] ?? 0);
      hessian[cell] = (hessian[cell] ?? 0) + weight * value * (values[other] ?? 0);
    }
  }
}

/** Solves a symmetric positive definite system given by its lower triangle (Cholesky). */
function solve(matrix: Float64Array, right: Float64Array, width: number): Float64Array {
  const l = matrix;
  for (let row = 0; row < width; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = l[row * width + column] ?? 0;
      for (let k = 0; k < column; k++) sum -= (l[row * width + k] ?? 0) * (l[column * width + k] ?? 0);
      l[row * width + column] = row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (l[column * width + column] ?? 1);
    }
  }
  const result = Float64Array.from(right);
  for (let row = 0; row < width; row++) {
    for (let k = 0; k < row; k++) result[row] = (result[row] ?? 0) - (l[row * width + k] ?? 0) * (result[k] ?? 0);
    result[row] = (result[row] ?? 0) / (l[row * width + row] ?? 1);
  }
  for (let row = width - 1; row >= 0; row--) {
    for (let k = row + 1; k < width; k++) result[row] = (result[row] ?? 0) - (l[k * width + row] ?? 0) * (result[k] ?? 0);
    result[row] = (result[row] ?? 0) / (l[row * width + row] ?? 1);
  }
  return result;
}

/** What each feature adds to the log-odds; with the intercept they are the whole of it. */
export function logisticParts(model: LogisticModel, features: readonly Feature[], reading: Reading): Float64Array {
  return Float64Array.from(features, (feature, place) => {
    const weights = model.weights[place] ?? [];
    const bin = reading.bins[place] ?? 0;
    if (feature.kind === 'category') return weights[bin] ?? 0;
    return bin === 0 ? (weights[1] ?? 0) : (weights[0] ?? 0) * (reading.numbers[place] ?? 0);
  });
}
