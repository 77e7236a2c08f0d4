import type { Lexicon } from '#platform/shared/merge/lexicon.ts';
import { escapeText, type Marks, withoutMarks } from '#platform/shared/merge/program.ts';
import { type Block, type Content, PREFERENCES, type RichDoc, type RichMark, type SimpleBlock } from '../schema.ts';
import { BREAK, type Line, marksAt, partsOf, piecesOf } from './rich.ts';
import { woven, wovenAddress } from './words.ts';

export interface Picture {
  token: string;
  width: number;
}

export interface Making {
  marks: Marks;
  lexicon: Lexicon;
  pictures: ReadonlyMap<string, Picture>;
  accent: string;
}

/** Filled with where pictures are served from. No text can name it. */
export const IMAGES = 'mail.images';

const WIDTH = 600;
const PADDING = 24;
const INK = '#1b1f24';
const QUIET = '#57606a';
const LINE = '#d5dae0';
/** In the dark the page turns; the accent stays on buttons and gives way to lighter ink in links. */
const DARK = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme: dark){
body,.paper{background-color:#14171b!important}
.card,.card>table{background:#1d2126!important}
.ink div,.ink p,.ink li,.ink td{color:#e6e9ed!important}
.quiet div,.quiet p{color:#a3adb8!important}
.ink a,.quiet a{color:#8ab6ff!important}
}`;

/** A mail as MJML with marks. Everything that people wrote is escaped here; no tag of theirs reaches it. */
export function mjmlOf(content: Content, blocks: readonly Block[], { making, language }: { making: Making; language: string }): string {
  const plain = (source: string) => woven(source, { ...making, text: escapeText });
  return `<mjml lang="${escapeText(language)}"><mj-head><mj-title>${plain(content.subject)}</mj-title><mj-preview>${plain(content.previewText)}</mj-preview>
<mj-attributes><mj-all font-family="Helvetica, Arial, sans-serif" /><mj-text font-size="16px" line-height="1.5" color="${INK}" padding="0 ${PADDING}px 12px" />
<mj-section padding="0" background-color="#ffffff" /></mj-attributes><mj-style>${DARK}</mj-style></mj-head>
<mj-body background-color="#f2f4f7" width="${WIDTH}px" css-class="paper">${edge(24)}${sections(blocks, making)}${edge(16)}</mj-body></mjml>`;
}

const edge = (height: number) => `<mj-section css-class="card"><mj-column><mj-spacer height="${height}px" /></mj-column></mj-section>`;

/** Blocks one below the other share a section; columns have their own. */
function sections(blocks: readonly Block[], making: Making): string {
  let text = '';
  let waiting = '';
  const flush = () => {
    if (waiting) text += `<mj-section css-class="card"><mj-column>${waiting}</mj-column></mj-section>`;
    waiting = '';
  };
  for (const block of blocks) {
    if (block.type === 'reusable') continue;
    if (block.type !== 'columns') {
      waiting += oneBlock(block, making, WIDTH);
      continue;
    }
    flush();
    const half = (side: readonly SimpleBlock[]) => `<mj-column>${side.map((one) => oneBlock(one, making, WIDTH / 2)).join('')}</mj-column>`;
    text += underCondition(block, making, `<mj-section css-class="card">${half(block.left)}${half(block.right)}</mj-section>`);
  }
  flush();
  return text;
}

function underCondition({ when }: { when?: string | null | undefined }, { marks, lexicon }: Making, markup: string): string {
  if (!when || !(lexicon.fields.has(when) || lexicon.conditions.has(when))) return markup;
  const raw = (mark: string) => `<mj-raw>${mark}</mj-raw>`;
  return raw(marks.put({ mark: 'if', test: when })) + markup + raw(marks.put({ mark: 'end' }));
}

const oneBlock = (block: SimpleBlock, making: Making, room: number) => underCondition(block, making, drawn(block, making, room));

const SIZES = { 1: 28, 2: 22, 3: 18 } as const;

function drawn(block: SimpleBlock, making: Making, room: number): string {
  const plain = (source: string) => woven(source, { ...making, text: (text) => escapeText(text).replaceAll('\n', '<br />') });
  switch (block.type) {
    case 'heading':
      return ink(
        `<h${block.level} style="margin:0;font-size:${SIZES[block.level]}px;line-height:1.25;font-weight:700">${plain(block.text)}</h${block.level}>`,
        block.align,
      );
    case 'text':
      return ink(richMarkup(block.doc, making));
    case 'image':
      return image(block, making, room);
    case 'button':
      return button(block, making);
    case 'spacer':
      return `<mj-spacer height="${block.height}px" />`;
    case 'divider':
      return `<mj-divider border-width="1px" border-color="${LINE}" padding="12px ${PADDING}px 24px" />`;
    case 'quote':
      return ink(
        `<blockquote style="margin:0;padding:4px 0 4px 16px;border-left:4px solid ${making.accent}"><p style="margin:0;font-style:italic">${plain(block.text)}</p>${block.by ? `<p style="margin:4px 0 0">${plain(block.by)}</p>` : ''}</blockquote>`,
      );
    case 'signature':
      return ink(
        `<p style="margin:0">${plain(block.closing)}<br />${place('sender.name', making)}<br />${place('sender.email', making)}</p>`,
      );
    case 'footer':
      return footer(block, making, plain);
  }
}

const ink = (markup: string, align = 'left') => `<mj-text css-class="ink" align="${align}">${markup}</mj-text>`;
const place = (field: string, { marks }: Making) => marks.put({ mark: 'value', field, filters: [], as: 'words' });

function image(block: Extract<SimpleBlock, { type: 'image' }>, making: Making, room: number): string {
  const picture = block.imageId ? making.pictures.get(block.imageId) : undefined;
  if (!picture) return '';
  const width = Math.min(picture.width, Math.round(((room - 2 * PADDING) * block.width) / 100));
  const base = making.marks.put({ mark: 'value', field: IMAGES, filters: [], as: 'url' });
  const href = block.href.trim() === '' ? null : wovenAddress(block.href, { ...making, to: 'html' });
  const link = href ? ` href="${href}"` : '';
  const alt = escapeText(withoutMarks(block.alt));
  return `<mj-image src="${base}/${picture.token}" alt="${alt}" width="${Math.max(1, width)}px" align="${block.align}" padding="0 ${PADDING}px 16px"${link} />`;
}

function button(block: Extract<SimpleBlock, { type: 'button' }>, making: Making): string {
  const href = wovenAddress(block.href, { ...making, to: 'html' });
  const words = woven(block.label, { ...making, text: escapeText });
  const look = `align="${block.align}" background-color="${making.accent}" color="${inkOn(making.accent)}" font-size="16px" font-weight="700" border-radius="6px" inner-padding="12px 24px" padding="4px ${PADDING}px 20px"`;
  return `<mj-button ${look}${href ? ` href="${href}"` : ''}>${words}</mj-button>`;
}

function footer(block: Extract<SimpleBlock, { type: 'footer' }>, making: Making, plain: (source: string) => string): string {
  const link = making.marks.put({ mark: 'value', field: PREFERENCES, filters: [], as: 'url' });
  const lines = [
    plain(block.reason),
    `<a href="${link}" style="color:${QUIET}">${plain(block.preferences)}</a>`,
    `${place('workspace.company_name', making)}, ${place('workspace.postal_address', making)}`,
  ];
  return `<mj-text css-class="quiet" font-size="13px" color="${QUIET}" padding="8px ${PADDING}px 16px">${lines
    .map((line) => `<p style="margin:0 0 6px">${line}</p>`)
    .join('')}</mj-text>`;
}

function richMarkup(doc: RichDoc, making: Making): string {
  return partsOf(doc)
    .map(({ list, lines }) => {
      if (!list) return `<p style="margin:0 0 8px">${lines.map((line) => lineMarkup(line, making)).join('')}</p>`;
      const tag = list === 'bullet' ? 'ul' : 'ol';
      return `<${tag} style="margin:0 0 8px;padding-left:24px">${lines.map((line) => `<li style="margin:0 0 4px">${lineMarkup(line, making)}</li>`).join('')}</${tag}>`;
    })
    .join('');
}

/** Bold, italic and links are opened and closed around each piece, so that a block of the merge language can end anywhere. */
function lineMarkup(line: Line, making: Making): string {
  const broken = (text: string) => escapeText(text).replaceAll(BREAK, '<br />');
  return woven(line.source, {
    ...making,
    text: (text, at) =>
      piecesOf(line, text, at)
        .map((piece) => around(broken(piece.text), piece.marks, making))
        .join('') || broken(text),
    around: (markup, at) => around(markup, marksAt(line, at), making),
  });
}

function around(markup: string, marks: readonly RichMark[], making: Making): string {
  return marks.reduce((inner, mark) => {
    if (mark.type === 'bold') return `<strong>${inner}</strong>`;
    if (mark.type === 'italic') return `<em>${inner}</em>`;
    const href = wovenAddress(mark.attrs.href, { ...making, to: 'html' });
    return href ? `<a href="${href}" target="_blank" style="color:${making.accent}">${inner}</a>` : inner;
  }, markup);
}

/** Black or white, whichever reads better on a colour (WCAG relative luminance). */
export function inkOn(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? '#000000' : '#ffffff';
}
