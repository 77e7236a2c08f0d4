import type { getInvoice } from '#modules/orders/contract/documents.ts';
import type { OutputOf } from '#platform/shared/contract.ts';

type Invoice = Pick<OutputOf<typeof getInvoice>, 'totalMinor' | 'subTotalMinor' | 'taxMinor' | 'lines' | 'linesTotalMinor' | 'creditNotes'>;
type Line = Invoice['lines'][number];

/** All of an invoice, some of its lines (each with the amount that is credited of it, by line id), or an amount. Minor units. */
export type Credited =
  | { way: 'all' }
  | { way: 'lines'; of: Readonly<Record<string, number | null>> }
  | { way: 'amount'; amountMinor: number | null };

export interface CreditFacts {
  totalMinor: number;
  subTotalMinor?: number;
  taxMinor?: number;
  lines?: { productId: string | null; productName: string; quantity: number; totalMinor: number }[];
}

/** What of an invoice was not credited yet; null where it says no amount. */
export function creditable({ totalMinor, creditNotes }: Invoice): number | null {
  if (typeof totalMinor !== 'number') return null;
  return creditNotes.reduce((left, note) => left + (note.cancelledAt ? 0 : (note.totalMinor ?? 0)), totalMinor);
}

/**
 * The amounts of a credit note. Where the lines of the invoice come to its net amount and it has tax, the tax is credited in the same share as
 * the lines; else the lines are what was owed. All of an invoice of which nothing was credited yet repeats its amounts and lines.
 */
export function creditOf(invoice: Invoice, credited: Credited): CreditFacts {
  if (credited.way === 'amount') return { totalMinor: credited.amountMinor ?? 0 };
  const whole = creditable(invoice) ?? 0;
  if (credited.way === 'all') {
    if (whole !== invoice.totalMinor) return { totalMinor: whole };
    const { subTotalMinor, taxMinor } = invoice;
    return {
      totalMinor: whole,
      ...(typeof subTotalMinor === 'number' ? { subTotalMinor } : {}),
      ...(typeof taxMinor === 'number' ? { taxMinor } : {}),
      ...(typeof invoice.linesTotalMinor === 'number' ? { lines: invoice.lines.map((line) => lineOf(line, line.totalMinor ?? 0)) } : {}),
    };
  }
  const lines = invoice.lines.flatMap((line) => {
    const amount = credited.of[line.id];
    return amount ? [lineOf(line, amount)] : [];
  });
  const net = lines.reduce((sum, line) => sum + line.totalMinor, 0);
  const tax = taxOf(invoice, net);
  return tax === null ? { totalMinor: net, lines } : { totalMinor: net + tax, subTotalMinor: net, taxMinor: tax, lines };
}

const lineOf = ({ product, productName, quantity, totalMinor }: Line, amountMinor: number) => ({
  productId: product?.id ?? null,
  productName,
  // The share of the pieces that the amount stands for.
  quantity: totalMinor ? Math.round(((quantity * amountMinor) / totalMinor) * 1e6) / 1e6 : quantity,
  totalMinor: amountMinor,
});

function taxOf({ subTotalMinor, taxMinor, linesTotalMinor }: Invoice, netMinor: number): number | null {
  if (!subTotalMinor || typeof taxMinor !== 'number' || linesTotalMinor !== subTotalMinor) return null;
  return Math.round((taxMinor * netMinor) / subTotalMinor);
}
