import { NativeSelect, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { askPulse } from '#modules/challenges/contract.ts';
import { RHYTHMS, type Rhythm, USUAL_QUESTIONS } from '#modules/challenges/schema.ts';
import type { Party } from '#modules/signatures/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

/** Puts a question to a team: one of the usual ones, or one of its own. */
export function AskForm({ party, onClose }: { party: Party; onClose: () => void }) {
  const { challenges, ui } = useTexts();
  const texts = challenges.pulse;
  const toast = useToast();
  const ask = useWrite(askPulse, { invalidates: ['pulse'], onDone: () => toast.done(texts.asked) });
  const form = useForm({
    initialValues: { usual: USUAL_QUESTIONS[0] as string, own: '', rhythm: RHYTHMS[0] as Rhythm },
    validate: { own: (own, { usual }) => (usual === '' ? isNotEmpty(ui.form.required)(own) : null) },
  });
  return (
    <SideForm
      title={`${texts.ask}: ${ui.sides[party]}`}
      opened
      onClose={onClose}
      form={form}
      action={texts.ask}
      onSubmit={async ({ usual, own, rhythm }) => {
        await ask.mutateAsync({ party, words: usual || own, rhythm });
        onClose();
      }}
    >
      <NativeSelect
        label={texts.question}
        data-autofocus
        data={[...USUAL_QUESTIONS.map((value) => ({ value, label: value })), { value: '', label: texts.own }]}
        {...form.getInputProps('usual')}
      />
      {form.values.usual === '' && <TextInput label={texts.own} required maxLength={200} {...form.getInputProps('own')} />}
      <NativeSelect
        label={texts.rhythm}
        data={RHYTHMS.map((value) => ({ value, label: texts.rhythms[value] }))}
        {...form.getInputProps('rhythm')}
      />
    </SideForm>
  );
}
