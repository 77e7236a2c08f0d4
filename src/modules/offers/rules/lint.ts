/** One way in which a claim was or is said. */
export interface Phrase {
  claimId: string;
  number: number;
  text: string;
  /** Of the version that counts now, of a claim that was not retired. */
  current: boolean;
}

/** A number with its decimals, a word, or a sign that changes what a number means. */
const WORD = /\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{M}\p{N}]+|[%€$£]/gu;

/**
 * A text as it is compared: its words in small letters, whatever stands between them. Each word brings its own spaces, so that only whole words are
 * found and neighbours share nothing.
 */
export function normalised(text: string): string {
  const words = text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
  return words.map((word) => ` ${word.replaceAll(',', '.')} `).join('');
}

/**
 * Outdated phrases that stand in a text, each claim once, in the words of its newest outdated version that is found. A phrase that some claim still says
 * now is not outdated; where an outdated phrase stands only within a current one ("in 3 days" within "in 3 days or less"), the current one covers it.
 */
export function outdatedIn(text: string, phrases: readonly Phrase[]): Phrase[] {
  const current = phrases.filter((phrase) => phrase.current).map((phrase) => normalised(phrase.text));
  const said = new Set(current);
  // Longest first: what covers more is taken out before a shorter one could cut it in two.
  const covering = [...said].filter((phrase) => phrase !== '').sort((a, b) => b.length - a.length);
  const rest = covering.reduce((left, phrase) => left.replaceAll(phrase, ' | '), normalised(text));
  const found = phrases
    .filter((phrase) => !phrase.current)
    .filter((phrase) => {
      const words = normalised(phrase.text);
      return words !== '' && !said.has(words) && rest.includes(words);
    })
    .sort((a, b) => b.number - a.number || b.text.length - a.text.length);
  return found.filter((phrase, index) => found.findIndex(({ claimId }) => claimId === phrase.claimId) === index);
}
