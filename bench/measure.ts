/** One thing that people do, and the bare SQL that gives the same rows. `n` counts the askings, so that each may ask for another record. */
export interface Path {
  what: string;
  product(n: number): Promise<unknown>;
  bare(n: number): Promise<unknown>;
  /** Milliseconds that the p95 may take, where it is not what is asked for all day. */
  most?: number;
  /** How often it is asked for at most, where once takes long. */
  times?: number;
}

export interface Figures {
  what: string;
  n: number;
  p50: number;
  p95: number;
  bare50: number;
  bare95: number;
  /** Of the p95. */
  ratio: number;
  most: number;
  ok: boolean;
}

const MOST_MS = 100;
const MOST_RATIO = 3;
const MOST = 400;

/** How long a path is asked for: `fewest` times at least, and as many before the first that counts, so that every statement is prepared. */
export interface Patience {
  seconds: number;
  fewest: number;
}

/** Asks the product and the database in turns, so that both meet the same machine. */
export async function measure(path: Path, { seconds, fewest }: Patience): Promise<Figures> {
  const product: number[] = [];
  const bare: number[] = [];
  const end = performance.now() + seconds * 1000;
  const first = path.times === undefined ? fewest : 1;
  for (
    let n = 0;
    n < Math.min(path.times ?? fewest, fewest) + first || (path.times === undefined && n < MOST && performance.now() < end);
    n++
  ) {
    const times = [await timed(() => path.product(n)), await timed(() => path.bare(n))];
    if (n < first) continue;
    product.push(times[0] ?? 0);
    bare.push(times[1] ?? 0);
  }
  const [p95, bare95] = [at(product, 0.95), at(bare, 0.95)];
  const ratio = p95 / bare95;
  const most = path.most ?? MOST_MS;
  const ok = p95 <= most && ratio <= MOST_RATIO;
  return { what: path.what, n: product.length, p50: at(product, 0.5), p95, bare50: at(bare, 0.5), bare95, ratio, most, ok };
}

/** What a person waits for without looking away. */
export const REPORT_MS = 300;
const ASKINGS = 12;

/** One report that is asked for over its default range, beside the shortest SQL that reads what it is counted from. */
export const report = (what: string, ask: () => Promise<unknown>, bare: () => Promise<unknown>): Path => ({
  what,
  product: ask,
  bare,
  most: REPORT_MS,
  times: ASKINGS,
});

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** The smallest value that at least this share of them does not exceed. */
export function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

const ms = (value: number) => (value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0));

/** A table in Markdown, as it goes into docs/bench.md. */
export const HEAD = ['| what | n | p50 ms | p95 ms | bare p50 | bare p95 | ratio | |', '|---|--:|--:|--:|--:|--:|--:|---|'];

export function lineOf(figures: Figures): string {
  const { what, n, p50, p95, bare50, bare95, ratio, most, ok } = figures;
  const over = [p95 > most ? `over ${most} ms` : '', ratio > MOST_RATIO ? `over ${MOST_RATIO} ×` : ''].filter(Boolean).join(', ');
  return `| ${what} | ${n} | ${ms(p50)} | ${ms(p95)} | ${ms(bare50)} | ${ms(bare95)} | ${ratio.toFixed(1)} | ${ok ? 'ok' : over} |`;
}
