import { Button, Select, Switch, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { listTemplates } from '#modules/templates/contract/templates.ts';
import { TEMPLATE_KINDS, type TemplateKind } from '#modules/templates/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { NewTemplate } from '../../parts/templates/TemplateForms.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Row = OutputOf<typeof listTemplates>['items'][number];
const DEFAULTS = { q: '', kind: '' as string, folder: '' as string, archived: false };
const PAUSE_MS = 200;

function stateOf({ published, hasDraft }: Row, words: Texts['templates']['stateOf']): string {
  if (!published) return words.draft;
  return hasDraft ? words.both(published.number) : words.published(published.number);
}

/** What mails say: everything that Marketing has written, and what of it is published. */
export function TemplatesScreen() {
  const texts = useTexts().templates;
  const may = useCan('template:write');
  const [state, change] = useUrlState(DEFAULTS);
  const [making, setMaking] = useState(false);
  const [q] = useDebouncedValue(state.q.trim(), PAUSE_MS);
  const { data, error, refetch, isPlaceholderData } = useRead(
    listTemplates,
    {
      archived: state.archived,
      ...(q ? { q } : {}),
      ...(state.kind ? { kind: state.kind as TemplateKind } : {}),
      ...(state.folder ? { folder: state.folder } : {}),
    },
    { topics: ['template'], keep: true },
  );
  const columns = useMemo(() => columnsOf(texts), [texts]);
  const filtered = q !== '' || state.kind !== '' || state.folder !== '' || state.archived;
  const create = may ? <Button onClick={() => setMaking(true)}>{texts.create}</Button> : undefined;
  return (
    <Page title={texts.title} lead={texts.lead} actions={create} fill>
      <DataTable
        id="templates"
        label={texts.title}
        columns={columns}
        rows={data?.items}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        href={(row) => paths.template(row.id)}
        stale={isPlaceholderData}
        problem={error}
        onRetry={() => void refetch()}
        tools={
          <>
            <TextInput
              data-search
              aria-label={texts.search}
              placeholder={texts.search}
              value={state.q}
              onChange={(event) => void change({ q: event.currentTarget.value })}
            />
            <Select
              aria-label={texts.kind}
              placeholder={texts.anyKind}
              clearable
              data={TEMPLATE_KINDS.map((kind) => ({ value: kind, label: texts.kinds[kind] }))}
              value={state.kind || null}
              onChange={(kind) => void change({ kind: kind ?? '' })}
            />
            <Select
              aria-label={texts.folder}
              placeholder={texts.anyFolder}
              clearable
              data={data?.folders ?? []}
              value={state.folder || null}
              onChange={(folder) => void change({ folder: folder ?? '' })}
            />
            <Switch
              label={texts.archived}
              checked={state.archived}
              onChange={(event) => void change({ archived: event.currentTarget.checked })}
            />
          </>
        }
        empty={
          filtered ? <EmptyState title={texts.noneFound} /> : <EmptyState title={texts.empty} body={texts.emptyBody} actions={create} />
        }
      />
      <NewTemplate opened={making} onClose={() => setMaking(false)} />
    </Page>
  );
}

function columnsOf(texts: Texts['templates']): Column<Row>[] {
  return [
    { id: 'name', title: texts.name, render: (row) => row.name, width: 240 },
    { id: 'subject', title: texts.subject, render: (row) => row.subject, width: 280 },
    { id: 'kind', title: texts.kind, render: (row) => texts.kinds[row.kind], width: 140 },
    { id: 'state', title: texts.state, render: (row) => stateOf(row, texts.stateOf), width: 180 },
    { id: 'folder', title: texts.folder, render: (row) => row.folder, width: 140 },
    { id: 'tags', title: texts.tags, render: (row) => row.tags.join(', '), width: 140 },
    { id: 'changed', title: texts.changed, render: (row) => <When at={row.changedAt} />, width: 120 },
  ];
}
