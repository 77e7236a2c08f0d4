import { withoutMarks } from '#platform/shared/merge/program.ts';
import type { RichDoc, RichMark, RichText } from '../schema.ts';

type Paragraph = Extract<RichDoc['content'][number], { type: 'paragraph' }>;
type List = Exclude<RichDoc['content'][number], Paragraph>;

export const BREAK = '\n';

/** A run of letters with the same look, by where it begins in the words of its paragraph. */
interface Run {
  from: number;
  to: number;
  marks: readonly RichMark[];
}

export interface Line {
  /** The words of the paragraph, breaks as line ends: what the merge language reads, across bold and italic. */
  source: string;
  runs: readonly Run[];
}

export type RichPart = { list: null; lines: readonly [Line] } | { list: 'bullet' | 'ordered'; lines: readonly Line[] };

/** Paragraphs and lists as lines. */
export function partsOf(doc: RichDoc): RichPart[] {
  return doc.content.map((node): RichPart => {
    if (node.type === 'paragraph') return { list: null, lines: [lineOf(node.content ?? [])] };
    const lines = (node as List).content.map((item) => lineOf(item.content.flatMap(beside)));
    return { list: node.type === 'bulletList' ? 'bullet' : 'ordered', lines };
  });
}

/** Several paragraphs of one point are lines of it. */
function beside(paragraph: Paragraph, index: number): RichText[] {
  return [...(index > 0 ? [{ type: 'hardBreak' as const }] : []), ...(paragraph.content ?? [])];
}

function lineOf(content: readonly RichText[]): Line {
  let source = '';
  const runs: Run[] = [];
  for (const node of content) {
    const from = source.length;
    source += node.type === 'text' ? withoutMarks(node.text) : BREAK;
    runs.push({ from, to: source.length, marks: node.type === 'text' ? (node.marks ?? []) : [] });
  }
  return { source, runs };
}

/** The look of the letter at a place. */
export function marksAt({ runs }: Line, at: number): readonly RichMark[] {
  return runs.find(({ from, to }) => at >= from && at < to)?.marks ?? [];
}

/** A stretch of a line, cut where its look changes. */
export function piecesOf(line: Line, text: string, at: number): { text: string; marks: readonly RichMark[] }[] {
  const end = at + text.length;
  return line.runs
    .filter(({ from, to }) => to > at && from < end)
    .map(({ from, to, marks }) => ({ text: line.source.slice(Math.max(from, at), Math.min(to, end)), marks }));
}

/** The links of a text, each with its words. */
export function linksIn(doc: RichDoc): { href: string; words: string }[] {
  return partsOf(doc).flatMap(({ lines }) =>
    lines.flatMap((line) =>
      line.runs.flatMap(({ from, to, marks }) => {
        const link = marks.find((mark) => mark.type === 'link');
        return link ? [{ href: link.attrs.href, words: line.source.slice(from, to) }] : [];
      }),
    ),
  );
}
