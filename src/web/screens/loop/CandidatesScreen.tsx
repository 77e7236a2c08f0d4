import { Button } from '@mantine/core';
import { useState } from 'react';
import { handOffLead, listCandidates } from '#modules/handoffs/contract/handoffs.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { ScoreLabel } from '../../parts/handoffs/ScoreLabel.tsx';
import { LOOP_TOPICS } from '../../parts/handoffs/topics.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { isSelected, NOTHING_SELECTED, type Selection } from '../../ui/table/selection.ts';
import { useToast } from '../../ui/toast.tsx';

type Row = OutputOf<typeof listCandidates>['items'][number];
const MOST = 200;

/** Leads over the threshold that nobody has, to be handed off together. */
export function CandidatesScreen() {
  const texts = useTexts().loop.candidates;
  const { data, error, refetch } = useRead(listCandidates, { limit: MOST }, { topics: ['handoff', 'lead'] });
  const [selection, setSelection] = useState<Selection>(NOTHING_SELECTED);
  const mayHandOff = useCan('record:write');
  const { columns } = texts;
  const rows = data?.items;
  const chosen = (rows ?? []).filter((row) => isSelected(selection, row.leadId));
  return (
    <Page title={texts.title} lead={texts.lead} fill>
      <DataTable<Row>
        id="candidates"
        label={texts.title}
        columns={[
          { id: 'name', title: columns.name, width: 220, render: (row) => row.name },
          { id: 'label', title: columns.label, width: 80, render: (row) => <ScoreLabel label={row.label} /> },
          { id: 'company', title: columns.company, width: 220, render: (row) => row.company ?? '–' },
          { id: 'active', title: columns.active, width: 140, render: (row) => <When at={row.lastActivityAt} /> },
          { id: 'notBefore', title: columns.notBefore, width: 130, render: (row) => <When at={row.notBefore} /> },
        ]}
        rows={rows}
        rowId={(row) => row.leadId}
        rowName={(row) => row.name}
        href={(row) => paths.lead(row.leadId)}
        {...(data ? { count: { value: data.total, exact: true } } : {})}
        {...(mayHandOff
          ? { selection, onSelection: setSelection, bulk: <HandOff rows={chosen} onDone={() => setSelection(NOTHING_SELECTED)} /> }
          : {})}
        problem={error}
        onRetry={() => void refetch()}
        empty={<EmptyState title={texts.empty} />}
      />
    </Page>
  );
}

function HandOff({ rows, onDone }: { rows: readonly Row[]; onDone: () => void }) {
  const texts = useTexts().loop.candidates;
  const format = useFormat();
  const toast = useToast();
  const handOff = useWrite(handOffLead, { invalidates: LOOP_TOPICS });
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    let failed = 0;
    // One after the other, so that turns are taken in the order of the list.
    for (const { leadId } of rows) await handOff.mutateAsync({ leadId }).catch(() => (failed += 1));
    setBusy(false);
    onDone();
    const done = rows.length - failed;
    toast.done(failed > 0 ? texts.some(format.number(done), format.number(failed)) : texts.done(format.number(done)));
  };
  return (
    <Button onClick={() => void go()} loading={busy}>
      {texts.handOff(format.number(rows.length))}
    </Button>
  );
}
