/** Like with like: how many of two groups came to something, within one stratum. */
export interface Stratum {
  key: string;
  inTime: { n: number; won: number };
  late: { n: number; won: number };
}

/** A group of fewer cases than this says nothing: its stratum is counted together with others. */
export const SMALLEST_CELL = 5;
/** Where small strata are counted together. */
export const TOGETHER = 'others';

const Z95 = 1.959963984540054;
const isSmall = ({ inTime, late }: Stratum) => inTime.n < SMALLEST_CELL || late.n < SMALLEST_CELL;

function joined(key: string, strata: readonly Stratum[]): Stratum {
  const sum = (of: (stratum: Stratum) => number) => strata.reduce((all, one) => all + of(one), 0);
  return {
    key,
    inTime: { n: sum(({ inTime }) => inTime.n), won: sum(({ inTime }) => inTime.won) },
    late: { n: sum(({ late }) => late.n), won: sum(({ late }) => late.won) },
  };
}

/**
 * Strata in which both groups have cases enough; the small ones are counted together, and where that is still too little, with the smallest of the others.
 * Nobody is dropped. Empty where all together are too few.
 */
export function mergedStrata(strata: readonly Stratum[]): Stratum[] {
  const kept = strata.filter((one) => !isSmall(one)).sort((a, b) => a.inTime.n + a.late.n - (b.inTime.n + b.late.n));
  const small = strata.filter(isSmall);
  if (small.length === 0) return kept;
  const rest = joined(TOGETHER, small);
  if (!isSmall(rest)) return [...kept, rest];
  const [smallest, ...others] = kept;
  return smallest ? [...others, joined(TOGETHER, [smallest, rest])] : [];
}

export interface RiskRatio {
  ratio: number | null;
  low: number | null;
  high: number | null;
}

/**
 * Mantel–Haenszel risk ratio of in time against late over the strata, with the 95 % interval of Greenland and Robins (1985). Null where nobody late won.
 */
export function pooledRiskRatio(strata: readonly Stratum[]): RiskRatio {
  let [over, under, variance] = [0, 0, 0];
  for (const { inTime, late } of strata) {
    const n = inTime.n + late.n;
    if (n === 0) continue;
    over += (inTime.won * late.n) / n;
    under += (late.won * inTime.n) / n;
    variance += (inTime.n * late.n * (inTime.won + late.won) - inTime.won * late.won * n) / n ** 2;
  }
  if (under === 0) return { ratio: null, low: null, high: null };
  const ratio = over / under;
  if (over === 0) return { ratio, low: null, high: null };
  const error = Math.sqrt(Math.max(0, variance) / (over * under));
  return { ratio, low: ratio * Math.exp(-Z95 * error), high: ratio * Math.exp(Z95 * error) };
}

/** Successes that the late ones would have had more, had each stratum's late done as its timely did. Negative where the late did better. */
export function foregone(strata: readonly Stratum[]): number {
  return strata.reduce(
    (sum, { inTime, late }) => sum + (inTime.n > 0 && late.n > 0 ? late.n * (inTime.won / inTime.n - late.won / late.n) : 0),
    0,
  );
}

/** The same with all strata in one pot. Misleading: whoever is worth more is also called sooner. */
export function crude(strata: readonly Stratum[]): { ratio: RiskRatio; foregone: number } {
  const pot = [joined('', strata)];
  return { ratio: pooledRiskRatio(pot), foregone: foregone(pot) };
}
