import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorDigits } from '#platform/shared/money.ts';
import { inferDecimalMark, parseInteger, parseMoney, parseNumber } from './money.ts';

const money = (amountMinor: number, currency: string | null) => ({ ok: true, value: { amountMinor, currency } });

describe('money', () => {
  it.each([
    ['$22,247.63', 2224763, 'USD'],
    ['$342.09K', 34209000, 'USD'],
    ['$1,117.10K', 111710000, 'USD'],
    ['€1.234,56', 123456, 'EUR'],
    ['1.234,56 €', 123456, 'EUR'],
    ['1 234,50 kr', 123450, null],
    ['1\u202f234,50\u00a0€', 123450, 'EUR'],
    ['(12.00)', -1200, null],
    ['$(12.00)', -1200, 'USD'],
    ['-$12', -1200, 'USD'],
    ['$-12', -1200, 'USD'],
    ['12.00-', -1200, null],
    ['−5', -500, null],
    ['$7,961.172', 796117, 'USD'],
    ['$7,961.175', 796118, 'USD'],
    ['-$0.005', -1, 'USD'],
    ['$0', 0, 'USD'],
    ['$21,042', 2104200, 'USD'],
    ['$30,017.4', 3001740, 'USD'],
    ['9,326.84', 932684, null],
    ['USD 1,234.50', 123450, 'USD'],
    ['1234.5 eur', 123450, 'EUR'],
    ["CHF 1'200.50", 120050, 'CHF'],
    ['CHF 200.–', 20000, 'CHF'],
    ['¥1,234', 1234, 'JPY'],
    ['₹12,34,567.00', 123456700, 'INR'],
    ['2.5M', 250000000, null],
    ['€3 Mio', 300000000, 'EUR'],
    ['.5', 50, null],
    ['1,234,567', 123456700, null],
    ['1.234.567', 123456700, null],
    ['100.0', 10000, null],
  ])('reads %s', (text, minor, currency) => {
    expect(parseMoney(text)).toEqual(money(minor, currency));
  });
  it('lets the workspace settle a sign that several currencies use', () => {
    expect(parseMoney('$5', { currency: 'CAD' })).toEqual(money(500, 'CAD'));
    expect(parseMoney('5 kr', { currency: 'SEK' })).toEqual(money(500, 'SEK'));
    expect(parseMoney('€5', { currency: 'CAD' })).toEqual(money(500, 'EUR'));
    expect(parseMoney('5.50', { currency: 'JPY' })).toEqual(money(6, null));
  });
  it('lets the column settle a lone mark before three digits', () => {
    expect(parseMoney('1,234')).toEqual(money(123400, null));
    expect(parseMoney('1.234')).toEqual(money(123, null));
    expect(parseMoney('1.234', { decimal: ',' })).toEqual(money(123400, null));
    expect(parseMoney('1,234', { decimal: ',' })).toEqual(money(123, null));
  });
  it.each([
    '',
    'free',
    '12 apples',
    '1,23,4',
    '1.2.3',
    '12,34.56,78',
    '$',
    'K',
    '1-2',
    '(12',
    'NaN',
    'Infinity',
    '0x10',
    '=1+1',
    '1 2 3',
    'one',
  ])('refuses "%s"', (text) => {
    expect(parseMoney(text).ok).toBe(false);
  });
  it('refuses what it could not store exactly', () => {
    expect(parseMoney('99999999999999999')).toEqual({ ok: false, reason: 'too_large' });
    expect(parseMoney('90071992547409.91')).toEqual(money(9007199254740991, null));
    expect(parseMoney('90071992547409.92')).toEqual({ ok: false, reason: 'too_large' });
  });
});

describe('numbers', () => {
  it.each([
    ['12', 12],
    ['-1,234.5', -1234.5],
    ['1.234,5', 1234.5],
    ['85 %', 85],
    ['1e3', 1000],
    ['(3)', -3],
    ['007', 7],
  ])('reads %s', (text, value) => {
    expect(parseNumber(text)).toEqual({ ok: true, value });
  });
  it('keeps whole numbers whole', () => {
    expect(parseInteger('1,204')).toEqual({ ok: true, value: 1204 });
    expect(parseInteger('12.5')).toEqual({ ok: false, reason: 'not_whole' });
    expect(parseInteger('25842000000262376')).toEqual({ ok: false, reason: 'too_large' });
    expect(parseInteger('$5').ok).toBe(false);
  });
});

describe('the decimal mark of a column', () => {
  it('is told by the values that leave no doubt', () => {
    expect(inferDecimalMark(['$1,234', '$1,234.50'])).toBe('.');
    expect(inferDecimalMark(['1.234', '12,5', '1.234.567'])).toBe(',');
    expect(inferDecimalMark(['1,234', '12', 'none', ''])).toBeNull();
  });
});

describe('properties', () => {
  it('no text throws, and what is read is a safe integer', () => {
    const near = fc.array(fc.constantFrom(...'0123456789.,$€()-+ kKmM%', 'USD', 'kr', "'"), { maxLength: 18 }).map((list) => list.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), near), (text) => {
        const read = parseMoney(text);
        if (read.ok) expect(Number.isSafeInteger(read.value.amountMinor)).toBe(true);
        const number = parseNumber(text);
        if (number.ok) expect(Number.isFinite(number.value)).toBe(true);
        inferDecimalMark([text]);
      }),
      { numRuns: 3000 },
    );
  });
  it('what a locale writes is read back', () => {
    const cases: [string, string, '.' | ','][] = [
      ['en-US', 'USD', '.'],
      ['en-IN', 'INR', '.'],
      ['de-DE', 'EUR', ','],
      ['fr-FR', 'EUR', ','],
      ['sv-SE', 'SEK', ','],
      ['de-CH', 'CHF', '.'],
      ['ja-JP', 'JPY', '.'],
      ['pt-BR', 'BRL', ','],
      ['pl-PL', 'PLN', ','],
      ['en-GB', 'GBP', '.'],
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...cases),
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom('symbol' as const, 'code' as const),
        (of, amountMinor, currencyDisplay) => {
          const [locale, currency, decimal] = of;
          const format = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay });
          const text = format.format(amountMinor / 10 ** minorDigits(currency));
          expect([text, parseMoney(text, { currency, decimal })]).toEqual([text, money(amountMinor === 0 ? 0 : amountMinor, currency)]);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
