import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { listTracks } from '#modules/nurtures/contract/tracks.ts';
import { TRACK_KINDS, TRACK_STATES } from '#modules/nurtures/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { StateMark } from '../../parts/nurtures/StateMark.tsx';
import { NewTrack } from '../../parts/nurtures/TrackForms.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Row = OutputOf<typeof listTracks>['items'][number];
const DEFAULTS = { kind: '', state: '' };
const MARKETING = TRACK_KINDS.filter((kind) => kind !== 'sequence');

/** Every track of Marketing, those that run first. */
export function TracksScreen() {
  return <TrackList of="tracks" />;
}

/** A rep's own sequences and those of colleagues. */
export function SequencesScreen() {
  return <TrackList of="sequences" />;
}

function TrackList({ of }: { of: 'tracks' | 'sequences' }) {
  const { nurtures, warming } = useTexts();
  const own = of === 'tracks' ? nurtures : nurtures.sequences;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const [making, setMaking] = useState(false);
  const kind = of === 'sequences' ? 'sequence' : MARKETING.find((one) => one === state.kind);
  const shown = TRACK_STATES.find((one) => one === state.state);
  const { data, error, refetch, isPlaceholderData } = useRead(
    listTracks,
    { ...(kind ? { kind } : {}), ...(shown ? { state: shown } : {}) },
    { topics: ['track', 'enrolment'], keep: true },
  );
  const kinds = (data?.mayMake ?? []).filter((one) => (one === 'sequence') === (of === 'sequences'));
  const rows = data?.items.filter((row) => (row.kind === 'sequence') === (of === 'sequences'));
  const create = kinds.length > 0 && <Button onClick={() => setMaking(true)}>{own.create}</Button>;
  return (
    <Page title={own.title} lead={own.lead} fill actions={create}>
      <DataTable
        id={of}
        label={own.title}
        columns={columnsOf(nurtures, format, of)}
        rows={rows}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        href={(row) => paths.track(row.id)}
        stale={isPlaceholderData}
        problem={error}
        onRetry={() => void refetch()}
        tools={
          <>
            {of === 'tracks' && (
              <Select
                aria-label={nurtures.filters.kind}
                placeholder={nurtures.filters.kind}
                clearable
                data={MARKETING.map((value) => ({ value, label: nurtures.kinds[value] }))}
                value={state.kind || null}
                onChange={(value) => void change({ kind: value ?? '' })}
              />
            )}
            <Select
              aria-label={nurtures.filters.state}
              placeholder={nurtures.filters.state}
              clearable
              data={TRACK_STATES.map((value) => ({ value, label: nurtures.states[value] }))}
              value={state.state || null}
              onChange={(value) => void change({ state: value ?? '' })}
            />
            {of === 'tracks' && <Go to={paths.assignments()}>{warming.assignments.title}</Go>}
          </>
        }
        empty={<EmptyState title={own.empty} body={own.emptyBody} actions={create} />}
        card={(row) =>
          `${nurtures.kinds[row.kind]} · ${nurtures.states[row.state]} · ${nurtures.columns.on} ${format.number(row.counts.on)}`
        }
      />
      {making && <NewTrack kinds={kinds} onClose={() => setMaking(false)} />}
    </Page>
  );
}

function columnsOf(texts: Texts['nurtures'], format: Format, of: 'tracks' | 'sequences'): Column<Row>[] {
  const all: Column<Row>[] = [
    { id: 'name', title: texts.columns.name, width: 260, render: (row) => row.name },
    { id: 'kind', title: texts.columns.kind, width: 130, render: (row) => texts.kinds[row.kind] },
    { id: 'side', title: texts.columns.side, width: 120, render: (row) => <Side side={row.side} /> },
    {
      id: 'state',
      title: texts.columns.state,
      width: 180,
      render: (row) => (
        <>
          <StateMark state={row.state} /> {row.changed && row.version !== null && texts.changed}
        </>
      ),
    },
    { id: 'audience', title: texts.columns.audience, width: 120, render: (row) => texts.audiences[row.audience] },
    { id: 'on', title: texts.columns.on, width: 90, align: 'end', render: (row) => format.number(row.counts.on) },
    {
      id: 'reached',
      title: texts.columns.reached,
      width: 190,
      render: (row) => format.rate({ k: row.counts.reached, n: row.counts.ever }),
    },
    { id: 'owner', title: texts.columns.owner, width: 150, render: (row) => row.owner?.name ?? '–' },
  ];
  return of === 'tracks' ? all : all.filter(({ id }) => id !== 'kind' && id !== 'side');
}
