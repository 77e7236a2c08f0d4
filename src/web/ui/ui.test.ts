import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../api.ts';
import { safeNext } from '../screens/access/enter.ts';
import { en } from '../texts/en.ts';
import { csvOf } from './csv.ts';
import { fieldsOf, unplaced } from './form-errors.ts';
import { sentenceOf } from './ProblemNotice.tsx';
import { groupByDay } from './Timeline.tsx';

it('names fields as forms do', () => {
  expect(fieldsOf([{ field: 'emails[0].address', message: 'No.' }])).toEqual({ 'emails.0.address': 'No.' });
});

it('tells on top what no field of the form can show', () => {
  const errors = [
    { field: 'name', message: 'Write the name.' },
    { field: 'secret', message: 'Too short.' },
  ];
  expect(unplaced(new ApiProblem({ status: 400, code: 'invalid', message: 'Look again.', errors }), ['name'])).toEqual(['Too short.']);
  expect(unplaced(new Error('other'), ['name'])).toEqual([]);
});

it('writes CSV that a spreadsheet reads and does not run', () => {
  expect(
    csvOf([
      ['a,b', 'say "x"', -3],
      ['=1+1', 'line\nbreak', 0.5],
    ]),
  ).toBe('"a,b","say ""x""",-3\r\n\'=1+1,"line\nbreak",0.5');
});

it('groups neighbours of a day', () => {
  const days = groupByDay(['1a', '1b', '2a', '1c'], (item) => item.charAt(0));
  expect(days).toEqual([
    ['1', ['1a', '1b']],
    ['2', ['2a']],
    ['1', ['1c']],
  ]);
});

describe('sentences for problems', () => {
  const sentence = (status: number, message = '', code = 'x') => sentenceOf(new ApiProblem({ status, code, message }), en.ui.problem);
  it('takes the server’s own words, except for its faults', () => {
    expect(sentence(409, 'Someone else changed it.')).toBe('Someone else changed it.');
    expect(sentence(500, 'stack')).toBe(en.ui.problem.failed);
    expect(sentence(0)).toBe(en.ui.problem.offline);
    expect(sentence(403)).toBe(en.ui.problem.forbidden);
    expect(sentenceOf(new TypeError('x'), en.ui.problem)).toBe(en.ui.problem.unknown);
  });
});

it('goes only to addresses of this app after sign-in', () => {
  expect(['/deals?x=1', '//evil.example', '/\\evil.example', 'https://evil.example', undefined].map(safeNext)).toEqual([
    '/deals?x=1',
    '/',
    '/',
    '/',
    '/',
  ]);
});
