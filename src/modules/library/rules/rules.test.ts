import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILE_TYPES, savedName, typeOf } from '#platform/files/filetype.ts';
import { MOST } from '../schema.ts';
import { type Aim, match, type Situation } from './guidance.ts';
import { lasting, pagesRead, read, UNREAD, wasLookedAt } from './reading.ts';
import { type Candidate, type Person, recommend } from './recommend.ts';

const aim = (more: Partial<Aim> = {}): Aim => ({
  personas: [],
  stages: [],
  industries: [],
  audience: 'everybody',
  language: 'en',
  ...more,
});
const someone = (more: Partial<Situation> = {}): Situation => ({
  persona: 'it',
  stage: 'sal',
  industry: 'Machinery',
  isCustomer: false,
  language: 'en',
  ...more,
});

describe('a use against the guidance', () => {
  it('says in what it differs, and nothing where nothing is known', () => {
    expect(match(aim(), someone())).toEqual({ fits: null, misses: [] });
    expect(match(aim({ stages: ['sal', 'sql'], personas: ['it'] }), someone())).toEqual({ fits: true, misses: [] });
    expect(match(aim({ stages: ['sql'], personas: ['finance'] }), someone())).toEqual({ fits: false, misses: ['stage', 'persona'] });
    // A gap in the record is nobody's fault.
    expect(match(aim({ stages: ['sql'] }), someone({ stage: null }))).toEqual({ fits: null, misses: [] });
    expect(match(aim({ audience: 'customers' }), someone())).toEqual({ fits: false, misses: ['audience'] });
    expect(match(aim({ audience: 'internal' }), someone({ isCustomer: true })).misses).toEqual(['audience']);
    expect(match(aim({ language: 'de' }), someone())).toEqual({ fits: false, misses: ['language'] });
    expect(match(aim({ industries: ['machinery'] }), someone()).fits).toBe(true);
  });
});

const candidate = (id: string, more: Partial<Candidate> = {}): Candidate => ({
  ...aim(),
  id,
  topics: [],
  ageDays: 200,
  hadNumbers: [],
  number: 1,
  won: { k: 0, n: 0 },
  revived: { k: 0, n: 0 },
  ...more,
});
const person = (more: Partial<Person> = {}): Person => ({ ...someone(), interests: [], ...more });

describe('what to send next', () => {
  it('takes what is meant for the person, says why, and not what they have', () => {
    const all = [
      candidate('general'),
      candidate('stage', { stages: ['sal'] }),
      candidate('both', { stages: ['sal'], topics: ['Pumps'] }),
      candidate('wrong', { stages: ['customer'], topics: ['Pumps'] }),
      candidate('had', { stages: ['sal'], topics: ['Pumps'], hadNumbers: [1] }),
      candidate('newer', { stages: ['sal'], hadNumbers: [1], number: 2 }),
    ];
    const found = recommend(all, person({ interests: ['pumps'] }), 9);
    expect(found.map(({ id }) => id)).toEqual(['both', 'newer', 'stage', 'general']);
    expect(found[0]?.because).toEqual([
      { code: 'stage', value: 'sal' },
      { code: 'interest', value: 'Pumps' },
    ]);
    expect(found[1]?.because).toContainEqual({ code: 'new_version' });
    expect(found.at(-1)?.because).toEqual([{ code: 'anybody' }]);
  });

  it('lets few deals weigh little: by the lower bound, and not below five', () => {
    const all = [
      candidate('lucky', { won: { k: 4, n: 4 } }),
      candidate('proven', { won: { k: 12, n: 20 } }),
      candidate('poor', { won: { k: 0, n: 20 } }),
    ];
    const found = recommend(all, person());
    expect(found.map(({ id }) => id)).toEqual(['proven', 'lucky', 'poor']);
    expect(found[0]?.because).toContainEqual({ code: 'won', k: 12, n: 20 });
    expect(found[1]?.because).toEqual([{ code: 'anybody' }]);
  });

  it('is the same whatever the order, and never what misses the guidance', () => {
    const stage = fc.constantFrom('sal', 'sql', 'customer');
    const any = fc.record({
      id: fc.uuid(),
      stages: fc.uniqueArray(stage),
      topics: fc.subarray(['Pumps', 'Seals']),
      k: fc.nat(9),
      number: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(any, { selector: ({ id }) => id }), (given) => {
        const all = given.map(({ k, ...more }) => candidate(more.id, { ...more, won: { k, n: 9 } }));
        const found = recommend(all, person({ interests: ['Pumps'] }), 50);
        expect(recommend([...all].reverse(), person({ interests: ['Pumps'] }), 50)).toEqual(found);
        for (const { id, because } of found) {
          const stages = all.find((one) => one.id === id)?.stages ?? [];
          expect(stages.length === 0 || stages.includes('sal')).toBe(true);
          expect(because.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('a reading', () => {
  const beat = (n: number, pages: Record<string, number>, touched = false) => ({ n, pages, touched });

  it('adds up by page, once for each beat, and never more than the time that passed', () => {
    let now = read(UNREAD, beat(1, { 1: 3 }), 3);
    now = read(now, beat(1, { 1: 3 }), 6);
    now = read(now, beat(2, { 1: 4, 2: 6 }, true), 13);
    expect(now).toEqual({ beat: 2, seconds: 13, pages: { 1: 7, 2: 6 }, touched: true });
    expect(read(now, beat(3, { 2: 3600 }), 20).seconds).toBe(25);
    expect(read(now, beat(3, { '../x': 5, 0: 5, 9999: 5 }), 60).seconds).toBe(13);
  });

  it('stays within its bounds whatever comes', () => {
    const beats = fc.array(
      fc.record({ n: fc.integer({ min: 1, max: 50 }), seconds: fc.double({ min: 0, max: 1e6, noNaN: true }), after: fc.nat(500) }),
    );
    fc.assert(
      fc.property(beats, (given) => {
        let now = UNREAD as ReturnType<typeof read>;
        let elapsed = 0;
        for (const { n, seconds, after } of given) {
          elapsed += after;
          now = read(now, beat(n, { 1: seconds }), elapsed);
          expect(now.seconds).toBeLessThanOrEqual(Math.min(MOST.seconds, elapsed + 5));
          expect(Object.values(now.pages).reduce((sum, one) => sum + one, 0)).toBe(now.seconds);
        }
      }),
    );
  });

  it('tells looking from loading, and says what was read', () => {
    expect(wasLookedAt({ ...UNREAD, seconds: 1 })).toBe(false);
    expect(wasLookedAt({ ...UNREAD, touched: true })).toBe(true);
    expect(pagesRead({})).toBeNull();
    expect(pagesRead({ 1: 4, 3: 20, 2: 1 })).toEqual({ n: 3, last: 3, longest: 3 });
    expect([lasting(42), lasting(125)]).toEqual(['42 s', '2 min']);
  });
});

describe('the type of a file', () => {
  const zip = (first: string, rest = '') => Buffer.from(`PK\x03\x04${'\0'.repeat(26)}${first}${rest}`, 'latin1');

  it('is told by its bytes alone', () => {
    expect(typeOf(Buffer.from('%PDF-1.7 …'))).toBe('application/pdf');
    expect(typeOf(Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1'))).toBe('image/png');
    expect(typeOf(zip('[Content_Types].xml', 'ppt/presentation.xml'))).toMatch(/presentationml/);
    expect(typeOf(zip('mimetypeapplication/vnd.oasis.opendocument.text', 'content.xml'))).toMatch(/opendocument\.text$/);
    for (const bad of [
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      '<!doctype html><script>1</script>',
      '',
      'MZ\x90',
      'hello',
    ])
      expect(typeOf(Buffer.from(bad)), bad).toBeNull();
    expect(typeOf(zip('[Content_Types].xml', 'word/document.xml word/vbaProject.bin'))).toBeNull();
    expect(typeOf(zip('anything.html'))).toBeNull();
  });

  it('never throws, and knows only what is in the list', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const type = typeOf(Buffer.from(bytes));
        expect(type === null || type in FILE_TYPES).toBe(true);
      }),
    );
    expect(savedName('Prices.HTML', 'pdf')).toBe('Prices.pdf');
    expect(savedName('.html', 'pdf')).toBe('document.pdf');
  });
});
