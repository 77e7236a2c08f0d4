import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { raiseChallenge } from '#modules/challenges/contract.ts';
import { PARTIES, type Party } from '#modules/signatures/schema.ts';
import { useWrite } from '../../data.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

/** Says what is hard. No draft is kept: what was not said yet stays nowhere. */
export function RaiseForm({ onClose }: { onClose: () => void }) {
  const { challenges: texts, ui } = useTexts();
  const toast = useToast();
  const { department } = useSession().member;
  const isOfASide = PARTIES.some((party) => party === department);
  const raise = useWrite(raiseChallenge, { invalidates: ['challenge'], onDone: () => toast.done(texts.raised) });
  const form = useForm({
    initialValues: { title: '', words: '', anonymous: false, party: PARTIES[0] as Party },
    validate: { title: isNotEmpty(ui.form.required) },
  });
  return (
    <SideForm
      title={texts.raise}
      opened
      onClose={onClose}
      form={form}
      action={texts.raise}
      onSubmit={async ({ party, ...values }) => {
        await raise.mutateAsync({ ...values, ...(isOfASide ? {} : { party }) });
        onClose();
      }}
    >
      <TextInput label={texts.what} data-autofocus required maxLength={120} {...form.getInputProps('title')} />
      <Textarea label={texts.words} autosize minRows={3} maxLength={2000} {...form.getInputProps('words')} />
      {!isOfASide && (
        <NativeSelect
          label={texts.party}
          data={PARTIES.map((value) => ({ value, label: ui.sides[value] }))}
          {...form.getInputProps('party')}
        />
      )}
      <Checkbox label={texts.anonymous} description={texts.anonymousHelp} {...form.getInputProps('anonymous', { type: 'checkbox' })} />
    </SideForm>
  );
}
