import { describe, expect, it } from 'vitest';
import { creditable, creditOf } from './credit.ts';

const line = (id: string, totalMinor: number, quantity = 1) => ({ id, product: null, productName: id, quantity, totalMinor });
const note = (totalMinor: number, cancelledAt: string | null = null) => ({
  ...{ id: 'n', ref: null, number: null, currency: 'EUR', orderId: null, creditNote: true, invoicedAt: '2026-03-01T00:00:00.000Z' },
  ...{ paidAt: null, totalMinor, cancelledAt },
});
const invoice = {
  ...{ totalMinor: 11_900, subTotalMinor: 10_000, taxMinor: 1_900, linesTotalMinor: 10_000, creditNotes: [] },
  lines: [line('a', 4_000, 4), line('b', 6_000)],
};

describe('what a credit note comes to', () => {
  it('repeats an invoice of which nothing was credited, and else what is left of it', () => {
    expect(creditOf(invoice, { way: 'all' })).toMatchObject({ totalMinor: 11_900, taxMinor: 1_900, lines: [{ totalMinor: 4_000 }, {}] });
    const again = { ...invoice, creditNotes: [note(-1_900), note(-5_000, '2026-03-02T00:00:00.000Z')] };
    expect(creditable(again)).toBe(10_000);
    expect(creditOf(again, { way: 'all' })).toEqual({ totalMinor: 10_000 });
  });

  it('credits the tax in the share of the lines, where the lines are the net amount', () => {
    const credited = { way: 'lines', of: { a: 1_000, b: null } } as const;
    expect(creditOf(invoice, credited)).toEqual({
      ...{ subTotalMinor: 1_000, taxMinor: 190, totalMinor: 1_190 },
      lines: [{ productId: null, productName: 'a', quantity: 1, totalMinor: 1_000 }],
    });
    expect(creditOf({ ...invoice, subTotalMinor: null, taxMinor: null }, credited)).toMatchObject({ totalMinor: 1_000 });
  });

  it('is an amount where one is said, and nothing where none is', () => {
    expect(creditOf(invoice, { way: 'amount', amountMinor: 50 })).toEqual({ totalMinor: 50 });
    expect(creditOf(invoice, { way: 'amount', amountMinor: null })).toEqual({ totalMinor: 0 });
    expect(creditable({ ...invoice, totalMinor: null })).toBe(null);
  });
});
