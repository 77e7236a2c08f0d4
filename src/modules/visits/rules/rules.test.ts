import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldVisitor, type KeptHit } from './fold.ts';
import { windowLimit } from './limit.ts';
import { addressOf, foreign, hostAmong, originOf } from './origin.ts';
import { plainHit } from './sent.ts';
import { personAt, sessionsOf, type Touch } from './sessions.ts';
import { judgeHit, judgeVisit } from './traffic.ts';

const MINUTE = 60_000;
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

const touches = fc
  .uniqueArray(
    fc.record({
      id: fc.uuid(),
      websiteId: fc.constantFrom('a', 'b'),
      at: fc.integer({ min: 0, max: 600 }).map((minute) => minute * MINUTE),
      kind: fc.constant('page' as const),
      verdict: fc.constant('human' as const),
    }),
    { selector: ({ id }) => id, maxLength: 40 },
  )
  .map((hits): Touch[] => hits);
const people = fc.array(
  fc.record({ contactId: fc.constantFrom('x', 'y'), since: fc.integer({ min: 0, max: 600 }).map((m) => m * MINUTE) }),
  {
    maxLength: 3,
  },
);

describe('visits out of hits', () => {
  it('are the same in whatever order the hits and the people come', () => {
    fc.assert(
      fc.property(touches, people, fc.infiniteStream(fc.nat()), (hits, identities, draws) => {
        const mixed = hits
          .map((hit) => ({ hit, draw: draws.next().value ?? 0 }))
          .sort((a, b) => a.draw - b.draw)
          .map(({ hit }) => hit);
        expect(sessionsOf(mixed, [...identities].reverse())).toEqual(sessionsOf(hits, identities));
      }),
    );
  });

  it('hold each hit once, of one site and one person, never half an hour apart; and what could be one visit is one', () => {
    fc.assert(
      fc.property(touches, people, (hits, identities) => {
        const sessions = sessionsOf(hits, identities);
        expect(sessions.flatMap((one) => one.hits.map(({ id }) => id)).sort()).toEqual(hits.map(({ id }) => id).sort());
        for (const { hits: own, websiteId, contactId } of sessions)
          for (const [place, hit] of own.entries()) {
            expect(hit.websiteId).toBe(websiteId);
            expect(personAt(identities, hit.at)).toBe(contactId);
            expect(hit.at - (own[place - 1]?.at ?? hit.at)).toBeLessThanOrEqual(30 * MINUTE);
          }
        for (const site of ['a', 'b']) {
          const own = sessions.filter(({ websiteId }) => websiteId === site);
          for (const [place, session] of own.entries()) {
            const next = own[place + 1];
            if (next && next.contactId === session.contactId)
              expect((next.hits[0]?.at ?? 0) - (session.hits.at(-1)?.at ?? 0)).toBeGreaterThan(30 * MINUTE);
          }
        }
      }),
    );
  });

  it('belong to the first person from the beginning on, and to the second from where they are known', () => {
    const identities = [
      { contactId: 'second', since: 50 },
      { contactId: 'first', since: 20 },
    ];
    expect([0, 20, 49, 50, 90].map((at) => personAt(identities, at))).toEqual(['first', 'first', 'first', 'second', 'second']);
    expect(personAt([], 5)).toBeNull();
  });

  it('know where they came from, how long they took, and that somebody acted', () => {
    const hit = (more: Partial<KeptHit>): KeptHit => ({
      id: '1',
      websiteId: 'a',
      kind: 'page',
      at: 0,
      host: 'acme.test',
      path: '/',
      title: null,
      referrer: null,
      target: null,
      utm: null,
      pageId: null,
      seconds: null,
      touched: null,
      verdict: 'suspected',
      reason: 'no_script_signals',
      visitId: null,
      activityId: null,
      activityTraffic: null,
      ...more,
    });
    const [visit] = foldVisitor(
      [
        hit({ id: '3', kind: 'leave', pageId: '2', seconds: 30, touched: true, at: 90_000 }),
        hit({ id: '2', path: '/pricing', at: 60_000 }),
        hit({ id: '1', referrer: 'www.google.com/search', utm: { source: 'News', campaign: 'spring' } }),
      ],
      [],
    );
    expect(visit).toMatchObject({ pages: 2, seconds: 90, entryPath: '/', exitPath: '/pricing', source: 'news', medium: 'link' });
    expect(visit).toMatchObject({ verdict: 'human', reason: 'person_acted' });
  });
});

describe('who sent a hit', () => {
  const signals = { webdriver: false, screen: 1280, languages: 2 };
  it.each([
    ['a browser', { 'user-agent': CHROME }, 'human'],
    [
      'a crawler that runs scripts',
      { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
      'machine',
    ],
    ['a mail scanner', { 'user-agent': `${CHROME} Mimecast` }, 'machine'],
    ['a page that is fetched ahead', { 'user-agent': CHROME, 'sec-purpose': 'prefetch;prerender' }, 'machine'],
    ['a program of a cloud', { 'user-agent': CHROME, 'cf-worker': 'x.example' }, 'machine'],
    ['nobody', {}, 'suspected'],
    ['what Apple fetches mails with', { 'user-agent': 'Mozilla/5.0' }, 'machine'],
    ['something that is hardly a browser', { 'user-agent': 'Opera/9.80 (J2ME; Opera Mini) Presto' }, 'suspected'],
  ])('%s', (_who, headers, verdict) => {
    expect(judgeHit({ method: 'POST', headers, signals }).verdict).toBe(verdict);
  });

  it('a browser that says it is driven, one without a screen, and a question for the head alone', () => {
    const headers = { 'user-agent': CHROME };
    expect(judgeHit({ method: 'POST', headers, signals: { ...signals, webdriver: true } }).reason).toBe('automated_browser');
    expect(judgeHit({ method: 'POST', headers, signals: { ...signals, screen: 0 } }).reason).toBe('no_script_signals');
    expect(judgeHit({ method: 'HEAD', headers }).verdict).toBe('machine');
  });

  it('a visit is judged by its worst hit, by hidden links and by its pace', () => {
    const page = (at: number, more = {}) => ({
      at,
      kind: 'page',
      touched: false,
      verdict: 'human' as const,
      reason: 'no_sign' as const,
      ...more,
    });
    expect(judgeVisit([page(0), page(9_000)]).verdict).toBe('human');
    expect(judgeVisit([page(0), { ...page(5), kind: 'trap' }])).toEqual({ verdict: 'machine', reason: 'hidden_link' });
    expect(judgeVisit([0, 300, 600, 900, 1200, 1500].map((at) => page(at))).reason).toBe('too_fast');
    expect(judgeVisit([0, 300, 600].map((at) => page(at)))).toEqual({ verdict: 'suspected', reason: 'fast' });
    expect(judgeVisit([0, 300, 600].map((at) => page(at, { touched: true }))).verdict).toBe('human');
    expect(judgeVisit([page(0, { verdict: 'machine', reason: 'known_bot' }), page(1, { touched: true })]).verdict).toBe('machine');
  });
});

describe('addresses', () => {
  it('keep host, path and what says where the visit came from, and nothing else of the query', () => {
    const address = addressOf('https://www.acme.test/pricing?email=a@b.c&utm_source=news&utm_campaign=Spring&gclid=abc#top');
    expect(address).toEqual({ host: 'www.acme.test', path: '/pricing', utm: { source: 'news', campaign: 'Spring', click: 'gclid=abc' } });
    expect(['javascript:alert(1)', 'data:text/html,x', 'not an address', ''].map(addressOf)).toEqual([null, null, null, null]);
  });

  it('of the site’s own pages are no referrers; hosts below count, look-alikes do not', () => {
    expect(foreign('https://www.acme.test/a?token=1', ['acme.test'])).toBeNull();
    expect(foreign('https://search.test/q?secret=1', ['acme.test'])).toBe('search.test/q');
    expect(hostAmong('evilacme.test', ['acme.test'])).toBe(false);
  });

  it('say the source', () => {
    expect(originOf(null, null)).toEqual({ source: 'direct', medium: 'none' });
    expect(originOf(null, 'www.google.de')).toEqual({ source: 'google', medium: 'search' });
    expect(originOf(null, 'www.linkedin.com/feed')).toEqual({ source: 'linkedin.com', medium: 'social' });
    expect(originOf({ click: 'gclid=1' }, 'www.google.de')).toEqual({ source: 'google', medium: 'cpc' });
    expect(originOf({ source: 'Partner', medium: 'Mail' }, 'x.test')).toEqual({ source: 'partner', medium: 'mail' });
  });

  it('never make a hit of what is none, whatever is sent', () => {
    const now = '2026-03-02T10:00:00.000Z';
    fc.assert(
      fc.property(fc.anything(), (given) => {
        expect(() => plainHit(given, { hosts: ['acme.test'], now })).not.toThrow();
      }),
    );
    const hit = { i: '0'.repeat(32), k: 'page', u: 'https://acme.test/', a: 1e12, h: 'a\u0000b\u0007' };
    expect(plainHit(hit, { hosts: ['acme.test'], now })).toMatchObject({ occurredAt: '2026-03-01T10:00:00.000Z', title: 'a b' });
    expect(plainHit({ ...hit, u: 'https://evil.test/' }, { hosts: ['acme.test'], now })).toBeNull();
  });
});

describe('limits', () => {
  it('count within a window', () => {
    const limit = windowLimit({ most: 3, windowMs: 1_000 });
    expect([limit.take('a', 2, 5_000), limit.take('a', 2, 5_100), limit.take('b', 3, 5_200), limit.take('a', 2, 6_100)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });
});
