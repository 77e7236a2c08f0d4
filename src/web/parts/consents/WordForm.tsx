import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { listMailPurposes, recordMailWord } from '#modules/consents/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

const CHOICES = ['given', 'withdrawn', 'objected'] as const;

/** A member notes what somebody told them about mail, with how it can be shown. */
export function WordForm({ contactId, opened, onClose }: { contactId: string; opened: boolean; onClose: () => void }) {
  const { consents: texts, ui } = useTexts();
  const toast = useToast();
  const purposes = useRead(listMailPurposes, {}, { topics: ['consent'], when: opened });
  const save = useWrite(recordMailWord, { invalidates: ['contact', 'consent'], onDone: () => toast.done(texts.saved) });
  const form = useForm({
    initialValues: { word: 'given' as (typeof CHOICES)[number], purposeId: '', note: '', at: '' },
    validate: {
      purposeId: (value, { word }) => (word !== 'objected' && value === '' ? ui.form.required : null),
      note: (value) => (value.trim().length < 3 ? texts.proofHelp : null),
    },
  });
  const submit = async ({ word, purposeId, note, at }: typeof form.values) => {
    await save.mutateAsync({
      ...{ id: contactId, word, note },
      ...(word === 'objected' ? {} : { purposeId }),
      ...(at ? { at: `${at}T00:00:00Z` } : {}),
    });
    form.reset();
    onClose();
  };
  const inUse = (purposes.data?.items ?? []).filter((one) => one.retiredAt === null);
  return (
    <SideForm title={texts.noteTitle} opened={opened} onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <NativeSelect
        label={texts.choice}
        description={form.values.word === 'given' ? undefined : texts.final}
        data={CHOICES.map((value) => ({ value: value as string, label: texts.choices[value] }))}
        {...form.getInputProps('word')}
      />
      {form.values.word !== 'objected' && (
        <NativeSelect
          label={texts.purpose}
          data={[{ value: '', label: '–' }, ...inUse.map(({ id, name }) => ({ value: id, label: name }))]}
          {...form.getInputProps('purposeId')}
        />
      )}
      <Textarea label={texts.proof} description={texts.proofHelp} autosize minRows={2} {...form.getInputProps('note')} />
      <TextInput type="date" label={texts.at} description={texts.atHelp} {...form.getInputProps('at')} />
    </SideForm>
  );
}
