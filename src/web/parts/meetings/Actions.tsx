import { TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { addAction, addRootCauseAction } from '#modules/meetings/contract/agenda.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { PersonSelect } from '../team/PersonSelect.tsx';
import classes from './meetings.module.css';

interface Action {
  id: string;
  what: string;
  owner: { name: string } | null;
  dueAt: string | null;
  done: boolean;
}

/** What somebody does until a day, as their task is now. */
export function Actions({ of }: { of: readonly Action[] }) {
  const texts = useTexts().meetings.action;
  const format = useFormat();
  if (of.length === 0) return null;
  return (
    <ul className={classes.list}>
      {of.map((action) => (
        <li key={action.id}>
          → {action.what} · {action.owner?.name ?? '–'}
          {action.dueAt && ` · ${format.date(action.dueAt)}`}{' '}
          <Mark tone={action.done ? 'good' : 'plain'}>{action.done ? texts.done : texts.open}</Mark>
        </li>
      ))}
    </ul>
  );
}

type Of = { meetingId: string; itemId: string | null } | { rootCauseId: string };

export function ActionForm({ of, onClose }: { of: Of; onClose: () => void }) {
  const { meetings, ui } = useTexts();
  const texts = meetings.action;
  const atMeeting = useWrite(addAction, { invalidates: ['meeting', 'task'] });
  const onProblem = useWrite(addRootCauseAction, { invalidates: ['root_cause', 'task'] });
  const form = useForm({
    initialValues: { what: '', ownerId: null as string | null, dueOn: '' },
    validate: { what: isNotEmpty(ui.form.required), ownerId: isNotEmpty(ui.form.required), dueOn: isNotEmpty(ui.form.required) },
  });
  return (
    <SideForm
      opened
      onClose={onClose}
      title={meetings.agenda.action}
      form={form}
      action={texts.save}
      onSubmit={async ({ what, ownerId, dueOn }) => {
        const wish = { what, ownerId: ownerId ?? '', dueOn };
        if ('rootCauseId' in of) await onProblem.mutateAsync({ id: of.rootCauseId, ...wish });
        else await atMeeting.mutateAsync({ id: of.meetingId, itemId: of.itemId, ...wish });
        onClose();
      }}
    >
      <TextInput label={texts.what} required maxLength={300} {...form.getInputProps('what')} />
      <PersonSelect
        label={texts.owner}
        required
        value={form.values.ownerId}
        onChange={(chosen) => form.setFieldValue('ownerId', chosen)}
        error={form.errors.ownerId}
      />
      <TextInput type="date" label={texts.due} required {...form.getInputProps('dueOn')} />
    </SideForm>
  );
}
