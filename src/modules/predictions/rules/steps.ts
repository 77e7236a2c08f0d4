/**
 * Long computations are generators: they stop at every `yield` so that whoever runs them can let others go first, say how far it is, or end
 * it. Pure all the same: what they return does not depend on when they went on.
 */
export type Steps<T> = Generator<undefined, T, undefined>;

const ROWS_BETWEEN_PAUSES = 2_048;

export function isPause(row: number): boolean {
  return (row & (ROWS_BETWEEN_PAUSES - 1)) === ROWS_BETWEEN_PAUSES - 1;
}

/** Runs a computation to its end in one go. */
export function runThrough<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
