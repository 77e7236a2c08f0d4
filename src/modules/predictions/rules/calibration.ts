import { sigmoid } from './predict.ts';

/**
 * Platt scaling (J. Platt, 1999) by Newton's method, with his targets drawn a little inwards so that few cases do not make for certainty.
 * A model that already says what comes gets slope 1 and shift 0.
 */
export function plattOf(logits: Float64Array, won: Uint8Array): { slope: number; shift: number } {
  const positives = won.reduce((sum, one) => sum + one, 0);
  const negatives = won.length - positives;
  if (positives === 0 || negatives === 0) return { slope: 1, shift: 0 };
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  let [slope, shift] = [1, 0];
  for (let round = 0; round < 50; round++) {
    let [g1, g2, h11, h12, h22] = [0, 0, 1e-9, 0, 1e-9];
    for (let row = 0; row < logits.length; row++) {
      const x = logits[row] ?? 0;
      const said = sigmoid(slope * x + shift);
      const miss = (won[row] ? high : low) - said;
      const weight = Math.max(1e-9, said * (1 - said));
      g1 += miss * x;
      g2 += miss;
      h11 += weight * x * x;
      h12 += weight * x;
      h22 += weight;
    }
    const determinant = h11 * h22 - h12 * h12;
    if (Math.abs(determinant) < 1e-12) break;
    const [first, second] = [(h22 * g1 - h12 * g2) / determinant, (h11 * g2 - h12 * g1) / determinant];
    slope += first;
    shift += second;
    if (Math.abs(first) + Math.abs(second) < 1e-9) break;
  }
  // A slope that turns the order round says that the later leads told nothing: then the raw figures stand.
  return Number.isFinite(slope) && Number.isFinite(shift) && slope > 0 ? { slope, shift } : { slope: 1, shift: 0 };
}
