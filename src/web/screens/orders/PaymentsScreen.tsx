import { Button } from '@mantine/core';
import { listPayments, listReceivedPayments } from '#modules/orders/contract/payments.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/orders/orders.module.css';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useSees } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, Money, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Row = OutputOf<typeof listReceivedPayments>['items'][number];
type Loose = OutputOf<typeof listPayments>['items'][number];

const DEFAULTS = { tab: 'received', company: '', from: '', to: '', currency: '' };

/** Money that came in, and payments that wait for their invoice. The rows of what is paid in the reconciliation. */
export function PaymentsScreen() {
  const { orders } = useTexts();
  const texts = orders.payments;
  const [state, change] = useUrlState(DEFAULTS);
  const sees = useSees('invoice.total');
  return (
    <Page
      title={texts.title}
      lead={state.tab === 'loose' ? texts.looseLead : texts.lead}
      crumbs={[{ title: orders.invoice.title, to: paths.invoices() }]}
      fill
      actions={
        <Button component={Go} to={paths.reconciliation()} variant="default">
          {orders.reconciliation.title}
        </Button>
      }
      tabs={[
        { id: 'received', title: texts.tabs.received },
        { id: 'loose', title: texts.tabs.loose },
      ]}
      tab={state.tab}
      onTab={(tab) => change({ tab })}
    >
      {!sees && <EmptyState title={orders.payments.hidden} />}
      {sees && state.tab === 'loose' && <LoosePayments />}
      {sees && state.tab !== 'loose' && <Received state={state} onAll={() => change(DEFAULTS)} />}
    </Page>
  );
}

function Received({ state, onAll }: { state: typeof DEFAULTS; onAll: () => void }) {
  const { orders } = useTexts();
  const texts = orders.payments;
  const format = useFormat();
  const { company, from, to, currency } = state;
  const isPart = Boolean(company || from || to || currency);
  const list = useReadPages(
    listReceivedPayments,
    { ...(company ? { companyId: company } : {}), ...(from ? { from } : {}), ...(to ? { to } : {}), ...(currency ? { currency } : {}) },
    { topics: ['payment', 'invoice'] },
  );
  const sums = list.data?.pages[0]?.sums ?? [];
  return (
    <>
      {sums.length > 0 && (
        <Figures>
          {sums.map((sum) => (
            <Figure key={sum.currency} label={sum.currency} value={format.money(sum)} beside={texts.sum(format.number(sum.n))} />
          ))}
        </Figures>
      )}
      <DataTable
        id="receipts"
        label={texts.title}
        columns={useReceiptColumns()}
        {...tableOf(list)}
        rowId={(row) => row.id}
        rowName={(row) => `${row.invoice.name} ${format.money(row)}`}
        href={(row) => paths.invoice(row.invoice.id)}
        tools={
          isPart && (
            <Button size="compact-sm" variant="subtle" onClick={onAll}>
              {orders.filters.showAll}
            </Button>
          )
        }
        empty={<EmptyState title={isPart ? texts.nothing : texts.empty} />}
        card={(row) => (
          <>
            {row.company?.name} <Money value={row} whole />
          </>
        )}
      />
    </>
  );
}

function useReceiptColumns(): Column<Row>[] {
  const { orders } = useTexts();
  const texts = orders.payments;
  const format = useFormat();
  const left = ({ openMinor, invoiceCurrency: currency }: Row) => {
    if (!openMinor) return '–';
    const amount = format.money({ amountMinor: Math.abs(openMinor), currency });
    return <span className={classes.quiet}>{openMinor > 0 ? texts.stillOpen(amount) : texts.tooMuch(amount)}</span>;
  };
  return [
    { id: 'invoice', title: texts.invoice, width: 180, render: (row) => row.invoice.name || orders.invoice.nameless },
    { id: 'day', title: texts.day, width: 130, render: (row) => <When at={row.at} form="date" /> },
    { id: 'amount', title: texts.amount, width: 140, align: 'end', render: (row) => <Money value={row} whole /> },
    {
      id: 'company',
      title: orders.fields.company,
      width: 220,
      render: (row) => (row.company ? <Go to={paths.company(row.company.id)}>{row.company.name}</Go> : '–'),
    },
    { id: 'open', title: texts.open, width: 180, render: left },
    {
      id: 'reference',
      title: texts.reference,
      width: 200,
      render: (row) => (row.byHand ? <Mark>{texts.byHand}</Mark> : (row.reference ?? '–')),
    },
  ];
}

function LoosePayments() {
  const { orders } = useTexts();
  const texts = orders.payments;
  const format = useFormat();
  const list = useReadPages(listPayments, { loose: true }, { topics: ['payment', 'invoice'] });
  const columns: Column<Loose>[] = [
    { id: 'invoice', title: texts.invoice, width: 200, render: (row) => row.invoiceNumber ?? '–' },
    { id: 'day', title: texts.day, width: 130, render: (row) => <When at={row.paidOn} form="date" /> },
    { id: 'amount', title: texts.amount, width: 140, align: 'end', render: (row) => <Money value={row} whole /> },
    { id: 'reference', title: texts.reference, width: 240, render: (row) => row.reference ?? '–' },
  ];
  return (
    <DataTable
      id="loose-payments"
      label={texts.tabs.loose}
      columns={columns}
      {...tableOf(list)}
      rowId={(row) => row.id}
      rowName={(row) => `${row.invoiceNumber ?? ''} ${format.money(row)}`}
      empty={<EmptyState title={texts.looseEmpty} />}
      card={(row) => <Money value={row} />}
    />
  );
}
