export interface LineFigure {
  title: string;
  /** met / decided; null where nothing is decided. */
  rate: number | null;
  n: number;
  target: number;
}

export interface SideFigure {
  /** The promise that is kept least, against its target; null where nothing is decided. */
  lowest: { title: string; rate: number; target: number; n: number; ofTarget: number } | null;
}

/** A side is as good as the promise it keeps least: doing more of one thing does not buy off another. */
export function sideFigure(lines: readonly LineFigure[]): SideFigure {
  const decided = lines.flatMap(({ title, rate, n, target }) =>
    rate === null ? [] : [{ title, rate, n, target, ofTarget: Math.min(1, rate / target) }],
  );
  const lowest = decided.reduce<SideFigure['lowest']>((low, line) => (low === null || line.ofTarget < low.ofTarget ? line : low), null);
  return { lowest };
}

/** The lower of the two sides: `both` where they are even, null where one of them has nothing decided yet. */
export function lowerSide(sales: SideFigure, marketing: SideFigure): 'sales' | 'marketing' | 'both' | null {
  if (!sales.lowest || !marketing.lowest) return null;
  const gap = sales.lowest.ofTarget - marketing.lowest.ofTarget;
  if (Math.abs(gap) < 1e-9) return 'both';
  return gap < 0 ? 'sales' : 'marketing';
}
