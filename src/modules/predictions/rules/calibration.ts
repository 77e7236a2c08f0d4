import { sigmoid } from './predict.ts';

interface Line {
  slope: number;
  shift: number;
}

const AS_IT_IS: Line = { slope: 1, shift: 0 };
const MOST_ROUNDS = 50;
const MOST_HALVINGS = 30;

/**
 * Platt scaling (J. Platt, 1999) by Newton's method, with his targets drawn a little inwards so that few cases do not make for certainty; a
 * step that goes too far is halved (Lin, Lin & Weng, 2007). A model that already says what comes gets slope 1 and shift 0.
 */
export function plattOf(logits: Float64Array, won: Uint8Array): Line {
  const positives = won.reduce((sum, one) => sum + one, 0);
  const negatives = won.length - positives;
  if (positives === 0 || negatives === 0) return AS_IT_IS;
  const targets = Float64Array.from(won, (one) => (one ? (positives + 1) / (positives + 2) : 1 / (negatives + 2)));
  let line = AS_IT_IS;
  let loss = lossAlong(line, logits, targets);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const step = newtonStep(line, logits, targets);
    let next = line;
    let lower = loss;
    for (let size = 1, halvings = 0; halvings < MOST_HALVINGS; size /= 2, halvings++) {
      next = { slope: line.slope + size * step.slope, shift: line.shift + size * step.shift };
      lower = lossAlong(next, logits, targets);
      if (lower < loss) break;
    }
    if (!(lower < loss - 1e-10 * logits.length)) break;
    line = next;
    loss = lower;
  }
  // A slope that turns the order round says that the later leads told nothing: then the raw figures stand.
  return line.slope > 0 ? line : AS_IT_IS;
}

function lossAlong({ slope, shift }: Line, logits: Float64Array, targets: Float64Array): number {
  return logits.reduce((sum, logit, row) => {
    const said = slope * logit + shift;
    return sum + Math.max(said, 0) + Math.log1p(Math.exp(-Math.abs(said))) - (targets[row] ?? 0) * said;
  }, 0);
}

function newtonStep({ slope, shift }: Line, logits: Float64Array, targets: Float64Array): Line {
  let [g1, g2, h11, h12, h22] = [0, 0, 1e-9, 0, 1e-9];
  for (let row = 0; row < logits.length; row++) {
    const x = logits[row] ?? 0;
    const said = sigmoid(slope * x + shift);
    const miss = (targets[row] ?? 0) - said;
    const weight = said * (1 - said);
    g1 += miss * x;
    g2 += miss;
    h11 += weight * x * x;
    h12 += weight * x;
    h22 += weight;
  }
  const determinant = h11 * h22 - h12 * h12;
  if (!(Math.abs(determinant) > 1e-12)) return { slope: 0, shift: 0 };
  return { slope: (h22 * g1 - h12 * g2) / determinant, shift: (h11 * g2 - h12 * g1) / determinant };
}
