import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesDiffer, linesTotal, saysCancelled } from './rules.ts';

const line = (totalMinor: number | null) => ({ totalMinor });

describe('lines against the header', () => {
  it('are summed only where each has a total', () => {
    expect(linesTotal([])).toBeNull();
    expect(linesTotal([line(5), line(null)])).toBeNull();
    expect(linesTotal([line(5), line(-2)])).toBe(3);
  });
  it('may be the net or the gross amount, each rounded by one', () => {
    expect(linesDiffer({ subTotalMinor: 1000, totalMinor: 1190 }, [line(400), line(600)])).toBe(false);
    expect(linesDiffer({ subTotalMinor: 1000, totalMinor: 1190 }, [line(590), line(601)])).toBe(false);
    expect(linesDiffer({ subTotalMinor: 1000, totalMinor: 1190 }, [line(400), line(500)])).toBe(true);
  });
  it('say nothing where a side has no amount', () => {
    expect(linesDiffer({ subTotalMinor: null, totalMinor: null }, [line(5)])).toBe(false);
    expect(linesDiffer({ subTotalMinor: 7, totalMinor: 7 }, [])).toBe(false);
    expect(linesDiffer({ subTotalMinor: 7, totalMinor: 7 }, [line(null)])).toBe(false);
  });
  it('never differ from a header that is their sum', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 30 }), (totals) => {
        const lines = totals.map(line);
        expect(linesDiffer({ subTotalMinor: linesTotal(lines), totalMinor: null }, lines)).toBe(false);
      }),
    );
  });
});

it('reads the words that say cancelled', () => {
  for (const word of ['Cancelled', 'canceled', ' CANCELLED ', 'Storniert', 'Void', 'annulé']) expect(saysCancelled(word)).toBe(true);
  for (const word of ['Delivered', 'Not cancelled', '', null, undefined]) expect(saysCancelled(word)).toBe(false);
});
