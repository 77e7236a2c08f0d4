import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { listAssets } from '#modules/library/contract/assets.ts';
import { ASSET_KINDS, PERSONAS, STAGES } from '#modules/library/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { AssetForm } from '../../parts/library/AssetForm.tsx';
import { LibraryTabs } from '../../parts/library/LibraryTabs.tsx';
import classes from '../../parts/library/library.module.css';
import { personaName, stageName } from '../../parts/library/words.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { Mark } from '../../ui/marks.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Row = OutputOf<typeof listAssets>['items'][number];
const ONLY = ['sendable', 'stale', 'expired', 'unused', 'disputed'] as const;
const DEFAULTS = { text: '', kind: '', persona: '', stage: '', only: '', retired: false };
type State = typeof DEFAULTS;

/** What there is to give to customers. */
export function LibraryScreen() {
  const all = useTexts();
  const texts = all.library;
  const format = useFormat();
  const [making, setMaking] = useState(false);
  const [state, change] = useUrlState(DEFAULTS);
  const [text] = useDebouncedValue(state.text, 150);
  const among = <V extends string>(list: readonly V[], value: string) => list.find((one) => one === value);
  const asked = {
    ...(text.trim() ? { text: text.trim() } : {}),
    kind: among(ASSET_KINDS, state.kind),
    persona: among(PERSONAS, state.persona),
    stage: among(STAGES, state.stage),
    only: among(ONLY, state.only),
    ...(state.retired ? { state: 'retired' as const } : {}),
  };
  const { data, error, refetch } = useRead(listAssets, asked, { topics: ['asset', 'asset_share', 'asset_dispute'], keep: true });
  const create = data?.mayWrite && <Button onClick={() => setMaking(true)}>{texts.create}</Button>;
  const filtered = Object.values({ ...asked }).some((value) => value !== undefined);
  return (
    <LibraryTabs tab="assets" fill actions={create}>
      <Filters state={state} onChange={change} />
      {data && (
        <p className={classes.quiet}>
          {texts.figures.adopted}:{' '}
          <Figure
            inline
            label={texts.figures.adopted}
            rate={{ k: data.counts.used, n: data.counts.all }}
            definition={texts.figures.adoptedHelp}
            onOpen={() => change({ only: 'unused' })}
          />
        </p>
      )}
      <DataTable
        id="library"
        label={texts.title}
        columns={columnsOf(all, format)}
        rows={data?.items}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        href={(row) => paths.asset(row.id)}
        problem={error}
        onRetry={() => void refetch()}
        empty={
          filtered ? <EmptyState title={texts.emptyFiltered} /> : <EmptyState title={texts.empty} body={texts.emptyBody} actions={create} />
        }
        card={(row) => `${texts.kinds[row.kind]} · ${texts.states[row.state]}`}
      />
      {making && <AssetForm onClose={() => setMaking(false)} />}
    </LibraryTabs>
  );
}

function Filters({ state, onChange }: { state: State; onChange: (change: Partial<State>) => void }) {
  const texts = useTexts();
  const { filters, kinds, anyPersona, anyStage, states } = texts.library;
  const choice = (name: 'kind' | 'persona' | 'stage' | 'only', label: string, data: { value: string; label: string }[]) => (
    <NativeSelect
      size="xs"
      aria-label={label}
      value={state[name]}
      data={data}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <div className={classes.filters}>
      <TextInput
        size="xs"
        data-search
        aria-label={filters.search}
        placeholder={filters.search}
        value={state.text}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
      {choice('kind', filters.kind, [
        { value: '', label: `${filters.kind}: ${filters.all}` },
        ...ASSET_KINDS.map((value) => ({ value, label: kinds[value] })),
      ])}
      {choice('persona', filters.persona, [
        { value: '', label: `${filters.persona}: ${anyPersona}` },
        ...PERSONAS.map((value) => ({ value, label: personaName(texts, value) })),
      ])}
      {choice('stage', filters.stage, [
        { value: '', label: `${filters.stage}: ${anyStage}` },
        ...STAGES.map((value) => ({ value, label: stageName(texts, value) })),
      ])}
      {choice('only', filters.only, [
        { value: '', label: `${filters.only}: ${filters.all}` },
        ...ONLY.map((value) => ({ value, label: filters.onlys[value] })),
      ])}
      <NativeSelect
        size="xs"
        aria-label={texts.library.columns.state}
        value={state.retired ? 'retired' : ''}
        data={[
          { value: '', label: filters.anyState },
          { value: 'retired', label: states.retired },
        ]}
        onChange={(event) => onChange({ retired: event.currentTarget.value === 'retired' })}
      />
    </div>
  );
}

function columnsOf(texts: Texts, format: Format): Column<Row>[] {
  const { columns, kinds, states, marks, anyPersona, anyStage } = texts.library;
  return [
    { id: 'name', title: columns.name, width: 280, render: (row) => row.name },
    {
      id: 'state',
      title: columns.state,
      width: 210,
      render: (row) => (
        <>
          <Mark tone={row.sendable ? 'good' : 'plain'}>
            {row.audience === 'internal' && row.state === 'published' ? marks.internal : states[row.state]}
          </Mark>
          {row.expired && <Mark tone="late">{marks.expired}</Mark>}
          {row.stale && <Mark tone="soon">{marks.stale}</Mark>}
          {row.disputes > 0 && <Mark tone="soon">{marks.disputed(format.number(row.disputes))}</Mark>}
        </>
      ),
    },
    { id: 'kind', title: columns.kind, width: 150, render: (row) => kinds[row.kind] },
    {
      id: 'persona',
      title: columns.forWhom,
      width: 170,
      render: (row) => row.personas.map((one) => personaName(texts, one)).join(', ') || anyPersona,
    },
    {
      id: 'stage',
      title: columns.stages,
      width: 150,
      render: (row) => row.stages.map((one) => stageName(texts, one)).join(', ') || anyStage,
    },
    { id: 'sent', title: columns.sent, width: 90, render: (row) => format.number(row.sent) },
    {
      id: 'opened',
      title: columns.opened,
      width: 160,
      render: (row) => (row.sent === 0 ? '–' : format.rate({ k: row.opened, n: row.sent })),
    },
    { id: 'owner', title: columns.owner, width: 140, render: (row) => row.owner?.name ?? '–' },
  ];
}
