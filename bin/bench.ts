// Prints how fast the product is on a large company:
// npm run bench -- [--scale 0.1] [--state folder] [--only paths,reports,money,every,criterion,scores,clocks,gate,hits,import,freeze,mails] [--match 'contact list'] [--rows 200000]
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bench } from '../bench/bench.ts';

const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    state: { type: 'string' },
    only: { type: 'string', default: 'paths,reports,money,every,criterion,scores,clocks,gate,hits,import,freeze,mails' },
    seconds: { type: 'string', default: '8' },
    rows: { type: 'string' },
    match: { type: 'string', default: '' },
  },
});
const scale = Number(values.scale);
await bench({
  scale,
  state: path.resolve(values.state ?? path.join(tmpdir(), `truce-bench-${scale}`)),
  only: values.only.split(','),
  seconds: Number(values.seconds),
  fewest: 20,
  match: values.match,
  rows: Number(values.rows ?? Math.max(100, Math.round(200_000 * scale))),
  print: (line) => console.log(line),
});
