import { listLeadValues } from '#modules/leadvalues/contract.ts';
import { COUNTINGS } from '#modules/leadvalues/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Money, When } from '../../ui/marks.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { typeName } from './type-name.ts';

type Row = OutputOf<typeof listLeadValues>['items'][number];

/** The hand-offs behind a sum. */
export function ValueRows(of: { month: string; currency: string; countings: readonly string[]; type: string }) {
  const texts = useTexts().leadvalues;
  const counting = COUNTINGS.filter((one) => of.countings.includes(one));
  const list = useReadPages(
    listLeadValues,
    { month: of.month, ...(counting.length > 0 ? { counting } : {}), ...(of.type ? { type: of.type } : {}) },
    { topics: ['handoff', 'lead_value'] },
  );
  const { columns } = texts;
  return (
    <DataTable
      id="leadvalues"
      label={texts.rows}
      columns={[
        { id: 'lead', title: columns.lead, width: 200, render: (row: Row) => row.name ?? texts.hidden },
        { id: 'handed', title: columns.handed, width: 130, render: (row: Row) => <When at={row.handedAt} form="moment" /> },
        { id: 'type', title: columns.type, width: 160, render: (row: Row) => typeName(texts.types, row.type) },
        { id: 'fit', title: columns.fit, width: 90, render: (row: Row) => row.segment },
        {
          id: 'value',
          title: columns.value,
          width: 120,
          render: (row: Row) => (row.valueMinor === null ? '–' : <Money value={{ amountMinor: row.valueMinor, currency: of.currency }} />),
        },
        { id: 'counting', title: columns.counting, width: 140, render: (row: Row) => texts.countings[row.counting] },
      ]}
      {...tableOf(list)}
      rowId={(row) => row.handoffId}
      rowName={(row) => row.name ?? texts.hidden}
      href={(row) => paths.lead(row.leadId)}
      empty={<EmptyState title={texts.rowsEmpty} />}
    />
  );
}
