import { Modal, Select } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import type { Graph } from '#modules/nurtures/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import { type Port, places, targetOf } from './graph.ts';
import type { StepWords } from './words.ts';

export interface RedirectFormProps {
  graph: Graph;
  way: Port;
  words: StepWords;
  onLead: (to: string) => void;
  onClose: () => void;
}

/** Leads a way to another step: back into a loop, or on to where ways meet. */
export function RedirectForm({ graph, way, words, onLead, onClose }: RedirectFormProps) {
  const { nurtures, ui } = useTexts();
  const { outline: texts } = nurtures;
  const toast = useToast();
  const form = useForm({ initialValues: { to: targetOf(graph, way) ?? '' }, validate: { to: isNotEmpty(ui.form.required) } });
  const options = places(graph, way.from).map((node) => ({ value: node.id, label: `${words.nameOf(node)} · ${words.says(node)}` }));
  return (
    <Modal opened onClose={onClose} title={texts.redirect} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={nurtures.step.apply}
        onCancel={onClose}
        onSubmit={async ({ to }) => {
          onLead(to);
          toast.done(texts.redirected);
          onClose();
        }}
      >
        <Select label={texts.redirectTo} data={options} searchable data-autofocus {...form.getInputProps('to')} />
      </FormShell>
    </Modal>
  );
}
