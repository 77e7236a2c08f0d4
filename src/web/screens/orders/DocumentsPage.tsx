import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { type ReadList, tableOf } from '../../data.ts';
import { DocumentForm } from '../../parts/orders/DocumentForm.tsx';
import { DocumentAmount, type InvoiceRow, type OrderRow } from '../../parts/orders/DocumentLines.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan, useSees } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { DOCUMENT_DEFAULTS, type DocumentState, DocumentTools, isFiltered } from './documents.tsx';

const KINDS = {
  order: { id: 'orders', path: paths.order, amount: 'order.total' },
  invoice: { id: 'invoices', path: paths.invoice, amount: 'invoice.total' },
} as const;

/** What the address asks of a list of documents; `asked` waits until a search is typed. */
export function useDocumentPlace() {
  const [state, change] = useUrlState(DOCUMENT_DEFAULTS);
  const [text] = useDebouncedValue(state.text, 150);
  return { state, change, asked: { ...state, text } };
}

export interface DocumentsPageProps<Row extends OrderRow | InvoiceRow> {
  kind: keyof typeof KINDS;
  place: { state: DocumentState; change: (next: Partial<DocumentState>) => void };
  list: ReadList<Row>;
  columns: Column<Row>[];
}

/** Orders or invoices: the list, its filters, and the form for a new one. */
export function DocumentsPage<Row extends OrderRow | InvoiceRow>({ kind, place, list, columns }: DocumentsPageProps<Row>) {
  const { orders, ui } = useTexts();
  const texts = orders[kind];
  const { id, path, amount } = KINDS[kind];
  const { state, change } = place;
  const [making, setMaking] = useState(false);
  const mayWrite = useCan('order:write');
  const seesAmounts = useSees(amount);
  const create = mayWrite && <Button onClick={() => setMaking(true)}>{texts.create}</Button>;
  return (
    <Page
      title={texts.title}
      fill
      actions={
        <>
          {kind === 'invoice' && (
            <Button component={Go} to={paths.payments()} variant="default">
              {orders.payments.title}
            </Button>
          )}
          <Button component={Go} to={paths.reconciliation()} variant="default">
            {orders.reconciliation.title}
          </Button>
          {create}
        </>
      }
    >
      <DataTable
        id={id}
        label={texts.title}
        columns={columns}
        {...tableOf(list)}
        rowId={(row) => row.id}
        rowName={(row) => row.number ?? row.subject ?? texts.nameless}
        href={(row) => path(row.id)}
        tools={<DocumentTools state={state} change={change} seesAmounts={seesAmounts} withPaid={kind === 'invoice'} />}
        empty={<EmptyState title={isFiltered(state) ? ui.table.nothing : texts.empty} actions={create} />}
        card={(row) => (
          <>
            {row.company?.name} <DocumentAmount row={row} />
          </>
        )}
      />
      <DocumentForm kind={kind} opened={making} onClose={() => setMaking(false)} />
    </Page>
  );
}
