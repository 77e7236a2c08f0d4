import type { getInvoice, getOrder } from '#modules/orders/contract/documents.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './orders.module.css';

type Document = OutputOf<typeof getInvoice> | OutputOf<typeof getOrder>;

/** The lines of an order or invoice as the ERP said them, and a word where they come to another amount than its head. */
export function LineTable({ document }: { document: Document }) {
  const { orders } = useTexts();
  const texts = orders.lines;
  const format = useFormat();
  const { currency, lines } = document;
  const money = (amountMinor: number | null | undefined) =>
    typeof amountMinor === 'number' ? format.money({ amountMinor, currency }) : '–';
  const seesAmounts = document.totalMinor !== undefined;
  if (lines.length === 0) return <p className={classes.quiet}>{texts.none}</p>;
  return (
    <>
      {document.linesDiffer && (
        <p className={classes.notice}>
          {texts.differ(money(document.linesTotalMinor), money(document.totalMinor ?? document.subTotalMinor))}
        </p>
      )}
      <Scroll label={texts.title}>
        <table className={classes.lines} aria-label={texts.title}>
          <thead>
            <tr>
              <th scope="col">{texts.product}</th>
              <th scope="col" data-number>
                {texts.quantity}
              </th>
              {seesAmounts &&
                [texts.price, texts.discount, texts.tax, texts.total].map((title) => (
                  <th key={title} scope="col" data-number>
                    {title}
                  </th>
                ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <td>{line.product ? <Go to={paths.product(line.product.id)}>{line.productName}</Go> : line.productName}</td>
                <td data-number>{format.number(line.quantity)}</td>
                {seesAmounts && (
                  <>
                    <td data-number>{money(line.listPriceMinor)}</td>
                    <td data-number>{money(line.discountMinor)}</td>
                    <td data-number>{money(line.taxMinor)}</td>
                    <td data-number>{money(line.totalMinor)}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
          {seesAmounts && typeof document.linesTotalMinor === 'number' && (
            <tfoot>
              <tr>
                <th scope="row" colSpan={5}>
                  {texts.total}
                </th>
                <td data-number>{money(document.linesTotalMinor)}</td>
              </tr>
            </tfoot>
          )}
        </table>
      </Scroll>
    </>
  );
}
