import { listTasks } from '#modules/activities/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { PhoneLink } from '../../ui/PhoneLink.tsx';
import classes from './activities.module.css';
import { TaskDone } from './TaskDone.tsx';
import { Due } from './TaskPanel.tsx';

/** So many that the queue below them stays in sight. */
const MOST = 5;

/** Calls and tasks of mine that are due by the end of today, those of sequences among them. */
export function DueTasks() {
  const { tasks: texts } = useTexts().activities;
  const format = useFormat();
  const today = format.dayKey(new Date(useNow()));
  const { data } = useRead(listTasks, { whose: 'mine', limit: MOST + 1 }, { topics: ['task'] });
  const due = data?.items.filter(({ dueAt }) => dueAt !== null && format.dayKey(new Date(dueAt)) <= today) ?? [];
  if (due.length === 0) return null;
  return (
    <section aria-label={texts.dueToday}>
      <strong>{texts.dueToday}</strong>
      <ul className={classes.tasks}>
        {due.slice(0, MOST).map((task) => (
          <li key={task.id} className={classes.task}>
            <TaskDone task={task} />
            <div className={classes.taskText}>
              {task.subject}
              <div className={classes.quiet}>
                <Due task={task} />{' '}
                {task.lead ? (
                  <Go to={paths.lead(task.lead.id)}>{task.lead.name}</Go>
                ) : (
                  task.contact && <Go to={paths.contact(task.contact.id)}>{task.contact.name}</Go>
                )}{' '}
                {task.phone && <PhoneLink phone={task.phone} />}
              </div>
            </div>
          </li>
        ))}
      </ul>
      {due.length > MOST && <Go to={paths.tasks()}>{texts.show}</Go>}
    </section>
  );
}
