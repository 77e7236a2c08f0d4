import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { listTasks } from '#modules/activities/contract.ts';
import { TASK_STATUSES, type TaskRow, type TaskStatus } from '#modules/activities/schema.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { TaskDone } from '../../parts/activities/TaskDone.tsx';
import { TaskForm } from '../../parts/activities/TaskForm.tsx';
import { Due } from '../../parts/activities/TaskPanel.tsx';
import { PersonName } from '../../parts/team/PersonName.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

const DEFAULTS = { whose: 'mine', status: 'open', due: '' };
const DUES = ['overdue', 'today', 'later', 'none'] as const;

/** What is to be done, mine or everybody's, the most urgent first. */
export function TasksScreen() {
  const { activities } = useTexts();
  const texts = activities.tasks;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const [editing, setEditing] = useState<TaskRow | 'new' | null>(null);
  const mayWrite = useCan('record:write');
  const due = DUES.find((one) => one === state.due);
  const list = useReadPages(
    listTasks,
    { whose: state.whose === 'all' ? 'all' : 'mine', status: statusOf(state.status), ...(due ? { due } : {}) },
    { topics: ['task'] },
  );
  const first = list.data?.pages[0];
  return (
    <Page
      title={texts.title}
      lead={first ? texts.counts(format.number(first.open), format.number(first.overdue)) : texts.lead}
      actions={mayWrite && <Button onClick={() => setEditing('new')}>{texts.add}</Button>}
      fill
    >
      <DataTable
        id="tasks"
        label={texts.title}
        columns={columnsFor(activities)}
        {...tableOf(list)}
        rowId={(task) => task.id}
        rowName={(task) => task.subject}
        onOpen={setEditing}
        tools={<Tools state={state} change={change} />}
        empty={
          <EmptyState
            title={texts.empty}
            actions={
              mayWrite && (
                <Button variant="default" onClick={() => setEditing('new')}>
                  {texts.add}
                </Button>
              )
            }
          />
        }
        card={(task) => (
          <>
            <Due task={task} /> {task.assignee?.name} {(task.contact ?? task.company)?.name}
          </>
        )}
      />
      {editing && (
        <TaskForm
          key={editing === 'new' ? 'new' : editing.id}
          {...(editing === 'new' ? {} : { task: editing })}
          opened
          onClose={() => setEditing(null)}
        />
      )}
    </Page>
  );
}

const statusOf = (status: string): TaskStatus => TASK_STATUSES.find((one) => one === status) ?? 'open';

function Tools({ state, change }: { state: typeof DEFAULTS; change: (next: Partial<typeof DEFAULTS>) => void }) {
  const texts = useTexts().activities.tasks;
  return (
    <>
      <SegmentedControl
        size="xs"
        value={state.whose}
        onChange={(whose) => change({ whose })}
        data={[
          { value: 'mine', label: texts.mine },
          { value: 'all', label: texts.all },
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label={texts.status}
        value={state.status}
        onChange={(event) => change({ status: event.currentTarget.value, due: '' })}
        data={TASK_STATUSES.map((status) => ({ value: status, label: texts[status] }))}
      />
      {state.status === 'open' && (
        <NativeSelect
          size="xs"
          aria-label={texts.due}
          value={state.due}
          onChange={(event) => change({ due: event.currentTarget.value })}
          data={[
            { value: '', label: texts.anyDate },
            { value: 'overdue', label: texts.overdue },
            { value: 'today', label: texts.today },
            { value: 'later', label: texts.later },
            { value: 'none', label: texts.noDate },
          ]}
        />
      )}
    </>
  );
}

function columnsFor({ tasks: texts }: Texts['activities']): Column<TaskRow>[] {
  return [
    { id: 'subject', title: texts.subject, width: 320, render: (task) => task.subject },
    { id: 'done', title: texts.done, width: 72, render: (task) => <TaskDone task={task} /> },
    {
      id: 'due',
      title: texts.due,
      width: 190,
      render: (task) => (task.status === 'open' ? <Due task={task} /> : <When at={task.doneAt} />),
    },
    { id: 'about', title: texts.about, width: 240, render: (task) => <About task={task} /> },
    { id: 'assignee', title: texts.assignee, render: (task) => <PersonName person={task.assignee} /> },
  ];
}

function About({ task }: { task: TaskRow }) {
  const { contact, company, deal, lead } = task;
  const ref = contact
    ? { name: contact.name, to: paths.contact(contact.id) }
    : deal
      ? { name: deal.name, to: paths.deal(deal.id) }
      : lead
        ? { name: lead.name, to: paths.lead(lead.id) }
        : company
          ? { name: company.name, to: paths.company(company.id) }
          : null;
  return ref ? <Go to={ref.to}>{ref.name || '–'}</Go> : <>–</>;
}
