import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { authenticate } from 'mailauth';
import { describe, expect, it } from 'vitest';
import { isRefusal } from '#platform/shared/refusal.ts';
import { compose, type Letter, type Outgoing } from './compose.ts';
import { dkimProblem, sign } from './dkim.ts';
import { headerOf, readMail } from './read.ts';

const LETTER: Letter = {
  from: { name: 'Anna Vogt', address: 'anna@firm.example' },
  to: { name: 'Jörg "J" Müller, Einkauf', address: 'jm@client.example' },
  subject: 'Grüße aus München: das Angebot für Ihre neue Anlage, wie besprochen',
  html: '<p>Guten Tag  \t Herr Müller</p>\n<p>.</p>\n\n\n',
  text: 'Guten Tag\n.\nHerr Müller  \n\n\n',
  messageId: '<1@firm.example>',
  date: '2026-03-01T09:00:00.000Z',
  envelopeFrom: 'b+1@bounce.firm.example',
};

async function composed(more: Partial<Letter> = {}): Promise<Outgoing> {
  const outgoing = await compose({ ...LETTER, ...more });
  if (isRefusal(outgoing)) throw new Error(`${outgoing.field}: ${outgoing.message}`);
  return outgoing;
}

const headLines = ({ raw }: Outgoing) =>
  raw
    .toString('latin1')
    .split('\r\n\r\n', 1)[0]
    ?.split(/\r\n(?![ \t])/) ?? [];
const namesOf = (outgoing: Outgoing) => headLines(outgoing).map((line) => line.slice(0, line.indexOf(':')));

describe('a composed mail', () => {
  it('carries what was meant, in lines that every server takes', async () => {
    const outgoing = await composed({
      listUnsubscribe: { oneClick: `https://truce.example/p/mail/off/${'x'.repeat(300)}`, page: 'https://truce.example/p/mail/y' },
      headers: { 'Feedback-ID': 'a:b:c', 'List-Id': '<news.firm.example>' },
      replyTo: { name: '', address: 'sales@firm.example' },
      inReplyTo: '<0@client.example>',
      references: ['<0@client.example>', 'no id', '<x@y>\r\nBcc: z@z.test'],
      attachments: [{ name: 'Preis­liste März.pdf', mediaType: 'application/pdf', content: Buffer.from('%PDF') }],
    });
    expect(outgoing.envelope).toEqual({ from: 'b+1@bounce.firm.example', to: 'jm@client.example' });
    const read = readMail(outgoing.raw.toString('latin1'));
    expect(headerOf(read, 'subject')).toBe(LETTER.subject);
    expect(headerOf(read, 'to')).toBe('Jörg "J" Müller, Einkauf <jm@client.example>');
    expect(headerOf(read, 'list-unsubscribe')).toBe(`<https://truce.example/p/mail/off/${'x'.repeat(300)}>`);
    expect(headerOf(read, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(headerOf(read, 'list-help')).toBe('<https://truce.example/p/mail/y>');
    expect(headerOf(read, 'references')).toBe('<0@client.example>');
    expect(headerOf(read, 'reply-to')).toBe('sales@firm.example');
    expect(read.attachments).toMatchObject([{ name: 'Preis­liste März.pdf', mediaType: 'application/pdf', sizeBytes: 4 }]);
    expect(read.text).toContain('Herr Müller');
    const lines = outgoing.raw.toString('latin1').split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(998);
    expect(lines.join('')).not.toMatch(/[\r\n\u0080-\u00ff]/);
  });

  const NASTY = ['\r', '\n', '\r\n', '\r\n ', '\r\n\t', '\0', '\u2028', '\u2029', '\u0085', '\u000b', '\u000c'];
  const PAYLOADS = NASTY.flatMap((mark) => [`x${mark}Bcc: victim@evil.example`, `${mark}RCPT TO:<victim@evil.example>`, `x${mark}`]);
  const PLACES: Record<string, (text: string) => Partial<Letter>> = {
    'from name': (text) => ({ from: { ...LETTER.from, name: text } }),
    'from address': (text) => ({ from: { ...LETTER.from, address: `a${text}@firm.example` } }),
    'to name': (text) => ({ to: { ...LETTER.to, name: text } }),
    'to address': (text) => ({ to: { ...LETTER.to, address: `jm@client.example${text}` } }),
    'reply-to name': (text) => ({ replyTo: { name: text, address: 'a@b.example' } }),
    'reply-to address': (text) => ({ replyTo: { name: '', address: `${text}a@b.example` } }),
    subject: (text) => ({ subject: text }),
    'message id': (text) => ({ messageId: `<1${text}@firm.example>` }),
    'list-id': (text) => ({ headers: { 'List-Id': text } }),
    'feedback id': (text) => ({ headers: { 'Feedback-ID': text } }),
    'file name': (text) => ({ attachments: [{ name: text, mediaType: 'text/plain', content: Buffer.from('x') }] }),
    'media type': (text) => ({ attachments: [{ name: 'x', mediaType: `text/plain${text}`, content: Buffer.from('x') }] }),
    'one click': (text) => ({ listUnsubscribe: { oneClick: `https://a.example/${text}`, page: 'https://a.example/' } }),
    'envelope from': (text) => ({ envelopeFrom: `b@bounce.firm.example${text}` }),
  };

  it.each(Object.keys(PLACES))('is refused with a line break in: %s', async (place) => {
    for (const payload of PAYLOADS) {
      const result = await compose({ ...LETTER, ...PLACES[place]?.(payload) });
      expect(isRefusal(result) && result.code).toBe('invalid');
    }
  });

  it.each([
    '"victim@evil.example x"@client.example',
    'jm@client.example, victim@evil.example',
    'jm@client.example> <victim@evil.example',
    'group: victim@evil.example;',
    'jm@client.example(victim@evil.example)',
    `${'l'.repeat(2000)}@client.example`,
    '=?utf-8?q?victim=40evil.example=3e?=@x@client.example',
  ])('is refused to %j', async (address) => {
    expect(await compose({ ...LETTER, to: { name: '', address } })).toMatchObject({ refused: true, field: 'to.address' });
  });

  it('has the same headers and the same recipient whatever stands in names, subject and body', async () => {
    const names = namesOf(await composed({ replyTo: { name: 'x', address: 'r@firm.example' } }));
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.string({ unit: 'grapheme', maxLength: 120 }),
        async (body, text) => {
          const result = await compose({
            ...LETTER,
            ...{ subject: text || 'x', html: body || 'x', text: body || 'x', from: { ...LETTER.from, name: text } },
            ...{ to: { ...LETTER.to, name: text }, replyTo: { name: text, address: 'r@firm.example' } },
          });
          if (isRefusal(result)) return expect(text).toMatch(/[\p{Cc}\u2028\u2029]|\p{Surrogate}/u);
          expect(result.envelope).toEqual({ from: LETTER.envelopeFrom, to: 'jm@client.example' });
          expect(namesOf(result)).toEqual(names);
          expect(result.raw.toString('latin1')).not.toMatch(/[^\r]\n|\r(?!\n)/);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('carries no file of this machine and fetches nothing', async () => {
    const outgoing = await composed({ html: '<img src="file:///etc/passwd"><img src="/etc/passwd">', text: '/etc/passwd' });
    expect(readMail(outgoing.raw.toString('latin1')).attachments).toEqual([]);
    expect(outgoing.raw.toString('latin1')).not.toContain('root:');
  });

  it('is refused above 25 MB of files', async () => {
    const attachments = [{ name: 'a', mediaType: 'a/b', content: Buffer.alloc(25 * 1024 * 1024 + 1) }];
    expect(await compose({ ...LETTER, attachments })).toMatchObject({ code: 'too_large' });
  });
});

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY = { domain: 'firm.example', selector: 's1', privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
const RECORDS: Record<string, string[][]> = {
  's1._domainkey.firm.example/TXT': [[`v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`]],
  '_dmarc.firm.example/TXT': [['v=DMARC1; p=reject; adkim=s']],
};

/** What a receiver that knows nothing of us finds. */
async function verdictOn(raw: Buffer) {
  const resolver = async (name: string, type: string) => {
    const found = RECORDS[`${name}/${type}`];
    if (found) return found;
    throw Object.assign(new Error('none'), { code: 'ENOTFOUND' });
  };
  const { dkim, dmarc } = await authenticate(raw, {
    ip: '192.0.2.1',
    helo: 'x',
    sender: 'b+1@bounce.firm.example',
    resolver,
    trustReceived: false,
  });
  return { dkim: dkim.results.map((one: { status: { result: string } }) => one.status.result), dmarc: dmarc ? dmarc.status.result : null };
}

describe('a signed mail', () => {
  const signed = async (more: Partial<Letter> = {}) => {
    const result = await sign(await composed(more), [KEY]);
    if (isRefusal(result)) throw new Error(result.message);
    return result.raw;
  };

  it.each<[string, Partial<Letter>]>([
    ['both parts', {}],
    ['text alone', { html: null }],
    ['an empty body', { html: null, text: '' }],
    ['long lines', { html: null, text: `${'x'.repeat(3000)}\n${'ä'.repeat(3000)}` }],
    ['a file', { attachments: [{ name: 'ä.txt', mediaType: 'text/plain', content: Buffer.from('\n.\n \n\n') }] }],
    ['a long subject', { subject: 'Größe '.repeat(100) }],
    ['one click', { listUnsubscribe: { oneClick: 'https://a.example/1', page: 'https://a.example/2' } }],
  ])('with %s is found genuine by a verifier of another house', async (_, more) => {
    expect(await verdictOn(await signed(more))).toEqual({ dkim: ['pass'], dmarc: 'pass' });
  });

  it.each(['Subject: Other', 'From: Evil <evil@evil.example>', 'List-Unsubscribe: <https://evil.example>', 'Reply-To: evil@evil.example'])(
    'is no longer genuine with one more header: %s',
    async (header) => {
      const { dkim } = await verdictOn(Buffer.concat([Buffer.from(`${header}\r\n`), await signed()]));
      expect(dkim).not.toContain('pass');
    },
  );

  it('carries a signature for each key', async () => {
    const result = await sign(await composed(), [KEY, { ...KEY, selector: 's2' }]);
    const raw = isRefusal(result) ? '' : result.raw.toString('latin1');
    expect(raw.match(/^DKIM-Signature: v=1; a=rsa-sha256;/gm)).toHaveLength(2);
  });

  const pem = (key: ReturnType<typeof generateKeyPairSync>['privateKey']) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
  it.each([
    ['an ed25519 key', pem(generateKeyPairSync('ed25519').privateKey), 'RSA'],
    ['an elliptic key', pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey), 'RSA'],
    ['a short key', pem(generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey), 'too short'],
    ['no key', 'nonsense', 'can’t be read'],
  ])('is refused with %s, rather than sent unsigned', async (_, key, words) => {
    expect(dkimProblem({ ...KEY, privateKey: key })).toContain(words);
    expect(await sign(await composed(), [KEY, { ...KEY, privateKey: key }])).toMatchObject({ refused: true, code: 'invalid' });
    expect(dkimProblem({ ...KEY, domain: 'firm.example; x=y' })).toContain('domain');
  });
});
