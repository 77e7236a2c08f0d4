/** Two-sided 5 % and a power of 80 %: quantiles of the normal distribution. */
const Z_ALPHA = 1.959963984540054;
const Z_BETA = 0.8416212335729143;

/**
 * Cases that each of two equal groups needs so that a rise from one rate to another is found four times in five, at 5 % (two-sided).
 * Null where there is no difference to find. J. L. Fleiss, "Statistical Methods for Rates and Proportions", 1981, without continuity correction.
 */
export function neededPerArm(base: number, expected: number): number | null {
  if (base === expected || !inside(base) || !inside(expected)) return null;
  const middle = (base + expected) / 2;
  const within = base * (1 - base) + expected * (1 - expected);
  const root = Z_ALPHA * Math.sqrt(2 * middle * (1 - middle)) + Z_BETA * Math.sqrt(within);
  return Math.ceil(root ** 2 / (expected - base) ** 2);
}

const inside = (rate: number) => rate >= 0 && rate <= 1;

export interface Detectable {
  /** Cases of each group, if both were equally large. */
  perArm: number;
  /** People for the share that is kept back: the smaller group decides, the larger helps. */
  people: number;
  /** At the volume given; null where nothing is sent. */
  weeks: number | null;
}

/**
 * How many people a test needs when a share of them is kept back. With n and m in the groups the precision is that of equal groups of their harmonic mean.
 * @param test `share` kept back, between 0 and 1; `perWeek`: people that are sent to in a week
 */
export function detectable(test: { base: number; expected: number; share: number; perWeek: number }): Detectable | null {
  const perArm = neededPerArm(test.base, test.expected);
  if (perArm === null || test.share <= 0 || test.share >= 1) return null;
  const people = Math.ceil(perArm / (2 * test.share * (1 - test.share)));
  return { perArm, people, weeks: test.perWeek > 0 ? people / test.perWeek : null };
}

/** The smallest rise over the base that so many people with such a share kept back would find; null where none up to a rate of 1 would be. */
export function smallestRise(test: { base: number; people: number; share: number }): number | null {
  const fits = (rise: number) => {
    const found = detectable({ ...test, expected: test.base + rise, perWeek: 0 });
    return found !== null && found.people <= test.people;
  };
  let [low, high] = [0, 1 - test.base];
  if (high <= 0 || !fits(high)) return null;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (fits(middle)) high = middle;
    else low = middle;
  }
  return high;
}
