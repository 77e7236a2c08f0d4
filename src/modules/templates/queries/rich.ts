import { partsOf, piecesOf } from '../rules/rich.ts';
import type { RichDoc, RichMark } from '../schema.ts';

/** Paragraphs and lists of a text as lines of pieces with one look each, for whoever shows it elsewhere than in a mail. */
export function partsOfRich(
  doc: RichDoc,
): { list: 'bullet' | 'ordered' | null; lines: { text: string; marks: readonly RichMark[] }[][] }[] {
  return partsOf(doc).map(({ list, lines }) => ({ list, lines: lines.map((line) => piecesOf(line, line.source, 0)) }));
}
