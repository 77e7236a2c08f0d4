import { expect, it } from 'vitest';
import { ANEW, statementNames } from './statements.ts';

it('prepares a statement from its fourth use on, and never one that is planned anew', () => {
  const nameOf = statementNames();
  const namesOf = (text: string) => Array.from({ length: 6 }, () => nameOf(text));
  const [first, second, third, ...after] = namesOf('select 1 from somewhere');
  expect([first, second, third]).toEqual([undefined, undefined, undefined]);
  expect(new Set(after).size).toBe(1);
  expect(after[0]).toMatch(/^truce_\d+$/);
  expect(new Set(namesOf(`${ANEW} select 1 from somewhere`))).toEqual(new Set([undefined]));
  expect(namesOf('select 2 from somewhere').at(-1)).not.toBe(after[0]);
  for (let n = 0; n < 300; n++) namesOf(`select ${n} from elsewhere`);
  expect(namesOf('select 3 from somewhere')).toEqual(Array(6).fill(undefined));
  expect(namesOf('select 1 from somewhere')[0]).toBe(after[0]);
});
