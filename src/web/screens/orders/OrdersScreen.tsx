import { listOrders } from '#modules/orders/contract/documents.ts';
import { useReadPages } from '../../data.ts';
import { channelName } from '../../parts/leads/channel.ts';
import { DocumentAmount, type OrderRow } from '../../parts/orders/DocumentLines.tsx';
import { paths } from '../../paths.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DocumentsPage, useDocumentPlace } from './DocumentsPage.tsx';
import { filterOf } from './documents.tsx';

export function OrdersScreen() {
  const { orders } = useTexts();
  const place = useDocumentPlace();
  const list = useReadPages(listOrders, filterOf(place.asked), { topics: ['order'] });
  return <DocumentsPage kind="order" place={place} list={list} columns={columnsOf(orders)} />;
}

function columnsOf({ fields, order, invoice }: Texts['orders']): Column<OrderRow>[] {
  return [
    { id: 'number', title: fields.number, width: 180, render: (row) => row.number ?? row.subject ?? order.nameless },
    {
      id: 'company',
      title: fields.company,
      width: 220,
      render: (row) => (row.company ? <Go to={paths.company(row.company.id)}>{row.company.name}</Go> : '–'),
    },
    { id: 'at', title: order.at, width: 130, render: (row) => <When at={row.orderedAt} form="date" /> },
    { id: 'total', title: fields.total, width: 130, align: 'end', render: (row) => <DocumentAmount row={row} /> },
    {
      id: 'status',
      title: fields.status,
      width: 130,
      render: (row) => (row.cancelled ? <Mark>{invoice.cancelled}</Mark> : row.status ? channelName(row.status) : '–'),
    },
    { id: 'invoices', title: fields.invoices, width: 100, align: 'end', render: (row) => row.invoices },
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
