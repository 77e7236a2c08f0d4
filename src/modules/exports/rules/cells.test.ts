import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountText, cellText } from './cells.ts';

describe('a cell', () => {
  it.each([
    [null, ''],
    [true, 'yes'],
    [12.5, '12.5'],
    [['a', 'b'], 'a; b'],
    [{ a: 1 }, '{"a":1}'],
    ['=1+1', "'=1+1"],
    [['=cmd', 'x'], "'=cmd; x"],
  ])('%j is written %j', (value, written) => expect(cellText(value)).toBe(written));
});

describe('an amount', () => {
  it.each([
    [1250, 'EUR', '12.50 EUR'],
    [-5, 'EUR', '-0.05 EUR'],
    [1250, 'JPY', '1250 JPY'],
    [0, 'USD', '0.00 USD'],
    [null, 'EUR', ''],
  ])('%j %s is written %j', (minor, currency, written) => expect(amountText(minor, currency)).toBe(written));
  it('keeps every minor unit', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (minor) => {
        const [amount = ''] = amountText(minor, 'EUR').split(' ');
        expect(BigInt(amount.replace('.', ''))).toBe(BigInt(minor));
      }),
    );
  });
});
