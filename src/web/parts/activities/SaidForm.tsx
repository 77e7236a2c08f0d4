import { Modal, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { addNote } from '#modules/activities/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import { NOTHING_SAID, SaidField, saidOf } from './SaidField.tsx';
import { type SubjectIds, topicsOf } from './subject.ts';

/** What the customer said, without a call to log: a note that carries it. */
export function SaidForm({ about, name, onClose }: { about: SubjectIds; name: string; onClose: () => void }) {
  const { activities, ui } = useTexts();
  const texts = activities.log;
  const toast = useToast();
  const write = useWrite(addNote, { invalidates: [...topicsOf(about), 'insight'], onDone: () => toast.done(texts.noted) });
  const form = useForm({
    initialValues: { said: NOTHING_SAID, body: '' },
    validate: { body: (_, { said }) => (saidOf(said).insights ? null : texts.nothingSaid) },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.saidBy(name)}
      size={560}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <FormShell
        form={form}
        action={texts.saveSaid}
        onCancel={onClose}
        onSubmit={async ({ said, body }) => {
          await write.mutateAsync({ ...about, body: body.trim() || texts.saidNote, ...saidOf(said) });
          onClose();
        }}
      >
        <SaidField autoFocus value={form.values.said} onChange={(said) => form.setFieldValue('said', said)} />
        <Textarea label={texts.around} autosize minRows={1} maxLength={20_000} {...form.getInputProps('body')} />
      </FormShell>
    </Modal>
  );
}
