import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { listImports } from '#modules/imports/contract.ts';
import type { ImportState, ImportSummary } from '#modules/imports/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, type MarkProps, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

/** Every import of the workspace, newest first. */
export function ImportsScreen() {
  const texts = useTexts().imports;
  const list = useRead(listImports, {}, { topics: ['import'] });
  const columns = useColumns();
  const rows = list.data?.imports;
  const bring = (
    <Button component={Go} to={paths.newImport()}>
      {texts.bring}
    </Button>
  );
  return (
    <Page title={texts.title} lead={texts.lead} actions={rows?.length === 0 ? undefined : bring} fill>
      <DataTable
        id="imports"
        label={texts.title}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        href={(row) => paths.import(row.id)}
        problem={list.error}
        onRetry={list.refetch}
        empty={<EmptyState title={texts.empty} body={texts.emptyBody} actions={bring} />}
      />
    </Page>
  );
}

const TONES: Partial<Record<ImportState, Pick<MarkProps, 'tone' | 'icon'>>> = {
  done: { tone: 'good', icon: IconCircleCheck },
  failed: { tone: 'late', icon: IconAlertTriangle },
};

export function StateMark({ state }: { state: ImportState }) {
  const texts = useTexts().imports;
  return <Mark {...TONES[state]}>{texts.states[state]}</Mark>;
}

function useColumns(): Column<ImportSummary>[] {
  const texts = useTexts().imports;
  const format = useFormat();
  const names = texts.columns;
  const cameIn = ({ totals }: ImportSummary) => totals.created + totals.updated + totals.merged;
  const before = (row: ImportSummary) => row.state === 'uploaded';
  return [
    { id: 'name', title: names.name, width: 240, render: (row) => row.name },
    { id: 'state', title: names.state, width: 140, render: (row) => <StateMark state={row.state} /> },
    { id: 'rows', title: names.rows, width: 100, align: 'end', render: (row) => (before(row) ? '–' : format.number(row.totals.rows)) },
    { id: 'came', title: names.came, width: 110, align: 'end', render: (row) => (before(row) ? '–' : format.number(cameIn(row))) },
    {
      id: 'left',
      title: names.left,
      width: 140,
      align: 'end',
      render: (row) => (before(row) ? '–' : format.number(row.totals.skipped + row.totals.failed)),
    },
    { id: 'by', title: names.by, width: 160, render: (row) => row.createdBy ?? '–' },
    { id: 'at', title: names.at, width: 140, render: (row) => <When at={row.createdAt} /> },
  ];
}
