import type { getLeadValues } from '#modules/leadvalues/contract.ts';
import { SEGMENTS } from '#modules/leadvalues/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Money, When } from '../../ui/marks.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './leadvalues.module.css';
import { typeName } from './type-name.ts';

type Table = NonNullable<OutputOf<typeof getLeadValues>['table']>;

/** What a lead of each type and fit is worth, with what each value is made of. */
export function ValueTable({ table }: { table: Table }) {
  const texts = useTexts().leadvalues;
  const format = useFormat();
  const number = (n: number) => format.number(n);
  // A channel that never brought a closed lead says nothing that the last line does not.
  const types = [...new Set(table.rates.filter(({ closed }) => closed > 0).map(({ type }) => type)), 'unknown'].filter(
    (type, index, all) => all.indexOf(type) === index,
  );
  const notes = [
    texts.basis({ closed: number(table.closed), won: number(table.won), sales: number(table.sales) }),
    texts.prior,
    ...(table.otherCurrency > 0 ? [texts.otherCurrency(number(table.otherCurrency))] : []),
    ...(table.withoutAmount > 0 ? [texts.withoutAmount(number(table.withoutAmount))] : []),
    ...(table.averageMinor === null ? [texts.noSales] : []),
  ];
  return (
    <section className={classes.section} aria-label={texts.table(number(table.agreement.number))}>
      <h2 className={classes.heading}>{texts.table(number(table.agreement.number))}</h2>
      <p className={classes.quiet}>
        {texts.frozen} <When at={table.frozenAt} form="moment" />. {notes.join(' ')}
      </p>
      <Scroll label={texts.table(number(table.agreement.number))}>
        <table className={classes.values}>
          <thead>
            <tr>
              <th scope="col">{texts.type}</th>
              {SEGMENTS.map((segment) => (
                <th key={segment} scope="col">
                  {texts.fit(segment)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {types.map((type) => (
              <tr key={type}>
                <th scope="row">{typeName(texts.types, type)}</th>
                {SEGMENTS.map((segment) => (
                  <Value
                    key={segment}
                    rate={table.rates.find((one) => one.type === type && one.segment === segment)}
                    currency={table.currency}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Value({ rate, currency }: { rate: Table['rates'][number] | undefined; currency: string }) {
  const texts = useTexts().leadvalues;
  const format = useFormat();
  if (!rate || rate.valueMinor === null || rate.averageMinor === null) return <td>–</td>;
  const made = texts.cell({
    rate: format.percent(rate.closeRate),
    won: format.number(rate.won),
    closed: format.number(rate.closed),
    average: format.money({ amountMinor: rate.averageMinor, currency: currency }),
    whose: texts.whose[rate.averageOf],
  });
  return (
    <td>
      <Money value={{ amountMinor: rate.valueMinor, currency: currency }} />
      <div className={classes.quiet}>{made}</div>
    </td>
  );
}
