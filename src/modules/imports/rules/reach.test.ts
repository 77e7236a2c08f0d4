import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDomain, parseEmail, parsePhone } from './reach.ts';

const ok = (value: unknown) => ({ ok: true, value });

describe('e-mail addresses', () => {
  it.each([
    ['GaryLDenson@CUVOX.de', 'GaryLDenson@cuvox.de'],
    [' anna@example.com ', 'anna@example.com'],
    ['Anna Li <anna@Example.COM>', 'anna@example.com'],
    ['mailto:anna@example.com', 'anna@example.com'],
    ['<anna@example.com>', 'anna@example.com'],
    ["o'brien+tag@sub.example.co.uk", "o'brien+tag@sub.example.co.uk"],
    ['jörg@müller.de', 'jörg@xn--mller-kva.de'],
    ['\u200banna@example.com\ufeff', 'anna@example.com'],
    ['anna@example.com;', 'anna@example.com'],
    ["'anna@example.com'", 'anna@example.com'],
    ["'t@example.com", "'t@example.com"],
  ])('reads %s', (text, value) => {
    expect(parseEmail(text)).toEqual(ok(value));
  });
  it.each([
    '',
    'anna',
    'anna@',
    '@example.com',
    'anna@example',
    'a b@example.com',
    'anna@@example.com',
    'a@b@c.com',
    'anna@-x.com',
    'anna@1.2.3.4',
    'anna@[1.2.3.4]',
    'anna@exa mple.com',
    'anna@example..com',
    'x\n@example.com y',
    'a@b.com, c@d.com',
    'a@b/c.com',
    'a@b.com#x',
    'a@b:80.com',
  ])('refuses "%s"', (text) => {
    expect(parseEmail(text)).toEqual({ ok: false, reason: 'not_an_email' });
  });
  it('knows the lengths', () => {
    expect(parseEmail(`${'a'.repeat(64)}@example.com`).ok).toBe(true);
    expect(parseEmail(`${'a'.repeat(65)}@example.com`).ok).toBe(false);
    expect(parseEmail(`a@${'b.'.repeat(200)}com`)).toEqual({ ok: false, reason: 'too_long' });
  });
  it('takes no longer than the text is long', () => {
    const started = performance.now();
    for (const text of [`${'a'.repeat(500)}`, `${'a@'.repeat(250)}`, `${'a.'.repeat(200)}@x`, '<'.repeat(500), 'x'.repeat(5_000_000)])
      parseEmail(text);
    expect(performance.now() - started).toBeLessThan(1000);
  });
  it('reads back what it gave, for any address that it accepts', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary' })), (text) => {
        const read = parseEmail(text);
        if (read.ok) expect(parseEmail(read.value)).toEqual(read);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('phone numbers', () => {
  it('become international where they can', () => {
    expect(parsePhone('660-485-0224', 'US')).toEqual(ok({ e164: '+16604850224', extension: null, raw: '660-485-0224' }));
    expect(parsePhone('0151 1234567', 'de')).toMatchObject({ value: { e164: '+491511234567' } });
    expect(parsePhone('0044 20 7946 0958', 'DE')).toMatchObject({ value: { e164: '+442079460958' } });
    expect(parsePhone('(206) 555-0100 x12', 'US')).toMatchObject({ value: { e164: '+12065550100', extension: '12' } });
    expect(parsePhone('p:+12065550100')).toMatchObject({ value: { e164: '+12065550100' } });
  });
  it('are kept as they are where they cannot', () => {
    expect(parsePhone('485-0224')).toEqual(ok({ e164: null, extension: null, raw: '485-0224' }));
    expect(parsePhone('12345', 'XX')).toMatchObject({ value: { e164: null, raw: '12345' } });
    expect(parsePhone('call me')).toEqual({ ok: false, reason: 'not_a_phone' });
  });
});

describe('domains', () => {
  it.each([
    ['SemiYearly.com', 'semiyearly.com', false],
    ['https://www.Example.co.uk/path?q=1', 'example.co.uk', false],
    ['anna@mail.acme.de', 'acme.de', false],
    ['anna@gmail.com', 'gmail.com', true],
    ['x@yahoo.co.uk', 'yahoo.co.uk', true],
    ['x@hotmail.fr', 'hotmail.fr', true],
    ['acme.github.io', 'acme.github.io', false],
    ['müller.de', 'xn--mller-kva.de', false],
  ])('%s', (text, domain, shared) => {
    expect(parseDomain(text)).toEqual(ok({ domain, shared }));
  });
  it.each(['', 'acme', 'http://', '192.168.1.1', 'co.uk', 'localhost', 'a b.com', 'foo.invalidtld', '[::1]'])('refuses "%s"', (text) => {
    expect(parseDomain(text)).toEqual({ ok: false, reason: 'not_a_domain' });
  });
});

it('no text throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.emailAddress()),
      fc.option(fc.string({ maxLength: 3 }), { nil: undefined }),
      (text, country) => {
        parseEmail(text);
        parseDomain(text);
        parsePhone(text, country);
      },
    ),
    { numRuns: 2000 },
  );
});
