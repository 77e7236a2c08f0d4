import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, chosen } from './choice.ts';
import { ABOVE, ownWords } from './reply.ts';
import { type Facts, rightsOf, type Standing } from './rights.ts';
import { searchWords } from './words.ts';

describe('the own words of an answer by mail', () => {
  it.each([
    ['above our line', `Yes, 40 seats.\n\n> ${ABOVE}\n> Anna asks`],
    ['in English', 'Yes, 40 seats.\n\nOn Mon, 2 Nov 2026 at 10:00, Truce <truce@firm.test> wrote:\n> Anna asks\n> more'],
    ['in English over two lines', 'Yes, 40 seats.\n\nOn Mon, 2 Nov 2026 at 10:00, Truce\n<truce@firm.test> wrote:\n\nAnna asks'],
    ['in German', 'Yes, 40 seats.\n\nAm 02.11.2026 um 10:00 schrieb Truce <truce@firm.test>:\n> Anna asks'],
    [
      'by a program that writes heads',
      'Yes, 40 seats.\n\nVon: Truce <truce@firm.test>\nGesendet: Montag, 2. November\nAn: Ruiz\nBetreff: Anna asks',
    ],
    ['with a signature', 'Yes, 40 seats.\n-- \nRuiz · Firm'],
    ['between the lines', '> How many seats?\nYes, 40 seats.\n> Anna'],
    ['with the line ends of a mail', 'Yes, 40 seats.\r\n\r\n-----Original Message-----\r\nFrom: Truce'],
  ])('stay %s', (_case, text) => expect(ownWords(text, 1000)).toBe('Yes, 40 seats.'));
  it('are nothing where all is quoted, and never longer than asked for', () => {
    expect(ownWords('> all\n> quoted', 100)).toBe('');
    fc.assert(fc.property(fc.string(), fc.integer({ min: 1, max: 50 }), (text, most) => ownWords(text, most).length <= most));
  });
  it('keep words that only look like a quote', () =>
    expect(ownWords('On Monday we ship.\nOn Tuesday we invoice.', 100)).toContain('Tuesday'));
});

const one = (id: string, more: Partial<Candidate> = {}): Candidate => ({ id, open: 0, lastAt: null, away: false, ...more });

describe('who gets what a team is asked', () => {
  it('is whoever answers for the record, unless they are away', () => {
    expect(chosen([one('a'), one('b')], { owners: ['b'], rule: 'first' })).toBe('b');
    expect(chosen([one('a'), one('b', { away: true })], { owners: ['b'], rule: 'first' })).toBeNull();
  });
  it('goes round, or to whoever has the fewest open ones', () => {
    const two = [one('a', { open: 0, lastAt: '2026-11-02T10:00:00Z' }), one('b', { open: 3, lastAt: '2026-11-01T10:00:00Z' })];
    expect(chosen(two, { owners: [], rule: 'rota' })).toBe('b');
    expect(chosen(two, { owners: [], rule: 'least_open' })).toBe('a');
    expect(chosen([one('a', { away: true }), one('b', { open: 9 })], { owners: [], rule: 'least_open' })).toBe('b');
    expect(chosen([one('a', { away: true })], { owners: [], rule: 'rota' })).toBe('a');
  });
});

it('compares by the beginnings of words', () => {
  expect(searchWords('Which prices did the Angebote name?')).toEqual(['whic', 'pric', 'angebo', 'name']);
  fc.assert(fc.property(fc.string(), (text) => searchWords(text).every((word) => /^[\p{L}\p{N}]+$/u.test(word))));
});

describe('rights', () => {
  const facts: Facts = { state: 'open', readable: true, kept: false, askedBy: 'a', assignee: 'b', answeredBy: null, team: 'marketing' };
  const who = (memberId: string, team: Standing['team'], more: Partial<Standing> = {}): Standing => ({
    memberId,
    team,
    mayWrite: true,
    leads: false,
    ...more,
  });
  it('are of whoever was asked and their team, never of whoever asked, and of nobody who may not read the record', () => {
    expect(rightsOf(facts, who('b', 'marketing')).answer).toBe(true);
    expect(rightsOf(facts, who('c', 'marketing'))).toMatchObject({ answer: true, take: true });
    expect(rightsOf(facts, who('a', 'marketing'))).toMatchObject({ answer: false, take: false, withdraw: true });
    expect(rightsOf(facts, who('d', 'sales'))).toEqual({ answer: false, take: false, withdraw: false, keep: false, say: false });
    expect(rightsOf({ ...facts, readable: false }, who('b', 'marketing', { leads: true }))).toEqual({
      answer: false,
      take: false,
      withdraw: false,
      keep: false,
      say: false,
    });
  });
});
