import { Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { changeTask, createTask } from '#modules/activities/contract.ts';
import type { TaskRow } from '#modules/activities/schema.ts';
import { useWrite } from '../../data.ts';
import { useReader } from '../../reader.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PersonSelect } from '../team/PersonSelect.tsx';
import { dueAt, instantOf, localMoment } from './due.ts';
import type { SubjectIds } from './subject.ts';

export interface TaskFormProps {
  /** The task to change; a new one where absent. */
  task?: TaskRow;
  about?: SubjectIds;
  opened: boolean;
  onClose: () => void;
}

export function TaskForm({ task, about = {}, opened, onClose }: TaskFormProps) {
  const { activities, ui } = useTexts();
  const texts = activities.tasks;
  const toast = useToast();
  const { timeZone } = useReader();
  const { member } = useSession();
  const create = useWrite(createTask, { invalidates: ['task'], onDone: () => toast.done(texts.added) });
  const change = useWrite(changeTask, { invalidates: ['task'] });
  const form = useForm({
    initialValues: {
      subject: task?.subject ?? '',
      due: task
        ? task.dueAt
          ? localMoment(task.dueAt, timeZone)
          : ''
        : localMoment(dueAt('tomorrow', Date.now(), timeZone) ?? '', timeZone),
      assigneeId: task ? (task.assignee?.id ?? null) : (member.id as string | null),
      body: task?.body ?? '',
    },
    validate: { subject: isNotEmpty(ui.form.required) },
  });
  const submit = async (values: typeof form.values) => {
    const { subject, assigneeId, body } = values;
    const fields = { subject, assigneeId, body: body || null, dueAt: instantOf(values.due, timeZone) ?? null };
    if (task) await change.mutateAsync({ id: task.id, ...fields });
    else await create.mutateAsync({ ...about, ...fields });
    form.reset();
    onClose();
  };
  return (
    <SideForm
      title={task ? task.subject : texts.add}
      opened={opened}
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={submit}
      {...(task ? {} : { draft: `task.${Object.values(about).join('.')}` })}
    >
      <TextInput label={texts.subject} data-autofocus maxLength={300} {...form.getInputProps('subject')} />
      <TextInput type="datetime-local" label={texts.due} {...form.getInputProps('due')} />
      <PersonSelect
        label={texts.assignee}
        value={form.values.assigneeId}
        onChange={(id) => form.setFieldValue('assigneeId', id)}
        error={form.errors.assigneeId}
        clearable
      />
      <Textarea label={texts.body} autosize minRows={3} maxRows={12} maxLength={20_000} {...form.getInputProps('body')} />
    </SideForm>
  );
}
