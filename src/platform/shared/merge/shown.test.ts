import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shown } from './shown.ts';

describe('a text of the merge language in a list', () => {
  it('names its places instead of showing how they are written', () => {
    expect(shown('Hello {{ contact.first_name | fallback: "there" }}, news')).toBe('Hello [first name], news');
    expect(shown('{{ offer.name }}{{#if offer.valid_until}}, until {{ offer.valid_until | date: "long" }}{{/if}}')).toBe(
      '[name], until [valid until]',
    );
  });

  it('leaves alone what is none', () => {
    expect(shown('Half a {{ place')).toBe('Half a {{ place');
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(shown(text.replaceAll('{', ''))).toBe(text.replaceAll('{', ''));
      }),
    );
  });
});
