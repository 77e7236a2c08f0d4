import { namesIn, parse } from '#platform/shared/merge/language.ts';
import { type Block, type Content, conditionName, MERGE_FIELDS, type SimpleBlock } from '../schema.ts';
import { linksIn, partsOf } from './rich.ts';

/** Blocks with what stands behind the reusable ones; one that is not there leaves nothing. */
export function expanded(blocks: readonly Block[], reusable: ReadonlyMap<string, readonly SimpleBlock[]>): Block[] {
  return blocks.flatMap((block): Block[] => {
    if (block.type !== 'reusable') return [block];
    const inner = reusable.get(block.reusableId) ?? [];
    return inner.map((one) => ({ ...one, id: `${block.id}-${one.id}`.slice(0, 40), when: one.when ?? block.when ?? null }));
  });
}

/** Every block that is not a frame for others, with the block of the mail that it belongs to. */
export function leavesOf(blocks: readonly Block[]): { block: SimpleBlock; place: string }[] {
  return blocks.flatMap((block) => {
    if (block.type === 'reusable') return [];
    if (block.type === 'columns') return [...block.left, ...block.right].map((one) => ({ block: one, place: block.id }));
    return [{ block, place: block.id }];
  });
}

export interface Source {
  place: string;
  text: string;
}

/** Every text of the merge language, with the block it stands in. */
export function sourcesOf(
  { subject, previewText, fromName }: Pick<Content, 'subject' | 'previewText' | 'fromName'>,
  blocks: readonly Block[],
): Source[] {
  return [
    { place: 'subject', text: subject },
    { place: 'previewText', text: previewText },
    { place: 'fromName', text: fromName },
    ...leavesOf(blocks).flatMap(({ block, place }) => textsOf(block).map((text) => ({ place, text }))),
  ].filter(({ text }) => text !== '');
}

function textsOf(block: SimpleBlock): string[] {
  switch (block.type) {
    case 'heading':
      return [block.text];
    case 'text':
      return partsOf(block.doc).flatMap(({ lines }) => lines.map(({ source }) => source));
    case 'button':
      return [block.label];
    case 'quote':
      return [block.text, block.by];
    case 'signature':
      return [block.closing];
    case 'footer':
      return [block.reason, block.preferences];
    default:
      return [];
  }
}

export interface Link {
  place: string;
  href: string;
  words: string;
}

/** Every address that somebody wrote, with the words it stands behind. */
export function linksOf(blocks: readonly Block[]): Link[] {
  return leavesOf(blocks).flatMap(({ block, place }): Link[] => {
    if (block.type === 'text') return linksIn(block.doc).map((link) => ({ place, ...link }));
    if (block.type === 'button') return [{ place, href: block.href, words: block.label }];
    return block.type === 'image' && block.href.trim() !== '' ? [{ place, href: block.href, words: block.alt }] : [];
  });
}

/** Names of fields and conditions that a mail needs to be filled. */
export function namesOf(content: Content, blocks: readonly Block[]): { fields: Set<string>; conditions: Set<string> } {
  const texts = [...sourcesOf(content, blocks).map(({ text }) => text), ...linksOf(blocks).map(({ href }) => href)];
  const inTexts = texts.flatMap((text) => {
    const parsed = parse(text);
    return 'problem' in parsed ? [] : namesIn(parsed.nodes).map(({ name }) => name);
  });
  const all = new Set([...inTexts, ...blocks.flatMap(whensOf)]);
  const own = new Set(content.conditions.map(({ key }) => conditionName(key)));
  const known = new Set(MERGE_FIELDS.map(({ name }) => name));
  return {
    fields: new Set([...all].filter((name) => known.has(name) || isOwnField(name))),
    conditions: new Set([...all].filter((name) => own.has(name))),
  };
}

function whensOf(block: Block): string[] {
  const inner = block.type === 'columns' ? [...block.left, ...block.right].flatMap(whensOf) : [];
  return block.when ? [block.when, ...inner] : inner;
}

/** Pictures and reusable pieces that a mail stands on: they must be of the same workspace. */
export function referencesOf(blocks: readonly Block[]): { images: string[]; reusable: string[] } {
  const images = leavesOf(blocks).flatMap(({ block }) => (block.type === 'image' && block.imageId ? [block.imageId] : []));
  const reusable = blocks.flatMap((block) => (block.type === 'reusable' ? [block.reusableId] : []));
  return { images: [...new Set(images)], reusable: [...new Set(reusable)] };
}

/** A name that can only be one of the workspace's own fields: its right has the same name. */
const isOwnField = (name: string) => /^(?:contact|company)\.custom\.[a-z][a-z0-9_]*$/.test(name);

/** The fields that field rights hide from somebody. */
export function hiddenAmong(fields: Iterable<string>, hidden: ReadonlySet<string>): string[] {
  const rights = new Map(MERGE_FIELDS.map(({ name, right }) => [name, right]));
  const noCompany = hidden.has('contact.company');
  return [...fields].filter(
    (name) => hidden.has(rights.get(name) ?? (isOwnField(name) ? name : '')) || (noCompany && name.startsWith('company.')),
  );
}
