import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { changePeopleList, createPeopleList, listPeopleLists } from '#modules/lists/contract/people.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';

type List = OutputOf<typeof listPeopleLists>['items'][number];
const DEFAULTS = { show: 'used' as string };
const INVALIDATES = ['people_list', 'contact'];

const peopleOn = (id: string) =>
  paths.contacts({ filter: JSON.stringify({ match: 'all', of: [{ field: 'on.list', op: 'is_one_of', value: [id] }] }) });

/** Lists of exactly these people: how many are on each, who made it; each opens its people. */
export function PeopleListsScreen() {
  const { lists } = useTexts();
  const texts = lists.people;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const archived = state.show === 'away';
  const mayWrite = useCan('record:write');
  const [naming, setNaming] = useState<List | 'new' | null>(null);
  const { data, error, refetch } = useRead(listPeopleLists, archived ? { archived: 'true' } : {}, { topics: INVALIDATES });
  return (
    <Page
      title={texts.screen}
      lead={texts.lead}
      fill
      tabs={(['used', 'away'] as const).map((id) => ({ id, title: texts.tabs[id] }))}
      tab={archived ? 'away' : 'used'}
      onTab={(show) => change({ show })}
      actions={mayWrite && <Button onClick={() => setNaming('new')}>{texts.create}</Button>}
    >
      <DataTable
        id="people_list"
        label={texts.screen}
        columns={[
          { id: 'name', title: texts.name, width: 280, render: (row) => <Go to={peopleOn(row.id)}>{row.name}</Go> },
          { id: 'people', title: texts.people, width: 110, render: (row) => format.number(row.people) },
          { id: 'madeBy', title: texts.madeBy, width: 180, render: (row) => row.madeBy?.name },
          { id: 'createdAt', title: texts.madeAt, width: 130, render: (row) => format.date(row.createdAt) },
          {
            id: 'acts',
            title: texts.acts,
            width: 220,
            render: (row) => row.mayChange && <Acts list={row} onRename={() => setNaming(row)} />,
          },
        ]}
        rows={data?.items}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        problem={error}
        onRetry={refetch}
        empty={<EmptyState title={texts.none} body={texts.noneBody} />}
      />
      {naming && <NameForm list={naming === 'new' ? null : naming} onClose={() => setNaming(null)} />}
    </Page>
  );
}

function Acts({ list, onRename }: { list: List; onRename: () => void }) {
  const { people: texts } = useTexts().lists;
  const toast = useToast();
  const change = useWrite(changePeopleList, { invalidates: INVALIDATES });
  const archived = list.archivedAt === null;
  return (
    <>
      <Button size="compact-xs" variant="subtle" aria-label={`${texts.rename}: ${list.name}`} onClick={onRename}>
        {texts.rename}
      </Button>
      <Button
        size="compact-xs"
        variant="subtle"
        aria-label={`${archived ? texts.putAway : texts.bringBack}: ${list.name}`}
        loading={change.isPending}
        onClick={() => change.mutateAsync({ id: list.id, archived }).catch(toast.problem)}
      >
        {archived ? texts.putAway : texts.bringBack}
      </Button>
    </>
  );
}

function NameForm({ list, onClose }: { list: List | null; onClose: () => void }) {
  const { lists, ui } = useTexts();
  const texts = lists.people;
  const make = useWrite(createPeopleList, { invalidates: INVALIDATES });
  const change = useWrite(changePeopleList, { invalidates: INVALIDATES });
  const form = useForm({
    initialValues: { name: list?.name ?? '' },
    validate: { name: (value) => (value.trim() === '' ? ui.form.required : null) },
  });
  const submit = async ({ name }: typeof form.values) => {
    if (list) await change.mutateAsync({ id: list.id, name: name.trim() });
    else await make.mutateAsync({ name: name.trim() });
    onClose();
  };
  return (
    <SideForm title={list ? texts.rename : texts.create} opened onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <TextInput label={texts.name} maxLength={120} data-autofocus {...form.getInputProps('name')} />
    </SideForm>
  );
}
