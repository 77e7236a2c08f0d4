import type { ComponentType } from 'react';
import type { Block, BlockType, Check, Content, SimpleBlock } from '#modules/templates/schema.ts';

export interface BlockListProps {
  blocks: readonly Block[];
  onChange: (blocks: Block[]) => void;
  conditions: Content['conditions'];
  checks?: readonly Check[];
  /** A block that was asked to be shown from outside. */
  open?: string | null;
  onOpen?: (id: string | null) => void;
  /** In a column: only blocks that hold no others. */
  inside?: boolean;
}
/** Handed down to the fields of a block that holds others. */
export type ListOf = ComponentType<BlockListProps>;

export type Simple = SimpleBlock['type'];
const EMPTY_DOC = { type: 'doc' as const, content: [{ type: 'paragraph' as const }] };

/** A short name that no block of the mail has. */
export const newId = () => `b${crypto.randomUUID().slice(0, 8)}`;

const FRESH: { readonly [T in Simple]: () => Omit<Extract<SimpleBlock, { type: T }>, 'id' | 'type'> } = {
  heading: () => ({ text: '', level: 2, align: 'left' }),
  text: () => ({ doc: EMPTY_DOC }),
  image: () => ({ imageId: null, alt: '', href: '', width: 100, align: 'center' }),
  button: () => ({ label: '', href: '', align: 'left' }),
  spacer: () => ({ height: 24 }),
  divider: () => ({}),
  quote: () => ({ text: '', by: '' }),
  signature: () => ({ closing: 'Best regards' }),
  footer: () => ({
    reason: 'You get this mail because you asked us for news from {{ workspace.company_name }}.',
    preferences: 'Choose what you get, or get nothing more',
  }),
};

export function newSimple(type: Simple): SimpleBlock {
  return { id: newId(), type, ...FRESH[type]() } as SimpleBlock;
}

/** A fresh block; a reusable one needs to be told which. */
export function newBlock(type: Exclude<BlockType, 'reusable'>): Block {
  return type === 'columns' ? { id: newId(), type, left: [newSimple('text')], right: [newSimple('text')] } : newSimple(type);
}

export function copyOf<B extends Block>(block: B): B {
  const inner = (list: readonly SimpleBlock[]) => list.map((one) => ({ ...one, id: newId() }));
  const copy = block.type === 'columns' ? { ...block, left: inner(block.left), right: inner(block.right) } : block;
  return { ...copy, id: newId() } as B;
}

/** The list with the block at `from` standing at `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = [...list];
  const [one] = rest.splice(from, 1);
  if (one === undefined || to < 0 || to > rest.length) return [...list];
  rest.splice(to, 0, one);
  return rest;
}

/** A few words of a block, by which it is known in the list. */
export function wordsOf(block: Block): string {
  switch (block.type) {
    case 'heading':
    case 'quote':
      return block.text;
    case 'button':
      return block.label;
    case 'image':
      return block.alt;
    case 'signature':
      return block.closing;
    case 'text':
      return block.doc.content
        .flatMap((node) => (node.type === 'paragraph' ? [node] : node.content.flatMap((item) => item.content)))
        .map((node) => (node.content ?? []).map((one) => (one.type === 'text' ? one.text : ' ')).join(''))
        .join(' ')
        .slice(0, 80);
    default:
      return '';
  }
}
