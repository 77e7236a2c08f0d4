import { type Node, parse } from './language.ts';

/**
 * A text of the merge language as it is named where nobody is meant yet, such as the subject of a mailing in a list: `Hello {{ contact.first_name |
 * fallback: "there" }}` reads `Hello [first name]`. What is no such text stays as it is.
 */
export function shown(source: string): string {
  if (!source.includes('{{')) return source;
  const parsed = parse(source);
  return 'problem' in parsed ? source : wordsOf(parsed.nodes).replace(/\s+/g, ' ').trim();
}

const wordsOf = (nodes: readonly Node[]): string =>
  nodes
    .map((node) => {
      if (node.kind === 'text') return node.text;
      return node.kind === 'if' ? wordsOf(node.yes) : `[${(node.field.split('.').at(-1) ?? '').replaceAll('_', ' ')}]`;
    })
    .join('');
