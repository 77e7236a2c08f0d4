import { listAttempted } from '#modules/attempts/contract.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { When } from '../../ui/marks.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Row = OutputOf<typeof listAttempted>['items'][number];

/** The leads behind a count of attempts. */
export function AttemptRows({ choice }: { choice: InputOf<typeof listAttempted> }) {
  const texts = useTexts().attempts;
  const format = useFormat();
  const list = useReadPages(listAttempted, choice, { topics: ['lead'] });
  const { row: columns } = texts;
  return (
    <DataTable
      id="attempts"
      label={texts.rows}
      columns={[
        { id: 'lead', title: columns.lead, width: 220, render: (row: Row) => row.name ?? texts.hidden },
        { id: 'started', title: columns.started, width: 140, render: (row: Row) => <When at={row.startedAt} form="moment" /> },
        { id: 'attempts', title: columns.attempts, width: 100, render: (row: Row) => format.number(row.attempts) },
        { id: 'reached', title: columns.reached, width: 140, render: (row: Row) => <When at={row.reachedAt} form="moment" /> },
        { id: 'won', title: columns.won, width: 80, render: (row: Row) => (row.won ? texts.yes : '–') },
      ]}
      {...tableOf(list)}
      rowId={(row) => row.leadId}
      rowName={(row) => row.name ?? texts.hidden}
      href={(row) => paths.lead(row.leadId)}
      empty={<EmptyState title={texts.rowsEmpty} />}
    />
  );
}
