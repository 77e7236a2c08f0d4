import { Button, Select, Switch, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useMemo, useState } from 'react';
import { createForm, listFormStarters, listForms } from '#modules/forms/contract/forms.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { columnsOf } from '../../parts/forms/list.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go, useGo } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';

const DEFAULTS = { archived: false };

/** What people outside fill in, and what it brings. */
export function FormsScreen() {
  const texts = useTexts().forms;
  const may = useCan('template:write');
  const [state, change] = useUrlState(DEFAULTS);
  const [making, setMaking] = useState(false);
  const { data, error, refetch, isPlaceholderData } = useRead(
    listForms,
    { archived: state.archived },
    { topics: ['form', 'form_answer'], keep: true },
  );
  const format = useFormat();
  const columns = useMemo(() => columnsOf(texts, format), [texts, format]);
  const create = may ? <Button onClick={() => setMaking(true)}>{texts.create}</Button> : undefined;
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        <>
          <Button variant="default" component={Go} to={paths.formAnswers()}>
            {texts.answers.all}
          </Button>
          {create}
        </>
      }
      fill
    >
      <DataTable
        id="forms"
        label={texts.title}
        columns={columns}
        rows={data?.items}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        href={(row) => paths.form(row.id)}
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
            <EmptyState title={texts.empty} body={texts.emptyBody} actions={create} />
          )
        }
      />
      <NewForm opened={making} onClose={() => setMaking(false)} />
    </Page>
  );
}

function NewForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { forms: texts, ui } = useTexts();
  const go = useGo();
  const starters = useRead(listFormStarters, {}, { when: opened, fresh: 300_000 }).data?.items ?? [];
  const make = useWrite(createForm, { invalidates: ['form'], onDone: ({ id }) => go(paths.form(id)) });
  const form = useForm({ initialValues: { name: '', starter: '' }, validate: { name: isNotEmpty(ui.form.required) } });
  const begin = (starter: string | null) => {
    const chosen = starters.find(({ key }) => key === starter);
    const named = form.values.name === '' || starters.some(({ name }) => name === form.values.name);
    form.setValues({ starter: starter ?? '', ...(named && chosen ? { name: chosen.name } : {}) });
  };
  return (
    <SideForm
      title={texts.create}
      opened={opened}
      onClose={onClose}
      form={form}
      action={texts.create}
      onSubmit={({ name, starter }) => make.mutateAsync({ name, ...(starter ? { starter } : {}) })}
    >
      <Select
        label={texts.beginWith}
        description={starters.find(({ key }) => key === form.values.starter)?.about}
        data={[{ value: '', label: texts.nothing }, ...starters.map(({ key, name }) => ({ value: key, label: name }))]}
        allowDeselect={false}
        value={form.values.starter}
        onChange={begin}
      />
      <TextInput label={texts.name} description={texts.nameHelp} data-autofocus maxLength={120} {...form.getInputProps('name')} />
    </SideForm>
  );
}
