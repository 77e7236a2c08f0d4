import type { RichDoc, RichMark, RichText } from '#modules/templates/schema.ts';

/** What the text editor holds: loosely, since it may hold more than a mail takes. */
export interface Loose {
  type?: string | undefined;
  text?: string | undefined;
  attrs?: Record<string, unknown> | undefined;
  marks?: readonly Loose[] | undefined;
  content?: readonly Loose[] | undefined;
}

type Node = RichDoc['content'][number];
type Paragraph = Extract<Node, { type: 'paragraph' }>;

/** What a mail takes of it: paragraphs, lists of one level, bold, italic, links, breaks. Deeper points come up; the rest becomes words. */
export function docOf(loose: Loose): RichDoc {
  const content = (loose.content ?? []).flatMap(nodeOf);
  return { type: 'doc', content: content.length > 0 ? content : [{ type: 'paragraph' }] };
}

function nodeOf(node: Loose): Node[] {
  if (node.type !== 'bulletList' && node.type !== 'orderedList') return [paragraphOf(node)];
  const items = (node.content ?? []).flatMap(itemsOf);
  return items.length > 0 ? [{ type: node.type, content: items }] : [];
}

function itemsOf(item: Loose): { type: 'listItem'; content: Paragraph[] }[] {
  const parts = item.content ?? [];
  const own = parts.filter(({ type }) => type === 'paragraph').map(paragraphOf);
  const deeper = parts
    .filter(({ type }) => type === 'bulletList' || type === 'orderedList')
    .flatMap((list) => (list.content ?? []).flatMap(itemsOf));
  return [...(own.length > 0 ? [{ type: 'listItem' as const, content: own }] : []), ...deeper];
}

function paragraphOf({ content = [] }: Loose): Paragraph {
  const texts = content.flatMap(textOf);
  return texts.length > 0 ? { type: 'paragraph', content: texts } : { type: 'paragraph' };
}

function textOf(node: Loose): RichText[] {
  if (node.type === 'hardBreak') return [{ type: 'hardBreak' }];
  if (node.type !== 'text' || !node.text) return [];
  const marks = (node.marks ?? []).flatMap(markOf);
  return [{ type: 'text', text: node.text, ...(marks.length > 0 ? { marks } : {}) }];
}

function markOf({ type, attrs }: Loose): RichMark[] {
  if (type === 'bold' || type === 'italic') return [{ type }];
  return type === 'link' && typeof attrs?.href === 'string' ? [{ type, attrs: { href: attrs.href } }] : [];
}
