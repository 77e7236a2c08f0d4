import { describe, expect, it } from 'vitest';
import { mentionedIn, namedBefore } from './MentionArea.tsx';

describe('namedBefore', () => {
  it.each([
    ['@', 1, ''],
    ['Hello @ann', 10, 'ann'],
    ['Hello @ann le', 13, 'ann le'],
    ['a\n@Zoë', 6, 'Zoë'],
    ['mail to ann@acme.com', 20, null],
    ['Hello @ann lee there', 20, null],
    ['no one', 6, null],
  ])('%j at %i', (text, caret, query) => expect(namedBefore(text, caret)?.query ?? null).toBe(query));
});

it('finds those who are mentioned, of two names the longer one', () => {
  const people = [
    { id: '1', name: 'Ann' },
    { id: '2', name: 'Ann Lee' },
    { id: '3', name: 'Bo' },
  ];
  expect(mentionedIn('@Ann Lee please ask @Bo', people)).toEqual(['2', '3']);
  expect(mentionedIn('@Ann Lee and @Ann', people)).toEqual(['2', '1']);
  expect(mentionedIn('Ann Lee', people)).toEqual([]);
});
