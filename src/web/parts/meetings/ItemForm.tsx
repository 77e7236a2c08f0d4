import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { addItem } from '#modules/meetings/contract/agenda.ts';
import { HAND_SOURCES } from '#modules/meetings/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { HandoffPicker } from '../coordination/HandoffPicker.tsx';
import { options } from './People.tsx';

/** Something on the agenda by hand. */
export function ItemForm({ meetingId, onClose }: { meetingId: string; onClose: () => void }) {
  const { meetings, ui } = useTexts();
  const texts = meetings.agenda;
  const add = useWrite(addItem, options);
  const form = useForm({
    initialValues: { what: 'topic' as (typeof HAND_SOURCES)[number], sentence: '', minutes: 5, leadIds: [] as string[] },
    validate: { sentence: isNotEmpty(ui.form.required) },
  });
  return (
    <SideForm
      opened
      onClose={onClose}
      title={texts.add}
      form={form}
      action={texts.add}
      onSubmit={async (values) => {
        await add.mutateAsync({ id: meetingId, ...values });
        onClose();
      }}
    >
      <NativeSelect
        label={texts.kind}
        data={HAND_SOURCES.map((value) => ({ value, label: texts[value] }))}
        {...form.getInputProps('what')}
      />
      <TextInput label={texts.sentence} required maxLength={500} {...form.getInputProps('sentence')} />
      <HandoffPicker
        label={texts.leads}
        description={form.values.what === 'complaint' ? texts.leadsHelp : undefined}
        required={form.values.what === 'complaint'}
        {...form.getInputProps('leadIds')}
      />
      <NumberInput label={ui.time.minutes('').trim()} min={1} max={240} {...form.getInputProps('minutes')} />
    </SideForm>
  );
}
