import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerOf, nameParts, peopleIn, readMail } from './read.ts';

const mail = (heads: readonly string[], body = 'Hello') => [...heads, '', body].join('\r\n');

describe('a mail is read', () => {
  it('in its charset, its words decoded, with what is attached where that is asked for', () => {
    const source = mail(
      ['Subject: =?iso-8859-1?Q?Gr=FC=DFe?= =?utf-8?B?IOKCrA==?=', 'Content-Type: multipart/mixed; boundary=x'],
      [
        '--x',
        'Content-Type: text/plain; charset=windows-1252',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'K=F6ln =80',
        '--x',
        "Content-Type: application/pdf; name*=utf-8''Angebot%20%E2%82%AC.pdf",
        'Content-Transfer-Encoding: base64',
        '',
        'UERG',
        '--x--',
      ].join('\r\n'),
    );
    const read = readMail(source, { contents: true });
    expect(headerOf(read, 'subject')).toBe('Grüße €');
    expect(read.text).toBe('Köln €');
    expect(read.attachments).toEqual([{ name: 'Angebot €.pdf', mediaType: 'application/pdf', sizeBytes: 3, content: Buffer.from('PDF') }]);
    expect(readMail(source).attachments[0]).not.toHaveProperty('content');
  });

  it('as words where it has only HTML, and without what scripts and styles say', () => {
    const html = '<style>p{}</style><p>One &amp; two<br>three</p><script>alert(1)</script><img src=x onerror=alert(1)>';
    expect(readMail(mail(['Content-Type: text/html'], html)).text).toBe('One & two\nthree');
  });

  it('whoever it names', () => {
    expect(peopleIn('"Vogt, Anna" <Anna@Firm.test>, bob@firm.test (Bob); Team: c@firm.test, "a@evil x"@firm.test;')).toEqual([
      { email: 'anna@firm.test', name: 'Vogt, Anna' },
      { email: 'bob@firm.test', name: '' },
      { email: 'c@firm.test', name: '' },
    ]);
    expect(peopleIn('"bank@real.test" <mallory@evil.test>')).toEqual([{ email: 'mallory@evil.test', name: '' }]);
    expect(nameParts('Vogt, Anna')).toEqual({ firstName: 'Anna', lastName: 'Vogt' });
  });
});

/** Shapes that made parsers of others hang; a quarter of a million characters of each. */
const N = 250_000;
const WORST: Readonly<Record<string, string>> = {
  'blanks before a word': mail(['Subject: x'], `${' '.repeat(N)}x`),
  'unended tags': mail(['Content-Type: text/html'], '<br'.repeat(N / 3)),
  'unended comments': mail(['Content-Type: text/html'], '<!--'.repeat(N / 4)),
  'parameters without end': mail([`Content-Type: multipart/mixed${'; a="'.repeat(N / 5)}`]),
  'encoded words without end': mail([`Subject: ${'=?utf-8?q?'.repeat(N / 10)}`]),
  'addresses without end': mail([`From: ${'<'.repeat(N)}`, `To: ${'a@,'.repeat(N / 3)}`]),
  'a hundred thousand heads': mail(Array.from({ length: 100_000 }, (_none, n) => `X${n}: y`)),
  'parts in parts': mail(
    ['Content-Type: multipart/mixed; boundary=a'],
    '--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n'.repeat(5000),
  ),
  'one line of base64': mail(['Content-Transfer-Encoding: base64'], 'QUJD'.repeat(N)),
  'a charset that is none': mail(['Content-Type: text/plain; charset=no-such'], '\u00ff\u00fe'.repeat(1000)),
};

describe('a hostile mail', () => {
  it.each(Object.keys(WORST))('takes no time: %s', (shape) => {
    const began = performance.now();
    const read = readMail(WORST[shape] ?? '', { contents: true });
    for (const name of ['from', 'to', 'subject']) peopleIn(headerOf(read, name));
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('never throws, whatever its bytes', () => {
    const piece = fc.constantFrom(
      '\r\n',
      '--b',
      'Content-Type: multipart/mixed; boundary=b',
      'Content-Type: text/html',
      '=?',
      '?=',
      '<',
      '"',
      ';',
      '\0',
      'x',
      '\u00ff',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => typeof readMail(pieces.join('')).text === 'string'),
      { numRuns: 300 },
    );
  });
});
