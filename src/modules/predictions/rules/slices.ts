import type { Steps } from './steps.ts';

export interface Slicing {
  /** Milliseconds of one go. */
  sliceMs: number;
  clock: () => number;
  /** Lets others go first; false ends the computation. */
  between: () => Promise<boolean>;
}

/** Runs a computation to its end without holding the process for longer than a slice. @returns undefined where it was ended */
export async function runInSlices<T>(steps: Steps<T>, { sliceMs, clock, between }: Slicing): Promise<T | undefined> {
  for (let began = clock(); ; ) {
    const { done, value } = steps.next();
    if (done) return value;
    if (clock() - began < sliceMs) continue;
    if (!(await between())) return undefined;
    began = clock();
  }
}
