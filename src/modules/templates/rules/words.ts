import { type Node, type Problem, parse, print } from '#platform/shared/merge/language.ts';
import { check, type FieldKind, type Lexicon } from '#platform/shared/merge/lexicon.ts';
import { escapeText, type Marks, safeUrl, withoutMarks } from '#platform/shared/merge/program.ts';
import { type Content, conditionName, MERGE_FIELDS, type MergeField } from '../schema.ts';

const FIELDS: ReadonlyMap<string, FieldKind> = new Map(MERGE_FIELDS.map(({ name, kind }) => [name, kind]));

/** What the texts of a mail may name: the closed list of fields, those that the workspace made, and the mail's own conditions. */
export function lexiconOf(content: Pick<Content, 'conditions'>, own: readonly Pick<MergeField, 'name' | 'kind'>[]): Lexicon {
  const fields = own.length === 0 ? FIELDS : new Map([...FIELDS, ...own.map(({ name, kind }) => [name, kind] as const)]);
  return { fields, conditions: new Set(content.conditions.map(({ key }) => conditionName(key))) };
}

/** All that is wrong with one text. */
export function problemsIn(source: string, lexicon: Lexicon): Problem[] {
  const parsed = parse(source);
  return 'problem' in parsed ? [parsed.problem] : check(parsed.nodes, lexicon);
}

export interface Weaving {
  marks: Marks;
  lexicon: Lexicon;
  /** Writes what always stands there; `at` is where in the source it begins. */
  text: (text: string, at: number) => string;
  /** Writes around a filled place. */
  around?: (markup: string, at: number) => string;
}

/** A text with marks where it will be filled. What can't be read stays as it was written, so that a draft can be looked at. */
export function woven(source: string, weaving: Weaving): string {
  const clean = withoutMarks(source);
  const parsed = parse(clean);
  return 'problem' in parsed ? weaving.text(clean, 0) : parsed.nodes.map((node) => wovenNode(node, weaving)).join('');
}

function wovenNode(node: Node, weaving: Weaving): string {
  const { marks, lexicon, text, around = (markup: string) => markup } = weaving;
  const inner = (nodes: readonly Node[]) => nodes.map((one) => wovenNode(one, weaving)).join('');
  if (node.kind === 'text') return text(node.text, node.at);
  if (node.kind === 'value') {
    if (!lexicon.fields.has(node.field)) return text(print([node]), node.at);
    return around(marks.put({ mark: 'value', field: node.field, filters: node.filters, as: 'words' }), node.at);
  }
  const known = lexicon.fields.has(node.test) || lexicon.conditions.has(node.test);
  const [open, or, close] = known
    ? [marks.put({ mark: 'if', test: node.test }), node.no ? marks.put({ mark: 'else' }) : '', marks.put({ mark: 'end' })]
    : [text(`{{#if ${node.test}}}`, node.at), node.no ? text('{{else}}', node.at) : '', text('{{/if}}', node.at)];
  return open + inner(node.yes) + or + inner(node.no ?? []) + close;
}

/** An address is read like a text, but a block in it, or a field in front of the host, could lead elsewhere. */
export function addressProblem(source: string, lexicon: Lexicon): string | null {
  const trimmed = source.trim();
  if (trimmed === '') return 'The address is missing. Write where the link leads.';
  const parsed = parse(trimmed);
  if ('problem' in parsed) return parsed.problem.message;
  const [wrong] = check(parsed.nodes, lexicon);
  if (wrong) return wrong.message;
  if (parsed.nodes.some(({ kind }) => kind === 'if')) return 'An address has no #if in it. Take two blocks, each with its own address.';
  const [first, ...rest] = parsed.nodes;
  if (first?.kind === 'value') {
    if (lexicon.fields.get(first.field) !== 'url')
      return 'An address begins with https://, mailto: or tel:, or is one field that is an address.';
    return rest.length === 0 ? null : 'A field that is an address stands alone.';
  }
  if (rest.length > 0 && /^https?:/i.test(trimmed) && !/^https?:\/\/[^/?#{]+[/?#]/i.test(first?.kind === 'text' ? first.text : ''))
    return 'Write out the server of an address; only what follows it can be filled.';
  const stand = /^mailto:/i.test(trimmed) ? 'a@b.example' : '1234';
  const probe = parsed.nodes.map((node) => (node.kind === 'text' ? node.text : stand)).join('');
  return safeUrl(probe) ? null : 'This leads nowhere. Write an address that begins with https://, http://, mailto: or tel:.';
}

/** An address with marks; null where it is not one that a mail may lead to. */
export function wovenAddress(
  source: string,
  { marks, lexicon, to }: Pick<Weaving, 'marks' | 'lexicon'> & { to: 'html' | 'plain' },
): string | null {
  const clean = withoutMarks(source).trim();
  if (addressProblem(clean, lexicon)) return null;
  const parsed = parse(clean);
  if ('problem' in parsed) return null;
  const alone = parsed.nodes.length === 1;
  return parsed.nodes
    .map((node) => {
      if (node.kind === 'text') return to === 'html' ? escapeText(node.text) : node.text;
      if (node.kind === 'if') return '';
      return marks.put({ mark: 'value', field: node.field, filters: node.filters, as: alone ? 'url' : 'urlPart' });
    })
    .join('');
}
