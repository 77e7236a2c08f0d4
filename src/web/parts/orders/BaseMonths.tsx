import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { getReconciliation } from '#modules/orders/contract/reconciliation.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { minorDigits } from '#platform/shared/money.ts';
import { saveFile } from '../../api.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { csvOf } from '../../ui/csv.ts';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './orders.module.css';

type Base = OutputOf<typeof getReconciliation>['base'];

/** "November 2026". */
export function monthName(first: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${first}T00:00Z`));
}

/** Booked, invoiced and paid of all currencies in the base currency, month by month; as a file too. */
export function BaseMonths({ base }: { base: Base }) {
  const { orders } = useTexts();
  const texts = orders.reconciliation;
  const format = useFormat();
  const { locale } = useReader();
  const { currency } = base;
  const money = (amountMinor: number) => format.money({ amountMinor, currency }, 'short');
  const plain = (amountMinor: number) => amountMinor / 10 ** minorDigits(currency);
  const title = texts.inBase(currency);
  const missing = base.months.reduce((sum, month) => sum + month.withoutRate, 0);
  const save = () => {
    const head = [texts.month, ...[texts.booked, texts.invoiced, texts.paid].map((name) => `${name} (${currency})`), texts.withoutRate('')];
    const rows = base.months.map((one) => [
      one.month.slice(0, 7),
      plain(one.bookedMinor),
      plain(one.invoicedMinor),
      plain(one.paidMinor),
      one.withoutRate,
    ]);
    saveFile(new Blob([csvOf([head.map((name) => name.trim()), ...rows])], { type: 'text/csv' }), `${title}.csv`);
  };
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
                <td data-number>{money(one.bookedMinor)}</td>
                <td data-number>{money(one.invoicedMinor)}</td>
                <td data-number>
                  {money(one.paidMinor)}
                  {one.withoutRate > 0 && <div className={classes.quiet}>{texts.withoutRate(format.number(one.withoutRate))}</div>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Button variant="default" size="xs" mt={8} leftSection={<IconDownload size={14} aria-hidden />} onClick={save}>
        {texts.csv}
      </Button>
    </section>
  );
}
