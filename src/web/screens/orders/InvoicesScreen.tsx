import { listInvoices } from '#modules/orders/contract/documents.ts';
import { useReadPages } from '../../data.ts';
import { channelName } from '../../parts/leads/channel.ts';
import { DocumentAmount, type InvoiceRow } from '../../parts/orders/DocumentLines.tsx';
import { paths } from '../../paths.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DocumentsPage, useDocumentPlace } from './DocumentsPage.tsx';
import { type DocumentState, filterOf } from './documents.tsx';

export function InvoicesScreen() {
  const { orders } = useTexts();
  const place = useDocumentPlace();
  const list = useReadPages(listInvoices, invoiceFilter(place.asked), { topics: ['invoice'] });
  return <DocumentsPage kind="invoice" place={place} list={list} columns={columnsOf(orders)} />;
}

function invoiceFilter(state: DocumentState) {
  const paid =
    state.paid === 'paid'
      ? { paid: true }
      : state.paid === 'open'
        ? { paid: false }
        : state.paid === 'overdue'
          ? { overdue: true as const }
          : {};
  const kind = state.kind ? { creditNote: state.kind === 'notes' } : {};
  return { ...filterOf(state), ...paid, ...kind };
}

function columnsOf({ fields, invoice, credit, payments }: Texts['orders']): Column<InvoiceRow>[] {
  return [
    {
      id: 'number',
      title: fields.number,
      width: 200,
      render: (row) => (
        <>
          {row.number ?? row.subject ?? (row.creditNote ? credit.nameless : invoice.nameless)}{' '}
          {row.creditNote && <Mark>{payments.creditNote}</Mark>}
        </>
      ),
    },
    {
      id: 'company',
      title: fields.company,
      width: 220,
      render: (row) => (row.company ? <Go to={paths.company(row.company.id)}>{row.company.name}</Go> : '–'),
    },
    { id: 'at', title: invoice.at, width: 130, render: (row) => <When at={row.invoicedAt} form="date" /> },
    { id: 'total', title: fields.total, width: 130, align: 'end', render: (row) => <DocumentAmount row={row} /> },
    {
      id: 'status',
      title: fields.status,
      width: 130,
      render: (row) => (row.cancelledAt ? <Mark>{invoice.cancelled}</Mark> : row.status ? channelName(row.status) : '–'),
    },
    { id: 'paid', title: fields.paid, width: 120, render: (row) => <When at={row.paidAt} form="date" /> },
    { id: 'due', title: fields.due, width: 120, optional: true, render: (row) => <When at={row.dueOn} form="date" /> },
    {
      id: 'contact',
      title: fields.contact,
      width: 180,
      optional: true,
      render: (row) => (row.contact ? <Go to={paths.contact(row.contact.id)}>{row.contact.name}</Go> : '–'),
    },
    { id: 'subject', title: fields.subject, width: 220, optional: true, render: (row) => row.subject ?? '–' },
  ];
}
