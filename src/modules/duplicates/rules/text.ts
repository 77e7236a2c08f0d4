// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is meant
const PLAIN_LETTERS = /^[\u0000-\u007f]*$/;

/** Lower case without accents; everything that is no letter or digit is one space. */
export function plain(text: string | null | undefined): string {
  if (!text) return '';
  if (PLAIN_LETTERS.test(text))
    return text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .replaceAll('ł', 'l')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Steps from one text to the other: a letter more, less or another, or two neighbours exchanged (optimal string alignment). */
export function steps(a: string, b: string): number {
  if (a === b) return 0;
  const width = b.length + 1;
  // Three rows in turn: the one before the last, the last, and the one being written.
  const rows = new Uint16Array(3 * width);
  let [before, last, row] = [0, width, 2 * width];
  for (let j = 0; j < width; j++) rows[last + j] = j;
  for (let i = 1; i <= a.length; i++) {
    rows[row] = i;
    const letter = a.charCodeAt(i - 1);
    for (let j = 1; j < width; j++) {
      const other = letter === b.charCodeAt(j - 1) ? 0 : 1;
      let least = Math.min(at(rows, last + j) + 1, at(rows, row + j - 1) + 1, at(rows, last + j - 1) + other);
      if (i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1))
        least = Math.min(least, at(rows, before + j - 2) + 1);
      rows[row + j] = least;
    }
    [before, last, row] = [last, row, before];
  }
  return at(rows, last + b.length);
}

const at = (rows: Uint16Array, place: number) => rows[place] ?? 0;

/** 1 for the same text, 0 where nothing agrees. */
export function likeness(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  return longest === 0 ? 1 : 1 - steps(a, b) / longest;
}

/** What two spellings of one word are to each other. */
export type Agreement = 'same' | 'similar' | 'different';

export function agreementOf(a: string, b: string, { least }: { least: number }): Agreement {
  if (a === b) return 'same';
  // The lengths alone say that it cannot be enough.
  if (Math.min(a.length, b.length) < least * Math.max(a.length, b.length)) return 'different';
  return likeness(a, b) >= least ? 'similar' : 'different';
}

const SOUNDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'bfpvw'].map((letter) => [letter, '1'])),
  ...Object.fromEntries([...'cgjkqsxz'].map((letter) => [letter, '2'])),
  ...Object.fromEntries([...'dt'].map((letter) => [letter, '3'])),
  l: '4',
  ...Object.fromEntries([...'mn'].map((letter) => [letter, '5'])),
  r: '6',
};

/** How a name sounds, roughly: its consonants in groups, doubles once. Unlike Soundex the first letter is grouped as well, and w sounds. */
export function soundOf(name: string): string {
  let sound = '';
  let last = '';
  for (const letter of plain(name).replaceAll('ph', 'f')) {
    const group = SOUNDS[letter] ?? '';
    if (group !== '' && group !== last) sound += group;
    last = group;
  }
  return sound.slice(0, 5);
}

const NICKNAMES = `alexander alex sascha sandy|alexandra alex sandra|andreas andi andy|andrew andy drew|anthony tony|antonio toni|barbara barb babs|benjamin ben benny
  charles charlie chuck|christian chris|christina chris tina|christine chris tina|christopher chris|daniel dan danny|david dave|deborah deb debbie|donald don
  edward ed eddie ted|elizabeth liz beth betty lisa|francis frank|friedrich fritz|gerald gerry jerry|gregory greg|hans johann johannes|heinrich heinz|henry harry hank
  isabella bella izzy|jacob jake|james jim jimmy jamie|jennifer jen jenny|jessica jess|john jack johnny|jonathan jon|joseph joe joey|joshua josh|katharina kathi katja
  katherine kate katie kathy|kenneth ken|lawrence larry|leonard leo len|margaret maggie meg peggy|matthew matt|matthias matze|maximilian max|michael mike mick michi
  nicholas nick|nicole nicky|patricia pat tricia|patrick pat|peter pete|philip phil|rebecca becky|richard rick dick rich|robert rob bob bobby robbie|ronald ron
  samantha sam|samuel sam|stefan steff|stephen steve|steven steve|susan sue|theodore ted theo|thomas tom tommy|timothy tim|victoria vicky|vincent vince
  walter walt|wilhelm willi|william will bill billy|zachary zach`;

const NAMED = new Map<string, Set<number>>();
NICKNAMES.split(/[|\n]/).forEach((group, index) => {
  for (const name of group.trim().split(' ')) NAMED.set(name, (NAMED.get(name) ?? new Set()).add(index));
});

/** Whether one is a short form of the other, as far as we know. */
export function isNickname(a: string, b: string): boolean {
  const other = NAMED.get(b);
  return other !== undefined && [...(NAMED.get(a) ?? [])].some((group) => other.has(group));
}
