import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DomainFacts, isReady, judged, type SendingAddress } from './checks.ts';
import { type Candidate, serverOf, signingDomain } from './choice.ts';
import { recordsOf } from './records.ts';

const ADDRESS: SendingAddress = {
  address: '192.0.2.10',
  isCertain: true,
  isPublic: true,
  spf: { result: 'pass', record: 'v=spf1 ip4:192.0.2.10 -all' },
  names: [{ name: 'mail.firm.test', addresses: ['192.0.2.10'] }],
};
const GOOD: DomainFacts = {
  domain: 'firm.test',
  publicKey: 'KEY=',
  senders: ['anna@firm.test'],
  dkim: ['v=DKIM1; k=rsa; p=KE Y='],
  spf: ['v=spf1 ip4:192.0.2.10 -all'],
  dmarc: ['v=DMARC1; p=reject; adkim=s'],
  mx: ['mx.firm.test'],
  addresses: [ADDRESS],
};
const at = (more: Partial<SendingAddress>): Partial<DomainFacts> => ({ addresses: [{ ...ADDRESS, ...more }] });
const spf = (result: SendingAddress['spf']['result'], isCertain = true) => at({ isCertain, spf: { result, record: null } });

describe('the checks of a domain', () => {
  it('pass where all is right, and then it is ready', () => {
    const found = judged(GOOD);
    expect(found.map((one) => `${one.kind} ${one.state} ${one.reason}`)).toEqual([
      ...['dkim pass ok', 'spf pass ok', 'dmarc pass ok', 'mx pass ok', 'reverse pass ok'],
    ]);
    expect(isReady(found)).toBe(true);
    expect(isReady([])).toBe(false);
  });

  it.each<[string, Partial<DomainFacts>, boolean]>([
    ['dkim unknown no_answer', { dkim: null }, false],
    ['dkim fail missing', { dkim: [] }, false],
    ['dkim fail several', { dkim: ['p=KEY=', 'p=KEY='] }, false],
    ['dkim fail revoked', { dkim: ['v=DKIM1; p='] }, false],
    ['dkim fail broken', { dkim: ['v=DKIM2; p=KEY='] }, false],
    ['dkim fail other_key', { dkim: ['p=OTHER'] }, false],
    ['spf unknown no_answer', { spf: null }, true],
    ['spf fail missing', { spf: [] }, false],
    ['spf fail several', { spf: ['v=spf1', 'v=spf1'] }, false],
    ['spf fail broken', spf('permerror'), false],
    ['spf unknown no_answer', spf('temperror'), true],
    ['spf fail not_covered', spf('softfail'), false],
    ['spf unknown perhaps_elsewhere', spf('fail', false), true],
    ['spf unknown no_server', { addresses: [] }, true],
    ['dmarc unknown no_answer', { dmarc: null }, false],
    ['dmarc fail missing', { dmarc: [] }, false],
    ['dmarc fail several', { dmarc: ['v=DMARC1; p=none', 'v=DMARC1; p=none'] }, false],
    ['dmarc fail broken', { dmarc: ['v=DMARC1; rua=mailto:x@y.test'] }, false],
    ['dmarc pass reports_only', { dmarc: ['v=DMARC1; p=None'] }, true],
    ['dmarc fail not_aligned', { senders: ['news@mail.firm.test'] }, false],
    ['mx fail missing', { mx: [] }, true],
    ['mx fail takes_no_mail', { mx: [''] }, true],
    ['reverse unknown no_server', { addresses: [] }, true],
    ['reverse unknown private_address', at({ isPublic: false }), true],
    ['reverse fail no_name', at({ names: [] }), true],
    ['reverse fail other_name', at({ names: [{ name: 'x.test', addresses: ['192.0.2.99'] }] }), true],
    ['reverse unknown no_answer', at({ names: null }), true],
    ['reverse unknown perhaps_elsewhere', at({ names: [], isCertain: false }), true],
  ])('%s', (wanted, more, ready) => {
    const found = judged({ ...GOOD, ...more });
    expect(found.map((one) => `${one.kind} ${one.state} ${one.reason}`)).toContain(wanted);
    expect(isReady(found)).toBe(ready);
  });
});

describe('the records to publish', () => {
  const facts = {
    domain: 'firm.test',
    selector: 's1',
    publicKey: 'KEY=',
    next: null,
    addresses: ['192.0.2.10', '2001:db8::1'],
    hosts: ['relay.test'],
    checks: [],
  };

  it('are whole where nothing is there', () => {
    expect(recordsOf(facts).map(({ name, value, published }) => [name, value, published])).toEqual([
      ['s1._domainkey.firm.test', 'v=DKIM1; k=rsa; p=KEY=', false],
      ['firm.test', 'v=spf1 ip4:192.0.2.10 ip6:2001:db8::1 a:relay.test ~all', false],
      ['_dmarc.firm.test', 'v=DMARC1; p=none; rua=mailto:postmaster@firm.test', false],
    ]);
  });

  it('name the record of the next key beside that of the present one', () => {
    const next = { selector: 's2', publicKey: 'NEXT=', published: false };
    const names = recordsOf({ ...facts, next }).map(({ name, value }) => [name, value]);
    expect(names).toContainEqual(['s1._domainkey.firm.test', 'v=DKIM1; k=rsa; p=KEY=']);
    expect(names).toContainEqual(['s2._domainkey.firm.test', 'v=DKIM1; k=rsa; p=NEXT=']);
  });

  it('add to what is there, and leave what passes as it is', () => {
    const spfThere = { kind: 'spf', state: 'fail', found: 'v=spf1 include:other.test ip4:192.0.2.10 -all' } as const;
    const [, spf] = recordsOf({ ...facts, checks: [spfThere] });
    expect(spf?.value).toBe('v=spf1 ip6:2001:db8::1 a:relay.test include:other.test ip4:192.0.2.10 -all');
    const passing = { kind: 'spf', state: 'pass', found: 'v=spf1 include:other.test -all' } as const;
    expect(recordsOf({ ...facts, checks: [passing] })[1]).toMatchObject({ value: passing.found, published: true });
  });
});

describe('the server of a mail', () => {
  const server = (id: string, lanes: string[], senders: string[]): Candidate => ({ id, lanes, senders });
  const servers = [
    server('a', [], []),
    server('b', ['bulk'], []),
    server('c', [], ['@firm.test']),
    server('d', ['bulk'], ['@firm.test']),
    server('e', ['transactional'], ['anna@firm.test']),
  ];

  it.each([
    ['personal', 'x@other.test', 'a'],
    ['bulk', 'x@other.test', 'b'],
    ['personal', 'Kim@Firm.test', 'c'],
    ['bulk', 'kim@firm.test', 'd'],
    ['transactional', 'anna@firm.test', 'e'],
    ['bulk', 'anna@firm.test', 'd'],
  ] as const)('for %s from %s is %s', (lane, senderAddress, id) => {
    expect(serverOf(servers, { lane, senderAddress })?.id).toBe(id);
  });

  it('never is one that does not take it, and does not depend on their order', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(servers),
        fc.constantFrom('bulk', 'personal', 'transactional'),
        fc.constantFrom('anna@firm.test', 'x@o.test'),
        (some, lane, senderAddress) => {
          const chosen = serverOf(some, { lane, senderAddress });
          expect(chosen?.id).toBe(serverOf(some.toReversed(), { lane, senderAddress })?.id);
          if (!chosen) return;
          expect(chosen.lanes.length === 0 || chosen.lanes.includes(lane)).toBe(true);
          expect(chosen.senders.every((one) => senderAddress.endsWith(one)) || chosen.senders.length === 0).toBe(true);
        },
      ),
    );
  });

  it('is signed for by the nearest domain above it', () => {
    const domains = [{ domain: 'firm.test' }, { domain: 'mail.firm.test' }];
    expect(signingDomain(domains, 'a@news.mail.firm.test')?.domain).toBe('mail.firm.test');
    expect(signingDomain(domains, 'a@firm.test')?.domain).toBe('firm.test');
    expect(signingDomain(domains, 'a@myfirm.test')).toBeNull();
  });
});
