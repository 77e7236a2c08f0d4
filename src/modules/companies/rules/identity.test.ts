import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Asked, hostOf, type Known, sameCompany } from './identity.ts';

describe('hostOf', () => {
  it.each([
    ['https://www.Acme.com/about?x=1', 'acme.com'],
    ['acme.com', 'acme.com'],
    ['info@Acme.co.uk', 'acme.co.uk'],
    ['http://acme.de:8080', 'acme.de'],
    ['SemiYearly.com', 'semiyearly.com'],
    ['müller-bau.de', 'müller-bau.de'],
    ['none', null],
    ['', null],
    ['https://', null],
    ['..', null],
  ])('%s is %s', (given, host) => expect(hostOf(given)).toBe(host));

  it('says the same of what it has said', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.emailAddress(), fc.string()), (given) => {
        const host = hostOf(given);
        if (host !== null) expect(hostOf(host.replace(/^www\d?\./, ''))).not.toBeNull();
      }),
    );
  });
});

describe('sameCompany', () => {
  const known: Known[] = [
    { id: 'a', nameKey: 'acme', domain: 'acme.com' },
    { id: 'b', nameKey: 'acme', domain: null },
    { id: 'c', nameKey: 'berg', domain: 'berg.de' },
    { id: 'd', nameKey: 'holding', domain: 'berg.de' },
    { id: 'e', nameKey: 'twin', domain: null },
    { id: 'f', nameKey: 'twin', domain: null },
  ];
  it.each<[Asked, string | null, string]>([
    [{ nameKey: 'acme', domain: 'acme.com' }, 'a', 'name and domain agree'],
    [{ nameKey: 'acme', domain: 'other.com' }, 'b', 'the one without a domain may be it'],
    [{ nameKey: 'acme', domain: null }, 'b', 'only one of the name has no domain'],
    [{ nameKey: 'berg', domain: 'other.com' }, null, 'another domain is another company'],
    [{ nameKey: null, domain: 'berg.de' }, null, 'a shared website names nobody'],
    [{ nameKey: null, domain: 'acme.com' }, 'a', 'a website of one'],
    [{ nameKey: 'twin', domain: null }, 'e', 'the older of two without a domain'],
    [{ nameKey: 'twin', domain: 'twin.de' }, null, 'either of two could be it'],
    [{ nameKey: 'new', domain: 'acme.com' }, null, 'another name on a known website'],
  ])('%o is %s: %s', (asked, id) => expect(sameCompany(asked, known)).toBe(id));
});
