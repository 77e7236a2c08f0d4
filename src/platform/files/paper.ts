import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { setImmediate as breath } from 'node:timers/promises';
import { openSync } from 'fontkit';
import PDFDocument from 'pdfkit';

/** What a paper is made of, from top to bottom; each piece is tagged as what it is, for readers that speak and for reflow. */
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string; quiet?: boolean }
  | { kind: 'list'; items: readonly string[] }
  /** Small lines side by side. `says` is what the picture shows, in words; `most` the value at its upper edge, the largest one where null. */
  | { kind: 'courses'; items: readonly Course[] }
  /** The first cell of a row names it. `widths` are shares of the line. */
  | { kind: 'table'; caption?: string; heads: readonly string[]; rows: readonly (readonly string[])[]; widths: readonly number[] };

export interface Course {
  name: string;
  says: string;
  /** Null: a gap. */
  values: readonly (number | null)[];
  most: number | null;
}

export interface Paper {
  title: string;
  /** In whose name it is given out. */
  author: string;
  /** BCP 47, of the words on it. */
  language: string;
  madeAt: string;
  blocks: readonly Block[];
  /** At the foot of each page. */
  foot: (page: number, of: number) => string;
  /** What stands in the place of characters that the typeface lacks, and the line at the end that says so. */
  unshown: { mark: string; line: string };
}

type Pdf = InstanceType<typeof PDFDocument>;
type Struct = ReturnType<Pdf['struct']>;

/**
 * One typeface for Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic; its parts that are used go into the file. Named by
 * their paths everywhere: pdfkit goes back to the font before by its source, and opens a font anew that it only knows by another name.
 */
const FONTS = createRequire(import.meta.url);
const PLAIN = FONTS.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
const BOLD = FONTS.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf');
const MARGIN = 48;
const INK = '#1b1f24';
const QUIET = '#5a6270';
const LINE = '#c9ced6';

/**
 * A PDF of A4 pages, ready to be sent: nothing is fetched, every font is inside. It is set piece by piece and row by row, and between them others have
 * their turn: a paper never keeps the server from answering.
 */
export async function writePaper(given: Paper): Promise<Readable> {
  const { paper, missing } = legible(given);
  const pdf = new PDFDocument({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + 16 },
    pdfVersion: '1.7',
    lang: paper.language,
    tagged: true,
    displayTitle: true,
    bufferPages: true,
    info: { Title: given.title, Author: paper.author, CreationDate: new Date(paper.madeAt), ModDate: new Date(paper.madeAt) },
  });
  pdf.fillColor(INK);
  const whole = pdf.struct('Document');
  pdf.addStructure(whole);
  pdf.font(BOLD).fontSize(18).text(paper.title, { structParent: whole, structType: 'H1' }).moveDown(0.6);
  for (const block of paper.blocks) {
    await write(pdf, whole, block);
    await breath();
  }
  if (missing) await write(pdf, whole, { kind: 'text', text: paper.unshown.line, quiet: true });
  whole.end();
  footers(pdf, paper.foot);
  pdf.end();
  return pdf;
}

async function write(pdf: Pdf, whole: Struct, block: Block): Promise<void> {
  pdf.font(PLAIN).fontSize(9.5).fillColor(INK);
  if (block.kind === 'heading') heading(pdf, whole, block.text);
  if (block.kind === 'table') await table(pdf, whole, block);
  if (block.kind === 'list') list(pdf, whole, block.items);
  if (block.kind === 'courses') courses(pdf, whole, block.items);
  if (block.kind === 'text') {
    pdf.fillColor(block.quiet ? QUIET : INK);
    pdf.text(block.text, { structParent: whole, structType: 'P' }).moveDown(0.6);
  }
}

function list(pdf: Pdf, whole: Struct, items: readonly string[]): void {
  const parent = pdf.struct('L');
  whole.add(parent);
  for (const item of items) pdf.text(`•  ${item}`, { structParent: parent, structType: 'LI', paragraphGap: 4 });
  parent.end();
  pdf.moveDown(0.4);
}

const [BESIDE, HIGH, GAP] = [2, 34, 20];

function courses(pdf: Pdf, whole: Struct, items: readonly Course[]): void {
  const width = (pdf.page.width - 2 * MARGIN - (BESIDE - 1) * GAP) / BESIDE;
  for (let first = 0; first < items.length; first += BESIDE) {
    const row = items.slice(first, first + BESIDE);
    const words = Math.max(...row.map(({ name }) => pdf.heightOfString(name, { width })));
    if (pdf.y + words + HIGH > pdf.page.height - pdf.page.margins.bottom) pdf.addPage();
    const top = pdf.y;
    for (const [place, one] of row.entries()) {
      const x = MARGIN + place * (width + GAP);
      pdf.text(one.name, x, top, { width, structParent: whole, structType: 'P' });
      whole.add(pdf.struct('Figure', { alt: one.says }, () => course(pdf, one, { x, y: top + words + 2, width })));
    }
    pdf.x = MARGIN;
    pdf.y = top + words + HIGH + 8;
  }
}

/** A point for each value, a line between neighbours: over a gap there is none. */
function course(pdf: Pdf, { values, most }: Course, { x, y, width }: { x: number; y: number; width: number }): void {
  const top = most ?? Math.max(1e-9, ...values.map((value) => value ?? 0));
  const at = (value: number, place: number) =>
    [x + 3 + (place * (width - 6)) / Math.max(1, values.length - 1), y + 3 + (1 - value / top) * (HIGH - 8)] as const;
  pdf.lineWidth(0.5).strokeColor(LINE);
  pdf
    .moveTo(x, at(0, 0)[1])
    .lineTo(x + width, at(0, 0)[1])
    .stroke();
  pdf.lineWidth(1.2).strokeColor(QUIET).fillColor(INK);
  for (const [place, value] of values.entries()) {
    const before = place === 0 ? null : (values[place - 1] ?? null);
    if (value !== null && before !== null)
      pdf
        .moveTo(...at(before, place - 1))
        .lineTo(...at(value, place))
        .stroke();
  }
  for (const [place, value] of values.entries()) if (value !== null) pdf.circle(...at(value, place), 1.6).fill();
  pdf.fillColor(INK);
}

/** A heading, or the head of a table, would stand alone at the foot of a page. */
const ROOM = 110;

function keepTogether(pdf: Pdf): void {
  if (pdf.y > pdf.page.height - pdf.page.margins.bottom - ROOM) pdf.addPage();
}

function heading(pdf: Pdf, whole: Struct, text: string): void {
  keepTogether(pdf);
  pdf.moveDown(0.6).font(BOLD).fontSize(12).text(text, { structParent: whole, structType: 'H2' }).moveDown(0.4);
}

async function table(pdf: Pdf, whole: Struct, { caption, heads, rows, widths }: Extract<Block, { kind: 'table' }>): Promise<void> {
  keepTogether(pdf);
  if (caption) pdf.text(caption, { structParent: whole, structType: 'P' }).moveDown(0.3);
  const line = pdf.page.width - 2 * MARGIN;
  const shares = widths.reduce((all, width) => all + width, 0);
  const options = {
    structParent: whole,
    columnStyles: widths.map((width) => (width / shares) * line),
    defaultStyle: {
      border: { top: 0, right: 0, bottom: 0.5, left: 0 },
      borderColor: LINE,
      padding: { top: 4, right: 8, bottom: 4, left: 0 },
    },
  };
  const made = pdf.table(options);
  made.row(heads.map((text) => ({ text, type: 'TH' as const, scope: 'Column', textColor: QUIET, font: { src: BOLD, size: 8.5 } })));
  for (const row of rows) {
    made.row(row.map((text, place) => (place === 0 ? { text, type: 'TH' as const, scope: 'Row' } : { text })));
    await breath();
  }
  made.end();
  pdf.moveDown(0.6);
}

/** Not part of what is read: marked as decoration. */
function footers(pdf: Pdf, foot: Paper['foot']): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let page = start; page < start + count; page++) {
    pdf.switchToPage(page);
    const { height, width, margins } = pdf.page;
    // The foot lies in the margin, where a text would begin a new page.
    const bottom = margins.bottom;
    margins.bottom = 0;
    pdf.markContent('Artifact', { type: 'Pagination' });
    pdf.font(PLAIN).fontSize(8).fillColor(QUIET);
    pdf.text(foot(page - start + 1, count), MARGIN, height - MARGIN, { width: width - 2 * MARGIN, lineBreak: false });
    pdf.endMarkedContent();
    margins.bottom = bottom;
  }
}

/** The paper with a mark for each run of characters that the typeface lacks, instead of empty boxes; `missing`: there was one. */
function legible(given: Paper): { paper: Paper; missing: boolean } {
  let missing = false;
  const shown = (text: string): string => {
    if (canShow(text)) return text;
    missing = true;
    const runs = [...text].map((character) => (canShow(character) ? character : '\0')).join('');
    return runs.replace(/\0(?:\s*\0)*/gu, given.unshown.mark);
  };
  const of = (block: Block): Block => {
    switch (block.kind) {
      case 'table':
        return {
          ...block,
          ...(block.caption === undefined ? {} : { caption: shown(block.caption) }),
          heads: block.heads.map(shown),
          rows: block.rows.map((row) => row.map(shown)),
        };
      case 'courses':
        return { ...block, items: block.items.map((item) => ({ ...item, name: shown(item.name) })) };
      case 'list':
        return { ...block, items: block.items.map(shown) };
      default:
        return { ...block, text: shown(block.text) };
    }
  };
  const [title, blocks] = [shown(given.title), given.blocks.map(of)];
  return { paper: { ...given, title, blocks }, missing };
}

let known: { hasGlyphForCodePoint(codePoint: number): boolean } | null = null;

/** Whether the typeface has a picture for every character: it has none for Chinese, Japanese and Korean. */
export function canShow(text: string): boolean {
  if (known === null) {
    const font = openSync(PLAIN);
    if (!('hasGlyphForCodePoint' in font)) throw new Error('the typeface is one font, not a collection');
    known = font;
  }
  const font = known;
  return [...new Set(text)].every((character) => /\s/.test(character) || font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0));
}
