import { listReconciledCompanies } from '#modules/orders/contract/reconciliation.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Money } from '../../ui/marks.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { SideAmount } from './DocumentLines.tsx';

type Row = OutputOf<typeof listReconciledCompanies>['items'][number];

/** Booked against invoiced for each company and currency. */
export function ReconciledCompanies({ period }: { period: { from?: string; to?: string } }) {
  const { orders } = useTexts();
  const texts = orders.reconciliation;
  const format = useFormat();
  const list = useReadPages(listReconciledCompanies, period, { topics: ['order', 'invoice', 'payment'] });
  const within = (row: Row) => ({ ...period, company: row.company.id, currency: row.currency, state: 'live' });
  const money = (amountMinor: number, row: Row) => <Money value={{ amountMinor, currency: row.currency }} />;
  const columns: Column<Row>[] = [
    { id: 'company', title: texts.company, width: 260, render: (row) => row.company.name },
    { id: 'orders', title: orders.order.title, width: 90, align: 'end', render: (row) => format.number(row.orders) },
    {
      id: 'booked',
      title: texts.booked,
      width: 130,
      align: 'end',
      render: (row) => (
        <SideAmount
          n={row.orders}
          without={row.ordersWithout}
          amountMinor={row.bookedMinor}
          currency={row.currency}
          to={paths.orders(within(row))}
        />
      ),
    },
    { id: 'invoices', title: orders.invoice.title, width: 90, align: 'end', render: (row) => format.number(row.invoices) },
    {
      id: 'invoiced',
      title: texts.invoiced,
      width: 130,
      align: 'end',
      render: (row) => (
        <SideAmount
          n={row.invoices}
          without={row.invoicesWithout}
          amountMinor={row.invoicedMinor}
          currency={row.currency}
          to={paths.invoices(within(row))}
        />
      ),
    },
    {
      id: 'paid',
      title: texts.paid,
      width: 130,
      align: 'end',
      render: (row) => (
        <SideAmount
          n={row.payments}
          without={0}
          amountMinor={row.paidMinor}
          currency={row.currency}
          to={paths.payments({ ...period, company: row.company.id, currency: row.currency })}
        />
      ),
    },
    { id: 'gap', title: texts.gap, width: 150, align: 'end', render: (row) => money(row.bookedMinor - row.invoicedMinor, row) },
  ];
  return (
    <DataTable
      id="reconciled-companies"
      label={texts.companies}
      columns={columns}
      {...tableOf(list)}
      rowId={(row) => `${row.company.id} ${row.currency}`}
      rowName={(row) => row.company.name}
      href={(row) => paths.company(row.company.id)}
      empty={<EmptyState title={texts.empty} />}
    />
  );
}
