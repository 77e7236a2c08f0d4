import { cpus, loadavg } from 'node:os';
import { clocks } from './clocks.ts';
import { claim, fill, isFilled, sizeOf } from './company.ts';
import { criterion } from './criterion.ts';
import { everyReport } from './every.ts';
import { gate } from './gate.ts';
import { hits } from './hits.ts';
import { importRate } from './imports.ts';
import { mails } from './mails.ts';
import { HEAD, lineOf, measure, type Path } from './measure.ts';
import { moneyPaths } from './money.ts';
import { pathsOf } from './paths.ts';
import { openProduct } from './product.ts';
import { reportPaths } from './reports.ts';
import { scores } from './scores.ts';

export interface BenchOptions {
  /** 1: 250,000 contacts, 25,000 companies, 50,000 deals, 5 million activities, 3,000 open leads. */
  scale: number;
  /** Folder of the filled database; made once, used again while it fits. */
  state: string;
  /** Parts to run: paths, reports, money, every, criterion, scores, clocks, gate, hits, import, freeze, mails. */
  only: readonly string[];
  /** How long one path is asked for, at most. */
  seconds: number;
  /** And how often at least. */
  fewest: number;
  /** Only paths that are called so. */
  match: string;
  /** Rows of the import. */
  rows: number;
  print: (line: string) => void;
}

export async function bench(options: BenchOptions): Promise<void> {
  const { scale, state, only, print } = options;
  const size = sizeOf(scale);
  const filled = isFilled(state, size);
  if (!filled) claim(state, size);
  const product = await openProduct(state);
  try {
    if (!filled) {
      const began = Date.now();
      print(`filling ${state}`);
      await fill(product, size, print);
      print(`filled in ${((Date.now() - began) / 1000).toFixed(0)} s`);
    }
    print(`${size.contacts} contacts, ${size.activities} activities; ${cpus().length} cores, load before ${loadavg()[0]?.toFixed(1)}`);
    if (only.includes('paths')) await pathTable(await pathsOf(product), options);
    if (only.includes('reports')) await pathTable(await reportPaths(product), options);
    if (only.includes('money')) await pathTable(await moneyPaths(product, print), options);
    if (only.includes('every')) await everyReport(product, print);
    if (only.includes('criterion')) await criterion(product, print);
    if (only.includes('scores')) await scores(product, print);
    if (only.includes('clocks')) await clocks(product, print);
    if (only.includes('gate')) await gate(product, print);
    if (only.includes('hits')) await hits(product, options);
    if (only.includes('freeze') || only.includes('mails')) await mails(product, options);
    if (only.includes('import')) await importRate(product, options);
  } finally {
    await product.close();
  }
}

async function pathTable(paths: readonly Path[], { seconds, fewest, print, match }: BenchOptions): Promise<void> {
  for (const line of HEAD) print(line);
  for (const path of paths.filter(({ what }) => what.includes(match))) print(lineOf(await measure(path, { seconds, fewest })));
}
