import type { Source } from './tree.ts';

export type Plan = Record<string, string[]>;

const DOORS = new Set(['schema', 'contract', 'fields', 'events', 'queries', 'commands']);
const ISOMORPHIC = new Set(['schema', 'contract']);
const VOCABULARY = new Set([...DOORS, 'rules', 'routes', 'jobs', 'cli', 'testing']);
/** Who may make a scope out of proven facts. */
const MINTERS = [
  /^src\/platform\/(http|jobs)\//,
  /^src\/context\.ts$/,
  /^src\/authenticate\.ts$/,
  /^src\/modules\/team\/(cli|commands|jobs|queries)/,
  /^src\/modules\/\w+\/testing\.ts$/,
  /^test\//,
];

interface Place {
  area: string;
  room: string;
  role: string;
}

/** Which room of the house a path below src/ lies in. A role that grew into a folder keeps its name. */
export function placeOf(path: string): Place {
  const [area = '', room = '', ...rest] = path.split('/');
  const role = (rest[0] ?? room).replace(/(\.test)?\.tsx?$/, '');
  return { area, room, role };
}

export const LIMITS = { file: 400, function: 60, component: 120, parameters: 3 } as const;

/** Everything in a file that breaks the house, as sentences. */
export function problemsOf(source: Source, plan: Plan): string[] {
  const problems: string[] = [];
  const say = (text: string) => problems.push(`${source.file}: ${text}`);
  if (source.lines > LIMITS.file) say(`${source.lines} lines; a file has at most ${LIMITS.file}`);
  for (const { name, lines, parameters } of source.isTest ? [] : source.functions) {
    const most = source.file.endsWith('.tsx') && /^(use)?[A-Z]/.test(name) ? LIMITS.component : LIMITS.function;
    if (lines > most) say(`${name || 'a function'} has ${lines} lines; at most ${most}`);
    if (parameters > LIMITS.parameters)
      say(`${name || 'a function'} takes ${parameters} parameters; at most ${LIMITS.parameters}, then an object`);
  }
  if (source.anys) say(`says "any" ${source.anys} times`);
  if (source.file.startsWith('src/')) checkPlace(source, plan, say);
  if (!MINTERS.some((minter) => minter.test(source.file)) && source.imports.some((one) => one.target === 'platform/auth/mint.ts'))
    say('only authentication, jobs and the command line may mint a scope');
  return problems;
}

function checkPlace(source: Source, plan: Plan, say: (text: string) => void): void {
  const here = placeOf(source.file.slice('src/'.length));
  if (here.area === 'modules' && source.file.split('/').length > 3) {
    if (!(here.room in plan)) say(`module "${here.room}" is not on the plan (src/modules/plan.json)`);
    if (!VOCABULARY.has(here.role) && !source.isTest) say(`"${here.role}" is not a file a module may have (${[...VOCABULARY].join(', ')})`);
  }
  for (const one of source.imports) {
    if (one.target === null) {
      if (here.area === 'modules' && here.role === 'rules' && !source.isTest && !PURE.some((name) => one.spec.startsWith(name)))
        say(`rules are pure: may not import "${one.spec}"`);
      continue;
    }
    checkEdge({ here, there: placeOf(one.target), spec: one.spec, isTest: source.isTest }, plan, say);
  }
}

/** Calculating libraries that a rule may use: no database, no clock, no network. */
const PURE = [
  'zod',
  'temporal-polyfill',
  'libphonenumber-js',
  'tldts',
  'chardet',
  'iconv-lite',
  'csv-parse',
  'fastest-levenshtein',
  'postal-mime',
  'html-to-text',
  'isbot',
];

interface Edge {
  here: Place;
  there: Place;
  spec: string;
  isTest: boolean;
}

function checkEdge({ here, there, spec, isTest }: Edge, plan: Plan, say: (text: string) => void): void {
  if (isTest) return;
  const leavesPlatform = !['platform', 'tables.ts'].includes(there.area);
  if (here.area === 'platform' && leavesPlatform) say(`platform knows no product code: may not import ${spec}`);
  if (here.area === 'modules' && there.area === 'web') say('a module may not import the web');
  if (here.area === 'modules' && ['context.ts', 'product.ts', 'main.ts', 'program'].includes(there.area))
    say(`a module is joined by ${there.area}, it does not import it`);
  if (here.area === 'web') {
    if (there.area === 'modules' && !ISOMORPHIC.has(there.role)) say(`the web may touch only schema and contract, not ${spec}`);
    if (there.area === 'platform' && there.room !== 'shared') say(`the web may touch only platform/shared, not ${spec}`);
    if (here.room === 'ui' && (there.area === 'modules' || (there.area === 'web' && ['screens', 'parts', 'shell'].includes(there.room))))
      say(`ui is domain-free: may not import ${spec}`);
  }
  if (here.area === 'modules' && there.area === 'modules' && there.room !== here.room) {
    if (!(plan[here.room] ?? []).includes(there.room))
      say(`${here.room} may not know ${there.room}; the plan says [${plan[here.room]?.join(', ')}]`);
    if (!DOORS.has(there.role) && !(here.role === 'testing' && there.role === 'testing'))
      say(`${there.room}/${there.role} is private to ${there.room}`);
    // A schema is shapes and closed lists: as pure as a rule.
    if (here.role === 'rules' && there.role !== 'schema') say(`rules are pure: may not import ${spec}`);
  }
  if (here.area === 'modules' && ISOMORPHIC.has(here.role)) {
    const browserSafe = (there.area === 'modules' && ISOMORPHIC.has(there.role)) || (there.area === 'platform' && there.room === 'shared');
    if (!browserSafe) say(`schema and contract run in the browser too: may not import ${spec}`);
  }
}

/** Circles in the plan itself. */
export function planCircles(plan: Plan): string[] {
  const done = new Set<string>();
  const problems: string[] = [];
  const visit = (module: string, trail: string[]): void => {
    if (done.has(module)) return;
    if (trail.includes(module)) {
      problems.push(`plan.json: circle ${[...trail, module].join(' → ')}`);
      return;
    }
    for (const next of plan[module] ?? []) visit(next, [...trail, module]);
    done.add(module);
  };
  for (const module of Object.keys(plan)) visit(module, []);
  return problems;
}
