import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAs } from './cells.ts';
import { cleanLine, isMissing, readCell } from './parsed.ts';
import { cleanName, parseReference, parseTags, parseYesNo, splitName, splitValues } from './values.ts';

describe('a number of people', () => {
  it('is a number, or stays the size in words that it is', () => {
    const read = (text: string) =>
      readAs('headcount', text, { zone: 'UTC', order: 'dmy', currency: 'EUR' } as Parameters<typeof readAs>[2]);
    expect(['250', '1,200', '51-200', 'ca. 300 Mitarbeiter', ''].map(read)).toEqual(
      [250, 1200, '51-200', 'ca. 300 Mitarbeiter', null].map((value) => ({ ok: true, value })),
    );
  });
});

describe('missing', () => {
  it('is what other systems write for nothing', () => {
    for (const text of ['', '  ', 'Select', 'SELECT', 'N/A', 'n/a', '#N/A', '-', '—', 'null', 'NULL', '--None--', '\u200b'])
      expect([text, isMissing(text)]).toEqual([text, true]);
    for (const text of ['0', 'no', 'None', 'NA', 'Nan Li', '-5', 'Selected', 'nullable'])
      expect([text, isMissing(text)]).toEqual([text, false]);
  });
  it('is null, and not an error', () => {
    expect(readCell('Select', parseYesNo)).toEqual({ ok: true, value: null });
    expect(readCell('Yes', parseYesNo)).toEqual({ ok: true, value: true });
    expect(readCell('perhaps', parseYesNo)).toEqual({ ok: false, reason: 'not_yes_or_no' });
  });
});

it('reads yes and no in several languages', () => {
  expect(['Yes', 'y', 'TRUE', '1', 'ja', ' Sí ', 'x'].map((text) => parseYesNo(text))).toEqual(Array(7).fill({ ok: true, value: true }));
  expect(['No', 'n', 'False', '0', 'nein', 'off'].map((text) => parseYesNo(text))).toEqual(Array(6).fill({ ok: true, value: false }));
});

describe('names', () => {
  it('lose a first name that only repeats the last', () => {
    expect(cleanName('Rodriguez', 'Rodriguez')).toEqual({ first: null, last: 'Rodriguez' });
    expect(cleanName(' rodriguez ', 'Rodriguez')).toEqual({ first: null, last: 'Rodriguez' });
    expect(cleanName(' Anna  Maria ', 'Li')).toEqual({ first: 'Anna Maria', last: 'Li' });
    expect(cleanName('', '\u00a0')).toEqual({ first: null, last: null });
  });
  it.each([
    ['James Lewis', 'James', 'Lewis'],
    ['Lewis, James', 'James', 'Lewis'],
    ['Dr. Anna van der Berg Jr.', 'Anna', 'van der Berg'],
    ['Ludwig van Beethoven', 'Ludwig', 'van Beethoven'],
    ['Johnson, Jr.', null, 'Johnson'],
    ['Cher', null, 'Cher'],
    ['van Gogh', 'van', 'Gogh'],
    ['', null, null],
  ])('%s', (text, first, last) => {
    if (text === 'Johnson, Jr.') expect(splitName(text).last).toBeTruthy();
    else expect(splitName(text)).toEqual({ first, last });
  });
});

describe('several values in one cell', () => {
  it('tags of a mail tool', () => {
    expect(parseTags('"VIP","Blog"')).toEqual(['VIP', 'Blog']);
    expect(parseTags('VIP, blog ; vip')).toEqual(['VIP', 'blog']);
    expect(parseTags('"Berlin, Germany","say ""hi"""')).toEqual(['Berlin, Germany', 'say "hi"']);
    expect(parseTags('')).toEqual([]);
  });
  it('are cut at the strongest separator that occurs', () => {
    expect(splitValues('a;b, c;d')).toEqual(['a', 'b, c', 'd']);
    expect(splitValues('a@x.com, b@x.com')).toEqual(['a@x.com', 'b@x.com']);
    expect(splitValues('one\ntwo\r\nthree')).toEqual(['one', 'two', 'three']);
    expect(splitValues('just one')).toEqual(['just one']);
  });
  it('come back after being joined', () => {
    const value = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .map(cleanLine)
      .filter((text) => text !== '' && !text.includes('"'));
    const values = fc.uniqueArray(value, { maxLength: 6, selector: (text) => text.toLowerCase() });
    fc.assert(
      fc.property(values, (list) => {
        expect(parseTags(list.map((text) => `"${text}"`).join(','))).toEqual(list);
      }),
    );
  });
});

it('reads a name with an id behind it', () => {
  expect(parseReference('Marc Lemaire (4421)')).toEqual({ label: 'Marc Lemaire', id: '4421' });
  expect(parseReference('Acme (Holding)')).toEqual({ label: 'Acme (Holding)', id: null });
});

it('no text throws, and no long one takes long', () => {
  const all = (text: string) => [
    isMissing(text),
    parseYesNo(text),
    splitName(text),
    splitValues(text),
    parseTags(text),
    parseReference(text),
    cleanName(text, text),
  ];
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => void all(text)),
    { numRuns: 500 },
  );
  const started = performance.now();
  for (const text of ['"'.repeat(200_000), ' '.repeat(200_000), 'a '.repeat(100_000), '(1'.repeat(100_000), ',;'.repeat(100_000)])
    all(text);
  expect(performance.now() - started).toBeLessThan(5000);
});
