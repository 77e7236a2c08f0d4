const LEAST_LETTERS = 4;
const MOST_WORDS = 12;
/** Endings differ more than beginnings: `price` finds `prices`, `Angebot` finds `Angebote`. */
const ENDING = 2;

/** The words by which questions are compared, as beginnings: letters and digits alone, each once, the first twelve. */
export function searchWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const long = words.filter((word) => [...word].length >= LEAST_LETTERS);
  const beginnings = long.map((word) => [...word].slice(0, Math.max(LEAST_LETTERS, [...word].length - ENDING)).join(''));
  return [...new Set(beginnings)].slice(0, MOST_WORDS);
}

/** One line without control characters: for subjects and titles. */
export const oneLine = (text: string, most: number): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .trim()
    .slice(0, most);
