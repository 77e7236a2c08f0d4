import type { z } from 'zod';
import type { InvoiceRow as InvoiceShape, OrderRow as OrderShape } from '#modules/orders/contract/documents.ts';
import { paths } from '../../paths.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, Money, When } from '../../ui/marks.tsx';
import classes from './orders.module.css';

export type OrderRow = z.input<typeof OrderShape>;
export type InvoiceRow = z.input<typeof InvoiceShape>;

/** What an invoice or a credit note is called: by its number, else by what it is for. */
export function invoiceName(
  { number, subject, creditNote }: Pick<InvoiceRow, 'number' | 'subject' | 'creditNote'>,
  { invoice, credit }: Texts['orders'],
): string {
  const texts = creditNote ? credit : invoice;
  return number ? texts.one(number) : (subject ?? texts.nameless);
}

/** Orders and invoices beside another record, a line each. */
export function DocumentLines({ orders, invoices }: { orders: readonly OrderRow[]; invoices: readonly InvoiceRow[] }) {
  const { orders: texts } = useTexts();
  return (
    <ul className={classes.list}>
      {orders.map((order) => (
        <li key={order.id} className={classes.line}>
          <span>
            <Go to={paths.order(order.id)}>{order.number ? texts.order.one(order.number) : texts.order.nameless}</Go>{' '}
            {order.cancelled && <Mark>{texts.invoice.cancelled}</Mark>}
          </span>
          <Amount row={order} at={order.orderedAt} />
        </li>
      ))}
      {invoices.map((invoice) => (
        <li key={invoice.id} className={classes.line}>
          <span>
            <Go to={paths.invoice(invoice.id)}>{invoiceName(invoice, texts)}</Go>{' '}
            {invoice.cancelledAt && <Mark>{texts.invoice.cancelled}</Mark>}
          </span>
          <Amount row={invoice} at={invoice.invoicedAt} />
        </li>
      ))}
    </ul>
  );
}

function Amount({ row, at }: { row: OrderRow | InvoiceRow; at: string }) {
  return (
    <span>
      <DocumentAmount row={row} />{' '}
      <span className={classes.quiet}>
        <When at={at} form="date" />
      </span>
    </span>
  );
}

/** What several documents come to: nothing where there are none, "no amount" where none of them says one. */
export function SideAmount({
  n,
  without,
  amountMinor,
  currency,
  to,
}: {
  n: number;
  without: number;
  amountMinor: number;
  currency: string;
  to: string;
}) {
  const { orders: texts } = useTexts();
  if (n === 0) return '–';
  return (
    <Go to={to}>
      {n === without ? <Mark title={texts.noAmountHelp}>{texts.noAmount}</Mark> : <Money value={{ amountMinor, currency }} />}
    </Go>
  );
}

/** What a document comes to; "no amount" where it says none, which is not 0. */
export function DocumentAmount({ row, whole }: { row: { totalMinor?: number | null | undefined; currency: string }; whole?: boolean }) {
  const { orders: texts } = useTexts();
  if (row.totalMinor === undefined) return null;
  if (row.totalMinor === null) return <Mark title={texts.noAmountHelp}>{texts.noAmount}</Mark>;
  return <Money value={{ amountMinor: row.totalMinor, currency: row.currency }} {...(whole ? { whole } : {})} />;
}
