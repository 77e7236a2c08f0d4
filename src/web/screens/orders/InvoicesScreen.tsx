import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { listInvoices } from '#modules/orders/contract/documents.ts';
import { useReadPages } from '../../data.ts';
import { channelName } from '../../parts/leads/channel.ts';
import { DocumentForm } from '../../parts/orders/DocumentForm.tsx';
import { DocumentAmount, type InvoiceRow } from '../../parts/orders/DocumentLines.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan, useSees } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { DOCUMENT_DEFAULTS, type DocumentState, DocumentTools, filterOf, isFiltered } from './documents.tsx';

export function InvoicesScreen() {
  const { orders, ui } = useTexts();
  const texts = orders.invoice;
  const [state, change] = useUrlState(DOCUMENT_DEFAULTS);
  const [asked] = useDebouncedValue(state.text, 150);
  const [making, setMaking] = useState(false);
  const mayWrite = useCan('order:write');
  const seesAmounts = useSees('invoice.total');
  const list = useReadPages(listInvoices, invoiceFilter({ ...state, text: asked }), { topics: ['invoice'] });
  const create = mayWrite && <Button onClick={() => setMaking(true)}>{texts.create}</Button>;
  return (
    <Page
      title={texts.title}
      fill
      actions={
        <>
          <Button component={Go} to={paths.reconciliation()} variant="default">
            {orders.reconciliation.title}
          </Button>
          {create}
        </>
      }
    >
      <DataTable
        id="invoices"
        label={texts.title}
        columns={columnsOf(orders)}
        rows={list.data?.pages.flatMap((page) => page.items)}
        rowId={(row) => row.id}
        rowName={(row) => row.number ?? row.subject ?? texts.nameless}
        href={(row) => paths.invoice(row.id)}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
        stale={list.isPlaceholderData}
        problem={list.error}
        onRetry={() => void list.refetch()}
        tools={<DocumentTools state={state} change={change} seesAmounts={seesAmounts} withPaid />}
        empty={<EmptyState title={isFiltered(state) ? ui.table.nothing : texts.empty} actions={create} />}
        card={(row) => (
          <>
            {row.company?.name} <DocumentAmount row={row} />
          </>
        )}
      />
      <DocumentForm kind="invoice" opened={making} onClose={() => setMaking(false)} />
    </Page>
  );
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
  return { ...filterOf(state), ...paid };
}

function columnsOf({ fields, invoice }: Texts['orders']): Column<InvoiceRow>[] {
  return [
    { id: 'number', title: fields.number, width: 180, render: (row) => row.number ?? row.subject ?? invoice.nameless },
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
