import { binsOf, type Reading } from './features.ts';
import type { Fitting } from './logistic.ts';
import { isPause, type Steps } from './steps.ts';

/**
 * Gradient-boosted trees for the log-odds over binned features (histograms, second-order leaves). A node's arrays are in the order of the
 * nodes; a leaf has feature -1. Every node keeps its value, so that a path explains itself.
 */
export interface Tree {
  feature: number[];
  /** A row goes left when its bin is at most this. */
  bin: number[];
  left: number[];
  right: number[];
  value: number[];
}

export interface BoostedModel {
  kind: 'boosted';
  depth: number;
  /** Log-odds of all. */
  base: number;
  trees: Tree[];
}

export interface Boosting extends Fitting {
  depth: number;
  /** With `stop`: as many trees as do best on the rows from `until` up to it; without: exactly `trees`. */
  stop?: number;
  trees: number;
}

const RATE = 0.08;
const PENALTY = 1;
/** The least a leaf must hold, in cases weighted by how undecided they are. */
const LEAST_WEIGHT = 3;
const PATIENCE = 25;

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

interface Sums {
  gradient: Float64Array;
  weight: Float64Array;
}

export function* fitBoosted(asked: Boosting): Steps<BoostedModel> {
  const { won, until, matrix } = asked;
  const end = asked.stop ?? until;
  const share = won.subarray(0, until).reduce((sum, one) => sum + one, 0) / until;
  const base = Math.log(share / (1 - share));
  const margins = new Float64Array(end).fill(base);
  const sums: Sums = { gradient: new Float64Array(until), weight: new Float64Array(until) };
  const trees: Tree[] = [];
  let best = { loss: Number.POSITIVE_INFINITY, trees: 0 };
  while (trees.length < asked.trees) {
    for (let row = 0; row < until; row++) {
      const said = sigmoid(margins[row] ?? 0);
      sums.gradient[row] = (won[row] ?? 0) - said;
      sums.weight[row] = said * (1 - said);
    }
    const tree = yield* growTree(asked, sums);
    trees.push(tree);
    for (let row = 0; row < end; row++) margins[row] = (margins[row] ?? 0) + leafOf(tree, (feature) => matrix.bins[feature]?.[row] ?? 0);
    yield;
    if (asked.stop === undefined) continue;
    const loss = lossOf(margins.subarray(until), won.subarray(until, end));
    if (loss < best.loss - 1e-6) best = { loss, trees: trees.length };
    else if (trees.length - best.trees >= PATIENCE) break;
  }
  return { kind: 'boosted', depth: asked.depth, base, trees: asked.stop === undefined ? trees : trees.slice(0, Math.max(1, best.trees)) };
}

/** Mean logarithmic loss of log-odds. */
export function lossOf(logits: Float64Array, won: Uint8Array): number {
  let sum = 0;
  for (let row = 0; row < logits.length; row++) {
    const logit = logits[row] ?? 0;
    // ln(1 + e^x) without overflow, minus the logit where it was won.
    sum += Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - (won[row] ? logit : 0);
  }
  return sum / Math.max(1, logits.length);
}

function leafOf(tree: Tree, binOf: (feature: number) => number): number {
  let node = 0;
  while ((tree.feature[node] ?? -1) >= 0)
    node = (binOf(tree.feature[node] ?? 0) <= (tree.bin[node] ?? 0) ? tree.left[node] : tree.right[node]) ?? 0;
  return tree.value[node] ?? 0;
}

interface Open {
  node: number;
  rows: Uint32Array;
  depth: number;
  gradient: number;
  weight: number;
}

function* growTree(asked: Boosting, sums: Sums): Steps<Tree> {
  const tree: Tree = { feature: [], bin: [], left: [], right: [], value: [] };
  const rows = Uint32Array.from({ length: asked.until }, (_, row) => row);
  const open = [opened(tree, { rows, depth: 0, sums })];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.depth >= asked.depth || next.rows.length < 2) continue;
    const cut = yield* bestCut(asked, next, sums);
    if (!cut) continue;
    const bins = asked.matrix.bins[cut.feature];
    const goesLeft = (row: number) => (bins?.[row] ?? 0) <= cut.bin;
    const left = opened(tree, { rows: next.rows.filter(goesLeft), depth: next.depth + 1, sums });
    const right = opened(tree, { rows: next.rows.filter((row) => !goesLeft(row)), depth: next.depth + 1, sums });
    tree.feature[next.node] = cut.feature;
    tree.bin[next.node] = cut.bin;
    tree.left[next.node] = left.node;
    tree.right[next.node] = right.node;
    open.push(right, left);
  }
  return tree;
}

function opened(tree: Tree, made: { rows: Uint32Array; depth: number; sums: Sums }): Open {
  let gradient = 0;
  let weight = 0;
  for (const row of made.rows) {
    gradient += made.sums.gradient[row] ?? 0;
    weight += made.sums.weight[row] ?? 0;
  }
  const node = tree.feature.length;
  tree.feature.push(-1);
  tree.bin.push(0);
  tree.left.push(0);
  tree.right.push(0);
  tree.value.push((RATE * gradient) / (weight + PENALTY));
  return { node, rows: made.rows, depth: made.depth, gradient, weight };
}

const worth = (gradient: number, weight: number) => (gradient * gradient) / (weight + PENALTY);

/** The cut that lowers the loss most; null where none does. The first of equals, so that a training can be repeated to the bit. */
function* bestCut(asked: Boosting, { rows, gradient, weight }: Open, sums: Sums): Steps<{ feature: number; bin: number } | null> {
  let best: { feature: number; bin: number; gain: number } | null = null;
  for (const [feature, info] of asked.features.entries()) {
    const bins = asked.matrix.bins[feature];
    const count = binsOf(info);
    if (!bins || count < 2) continue;
    const gradients = new Float64Array(count);
    const weights = new Float64Array(count);
    for (let place = 0; place < rows.length; place++) {
      const row = rows[place] ?? 0;
      const bin = bins[row] ?? 0;
      gradients[bin] = (gradients[bin] ?? 0) + (sums.gradient[row] ?? 0);
      weights[bin] = (weights[bin] ?? 0) + (sums.weight[row] ?? 0);
      if (isPause(place)) yield;
    }
    let leftGradient = 0;
    let leftWeight = 0;
    for (let bin = 0; bin < count - 1; bin++) {
      leftGradient += gradients[bin] ?? 0;
      leftWeight += weights[bin] ?? 0;
      if (leftWeight < LEAST_WEIGHT || weight - leftWeight < LEAST_WEIGHT) continue;
      const gain = worth(leftGradient, leftWeight) + worth(gradient - leftGradient, weight - leftWeight) - worth(gradient, weight);
      if (gain > (best?.gain ?? 1e-6)) best = { feature, bin, gain };
    }
  }
  return best;
}

/**
 * What each feature adds to the log-odds, along the path of each tree (Saabas, 2014): a cut moves the value from the node's to its child's, and
 * that is its feature's doing. Returns the parts and what stands before any cut; together they are the whole of it.
 */
export function boostedParts(model: BoostedModel, reading: Reading): { base: number; parts: Float64Array } {
  const parts = new Float64Array(reading.bins.length);
  let base = model.base;
  for (const tree of model.trees) {
    base += tree.value[0] ?? 0;
    let node = 0;
    for (let feature = tree.feature[0] ?? -1; feature >= 0; feature = tree.feature[node] ?? -1) {
      const next = ((reading.bins[feature] ?? 0) <= (tree.bin[node] ?? 0) ? tree.left[node] : tree.right[node]) ?? 0;
      parts[feature] = (parts[feature] ?? 0) + (tree.value[next] ?? 0) - (tree.value[node] ?? 0);
      node = next;
    }
  }
  return { base, parts };
}
