import { Modal } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { moveLead } from '#modules/leads/contract/leads.ts';
import type { ReasonClass } from '#modules/leads/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import { givenReason, NO_REASON, ReasonFields, type ReasonValues } from './ReasonFields.tsx';

const CLASSES = {
  recycled: ['not_now'],
  disqualified: ['not_fit', 'not_a_lead', 'bad_data', 'already_ours'],
} as const satisfies Record<string, readonly ReasonClass[]>;

/** Takes a lead off its path, with a reason: back to Marketing, or closed. */
export function LeaveForm({ leadId, as, onClose }: { leadId: string; as: keyof typeof CLASSES; onClose: () => void }) {
  const { leads, ui } = useTexts();
  const toast = useToast();
  const move = useWrite(moveLead, { invalidates: ['lead', 'contact', 'activity'] });
  const form = useForm<ReasonValues>({ initialValues: NO_REASON, validate: { reasonId: isNotEmpty(ui.form.required) } });
  const submit = async (values: ReasonValues) => {
    await move.mutateAsync({ id: leadId, stage: as, ...givenReason(values) });
    onClose();
    toast.done(leads.path.moved(leads.stages[as]));
  };
  return (
    <Modal opened onClose={onClose} title={leads.leave[as]} closeButtonProps={{ 'aria-label': ui.common.close }} closeOnEscape={false}>
      <p style={{ marginTop: 0 }}>{leads.leave[`${as}Body`]}</p>
      <FormShell form={form} action={leads.leave[`${as}Action`]} onSubmit={submit} onCancel={onClose}>
        <ReasonFields form={form} classes={CLASSES[as]} withDay={as === 'recycled'} />
      </FormShell>
    </Modal>
  );
}
