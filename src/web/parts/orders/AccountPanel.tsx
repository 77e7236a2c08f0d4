import { getCompanyAccount } from '#modules/orders/contract/reconciliation.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Money, When } from '../../ui/marks.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import classes from './orders.module.css';

/** What a company ordered, was invoiced and owes, and what it has. */
export function AccountPanel({ companyId }: { companyId: string }) {
  const { orders } = useTexts();
  const texts = orders.account;
  const format = useFormat();
  const { data } = useRead(getCompanyAccount, { companyId }, { topics: [`company:${companyId}`, 'order', 'invoice'] });
  if (!data || (data.lastOrderAt === null && data.lastInvoiceAt === null)) return null;
  return (
    <Panel title={texts.title}>
      <ul className={classes.list}>
        {data.currencies.map((one) => (
          <li key={one.currency}>
            <div className={classes.line}>
              <span>{orders.reconciliation.booked}</span> <Money value={{ amountMinor: one.bookedMinor, currency: one.currency }} />
            </div>
            <div className={classes.line}>
              <span>{orders.reconciliation.invoiced}</span> <Money value={{ amountMinor: one.invoicedMinor, currency: one.currency }} />
            </div>
            {one.invoicesWithout > 0 && (
              <span className={classes.quiet}>{orders.reconciliation.without(format.number(one.invoicesWithout))}</span>
            )}
            {one.openMinor !== 0 && (
              <div className={classes.line}>
                <span>
                  {texts.open}
                  {one.overdueMinor > 0 && (
                    <span className={classes.quiet}>
                      {' '}
                      ({texts.overdue} <Money value={{ amountMinor: one.overdueMinor, currency: one.currency }} />)
                    </span>
                  )}
                </span>
                <Money value={{ amountMinor: one.openMinor, currency: one.currency }} />
              </div>
            )}
          </li>
        ))}
        {data.lastOrderAt && (
          <li className={classes.line}>
            <span>{texts.lastOrder}</span> <When at={data.lastOrderAt} form="date" />
          </li>
        )}
        {data.lastInvoiceAt && (
          <li className={classes.line}>
            <span>{texts.lastInvoice}</span> <When at={data.lastInvoiceAt} form="date" />
          </li>
        )}
        {data.products.length > 0 && (
          <li>
            {texts.products}: {format.list(data.products.slice(0, 5).map((one) => one.name))}
          </li>
        )}
        <li>
          <Go to={paths.invoices({ company: companyId })}>{texts.all}</Go>
        </li>
      </ul>
    </Panel>
  );
}
