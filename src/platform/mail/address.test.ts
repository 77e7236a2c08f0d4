import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOneLine, plainAddress, plainDomain } from './address.ts';

describe('an address', () => {
  it.each([
    ['anna.vogt+news@Firm.Example', 'anna.vogt+news@firm.example'],
    ["o'brien@firm.example", "o'brien@firm.example"],
    ['info@münchen.example', 'info@xn--mnchen-3ya.example'],
    ['truce@localhost', 'truce@localhost'],
  ])('%s is written as %s', (given, wire) => expect(plainAddress(given)).toBe(wire));

  it.each([
    ...['', '@', 'a', 'a@', '@b.test', 'a@b.test,c@d.test', '<a@b.test>', 'A <a@b.test>', '"a@evil.test x"@ok.test', '"a b"@ok.test'],
    ...[
      'a(comment)@b.test',
      'a@b.test(comment)',
      'a @b.test',
      'a@ b.test',
      'a@b..test',
      '.a@b.test',
      'a.@b.test',
      'a..b@c.test',
      'a@-b.test',
    ],
    ...['a@b.test\r\nRCPT TO:<x@y.test>', 'a\r\n@b.test', 'a@b.test\u0000', 'a@b\u2028.test', 'a@[127.0.0.1]', 'a:b@c.test', 'a;b@c.test'],
    ...[
      'a@b.test>',
      'a\\@b.test',
      '=?utf-8?q?a=40evil.test?=@ok.test\n',
      `${'x'.repeat(65)}@b.test`,
      `a@${'b'.repeat(64)}.test`,
      'ä@b.test',
    ],
    ...['x'.repeat(2000), `${'a.'.repeat(1000)}@b.test`, 'a@evil.test@', 'undisclosed: a@b.test;'],
  ])('%j is none', (given) => expect(plainAddress(given)).toBeNull());

  it('never holds what would end a command or a header, and stays what it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const plain = plainAddress(text);
        if (plain === null) return;
        expect(plain).toMatch(/^[!-~]+@[a-z0-9._-]+$/);
        expect(plain).not.toMatch(/[<>(),;:\\"[\]]/);
        expect(plainAddress(plain)).toBe(plain);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no longer than in proportion to its length, whatever it looks like', () => {
    const worst = ['a.', '@', '"', '(', '<', ' ', '\\', 'a@'].map((piece) => piece.repeat(500_000));
    const begin = performance.now();
    for (const text of worst) expect(plainAddress(text)).toBeNull();
    expect(performance.now() - begin).toBeLessThan(200);
  });
});

it.each([
  ['Mail.Example.', null],
  ['mail.example', 'mail.example'],
  ['_dmarc.example', '_dmarc.example'],
  ['a b', null],
  [`${'a.'.repeat(130)}b`, null],
])('the domain %j is written as %j', (given, wire) => expect(plainDomain(given)).toBe(wire));

it.each(['\r', '\n', '\0', '\t', '\u0085', '\u2028', '\u2029', '\ud800', '\u007f'])('%j may not stand in a header', (character) => {
  expect(isOneLine(`a${character}b`)).toBe(false);
  expect(isOneLine('Grüße 👋')).toBe(true);
});
