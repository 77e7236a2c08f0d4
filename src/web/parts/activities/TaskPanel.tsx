import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { listTasks } from '#modules/activities/contract.ts';
import type { TaskRow } from '#modules/activities/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { PersonName } from '../team/PersonName.tsx';
import classes from './activities.module.css';
import type { SubjectIds } from './subject.ts';
import { TaskDone } from './TaskDone.tsx';
import { TaskForm } from './TaskForm.tsx';

/** The open tasks about one record, beside it. */
export function TaskPanel({ about }: { about: SubjectIds }) {
  const { activities } = useTexts();
  const texts = activities.tasks;
  const mayWrite = useCan('record:write');
  const [editing, setEditing] = useState<TaskRow | 'new' | null>(null);
  const { data } = useRead(listTasks, { ...about, limit: 20 }, { topics: ['task'] });
  return (
    <>
      {data?.items.length === 0 && <p className={classes.quiet}>{texts.emptyShort}</p>}
      <ul className={classes.tasks}>
        {data?.items.map((task) => (
          <li key={task.id} className={classes.task}>
            <TaskDone task={task} />
            <div className={classes.taskText}>
              <button type="button" className={classes.link} style={{ textDecoration: 'none' }} onClick={() => setEditing(task)}>
                {task.subject}
              </button>
              <div className={classes.quiet}>
                <Due task={task} /> {task.assignee && <PersonName person={task.assignee} />}
              </div>
            </div>
          </li>
        ))}
      </ul>
      {mayWrite && (
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => setEditing('new')}>
          {texts.add}
        </Button>
      )}
      {editing && (
        <TaskForm
          key={editing === 'new' ? 'new' : editing.id}
          {...(editing === 'new' ? {} : { task: editing })}
          about={about}
          opened
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}

/** When a task is due; with a mark and a word where that is over. */
export function Due({ task }: { task: TaskRow }) {
  const { tasks } = useTexts().activities;
  const format = useFormat();
  const now = useNow();
  if (!task.dueAt) return null;
  const over = task.status === 'open' && Date.parse(task.dueAt) < now;
  const words = format.deadline(task.dueAt, now);
  if (!over) return <time dateTime={task.dueAt}>{words}</time>;
  return (
    <Mark tone="late" icon={IconAlertTriangle} title={format.absolute(task.dueAt)}>
      {tasks.overdue} · {words}
    </Mark>
  );
}
