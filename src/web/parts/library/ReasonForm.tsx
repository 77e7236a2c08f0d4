import { Modal, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';

export interface ReasonFormProps {
  title: string;
  label?: string;
  onSubmit: (reason: string) => Promise<unknown>;
  onClose: () => void;
}

/** Asks why, and no more. */
export function ReasonForm({ title, label, onSubmit, onClose }: ReasonFormProps) {
  const { library, ui } = useTexts();
  const form = useForm({ initialValues: { reason: '' }, validate: { reason: isNotEmpty(ui.form.required) } });
  return (
    <Modal opened onClose={onClose} title={title} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={title}
        onCancel={onClose}
        onSubmit={async ({ reason }) => {
          await onSubmit(reason);
          onClose();
        }}
      >
        <Textarea
          label={label ?? library.requests.reason}
          data-autofocus
          autosize
          minRows={2}
          maxLength={1000}
          {...form.getInputProps('reason')}
        />
      </FormShell>
    </Modal>
  );
}
