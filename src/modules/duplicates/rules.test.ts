import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { companyKeys, compareCompanies, type Firm } from './rules/company.ts';
import { compareContacts, contactKeys, type Person } from './rules/contact.ts';
import { foldRows, previewField } from './rules/merge.ts';
import { isNickname, likeness, plain, soundOf, steps } from './rules/text.ts';

const person = (more: Partial<Person>): Person => ({
  ...{ id: 'a', firstName: null, lastName: null, emails: [], phones: [], companyId: null, company: null, domain: null },
  ...{ street: null, city: null, region: null, postalCode: null, country: null, custom: {} },
  ...more,
});
const firm = (more: Partial<Firm>): Firm => ({
  ...{ id: 'a', name: 'Acme', domains: [], phone: null, taxId: null, parentId: null },
  ...{ street: null, city: null, region: null, postalCode: null, country: null, custom: {} },
  ...more,
});
const word = fc.stringMatching(/^[a-z]{1,9}$/);
const maybe = (arbitrary: fc.Arbitrary<string>) => fc.option(arbitrary, { nil: null });
const anyone = fc
  .record({
    firstName: maybe(word),
    lastName: maybe(word),
    street: maybe(word),
    city: maybe(word),
    postalCode: maybe(word),
    emails: fc.array(word.map((w) => `${w}@x.test`)),
  })
  .map(person);

describe('words', () => {
  it('counts a typing mistake of each kind as one step', () => {
    expect([steps('meyer', 'meier'), steps('meyer', 'meyr'), steps('meyer', 'meeyr'), steps('meyer', 'meyerr')]).toEqual([1, 1, 1, 1]);
  });
  it('measures the same both ways, and nothing only between equals', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(steps(a, b)).toBe(steps(b, a));
        expect(steps(a, b) === 0).toBe(a === b);
        expect(likeness(a, b)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
  it('reads names without accents, knows short forms and hears alike', () => {
    expect(plain('Łukasz  Müller-Groß')).toBe('lukasz muller gross');
    expect([isNickname('bob', 'robert'), isNickname('bob', 'william')]).toEqual([true, false]);
    expect(soundOf('Philipp')).toBe(soundOf('Filip'));
  });
});

describe('two contacts', () => {
  it('are judged the same whichever comes first', () => {
    fc.assert(
      fc.property(anyone, anyone, (a, b) => {
        expect(compareContacts(a, b).score).toBeCloseTo(compareContacts(b, a).score, 3);
      }),
    );
  });
  it('meet by a key when their names are exchanged', () => {
    const [a, b] = [person({ firstName: 'Ada', lastName: 'Lovelace' }), person({ firstName: 'Lovelace', lastName: 'Ada' })];
    expect(contactKeys(a).filter((key) => contactKeys(b).includes(key)).length).toBeGreaterThan(0);
    expect(compareContacts(a, b).parts.map(({ agreement }) => agreement)).toEqual(['swapped', 'swapped']);
  });
  it('are one with a short form of the first name, the same family name and number', () => {
    const [a, b] = [
      person({ firstName: 'Robert', lastName: 'Miller', phones: ['+4930123456'] }),
      person({ firstName: 'Bob', lastName: 'Miller', phones: ['+4930123456'] }),
    ];
    expect(compareContacts(a, b).score).toBeGreaterThan(0.9);
  });
  it('are one at two companies with two mail addresses where name and address say so', () => {
    const home = { street: 'Lindenweg 4', city: 'Jena', postalCode: '07743' };
    const a = person({ firstName: 'Eva', lastName: 'Braun', emails: ['eva@one.test'], companyId: '1', company: 'One', ...home });
    const b = person({ firstName: 'Eva', lastName: 'Braun', emails: ['e.braun@two.test'], companyId: '2', company: 'Two', ...home });
    expect(compareContacts(a, b).score).toBeGreaterThan(0.9);
  });
  it.each([
    [
      'colleagues of one switchboard',
      { firstName: 'Ann', lastName: 'Lee', phones: ['+4930123456'], companyId: '1' },
      { firstName: 'Tom', lastName: 'Roth', phones: ['+4930123456'], companyId: '1' },
    ],
    ['people behind one shared address', { lastName: 'Lee', emails: ['info@x.test'] }, { lastName: 'Roth', emails: ['info@x.test'] }],
    [
      'brothers at one address',
      { firstName: 'Jan', lastName: 'Roth', street: 'Weg 1', city: 'Ulm', postalCode: '89073', custom: { date_of_birth: '1980-01-01' } },
      { firstName: 'Max', lastName: 'Roth', street: 'Weg 1', city: 'Ulm', postalCode: '89073', custom: { date_of_birth: '1984-07-19' } },
    ],
    ['nothing in common but a first name', { firstName: 'Anna' }, { firstName: 'Anna' }],
  ])('are not one: %s', (_, a, b) => {
    expect(compareContacts(person(a), person(b)).score).toBeLessThan(0.5);
  });
});

describe('two companies', () => {
  it('are one without the legal form, with a typing mistake and the same domain', () => {
    expect(
      compareCompanies(
        firm({ name: 'Müller Maschinenbau GmbH & Co. KG', domains: ['mm.test'] }),
        firm({ id: 'b', name: 'Muller Maschienenbau', domains: ['mm.test'] }),
      ).score,
    ).toBeGreaterThan(0.8);
  });
  it('share a key whatever the legal form', () => {
    expect(
      companyKeys(firm({ name: 'Acme, Inc.' })).filter((key) => companyKeys(firm({ name: 'ACME S.A.' })).includes(key)).length,
    ).toBeGreaterThan(0);
  });
  it.each([
    ['parent and subsidiary', { name: 'Acme', domains: ['acme.test'] }, { id: 'b', name: 'Acme', domains: ['acme.test'], parentId: 'a' }],
    ['namesakes with their own domains', { name: 'Apex', domains: ['apex.test'] }, { id: 'b', name: 'Apex', domains: ['apex-bau.test'] }],
    [
      'different names of one shared domain',
      { name: 'Hof Nord', domains: ['chain.test'] },
      { id: 'b', name: 'Gasthaus West', domains: ['chain.test'] },
    ],
  ])('are not one: %s', (_, a, b) => {
    expect(compareCompanies(firm(a), firm(b)).score).toBeLessThan(0.5);
  });
});

describe('folding', () => {
  const row = (more: object) => ({
    id: 'w',
    tags: [],
    interests: [],
    custom: {},
    lifecycle_stage: 'inquiry',
    created_at: '2026-01-02T00:00:00+00:00',
    ...more,
  });
  it('fills what is empty, keeps what is there, takes what is chosen', () => {
    const winner = row({ first_name: 'Eva', city: null, street: 'A 1', custom: { size: 'L' } });
    const loser = row({ id: 'l', first_name: 'Evi', city: 'Ulm', street: 'B 2', custom: { size: 'M', colour: 'red' } });
    expect(foldRows('contact', { winner, loser, choices: { street: 'loser' } })).toEqual({
      city: 'Ulm',
      street: 'B 2',
      custom: { size: 'L', colour: 'red' },
    });
  });
  it('never hangs a company on itself', () => {
    const [winner, loser] = [row({ id: 'w', parent_id: 'l' }), row({ id: 'l', parent_id: 'top' })];
    expect(foldRows('company', { winner, loser, choices: {} }).parent_id).toBe('top');
    expect(foldRows('company', { winner: loser, loser: winner, choices: { parent: 'loser' } })).not.toHaveProperty('parent_id');
  });
  it('shows what it will do', () => {
    const field = { key: 'city', kind: 'value', label: null, winner: null, loser: 'Ulm', mayChoose: true } as const;
    expect(previewField(field, undefined)).toMatchObject({ result: 'Ulm', choice: 'loser', conflict: false });
    expect(previewField({ ...field, winner: 'Bonn' }, undefined)).toMatchObject({
      result: 'Bonn',
      choice: 'winner',
      conflict: true,
      choosable: true,
    });
  });
});
