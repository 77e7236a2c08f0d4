import { expect, it } from 'vitest';
import { amountOf } from './CustomFacts.tsx';
import { listOf } from './Facts.tsx';

it.each([
  ['1200', 120000, 'EUR'],
  ['1,200.50', 120050, 'EUR'],
  ['1.200,50 usd', 120050, 'USD'],
  ['1.200', 120000, 'EUR'],
  ["1'200.5 CHF", 120050, 'CHF'],
  ['-3.5', -350, 'EUR'],
  ['500 JPY', 500, 'JPY'],
])('reads %j as an amount', (text, amountMinor, currency) => expect(amountOf(text, 'EUR')).toEqual({ amountMinor, currency }));

it('leaves what is no amount to the server, and nothing as nothing', () => {
  expect(amountOf('a lot', 'EUR')).toBe('a lot');
  expect(amountOf(' ', 'EUR')).toBeNull();
});

it('reads a list with commas', () => {
  expect(listOf(' a, b ,, a ')).toEqual(['a', 'b']);
});
