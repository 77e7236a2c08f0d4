import { Button, Select, Switch, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { exportFormAnswers, listFormAnswers } from '#modules/forms/contract/answers.ts';
import { listForms } from '#modules/forms/contract/forms.ts';
import { ANSWER_STATES } from '#modules/forms/schema/form.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { download } from '../../api.ts';
import { tableOf, useRead, useReadPages } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';

type Row = OutputOf<typeof listFormAnswers>['items'][number];
const DEFAULTS = { formId: '', state: '' as string, differing: false, q: '' };
const PAUSE_MS = 200;

/** What people have sent; what was kept aside as well. */
export function AnswersScreen() {
  const { answers: texts, title } = useTexts().forms;
  const all = useTexts().forms;
  const toast = useToast();
  const mayExport = useCan('record:export');
  const [state, change] = useUrlState(DEFAULTS);
  const [q] = useDebouncedValue(state.q.trim(), PAUSE_MS);
  const forms = useRead(listForms, {}, { topics: ['form'] }).data?.items ?? [];
  const given = ANSWER_STATES.find((one) => one === state.state);
  const list = useReadPages(
    listFormAnswers,
    {
      ...(state.formId ? { formId: state.formId } : {}),
      ...(given ? { state: given } : {}),
      ...(state.differing ? { differing: true } : {}),
      ...(q ? { q } : {}),
    },
    { topics: ['form_answer'] },
  );
  const columns = useMemo(() => columnsOf(all), [all]);
  const filtered = state.formId !== '' || state.state !== '' || state.differing || q !== '';
  const save = () => void download(exportFormAnswers, { id: state.formId, state: given ?? 'taken' }).catch(toast.problem);
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      crumbs={[{ title, to: paths.forms() }]}
      actions={
        mayExport && state.formId ? (
          <Button variant="default" onClick={save}>
            {texts.export}
          </Button>
        ) : undefined
      }
      fill
    >
      <DataTable
        id="form-answers"
        label={texts.title}
        columns={columns}
        {...tableOf(list)}
        rowId={(row) => row.id}
        rowName={(row) => row.contact?.name ?? texts.nobody}
        href={(row) => paths.formAnswer(row.id)}
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
              aria-label={texts.form}
              placeholder={texts.anyForm}
              clearable
              data={forms.map(({ id, name }) => ({ value: id, label: name }))}
              value={state.formId || null}
              onChange={(formId) => void change({ formId: formId ?? '' })}
            />
            <Select
              aria-label={texts.state}
              placeholder={texts.any}
              clearable
              data={ANSWER_STATES.map((one) => ({ value: one, label: texts.states[one] }))}
              value={state.state || null}
              onChange={(next) => void change({ state: next ?? '' })}
            />
            <Switch
              label={texts.differing}
              checked={state.differing}
              onChange={(event) => void change({ differing: event.currentTarget.checked })}
            />
          </>
        }
        empty={filtered ? <EmptyState title={texts.noneFound} /> : <EmptyState title={texts.empty} body={texts.emptyBody} />}
      />
    </Page>
  );
}

function columnsOf({ answers: texts, suspicions }: Texts['forms']): Column<Row>[] {
  return [
    { id: 'who', title: texts.who, render: (row) => row.contact?.name ?? texts.nobody, width: 180 },
    { id: 'form', title: texts.form, render: (row) => row.form.name, width: 160 },
    { id: 'words', title: texts.words, render: (row) => row.words, width: 320 },
    {
      id: 'marks',
      title: texts.marks,
      width: 260,
      render: (row) => (
        <>
          {row.state === 'aside' && <Mark>{texts.states.aside}</Mark>}
          {row.openDifferences > 0 && <Mark>{texts.differences(row.openDifferences)}</Mark>}
          {row.state === 'aside' && ` ${row.suspicions.map((one) => suspicions[one]).join(', ')}`}
        </>
      ),
    },
    { id: 'received', title: texts.received, render: (row) => <When at={row.receivedAt} />, width: 130 },
  ];
}
