// How long a training takes and how much memory it needs: npm run learn -- [--rows 10000,100000]
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { measureLearning } from '../bench/learn.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '10000,100000' }, one: { type: 'string' } } });

if (values.one) {
  const { rows, seconds, memoryMb, longestSliceMs, chosen, auc } = await measureLearning(Number(values.one));
  console.log(
    `${rows} leads: ${seconds.toFixed(1)} s, ${memoryMb} MB, longest slice ${longestSliceMs} ms, ${chosen}, AUC ${auc.toFixed(3)}`,
  );
} else {
  // A process each: the most memory of one says nothing of the next.
  for (const rows of values.rows.split(','))
    execFileSync(process.execPath, [...process.execArgv, process.argv[1] ?? '', '--one', rows], { stdio: 'inherit' });
}
