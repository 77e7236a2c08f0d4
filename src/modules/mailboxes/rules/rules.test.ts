import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { speaksOfAbsence } from './away.ts';
import { forwardedHead, tokenIn } from './dropped.ts';
import { subjectKeyOf } from './facts.ts';
import { fateOf, matches, type Own, sidesOf } from './people.ts';

const own: Own = { addresses: new Set(['info@firm.test', 'rita@firm.test']), internal: ['firm.test'], ignored: ['private.test'] };
const person = (email: string) => ({ email, name: '' });

describe('who wrote to whom', () => {
  it('is seen from this firm', () => {
    const came = sidesOf({ from: person('a@x.test'), recipients: [person('info@firm.test'), person('b@y.test')], sentFolder: false }, own);
    expect(came).toEqual({ direction: 'in', others: [person('a@x.test'), person('b@y.test')] });
    const went = sidesOf(
      { from: person('rita@firm.test'), recipients: [person('a@x.test'), person('kim@firm.test')], sentFolder: true },
      own,
    );
    expect(went).toEqual({ direction: 'out', others: [person('a@x.test')] });
  });

  it('a domain means those below it, never one that only ends alike', () => {
    expect(
      ['x@private.test', 'x@mail.private.test', 'x@notprivate.test', 'x@private.test.evil'].map((email) => matches(email, own.ignored)),
    ).toEqual([true, true, false, false]);
  });

  it('of a rep’s own mailbox nothing is kept of people who are not on the record', () => {
    const emails = fc.constantFrom('a@x.test', 'b@y.test', 'info@firm.test', 'z@private.test');
    fc.assert(
      fc.property(emails, fc.array(emails, { maxLength: 4 }), fc.subarray(['a@x.test', 'b@y.test']), (from, to, known) => {
        const sides = sidesOf({ from: person(from), recipients: to.map(person), sentFolder: false }, own);
        const fate = fateOf({ kind: 'personal', sides, own, known: new Set(known) });
        const people = sides.others.map(({ email }) => email);
        if (fate === 'keep') expect(people.some((email) => known.includes(email)) && !people.includes('z@private.test')).toBe(true);
        if (people.includes('z@private.test')) expect(fate).toBe('ignored');
      }),
    );
  });
});

describe('words', () => {
  it('of a subject are told from what programs put before them, again and again', () => {
    expect(['Fwd: Re[2]: Offer', 'RE:  Offer', 'WG: AW: Offer'].map(subjectKeyOf)).toEqual(['offer', 'offer', 'offer']);
    fc.assert(fc.property(fc.string(), (subject) => subjectKeyOf(`Re: ${subjectKeyOf(subject)}`) === subjectKeyOf(subjectKeyOf(subject))));
  });

  it('of absence count at the beginning of a short mail, not where they are quoted', () => {
    expect(speaksOfAbsence('Hello,\nI am out of the office until Monday.')).toBe(true);
    expect(speaksOfAbsence('Ich bin vom 3. bis 7. März im Urlaub.')).toBe(true);
    expect(speaksOfAbsence('Yes, please.\n\n> I am out of the office until Monday.')).toBe(false);
    expect(speaksOfAbsence('Yes, please.\nOn Monday Rita wrote:\nI am out of the office.')).toBe(false);
  });
});

describe('the drop address', () => {
  it('is found among those a server delivered to, whole', () => {
    const token = 'a'.repeat(30);
    const heads = (value: string) => ({ headers: [{ name: 'Delivered-To', value }] });
    expect(tokenIn(heads(`drop+${token}@firm.test`), 'drop@firm.test')).toBe(token);
    expect(tokenIn(heads(`drop+${token}@firm.test.evil`), 'drop@firm.test')).toBeNull();
    expect(tokenIn(heads(`drop+${token}@evil.test`), 'drop@firm.test')).toBeNull();
    expect(tokenIn({ headers: [{ name: 'Subject', value: `drop+${token}@firm.test` }] }, 'drop@firm.test')).toBeNull();
  });

  it('reads whom a forwarded mail was from, in three languages', () => {
    expect(forwardedHead('Von: Anna <anna@x.test>\nGesendet: 3 Aug 2026 10:00:00 +0200')?.from).toBe('Anna <anna@x.test>');
    expect(forwardedHead('De : Anna [mailto:anna@x.test]')?.from).toBe('Anna <anna@x.test>');
    expect(forwardedHead('Nothing here')).toBeNull();
  });
});
