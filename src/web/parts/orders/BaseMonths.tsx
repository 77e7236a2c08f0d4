import type { getReconciliation } from '#modules/orders/contract/reconciliation.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { inMajor } from '#platform/shared/money.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { instantOf } from '../activities/due.ts';
import classes from './orders.module.css';
import { SaveCsv } from './SaveCsv.tsx';

type Base = OutputOf<typeof getReconciliation>['base'];

/** "November 2026". */
export function monthName(first: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${first}T00:00Z`));
}

/** The instants at which a month begins and ends in a zone. */
export function monthOf(first: string, zone: string): { from: string; to: string } {
  const [year = 0, month = 1] = first.split('-').map(Number);
  const next = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
  return { from: instantOf(`${first}T00:00`, zone) ?? '', to: instantOf(`${next}-01T00:00`, zone) ?? '' };
}

/** Booked, invoiced and paid of all currencies in the base currency, month by month; as a file too. */
export function BaseMonths({ base }: { base: Base }) {
  const { orders } = useTexts();
  const texts = orders.reconciliation;
  const format = useFormat();
  const { locale } = useReader();
  const { timeZone } = useSession().workspace;
  const days = (month: string) => monthOf(month, timeZone);
  const { currency } = base;
  const money = (amountMinor: number) => format.money({ amountMinor, currency }, 'short');
  const title = texts.inBase(currency);
  const missing = base.months.reduce((sum, month) => sum + month.withoutRate, 0);
  const head = [texts.month, ...[texts.booked, texts.invoiced, texts.paid].map((name) => `${name} (${currency})`), texts.withoutRate('')];
  const rows = base.months.map((one) => [
    one.month.slice(0, 7),
    ...[one.bookedMinor, one.invoicedMinor, one.paidMinor].map((amount) => inMajor({ amountMinor: amount, currency })),
    one.withoutRate,
  ]);
  return (
    <section style={{ marginBlockEnd: 24 }}>
      <h2 className={classes.heading}>{title}</h2>
      {missing > 0 && (
        <p className={classes.quiet}>
          {texts.withoutRate(format.number(missing))}. <Go to={paths.settings('currencies')}>{texts.setRates}</Go>
        </p>
      )}
      <Scroll label={title}>
        <table className={classes.lines} aria-label={title}>
          <Heads of={[texts.month, { number: texts.booked }, { number: texts.invoiced }, { number: texts.paid }]} />
          <tbody>
            {base.months.map((one) => (
              <tr key={one.month}>
                <th scope="row">{monthName(one.month, locale)}</th>
                <td data-number>
                  <Go to={paths.orders({ ...days(one.month), state: 'live' })}>{money(one.bookedMinor)}</Go>
                </td>
                <td data-number>
                  <Go to={paths.invoices({ ...days(one.month), state: 'live' })}>{money(one.invoicedMinor)}</Go>
                </td>
                <td data-number>
                  <Go to={paths.payments(days(one.month))}>{money(one.paidMinor)}</Go>
                  {one.withoutRate > 0 && <div className={classes.quiet}>{texts.withoutRate(format.number(one.withoutRate))}</div>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <SaveCsv name={title} rows={async () => [head.map((name) => name.trim()), ...rows]} />
    </section>
  );
}
