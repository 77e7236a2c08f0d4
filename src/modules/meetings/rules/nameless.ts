import type { Source } from '../schema.ts';

/** What an item of an agenda is about, as it is kept. */
export interface Sayable {
  source: Source;
  key: string | null;
  sentence: string;
}

/** Sentences of counts alone, by source and key: nothing that anybody wrote stands in them. */
const COUNTED: Readonly<Partial<Record<Source, readonly string[]>>> = {
  dispute: ['open'],
  silence: ['verdicts', 'answers', 'meetings'],
  discrepancy: ['open'],
  discussion: ['open'],
  promise: ['late'],
  confirmation: ['late'],
  plan: ['unsigned'],
  course: ['open'],
  question: ['open'],
  challenge: ['open'],
};

/**
 * Sentences with one title in quotes, which somebody wrote: of a promise, a channel, a reason of return, a goal. By what stands before and after it: what does
 * not end so was cut, and is not told.
 */
const TITLED: Readonly<Partial<Record<Source, readonly RegExp[]>>> = {
  breach: [
    /^()“.*”(: \d+ of \d+ answers? that (?:was|were) due came late or not yet(?:; promised are [\d.]+ % in time)?\.)$/su,
    /^(Following up leads of )“.*”( loses pace: \d+ of \d+ verdicts? of late accepted; \d+ of \d+ waited longer for the first touch than was usual\.)$/su,
    /^(Following up leads without a known source)( loses pace: \d+ of \d+ verdicts? of late accepted; \d+ of \d+ waited longer for the first touch than was usual\.)$/u,
  ],
  reason: [/^()“.*”( is given more often: \d+ of \d+ verdicts?, after \d+ of \d+ in the time before\.)$/su],
  goal: [/^()“.*”(: [\d.]+ % of what was to be expected by now\.(?: Most of the difference: [a-z -]+\.)?)$/su],
};

/**
 * What may be told of an item to somebody who is to read no name: sentences of counts as they are, those with a title without it. Null, as for every source
 * that is not listed: by hand, of problems and decisions, of campaigns, of what moves.
 */
export function nameless({ source, key, sentence }: Sayable): string | null {
  if (COUNTED[source]?.includes(key ?? '')) return sentence;
  if (key === null) return null;
  for (const shape of TITLED[source] ?? []) {
    const [, before = '', after = ''] = shape.exec(sentence) ?? [];
    if (after) return sentence.includes('“') ? `${before}“…”${after}` : sentence;
  }
  return null;
}
