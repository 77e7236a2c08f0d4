import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Conditional, fieldsFor, shownKeys } from '../schema/shown.ts';
import { aField } from '../testing.ts';
import { readAnswers } from './answers.ts';
import { typeOf } from './files.ts';
import { toldBy } from './person.ts';
import { isAside, suspicionsOf } from './spam.ts';
import { allowedTarget } from './targets.ts';

const key = fc.constantFrom<string[]>('a', 'b', 'c', 'd', 'e');
const when = fc.option(
  fc.record({
    field: key,
    is: fc.constantFrom('answered', 'empty', 'equal', 'other'),
    value: fc.constantFrom('', 'x', 'y'),
  }) as fc.Arbitrary<NonNullable<Conditional['when']>>,
);
const conditionals = fc.uniqueArray(fc.record({ key, when }), { selector: (one) => one.key });
const given = fc.dictionary(key, fc.constantFrom('', 'x', 'y'));

describe('conditions', () => {
  it('show a field by what stands above it', () => {
    const fields: Conditional[] = [
      { key: 'a' },
      { key: 'b', when: { field: 'a', is: 'equal', value: 'Yes' } },
      { key: 'c', when: { field: 'b', is: 'answered' } },
    ];
    expect(shownKeys(fields, { a: 'no', b: 'left over', c: 'x' })).toEqual(['a']);
    expect(shownKeys(fields, { a: ' yes ', b: 'now', c: '' })).toEqual(['a', 'b', 'c']);
  });
  it('look only upwards, so that what a field says changes nothing above it', () => {
    fc.assert(
      fc.property(conditionals, given, fc.nat(5), (fields, answers, at) => {
        const before = fields.slice(0, at).map((one) => one.key);
        const changed = Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, before.includes(name) ? value : 'other']));
        expect(shownKeys(fields, answers).filter((one) => before.includes(one))).toEqual(
          shownKeys(fields, changed).filter((one) => before.includes(one)),
        );
      }),
    );
  });
  it('what is hidden leaves no answer', () => {
    fc.assert(
      fc.property(conditionals, given, (conditions, answers) => {
        const fields = conditions.map((one) => ({ ...aField(one.key, 'text'), when: one.when }));
        const shown = new Set(shownKeys(fields, answers));
        expect(Object.keys(readAnswers(fields, answers, new Set()).answers).every((one) => shown.has(one))).toBe(true);
      }),
    );
  });
});

describe('fields for one visitor', () => {
  const ask = (name: string, later = false, fixed = false) => ({ key: name, later, fixed });
  it('a stranger is asked the plain form; who is known, the next questions in place of what is known', () => {
    const fields = [ask('a'), ask('b'), ask('yes', false, true), ask('c', true), ask('d', true), ask('e', true)];
    const names = (known: string[] | null) => fieldsFor(fields, known && new Set(known)).map((one) => one.key);
    expect(names(null)).toEqual(['a', 'b', 'yes']);
    expect(names([])).toEqual(['a', 'b', 'yes']);
    expect(names(['a'])).toEqual(['b', 'yes', 'c']);
    expect(names(['a', 'b', 'c'])).toEqual(['yes', 'd', 'e']);
    expect(names(['a', 'b', 'c', 'd', 'e', 'yes'])).toEqual(['yes']);
  });
  it('is never longer than for a stranger, and never asks what is known', () => {
    const field = fc.record({ key: fc.string({ minLength: 1, maxLength: 3 }), later: fc.boolean(), fixed: fc.boolean() });
    fc.assert(
      fc.property(fc.uniqueArray(field, { selector: (one) => one.key }), fc.array(fc.nat(9)), (fields, picks) => {
        const known = new Set(picks.flatMap((at) => fields[at]?.key ?? []));
        const asked = fieldsFor(fields, known);
        expect(asked.length).toBeLessThanOrEqual(fieldsFor(fields, null).length);
        expect(asked.filter((one) => known.has(one.key) && !(one.fixed && !one.later))).toEqual([]);
      }),
    );
  });
});

describe('answers', () => {
  it('take no name that is not asked, no second value, no line breaks into one line, no option of their own', () => {
    const fields = [
      aField('name', 'text'),
      aField('choice', 'select', { options: ['A', 'B'] }),
      aField('tick', 'checkbox', { required: true }),
    ];
    const read = readAnswers(
      fields,
      { name: ['One\r\nBcc: x@y.z', 'Two'], owner: 'me', __proto__: 'x', choice: 'C', tick: 'on' },
      new Set(),
    );
    expect(read.answers).toEqual({ name: 'One Bcc: x@y.z', choice: 'C' });
    expect(Object.keys(read.problems)).toEqual(['choice', 'tick']);
  });
  it('say what is wrong, field by field', () => {
    const fields = [aField('mail', 'email', { required: true }), aField('phone', 'phone'), aField('file', 'file', { required: true })];
    expect(Object.keys(readAnswers(fields, { mail: 'nobody', phone: 'call me' }, new Set()).problems)).toEqual(['mail', 'phone', 'file']);
    expect(readAnswers(fields, { mail: 'a@b.de', phone: '+49 421 12345' }, new Set(['file'])).problems).toEqual({});
  });
});

describe('somebody who is on record', () => {
  const held = {
    'contact.firstName': 'Petra',
    'contact.phone': '+49 421 123456\n0421 99',
    'contact.city': 'Bremen',
    'contact.jobTitle': 'Head',
  };
  it('is filled in where nothing stood, and never overwritten by a stranger', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(held), 'contact.country'), fc.string({ minLength: 1 })), (values) => {
        const told = toldBy(values, held, { identified: false, overwrite: ['contact.city', 'contact.jobTitle'] });
        expect(Object.keys(told.overwrite)).toEqual([]);
        expect(Object.keys(told.fill).every((target) => target === 'contact.country')).toBe(true);
      }),
    );
  });
  it('may correct what the workspace has named, and nothing but harmless facts', () => {
    const values = { 'contact.city': 'Kiel', 'contact.firstName': 'Mallory', 'contact.jobTitle': 'CEO', 'contact.phone': '0421/123456' };
    const told = toldBy(values, held, { identified: true, overwrite: ['contact.city', 'contact.firstName'] });
    expect(told.overwrite).toEqual({ 'contact.city': 'Kiel' });
    expect(told.differ).toEqual({ 'contact.firstName': 'Mallory', 'contact.jobTitle': 'CEO' });
  });
});

describe('suspicion', () => {
  const person = {
    trapped: false,
    tookMs: 30_000,
    machine: false,
    texts: ['See https://firm.example, please call me.'],
    names: ['Kim'],
    same: 0,
    fromThere: 0,
    lastMinute: 0,
    perMinute: 30,
  };
  it('leaves a person alone who gives one link', () => {
    expect(suspicionsOf(person)).toEqual([]);
  });
  it.each([
    [{ trapped: true }, ['trap']],
    [{ tookMs: 400 }, ['too_fast']],
    [{ texts: ['http://a.b http://c.d www.e.f'] }, ['links']],
    [{ texts: ['[url=http://a.b]x[/url]'] }, ['markup']],
    [{ same: 2 }, ['repeated']],
    [{ lastMinute: 30 }, ['flood']],
    [{ machine: true }, ['machine']],
    [{ tookMs: null, names: ['www.win.example'] }, ['no_page', 'odd_name']],
  ])('keeps aside %j', (change, expected) => {
    const found = suspicionsOf({ ...person, ...change });
    expect(found).toEqual(expect.arrayContaining(expected));
    expect(isAside(found)).toBe(true);
  });
});

describe('where somebody is taken to', () => {
  const hosts = ['acme.test'];
  it.each([
    '//evil.test',
    '/\\evil.test',
    'https:evil.test',
    'https:/evil.test',
    'https://acme.test@evil.test/',
    'https://evil.test/#acme.test',
    'https://acme.test.evil.test/',
    'https://evilacme.test/',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://acme.test\\@evil.test',
    'https://acme.test/\r\nLocation: https://evil.test',
    'http://acme.test/',
    ' https://acme.test/',
    '/thanks',
    '',
  ])('not %j', (text) => expect(allowedTarget(text, hosts)).toBeNull());
  it('a page of one of the websites', () => {
    expect(allowedTarget('https://www.acme.test/thanks?a=1', hosts)).toBe('https://www.acme.test/thanks?a=1');
    expect(allowedTarget('http://localhost:4000/x', ['localhost'])).toBe('http://localhost:4000/x');
  });
});

describe('files', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it.each([
    ['a.pdf', bytes('%PDF-1.7'), 'pdf'],
    ['a.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d]), 'image'],
    ['a.docx', new Uint8Array([0x50, 0x4b, 3, 4]), 'office'],
    ['a.jar', new Uint8Array([0x50, 0x4b, 3, 4]), null],
    ['a.pdf', bytes('<html><script>'), null],
    ['a.svg', bytes('<svg onload=alert(1)>'), null],
    ['a.txt', bytes('plain words'), 'text'],
    ['a.txt', bytes(' <!doctype html>'), null],
    ['a.exe', bytes('MZ'), null],
  ])('%s is told by its bytes', (name, content, expected) => expect(typeOf(name, content)).toBe(expected));
});
