import { Checkbox } from '@mantine/core';
import { setTaskStatus } from '#modules/activities/contract.ts';
import type { TaskRow } from '#modules/activities/schema.ts';
import { useWrite } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';

/** Done with one press, taken back with another. */
export function TaskDone({ task }: { task: TaskRow }) {
  const texts = useTexts().activities.tasks;
  const toast = useToast();
  const write = useWrite(setTaskStatus, { invalidates: ['task', 'activity'] });
  const mayWrite = useCan('record:write');
  const set = async (status: 'open' | 'done') => {
    try {
      await write.mutateAsync({ id: task.id, status });
      if (status === 'done') toast.done(texts.markedDone, { undo: () => write.mutateAsync({ id: task.id, status: 'open' }) });
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return (
    <Checkbox
      size="xs"
      mt={2}
      checked={task.status === 'done'}
      disabled={write.isPending || !mayWrite}
      onChange={(event) => void set(event.currentTarget.checked ? 'done' : 'open')}
      aria-label={texts.markDone(task.subject)}
    />
  );
}
