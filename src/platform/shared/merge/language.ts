/**
 * The merge language: words with places that are filled from a closed list of fields.
 *
 *   Hello {{ contact.first_name | fallback: "there" }},
 *   {{#if company.name}}a word on {{ company.name }}{{else}}a word on your work{{/if}}
 *
 * Logic-light on purpose: no properties are walked, nothing is called, there are no loops. What is not on the list is an error while it is
 * written, so that nothing is left to happen while it is sent.
 */
export type Node = TextNode | ValueNode | IfNode;
export interface TextNode {
  kind: 'text';
  text: string;
  /** Where it begins in the source. */
  at: number;
}
export interface ValueNode {
  kind: 'value';
  field: string;
  filters: readonly Filter[];
  at: number;
}
export interface IfNode {
  kind: 'if';
  /** A field, true where it holds something; or a condition that the text brings along. */
  test: string;
  yes: readonly Node[];
  /** Null where there is no `{{else}}`. */
  no: readonly Node[] | null;
  at: number;
}
export interface Filter {
  name: FilterName;
  args: readonly string[];
}

export const FILTERS = ['fallback', 'upper', 'lower', 'title', 'date', 'money'] as const;
export type FilterName = (typeof FILTERS)[number];
export const DATE_STYLES = ['short', 'medium', 'long', 'weekday', 'month', 'time'] as const;

/** What is wrong, where, and what to do. */
export interface Problem {
  at: number;
  length: number;
  message: string;
}
export type Parsed = { nodes: readonly Node[] } | { problem: Problem };

export const MOST = { characters: 20_000, places: 400, depth: 5, filters: 6 } as const;

const NAME = /[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*/iy;
const STRING = /"((?:[^"\\]|\\["\\])*)"|“([^“”"\\]*)”/y;
const SPACE = /[\s\u00a0]*/y;

interface Open {
  node: { test: string; at: number };
  yes: Node[];
  no: Node[] | null;
}

class Stop extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

function stop(at: number, length: number, message: string): never {
  throw new Stop({ at, length, message });
}

/** Reads a text of the merge language, or says what is wrong with it and where. Linear in its length. */
export function parse(source: string): Parsed {
  try {
    return { nodes: new Reader(source).read() };
  } catch (error) {
    if (error instanceof Stop) return { problem: error.problem };
    throw error;
  }
}

class Reader {
  readonly #source: string;
  readonly #top: Node[] = [];
  readonly #open: Open[] = [];
  #at = 0;
  #places = 0;

  constructor(source: string) {
    this.#source = source;
  }

  read(): readonly Node[] {
    const { length } = this.#source;
    if (length > MOST.characters) stop(MOST.characters, 1, `A text has at most ${MOST.characters.toLocaleString('en')} characters.`);
    while (this.#at < length) {
      const start = this.#nextTag();
      if (start > this.#at) this.#into().push({ kind: 'text', text: this.#source.slice(this.#at, start), at: this.#at });
      this.#at = start;
      if (start < length) this.#tag();
    }
    const left = this.#open.at(-1);
    if (left) stop(left.node.at, 5, 'This #if has no end. Write {{/if}} where it ends.');
    return this.#top;
  }

  /** Of more than two braces in a row the last two begin the place. */
  #nextTag(): number {
    let start = this.#source.indexOf('{{', this.#at);
    if (start < 0) return this.#source.length;
    while (this.#source[start + 2] === '{') start += 1;
    return start;
  }

  #into(): Node[] {
    const open = this.#open.at(-1);
    return open ? (open.no ?? open.yes) : this.#top;
  }

  #tag(): void {
    const at = this.#at;
    this.#places += 1;
    if (this.#places > MOST.places) stop(at, 2, `A text has at most ${MOST.places} places to fill. Split it.`);
    this.#at += 2;
    this.#skip();
    const sign = this.#source[this.#at];
    if (sign === '#') this.#openIf(at);
    else if (sign === '/') this.#closeIf(at);
    else {
      const name = this.#name(at);
      if (name === 'else') this.#else(at);
      else this.#into().push({ kind: 'value', field: name, filters: this.#filters(), at });
    }
    this.#skip();
    if (!this.#source.startsWith('}}', this.#at))
      stop(at, Math.max(2, this.#at - at), 'This place has no end. Write }} after the name of the field.');
    this.#at += 2;
  }

  #openIf(at: number): void {
    this.#at += 1;
    const word = this.#name(at);
    if (word !== 'if') stop(at, word.length + 3, `There is no #${word}. Only #if is known.`);
    this.#skip();
    const test = this.#name(at);
    if (this.#open.length >= MOST.depth) stop(at, 5, `An #if stands in at most ${MOST.depth - 1} others. Take one out.`);
    this.#open.push({ node: { test, at }, yes: [], no: null });
  }

  #closeIf(at: number): void {
    this.#at += 1;
    const word = this.#name(at);
    const open = word === 'if' ? this.#open.pop() : undefined;
    if (!open)
      stop(
        at,
        word.length + 3,
        word === 'if' ? 'There is no #if before this /if. Take it out.' : `There is no /${word}. Only /if is known.`,
      );
    this.#into().push({ kind: 'if', ...open.node, yes: open.yes, no: open.no });
  }

  #else(at: number): void {
    const open = this.#open.at(-1);
    if (!open) stop(at, 8, 'There is no #if before this else. Take it out.');
    if (open.no) stop(at, 8, 'This #if has an else already. Take one out.');
    open.no = [];
  }

  #filters(): Filter[] {
    const filters: Filter[] = [];
    for (this.#skip(); this.#source[this.#at] === '|'; this.#skip()) {
      const at = this.#at;
      this.#at += 1;
      this.#skip();
      const name = this.#name(at);
      if (!isFilter(name)) stop(at, this.#at - at, `There is no filter “${name}”. Known are ${FILTERS.join(', ')}.`);
      if (filters.length >= MOST.filters) stop(at, this.#at - at, `A place has at most ${MOST.filters} filters.`);
      filters.push({ name, args: this.#args() });
    }
    return filters;
  }

  #args(): string[] {
    this.#skip();
    const args: string[] = [];
    if (this.#source[this.#at] !== ':') return args;
    do {
      this.#at += 1;
      this.#skip();
      STRING.lastIndex = this.#at;
      const found = STRING.exec(this.#source);
      if (!found) stop(this.#at, 1, 'Write the words of a filter in straight quotation marks, such as fallback: "there".');
      args.push(found[1]?.replace(/\\(["\\])/g, '$1') ?? found[2] ?? '');
      this.#at = STRING.lastIndex;
      this.#skip();
    } while (this.#source[this.#at] === ',' && args.length < 3);
    return args;
  }

  #name(at: number): string {
    NAME.lastIndex = this.#at;
    const found = NAME.exec(this.#source);
    if (!found)
      stop(
        at,
        Math.max(2, this.#at - at),
        'Here the name of a field is missing, such as {{ contact.first_name }}. For two braces themselves, put a space between them.',
      );
    this.#at = NAME.lastIndex;
    return found[0];
  }

  #skip(): void {
    SPACE.lastIndex = this.#at;
    SPACE.exec(this.#source);
    this.#at = SPACE.lastIndex;
  }
}

const isFilter = (name: string): name is FilterName => (FILTERS as readonly string[]).includes(name);

/** The text of what was read, in one way of writing it: reading it again gives the same. */
export function print(nodes: readonly Node[]): string {
  return nodes.map(printNode).join('');
}

function printNode(node: Node): string {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'if') {
    const no = node.no ? `{{else}}${print(node.no)}` : '';
    return `{{#if ${node.test}}}${print(node.yes)}${no}{{/if}}`;
  }
  return `{{ ${[node.field, ...node.filters.map(printFilter)].join(' | ')} }}`;
}

function printFilter({ name, args }: Filter): string {
  return args.length === 0 ? name : `${name}: ${args.map((arg) => `"${arg.replace(/["\\]/g, '\\$&')}"`).join(', ')}`;
}

/** Every field and test that a text names, with where. */
export function namesIn(nodes: readonly Node[]): { name: string; at: number; test: boolean }[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'text') return [];
    if (node.kind === 'value') return [{ name: node.field, at: node.at, test: false }];
    return [{ name: node.test, at: node.at, test: true }, ...namesIn(node.yes), ...namesIn(node.no ?? [])];
  });
}
