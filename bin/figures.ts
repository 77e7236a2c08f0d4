// The size and shape of the tree: npm run figures

import { PROJECT } from '#src/project.ts';
import { placeOf } from '../test/house/rules.ts';
import { circles, readTree, type Source } from '../test/house/tree.ts';

const sources = readTree(PROJECT, ['src', 'test', 'fault', 'bench', 'bin']);
const code = sources.filter((source) => !source.isTest);
const sum = (list: readonly Source[], of: (source: Source) => number) => list.reduce((total, source) => total + of(source), 0);
const at = (values: readonly number[], share: number) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0;

function describe(name: string, list: readonly Source[]): void {
  const lines = list.map((source) => source.lines);
  const functions = list.flatMap((source) => source.functions.filter((one) => one.name).map((one) => one.lines));
  const comments =
    sum(list, (source) => source.commentLines) /
    Math.max(
      1,
      sum(list, (source) => source.lines),
    );
  console.log(
    `${name.padEnd(10)} ${list.length} files, ${sum(list, (source) => source.lines)} lines; file median ${at(lines, 0.5)}, p90 ${at(lines, 0.9)}, most ${at(lines, 1)}; ` +
      `function median ${at(functions, 0.5)}, p90 ${at(functions, 0.9)}, most ${at(functions, 1)}; comments ${(comments * 100).toFixed(1)} %`,
  );
}

describe(
  'server',
  code.filter((source) => source.file.startsWith('src/') && !source.file.startsWith('src/web/')),
);
describe(
  'web',
  code.filter((source) => source.file.startsWith('src/web/')),
);
describe(
  'tests',
  sources.filter((source) => source.isTest),
);
const modules = new Set(
  code.filter((source) => source.file.startsWith('src/modules/')).map((source) => placeOf(source.file.slice(4)).room),
);
const share =
  sum(
    sources.filter((source) => source.isTest),
    (source) => source.lines,
  ) / sum(sources, (source) => source.lines);
console.log(
  `modules ${modules.size}; test share ${(share * 100).toFixed(1)} %; run-time circles ${circles(sources).length}; any ${sum(sources, (source) => source.anys)}`,
);
