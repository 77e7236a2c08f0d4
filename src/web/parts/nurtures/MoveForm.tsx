import { Modal, Select } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { placeEnrolment } from '#modules/nurtures/contract/enrolments.ts';
import { type Content, type EnrolmentRow, isEntrance } from '#modules/nurtures/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { StepWords } from './words.ts';

export interface MoveFormProps {
  row: EnrolmentRow;
  content: Content;
  words: StepWords;
  onClose: () => void;
}

/** Puts one person at another step of their track. */
export function MoveForm({ row, content, words, onClose }: MoveFormProps) {
  const { nurtures, ui } = useTexts();
  const texts = nurtures.people;
  const toast = useToast();
  const place = useWrite(placeEnrolment, { invalidates: ['enrolment', 'track', 'sequence_mail'], onDone: () => toast.done(texts.moved) });
  const form = useForm({ initialValues: { nodeId: '' }, validate: { nodeId: isNotEmpty(ui.form.required) } });
  const options = content.graph.nodes
    .filter((node) => !isEntrance(node) && node.id !== row.node?.id)
    .map((node) => ({ value: node.id, label: `${words.nameOf(node)} · ${words.says(node)}` }));
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.moveTitle(row.contact.name)}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <FormShell
        form={form}
        action={texts.move}
        guard={false}
        onCancel={onClose}
        onSubmit={async ({ nodeId }) => {
          await place.mutateAsync({ id: row.id, nodeId });
          onClose();
        }}
      >
        <Select
          label={texts.moveTo}
          description={texts.moveHelp}
          data={options}
          searchable
          data-autofocus
          {...form.getInputProps('nodeId')}
        />
      </FormShell>
    </Modal>
  );
}
