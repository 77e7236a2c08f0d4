import { SegmentedControl, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createPersonPromise } from '#modules/goals/contract/persons.ts';
import { useWrite } from '../../data.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PersonSelect } from '../team/PersonSelect.tsx';

const KINDS = ['person', 'sales', 'marketing'] as const;

interface Values {
  byId: string | null;
  kind: (typeof KINDS)[number];
  toId: string | null;
  what: string;
  dueOn: string;
}

/** Somebody promises somebody something by a day. */
export function PersonPromiseForm({ today, onClose }: { today: string; onClose: () => void }) {
  const { goals, ui } = useTexts();
  const texts = goals.promises.between;
  const { member } = useSession();
  const toast = useToast();
  const create = useWrite(createPersonPromise, { invalidates: ['promise'] });
  const form = useForm<Values>({
    initialValues: { byId: member.id, kind: 'person', toId: null, what: '', dueOn: today },
    validate: { what: isNotEmpty(ui.form.required), byId: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ byId, kind, toId, ...words }: Values) => {
    const to = kind === 'person' ? { toId, toParty: null } : { toId: null, toParty: kind };
    const { state } = await create.mutateAsync({ ...words, ...to, byId: byId ?? member.id });
    toast.done(state === 'asked' ? texts.asked : goals.promises.saved);
    onClose();
  };
  return (
    <SideForm form={form} title={texts.add} opened onClose={onClose} action={goals.promises.add} onSubmit={submit}>
      <TextInput label={texts.columns.what} required maxLength={300} data-autofocus {...form.getInputProps('what')} />
      <SegmentedControl
        aria-label={texts.to}
        value={form.values.kind}
        onChange={(kind) => form.setFieldValue('kind', KINDS.find((one) => one === kind) ?? 'person')}
        data={KINDS.map((value) => ({ value, label: texts.toKinds[value] }))}
      />
      {form.values.kind === 'person' && (
        <PersonSelect
          label={texts.to}
          required
          value={form.values.toId}
          onChange={(toId) => form.setFieldValue('toId', toId)}
          error={form.errors.toId}
        />
      )}
      <TextInput type="date" label={texts.columns.due} required min={today} {...form.getInputProps('dueOn')} />
      <PersonSelect
        label={texts.by}
        description={texts.byHelp}
        required
        value={form.values.byId}
        onChange={(byId) => form.setFieldValue('byId', byId)}
        error={form.errors.byId}
      />
    </SideForm>
  );
}
