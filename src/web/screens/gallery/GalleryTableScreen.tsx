import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useUrlState } from '../../place.ts';
import { ClockBadge, Mark, Money, Side, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column, Sort } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { NOTHING_SELECTED, type Selection } from '../../ui/table/selection.ts';

interface Row {
  id: string;
  name: string;
  company: string;
  amount: number;
  at: string;
  side: 'marketing' | 'sales';
}

const NAMES = ['Petra Novák', 'Jonas Ortiz', 'Mia Brandt', 'Sven Lee', 'Ravi Iyer', 'Anna Kowalska'];
const rowAt = (index: number): Row => ({
  id: `row-${index}`,
  name: `${NAMES[index % NAMES.length]} ${index}`,
  company: index % 3 ? 'Kessler Maschinenbau GmbH & Co. KG' : 'Delta Foods',
  amount: 1_234_500 + index * 7_300,
  at: new Date(Date.now() - index * 47 * 60_000).toISOString(),
  side: index % 2 ? 'sales' : 'marketing',
});
const ROWS = Array.from({ length: 400 }, (_, index) => rowAt(index));
const COLUMNS: Column<Row>[] = [
  { id: 'name', title: 'Name', render: (row) => row.name, sort: true, width: 200 },
  { id: 'company', title: 'Company', render: (row) => row.company, sort: true, width: 200 },
  {
    id: 'amount',
    title: 'Amount',
    render: (row) => <Money value={{ amountMinor: row.amount, currency: 'EUR' }} />,
    align: 'end',
    sort: true,
    width: 110,
  },
  { id: 'side', title: 'Whose move', render: (row) => <Side side={row.side} />, width: 130 },
  {
    id: 'clock',
    title: 'Time left',
    render: (row) => <ClockBadge state="running" due={new Date(Date.parse(row.at) + 30 * 3_600_000).toISOString()} short />,
    width: 150,
  },
  { id: 'at', title: 'Last activity', render: (row) => <When at={row.at} />, width: 130 },
  { id: 'label', title: 'Label', render: () => <Mark>A2</Mark>, optional: true, width: 90 },
];
const DEFAULTS = { sort: undefined as Sort | undefined, state: 'rows' };

export function GalleryTableScreen() {
  const [state, change] = useUrlState(DEFAULTS);
  const [pages, setPages] = useState(1);
  const [selection, setSelection] = useState<Selection>(NOTHING_SELECTED);
  const rows = state.state === 'loading' ? undefined : state.state === 'empty' ? [] : ROWS.slice(0, pages * 100);
  return (
    <Page title="Table" fill crumbs={[{ title: 'Gallery', to: '/gallery' }]} actions={<Button>Add a contact</Button>}>
      <DataTable
        id="gallery"
        label="People"
        columns={COLUMNS}
        rows={rows}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        href={(row) => `/gallery?row=${row.id}`}
        count={{ value: 243_817, exact: false }}
        sort={state.sort}
        onSort={(sort) => change({ sort })}
        hasMore={pages < 4}
        onMore={() => setPages((before) => before + 1)}
        selection={selection}
        onSelection={setSelection}
        bulk={
          <Button size="compact-md" variant="default">
            Change owner
          </Button>
        }
        tools={<TextInput placeholder="Search people" aria-label="Search people" data-search w={220} />}
      />
    </Page>
  );
}
