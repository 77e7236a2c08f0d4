import { Button, Switch, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useMemo, useState } from 'react';
import { createPage, listPages } from '#modules/forms/contract/forms.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { columnsOf } from '../../parts/forms/list.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useGo } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';

const DEFAULTS = { archived: false };

/** Simple pages of the workspace. */
export function PagesScreen() {
  const { forms: texts } = useTexts();
  const may = useCan('template:write');
  const [state, change] = useUrlState(DEFAULTS);
  const [making, setMaking] = useState(false);
  const { data, error, refetch, isPlaceholderData } = useRead(
    listPages,
    { archived: state.archived },
    { topics: ['page', 'form_answer'], keep: true },
  );
  const format = useFormat();
  const columns = useMemo(() => columnsOf(texts, format), [texts, format]);
  const create = may ? <Button onClick={() => setMaking(true)}>{texts.pages.create}</Button> : undefined;
  return (
    <Page title={texts.pages.title} lead={texts.pages.lead} actions={create} fill>
      <DataTable
        id="pages"
        label={texts.pages.title}
        columns={columns}
        rows={data?.items}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        href={(row) => paths.page(row.id)}
        stale={isPlaceholderData}
        problem={error}
        onRetry={() => void refetch()}
        tools={
          <Switch
            label={texts.archived}
            checked={state.archived}
            onChange={(event) => void change({ archived: event.currentTarget.checked })}
          />
        }
        empty={
          state.archived ? (
            <EmptyState title={texts.noneArchived} />
          ) : (
            <EmptyState title={texts.pages.empty} body={texts.pages.emptyBody} actions={create} />
          )
        }
      />
      <NewPage opened={making} onClose={() => setMaking(false)} />
    </Page>
  );
}

function NewPage({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { forms: texts, ui } = useTexts();
  const go = useGo();
  const make = useWrite(createPage, { invalidates: ['page'], onDone: ({ id }) => go(paths.page(id)) });
  const form = useForm({ initialValues: { name: '' }, validate: { name: isNotEmpty(ui.form.required) } });
  return (
    <SideForm
      title={texts.pages.create}
      opened={opened}
      onClose={onClose}
      form={form}
      action={texts.pages.create}
      onSubmit={(values) => make.mutateAsync(values)}
    >
      <TextInput label={texts.name} data-autofocus maxLength={120} {...form.getInputProps('name')} />
    </SideForm>
  );
}
