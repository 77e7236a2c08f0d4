import { Button } from '@mantine/core';
import { useState } from 'react';
import { ENTITIES, type Entity } from '#modules/criteria/schema.ts';
import { listTrash, purgeRows, restoreRows } from '#modules/lists/contract/bulk.ts';
import { tableOf, useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { NOTHING_SELECTED, type Selection } from '../../ui/table/selection.ts';
import { useToast } from '../../ui/toast.tsx';
import { useBulkResult } from './bulk-result.ts';

const DEFAULTS = { entity: 'company' as string };

/** What was thrown away: brought back, or deleted for good. */
export function TrashScreen() {
  const { lists } = useTexts();
  const texts = lists.trashScreen;
  const format = useFormat();
  const now = useNow();
  const [state, change] = useUrlState(DEFAULTS);
  const entity: Entity = ENTITIES.find((one) => one === state.entity) ?? 'company';
  const [selection, setSelection] = useState<Selection>(NOTHING_SELECTED);
  const trash = useReadPages(listTrash, { entity }, { topics: [entity] });
  const rows = trash.data?.pages.flatMap((page) => page.items);
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      fill
      tabs={ENTITIES.map((one) => ({ id: one, title: lists.titles[one] }))}
      tab={entity}
      onTab={(one) => {
        setSelection(NOTHING_SELECTED);
        change({ entity: one });
      }}
    >
      <DataTable
        id="trash"
        label={`${texts.title}: ${lists.titles[entity]}`}
        columns={[
          { id: 'name', title: texts.name, width: 320, render: (row) => row.name || lists.unnamed },
          {
            id: 'deletedAt',
            title: texts.deletedAt,
            width: 160,
            render: (row) => <span title={format.absolute(row.deletedAt)}>{format.relative(row.deletedAt, now)}</span>,
          },
          { id: 'deletedBy', title: texts.deletedBy, width: 200, render: (row) => row.deletedBy },
        ]}
        {...tableOf(trash)}
        rows={rows}
        rowId={(row) => row.id}
        rowName={(row) => row.name || lists.unnamed}
        selection={selection}
        onSelection={setSelection}
        bulk={<TrashActions entity={entity} ids={idsOf(selection, rows ?? [])} onDone={() => setSelection(NOTHING_SELECTED)} />}
        empty={<EmptyState title={texts.empty} />}
      />
    </Page>
  );
}

/** The trash is restored and emptied by what is on the screen, never by what is not. */
function idsOf(selection: Selection, rows: readonly { id: string }[]): string[] {
  if (selection.kind === 'some') return [...selection.ids];
  return rows.map(({ id }) => id).filter((id) => !selection.except.has(id));
}

const MOST = 500;

function TrashActions({ entity, ids, onDone }: { entity: Entity; ids: readonly string[]; onDone: () => void }) {
  const { lists } = useTexts();
  const texts = lists.trashScreen;
  const format = useFormat();
  const toast = useToast();
  const mayPurge = useCan('record:erase');
  const tell = useBulkResult(() => undefined);
  const restore = useWrite(restoreRows, { invalidates: [entity] });
  const purge = useWrite(purgeRows, { invalidates: [entity] });
  const chosen = ids.slice(0, MOST);
  const ask = async () => {
    const count = format.number(chosen.length);
    if (!(await confirm({ title: texts.purgeTitle(count), body: texts.purgeBody, action: texts.purge, danger: true }))) return;
    await purge.mutateAsync({ entity, ids: [...chosen] }).then(tell, toast.problem);
    onDone();
  };
  const bringBack = async () => {
    await restore.mutateAsync({ entity, ids: [...chosen] }).then(tell, toast.problem);
    onDone();
  };
  return (
    <>
      <Button size="compact-md" onClick={bringBack} loading={restore.isPending}>
        {texts.restore}
      </Button>
      {mayPurge && (
        <Button size="compact-md" variant="default" onClick={ask} loading={purge.isPending}>
          {texts.purge}
        </Button>
      )}
    </>
  );
}
