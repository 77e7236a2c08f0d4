import { Button, NativeSelect } from '@mantine/core';
import { getReconciliation } from '#modules/orders/contract/reconciliation.ts';
import { DIFFERENCES } from '#modules/orders/schema.ts';
import { moveDay } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { inMajor } from '#platform/shared/money.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { instantOf } from '../../parts/activities/due.ts';
import { BaseMonths, monthName, monthOf } from '../../parts/orders/BaseMonths.tsx';
import { Differences } from '../../parts/orders/Differences.tsx';
import { SideAmount } from '../../parts/orders/DocumentLines.tsx';
import classes from '../../parts/orders/orders.module.css';
import { ReconciledCompanies } from '../../parts/orders/ReconciledCompanies.tsx';
import { SaveCsv } from '../../parts/orders/SaveCsv.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useReader } from '../../reader.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';

type Data = OutputOf<typeof getReconciliation>;
type Total = Data['totals'][number];

const DEFAULTS = { tab: 'months', period: '', kind: '' };

/** What was booked against what was invoiced, and what does not meet. */
export function ReconciliationScreen() {
  const { orders } = useTexts();
  const texts = orders.reconciliation;
  const [state, change] = useUrlState(DEFAULTS);
  const period = usePeriod(state.period);
  const { data, error, refetch } = useRead(getReconciliation, period, {
    topics: ['order', 'invoice', 'payment', 'exchange_rate'],
    keep: true,
  });
  const nothing = data && data.totals.length === 0 && data.cancelled.orders + data.cancelled.invoices === 0;
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      crumbs={[{ title: orders.invoice.title, to: paths.invoices() }]}
      actions={
        <Button component={Go} to={paths.customerMatches()} variant="default">
          {orders.customers.short}
        </Button>
      }
      fill={state.tab === 'companies' && !nothing}
      tabs={[
        { id: 'months', title: texts.tabs.months },
        { id: 'companies', title: texts.tabs.companies },
        { id: 'differences', title: texts.tabs.differences },
      ]}
      tab={state.tab}
      onTab={(tab) => change({ tab })}
    >
      <div className={classes.tools}>
        <NativeSelect
          size="xs"
          label={texts.period}
          value={state.period}
          onChange={(event) => change({ period: event.currentTarget.value })}
          data={[
            { value: '', label: texts.twelveMonths },
            { value: 'this', label: texts.thisYear },
            { value: 'last', label: texts.lastYear },
            { value: 'all', label: texts.allTime },
          ]}
        />
      </div>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {nothing && state.period === 'all' && <EmptyState title={texts.empty} />}
      {nothing && state.period !== 'all' && (
        <EmptyState title={texts.emptyThen} actions={<Button onClick={() => change({ period: 'all' })}>{texts.showAll}</Button>} />
      )}
      {data && !nothing && state.tab === 'months' && <Months data={data} period={period} />}
      {data && !nothing && state.tab === 'companies' && <ReconciledCompanies period={period} />}
      {data && !nothing && state.tab === 'differences' && (
        <Differences
          counts={Object.fromEntries(data.differences.map(({ kind, n }) => [kind, n]))}
          kind={DIFFERENCES.find((one) => one === state.kind)}
          onKind={(kind) => change({ kind })}
          period={period}
        />
      )}
    </Page>
  );
}

export interface Period {
  from?: string;
  to?: string;
}

/** Whole months in the workspace's time zone, as the table counts them: the running one and the eleven before it, where nothing else was chosen. */
function usePeriod(which: string): Period {
  const { timeZone } = useSession().workspace;
  const format = useFormat();
  const now = useNow();
  if (which === 'all') return {};
  const today = format.dayKey(new Date(now));
  const start = (day: string) => instantOf(`${day}T00:00`, timeZone) ?? '';
  const first = (months: number) => start(moveDay(`${today.slice(0, 7)}-01`, months, 'month') ?? today);
  if (which !== 'this' && which !== 'last') return { from: first(-11), to: first(1) };
  const year = Number(today.slice(0, 4)) - (which === 'last' ? 1 : 0);
  return { from: start(`${year}-01-01`), to: start(`${year + 1}-01-01`) };
}

function Months({ data, period }: { data: Data; period: Period }) {
  const { orders } = useTexts();
  const texts = orders.reconciliation;
  const format = useFormat();
  return (
    <>
      {data.totals.some(({ currency }) => currency !== data.base.currency) && <BaseMonths base={data.base} />}
      {data.totals.map((total) => (
        <Totals key={total.currency} total={total} period={period} />
      ))}
      {data.cancelled.orders + data.cancelled.invoices > 0 && (
        <p className={classes.quiet}>
          {texts.cancelled}: {texts.cancelledText(format.number(data.cancelled.orders), format.number(data.cancelled.invoices))}
        </p>
      )}
      <SaveMonths months={data.months} />
      <Scroll label={texts.months}>
        <table className={classes.lines} aria-label={texts.months}>
          <Heads of={[texts.month, { number: texts.booked }, { number: texts.invoiced }, { number: texts.paid }, { number: texts.gap }]} />
          <tbody>
            {data.months.map((month) => (
              <MonthRow key={`${month.month} ${month.currency}`} month={month} />
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

function Totals({ total, period }: { total: Total; period: Period }) {
  const { orders } = useTexts();
  const texts = orders.reconciliation;
  const format = useFormat();
  const { currency } = total;
  const within = { ...period, state: 'live' };
  const money = (amountMinor: number) => format.money({ amountMinor, currency }, 'short');
  const beside = (count: string, without: number) =>
    [count, without > 0 ? texts.without(format.number(without)) : ''].filter(Boolean).join(' · ');
  return (
    <Figures>
      <Figure
        label={texts.booked}
        definition={texts.bookedHelp}
        value={money(total.bookedMinor)}
        to={paths.orders({ ...within, currency })}
        beside={beside(texts.orders(format.number(total.orders)), total.ordersWithout)}
      />
      <Figure
        label={texts.invoiced}
        definition={texts.invoicedHelp}
        value={money(total.invoicedMinor)}
        to={paths.invoices({ ...within, currency })}
        beside={beside(
          [texts.invoices(format.number(total.invoices)), total.credits > 0 ? texts.credits(format.number(total.credits)) : '']
            .filter(Boolean)
            .join(' · '),
          total.invoicesWithout,
        )}
      />
      <Figure
        label={texts.paid}
        definition={texts.paidHelp}
        value={money(total.paidMinor)}
        beside={texts.payments(format.number(total.payments))}
        to={paths.payments({ ...period, currency })}
      />
      <Figure
        label={texts.gap}
        definition={texts.gapHelp}
        value={money(total.bookedMinor - total.invoicedMinor)}
        to={paths.reconciliation({ tab: 'differences' })}
      />
    </Figures>
  );
}

function MonthRow({ month }: { month: Data['months'][number] }) {
  const format = useFormat();
  const { locale } = useReader();
  const { workspace } = useSession();
  const { currency } = month;
  const money = (amountMinor: number) => format.money({ amountMinor, currency }, 'short');
  const days = monthOf(month.month, workspace.timeZone);
  const within = { ...days, currency, state: 'live' };
  return (
    <tr>
      <th scope="row">{monthName(month.month, locale)}</th>
      <td data-number>
        <SideAmount
          n={month.orders}
          without={month.ordersWithout}
          amountMinor={month.bookedMinor}
          currency={currency}
          to={paths.orders(within)}
        />
      </td>
      <td data-number>
        <SideAmount
          n={month.invoices}
          without={month.invoicesWithout}
          amountMinor={month.invoicedMinor}
          currency={currency}
          to={paths.invoices(within)}
        />
      </td>
      <td data-number>
        <SideAmount
          n={month.payments}
          without={0}
          amountMinor={month.paidMinor}
          currency={currency}
          to={paths.payments({ ...days, currency })}
        />
      </td>
      <td data-number>{money(month.bookedMinor - month.invoicedMinor)}</td>
    </tr>
  );
}

function SaveMonths({ months }: { months: Data['months'] }) {
  const { orders } = useTexts();
  const texts = orders.reconciliation;
  const rows = months.map((one) => {
    const plain = (amountMinor: number) => inMajor({ amountMinor, currency: one.currency });
    const { bookedMinor, invoicedMinor, paidMinor } = one;
    return [one.month.slice(0, 7), one.currency, ...[bookedMinor, invoicedMinor, paidMinor, bookedMinor - invoicedMinor].map(plain)];
  });
  const head = [texts.month, orders.fields.currency, texts.booked, texts.invoiced, texts.paid, texts.gap];
  return <SaveCsv name={texts.months} rows={async () => [head, ...rows]} />;
}
