import { listDriftCases } from '#modules/drift/contract.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { When } from '../../ui/marks.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Row = OutputOf<typeof listDriftCases>['items'][number];

/** The customers, hand-offs, members or leads behind a share. */
export function DriftRows({ choice }: { choice: InputOf<typeof listDriftCases> }) {
  const texts = useTexts().drift;
  const list = useReadPages(listDriftCases, choice, { topics: ['deal', 'handoff'] });
  const { row: columns } = texts;
  return (
    <DataTable
      id="drift"
      label={texts.rows}
      columns={[
        { id: 'name', title: columns.name, width: 220, render: (row: Row) => row.name ?? texts.hidden },
        { id: 'company', title: columns.company, width: 220, render: (row: Row) => row.company ?? '–' },
        { id: 'at', title: columns.at, width: 140, render: (row: Row) => <When at={row.at} form="moment" /> },
      ]}
      {...tableOf(list)}
      rowId={(row) => `${row.contactId}.${row.at}`}
      rowName={(row) => row.name ?? texts.hidden}
      href={(row) => (row.contactId ? paths.contact(row.contactId) : paths.contacts())}
      empty={<EmptyState title={texts.rowsEmpty} />}
    />
  );
}
