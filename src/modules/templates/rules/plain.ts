import { withoutMarks } from '#platform/shared/merge/program.ts';
import { type Block, PREFERENCES, type RichDoc, type RichMark, type SimpleBlock } from '../schema.ts';
import type { Making } from './mjml.ts';
import { type Line, marksAt, partsOf, piecesOf } from './rich.ts';
import { woven, wovenAddress } from './words.ts';

type Plain = Pick<Making, 'marks' | 'lexicon'>;

/** A mail as text, with marks: for programs and people that show no markup. */
export function plainOf(blocks: readonly Block[], making: Plain): string {
  return blocks.map((block) => underCondition(block, making)).join('');
}

function underCondition(block: Block, making: Plain): string {
  const { when } = block;
  const text = oneOf(block, making);
  if (!text) return '';
  const ended = `${text}\n\n`;
  if (!when || !(making.lexicon.fields.has(when) || making.lexicon.conditions.has(when))) return ended;
  return making.marks.put({ mark: 'if', test: when }) + ended + making.marks.put({ mark: 'end' });
}

function oneOf(block: Block, making: Plain): string {
  if (block.type === 'reusable') return '';
  if (block.type === 'columns') return plainOf([...block.left, ...block.right], making).trimEnd();
  return written(block, making);
}

function written(block: SimpleBlock, making: Plain): string {
  const plain = (source: string) => woven(source, { ...making, text: (text) => text });
  const address = (href: string) => wovenAddress(href, { ...making, to: 'plain' });
  switch (block.type) {
    case 'heading':
      return plain(block.text);
    case 'text':
      return richText(block.doc, making);
    case 'image': {
      const href = block.href.trim() === '' ? null : address(block.href);
      return href ? `${withoutMarks(block.alt)}: ${href}` : '';
    }
    case 'button':
      return `${plain(block.label)}: ${address(block.href) ?? ''}`;
    case 'spacer':
      return '';
    case 'divider':
      return '--------';
    case 'quote':
      return `“${plain(block.text)}”${block.by ? `\n${plain(block.by)}` : ''}`;
    case 'signature':
      return `${plain(block.closing)}\n${place('sender.name', making)}\n${place('sender.email', making)}`;
    case 'footer':
      return [
        '--------',
        plain(block.reason),
        `${plain(block.preferences)}: ${making.marks.put({ mark: 'value', field: PREFERENCES, filters: [], as: 'url' })}`,
        `${place('workspace.company_name', making)}, ${place('workspace.postal_address', making)}`,
      ].join('\n');
  }
}

const place = (field: string, { marks }: Plain) => marks.put({ mark: 'value', field, filters: [], as: 'words' });

function richText(doc: RichDoc, making: Plain): string {
  return partsOf(doc)
    .map(({ list, lines }) =>
      list
        ? lines.map((line, index) => `${list === 'bullet' ? '-' : `${index + 1}.`} ${lineText(line, making)}`).join('\n')
        : lineText(lines[0], making),
    )
    .join('\n\n');
}

function lineText(line: Line, making: Plain): string {
  return woven(line.source, {
    ...making,
    text: (text, at) =>
      piecesOf(line, text, at)
        .map((piece) => withAddress(piece.text, piece.marks, making))
        .join('') || text,
    around: (markup, at) => withAddress(markup, marksAt(line, at), making),
  });
}

function withAddress(text: string, marks: readonly RichMark[], making: Plain): string {
  const link = marks.find((mark) => mark.type === 'link');
  const href = link ? wovenAddress(link.attrs.href, { ...making, to: 'plain' }) : null;
  return href && href !== text ? `${text} (${href})` : text;
}
