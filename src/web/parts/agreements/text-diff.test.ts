import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffWords } from './text-diff.ts';

it('says what was taken out and what was put in', () => {
  expect(diffWords('Sales answers within 24 hours.', 'Sales answers within 4 hours.')).toEqual([
    { is: 'same', text: 'Sales answers within ' },
    { is: 'removed', text: '24 ' },
    { is: 'added', text: '4 ' },
    { is: 'same', text: 'hours.' },
  ]);
});

it('gives both texts back', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'lead', '24'), { maxLength: 12 }).map((list) => list.join(' '));
  const tidy = (text: string) => text.split(' ').filter(Boolean).join(' ');
  fc.assert(
    fc.property(words, words, (before, after) => {
      const pieces = diffWords(before, after);
      const without = (is: string) =>
        pieces
          .filter((piece) => piece.is !== is)
          .map(({ text }) => text.trim())
          .join(' ');
      expect(tidy(without('removed'))).toBe(tidy(after));
      expect(tidy(without('added'))).toBe(tidy(before));
    }),
  );
});
