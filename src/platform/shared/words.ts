/** Word lists for reading free text in several languages: whole words, phrases, and word beginnings (`leit*`), separated by commas. */
export function words(list: string): readonly string[] {
  return list
    .split(',')
    .map((word) => word.trim().replace(/\s+/g, ' '))
    .filter(Boolean);
}

const WRITTEN_OUT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', œ: 'oe', æ: 'ae', ø: 'o', ł: 'l' };

/** Free text as word lists are written: lower case, German umlauts written out, other accents dropped, nothing but letters, digits, `&` and `-`. */
export function plainText(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüßœæøł]/g, (letter) => WRITTEN_OUT[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9&-]+/g, ' ')
    .trim();
}

/** Whether a plain text holds a word of a list. */
export function hasWord(plain: string, list: readonly string[]): boolean {
  return list.some((word) => placeOf(plain, word) >= 0);
}

/** Where a plain text holds a word: whole, or as a beginning where the word ends with `*`; −1 where it does not. */
export function placeOf(plain: string, word: string): number {
  const open = word.endsWith('*');
  const stem = open ? word.slice(0, -1) : word;
  for (let at = plain.indexOf(stem); at >= 0; at = plain.indexOf(stem, at + 1)) {
    const starts = at === 0 || isGap(plain[at - 1]);
    const ends = open || at + stem.length === plain.length || isGap(plain[at + stem.length]);
    if (starts && ends) return at;
  }
  return -1;
}

function isGap(letter: string | undefined): boolean {
  return letter === ' ' || letter === '-' || letter === '&';
}
