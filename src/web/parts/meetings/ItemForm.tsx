import { NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { addItem } from '#modules/meetings/contract/agenda.ts';
import { HAND_SOURCES } from '#modules/meetings/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { options } from './People.tsx';

/** Ids of leads in what was pasted: addresses of their pages, or the ids alone. */
export const leadIdsIn = (text: string): string[] => [...new Set(text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [])];

/** Something on the agenda by hand. */
export function ItemForm({ meetingId, onClose }: { meetingId: string; onClose: () => void }) {
  const { meetings, ui } = useTexts();
  const texts = meetings.agenda;
  const add = useWrite(addItem, options);
  const form = useForm({
    initialValues: { what: 'topic' as (typeof HAND_SOURCES)[number], sentence: '', minutes: 5, leadIds: '' },
    validate: { sentence: isNotEmpty(ui.form.required) },
  });
  return (
    <SideForm
      opened
      onClose={onClose}
      title={texts.add}
      form={form}
      action={texts.add}
      onSubmit={async ({ leadIds, ...values }) => {
        await add.mutateAsync({ id: meetingId, ...values, leadIds: leadIdsIn(leadIds) });
        onClose();
      }}
    >
      <NativeSelect
        label={texts.kind}
        data={HAND_SOURCES.map((value) => ({ value, label: texts[value] }))}
        {...form.getInputProps('what')}
      />
      <TextInput label={texts.sentence} required maxLength={500} {...form.getInputProps('sentence')} />
      <Textarea
        label={texts.leads}
        description={form.values.what === 'complaint' ? texts.leadsHelp : undefined}
        autosize
        minRows={2}
        {...form.getInputProps('leadIds')}
      />
      <NumberInput label={ui.time.minutes('').trim()} min={1} max={240} {...form.getInputProps('minutes')} />
    </SideForm>
  );
}
