import type { Share } from '#platform/shared/comparison.ts';
import { FEWEST_COMMENTS } from '../schema.ts';
import { type Found, overRepresented, test } from './patterns.ts';

export interface Comment {
  note: string;
  ended: boolean;
}

const WORD = /\p{L}[\p{L}\p{N}’'-]{1,39}/gu;
const SHORTEST = 3;

/** The words of a comment, each once, in one spelling. */
export function wordsOf(note: string): Set<string> {
  const found = note.normalize('NFKC').toLowerCase().match(WORD) ?? [];
  return new Set(found.map((word) => word.replace(/[’'-]+$/, '')).filter((word) => word.length >= SHORTEST));
}

/** Words that comments on those which ended as asked use more often than all other comments. Comments are counted, not how often each says it. */
export function wordPatterns(comments: readonly Comment[]): Found<string> {
  const known: Share = { k: 0, n: 0 };
  const words = new Map<string, Share>();
  for (const { note, ended } of comments) {
    const hit = ended ? 1 : 0;
    known.n++;
    known.k += hit;
    for (const word of wordsOf(note)) {
      const count = words.get(word) ?? { k: 0, n: 0 };
      words.set(word, { k: count.k + hit, n: count.n + 1 });
    }
  }
  return overRepresented([...words].flatMap(([what, rate]) => test({ what, rate, known, fewest: FEWEST_COMMENTS })));
}
