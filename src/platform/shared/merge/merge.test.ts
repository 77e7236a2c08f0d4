import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FILTERS, type Filter, MOST, type Node, namesIn, parse, print } from './language.ts';
import { check, type Lexicon } from './lexicon.ts';
import { escapeText, type Filling, Marks, render, safeUrl } from './program.ts';

const LEXICON: Lexicon = {
  fields: new Map([
    ['contact.first_name', 'text'],
    ['contact.since', 'date'],
    ['offer.price', 'money'],
    ['link.page', 'url'],
  ]),
  conditions: new Set(['is.large']),
};
const filling = (values: Filling['values'] = {}, conditions: Filling['conditions'] = {}): Filling => ({
  values,
  conditions,
  locale: 'en',
  zone: 'Europe/Berlin',
});

function nodesOf(source: string): readonly Node[] {
  const parsed = parse(source);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.nodes;
}

function markup(nodes: readonly Node[], marks: Marks, write: (text: string) => string): string {
  return nodes
    .map((node) => {
      if (node.kind === 'text') return write(node.text);
      if (node.kind === 'value') return marks.put({ mark: 'value', field: node.field, filters: node.filters, as: 'words' });
      const no = node.no ? marks.put({ mark: 'else' }) + markup(node.no, marks, write) : '';
      return marks.put({ mark: 'if', test: node.test }) + markup(node.yes, marks, write) + no + marks.put({ mark: 'end' });
    })
    .join('');
}

function fill(source: string, how: Filling, to: 'html' | 'plain' | 'header' = 'plain'): string | null {
  const marks = new Marks();
  return render(marks.program(to, markup(nodesOf(source), marks, to === 'html' ? escapeText : (text) => text)), how);
}

/** Without the places in the text, which change when it is written in another way. */
const bare = (nodes: readonly Node[]): unknown => JSON.parse(JSON.stringify(nodes, (key, value) => (key === 'at' ? undefined : value)));

const words = fc.string({ unit: 'grapheme', maxLength: 20 });
const name = fc.constantFrom('contact.first_name', 'contact.since', 'offer.price', 'link.page', 'is.large', 'constructor', '__x');
const filter: fc.Arbitrary<Filter> = fc.record({ name: fc.constantFrom(...FILTERS), args: fc.array(words, { maxLength: 3 }) });
const known = name.filter((one) => one !== '__x');
const text = words.map((one) => one.replaceAll('{', '(')).filter((one) => one !== '');
const { nodes: tree } = fc.letrec<{ nodes: Node[]; node: Node }>((tie) => ({
  nodes: fc.array(tie('node'), { maxLength: 4 }).map(joined),
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text.map((one): Node => ({ kind: 'text', text: one, at: 0 })),
    fc.record({ kind: fc.constant('value' as const), field: known, filters: fc.array(filter, { maxLength: 3 }), at: fc.constant(0) }),
    fc.record({
      kind: fc.constant('if' as const),
      test: known,
      yes: tie('nodes'),
      no: fc.option(tie('nodes')),
      at: fc.constant(0),
    }),
  ),
}));

/** Two texts beside each other are one. */
function joined(nodes: readonly Node[]): Node[] {
  const all: Node[] = [];
  for (const node of nodes) {
    const last = all.at(-1);
    if (node.kind === 'text' && last?.kind === 'text') all[all.length - 1] = { ...last, text: last.text + node.text };
    else all.push(node);
  }
  return all;
}

const anyValue = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.record({ amountMinor: fc.double(), currency: fc.string() }),
  fc.constantFrom('2026-03-29', '2026-13-45', '2026-03-29T01:30:00Z', 'javascript:alert(1)', '"><script>', '\r\nBcc: a@b.de'),
);
const anyFilling = fc
  .record({ values: fc.dictionary(name, anyValue), conditions: fc.dictionary(name, fc.boolean()), locale: fc.string(), zone: fc.string() })
  .map((one): Filling => one);

describe('the merge language', () => {
  it('fills fields, fallbacks, filters and blocks', () => {
    const how = filling({
      'contact.first_name': 'Ana',
      'contact.since': '2026-03-29T23:30:00Z',
      'offer.price': { amountMinor: 123450, currency: 'EUR' },
    });
    expect(fill('Hi {{ contact.first_name | upper }}!', how)).toBe('Hi ANA!');
    expect(fill('Hi {{contact.first_name|fallback:"there"}}', filling())).toBe('Hi there');
    expect(fill('Hi {{ contact.first_name | fallback: “dear reader” | title }}', filling({ 'contact.first_name': '  ' }))).toBe(
      'Hi Dear Reader',
    );
    expect(fill('{{ contact.since | date: "long" }}', how)).toBe('March 30, 2026');
    expect(fill('{{ contact.since | date: "long", "UTC" }}', how)).toBe('March 29, 2026');
    expect(fill('{{ offer.price | money: "whole" }} {{ offer.price }}', how)).toBe('€1,235 €1,234.50');
    expect(fill('{{#if contact.first_name}}a{{else}}b{{/if}}{{#if is.large}}c{{/if}}', how)).toBe('a');
    expect(fill('{{#if is.large}}c{{/if}}', filling({}, { 'is.large': true }))).toBe('c');
    expect(fill('JSON {"a": {{{ contact.first_name }}}', how)).toBe('JSON {"a": {Ana}');
  });

  it.each([
    ['Hello {{ contact.first_name', 6, 'no end'],
    ['{{ }}', 0, 'name of a field'],
    ['{{#if contact.first_name}}x', 0, 'no end'],
    ['x{{/if}}', 1, 'no #if before'],
    ['x{{else}}', 1, 'no #if before'],
    ['{{#each contact}}{{/each}}', 0, 'Only #if'],
    ['{{ contact.first_name | shell }}', 22, 'no filter'],
    ['{{ contact.first_name | fallback: there }}', 34, 'quotation marks'],
    ['{{ a }}'.repeat(MOST.places + 1), MOST.places * 7, 'at most'],
    ['{{#if a}}'.repeat(MOST.depth + 1), MOST.depth * 9, 'at most'],
    ['{{ contact.constructor("x") }}', 0, 'no end'],
    ['{{ contact[0] }}', 0, 'no end'],
  ])('says where %j is wrong, and what to do', (source, at, message) => {
    const parsed = parse(source);
    expect('problem' in parsed && parsed.problem).toMatchObject({ at, message: expect.stringContaining(message) });
  });

  it('knows only fields of the list, and filters that fit them', () => {
    const problems = (source: string) => check(nodesOf(source), LEXICON).map(({ message }) => message);
    expect(problems('{{ contact.firstname }}')).toEqual(['There is no field “contact.firstname”. Did you mean contact.first_name?']);
    for (const bad of ['constructor', '__proto__', 'contact.__proto__', 'this.process.env', 'contact.constructor.constructor'])
      expect(parse(`{{ ${bad} }}`), bad).toSatisfy(
        (one: ReturnType<typeof parse>) => 'problem' in one || check(one.nodes, LEXICON).length === 1,
      );
    expect(problems('{{ contact.first_name | date }}')[0]).toContain('no date');
    expect(problems('{{ contact.since | date: "long", "Mars/North" }}')[0]).toContain('no time zone');
    expect(problems('{{ contact.since | upper }}')[0]).toContain('for words');
    expect(problems('{{#if is.small}}{{/if}}')).toHaveLength(1);
    expect(problems('{{#if is.large}}{{ offer.price | money }}{{/if}}')).toEqual([]);
  });

  it('reads what it has written: parse and print undo each other', () => {
    fc.assert(
      fc.property(tree, (nodes) => {
        const again = parse(print(nodes));
        fc.pre(!('problem' in again && again.problem.message.includes('at most')));
        expect('problem' in again ? again.problem : bare(again.nodes)).toEqual(bare(nodes));
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('{', '{{', '}}', ' contact.first_name ', '#if a', '/if', 'else', '|fallback:"x"', 'ä')),
        (pieces) => {
          const parsed = parse(pieces.join(''));
          if (!('problem' in parsed)) expect(bare(nodesOf(print(parsed.nodes)))).toEqual(bare(parsed.nodes));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never throws while it fills, and no value becomes markup or a head line', () => {
    fc.assert(
      fc.property(tree, anyFilling, (nodes, how) => {
        for (const to of ['html', 'plain', 'header'] as const) {
          const marks = new Marks();
          const made = render(
            marks.program(
              to,
              markup(nodes, marks, () => 'w'),
            ),
            how,
          );
          if (to === 'html') expect(made).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
          if (to === 'header') expect(made ?? '').not.toMatch(/[\r\n\0]/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('makes no mail of a head line with a line break in it', () => {
    expect(fill('For {{ contact.first_name }}', filling({ 'contact.first_name': 'A\r\nBcc: x@y.de' }), 'header')).toBeNull();
    expect(fill('For {{ contact.first_name }}', filling({ 'contact.first_name': 'A' }), 'header')).toBe('For A');
  });

  it('lets an address lead only to the web, to mail and to a telephone', () => {
    fc.assert(
      fc.property(anyValue, fc.constantFrom('url', 'urlPart'), (value, as) => {
        const marks = new Marks();
        const place = marks.put({ mark: 'value', field: 'link.page', filters: [], as });
        const made =
          render(marks.program('html', as === 'url' ? place : `https://a.example/?q=${place}`), filling({ 'link.page': value })) ?? '';
        expect(made).toMatch(/^$|^https?:\/\/|^mailto:|^tel:/i);
        if (as === 'urlPart') expect(new URL(made.replaceAll('&#39;', "'")).host).toBe('a.example');
      }),
    );
    for (const bad of [
      'javascript:alert(1)',
      ' java\nscript:x',
      'data:text/html,x',
      '//evil.example',
      'https://a:b@c.de',
      'https://',
      'vbscript:x',
      'file:///etc/passwd',
    ])
      expect(safeUrl(bad), bad).toBeNull();
    for (const good of ['https://a.example/?a=b&c', 'mailto:a@b.example', 'tel:+49 40'.replace(' ', '')])
      expect(safeUrl(good), good).toBe(good);
  });

  it('takes time in proportion to the length', () => {
    const began = performance.now();
    for (const worst of ['{', '{{', '{{ a |', '"', '{{ a | fallback: "', '{{#if a}}', ' '])
      parse(worst.repeat(Math.floor(MOST.characters / worst.length)));
    expect(performance.now() - began).toBeLessThan(500);
  });

  it('names what a text needs', () => {
    expect(namesIn(nodesOf('{{ a.b }}{{#if c.d}}{{ e.f }}{{/if}}')).map((one) => one.name)).toEqual(['a.b', 'c.d', 'e.f']);
  });
});
