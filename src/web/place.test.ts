import { describe, expect, it } from 'vitest';
import { searchOf, stateOf } from './place.ts';

const DEFAULTS = { text: '', open: false, tags: [] as string[], sort: undefined as { by: string } | undefined };

describe('the state that an address restores', () => {
  it('takes what is of the same kind and nothing else', () => {
    expect(stateOf({ text: 'kess', open: 'yes', tags: ['a'], foreign: 1 }, DEFAULTS)).toEqual({
      text: 'kess',
      open: false,
      tags: ['a'],
      sort: undefined,
    });
    expect(stateOf({ tags: { 0: 'a' }, text: 7 }, DEFAULTS)).toEqual(DEFAULTS);
  });
  it('keeps the address short, and what belongs to others in it', () => {
    expect(searchOf({ tab: 'mail', text: 'k' }, { text: '', tags: ['a'] }, DEFAULTS)).toEqual({ tab: 'mail', tags: ['a'] });
    expect(searchOf({ sort: { by: 'name' } }, { sort: undefined }, DEFAULTS)).toEqual({});
  });
});
