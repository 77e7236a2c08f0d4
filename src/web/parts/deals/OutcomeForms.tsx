import { Modal, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { closeDeal, reopenDeal } from '#modules/deals/contract/deals.ts';
import { useWrite } from '../../data.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import { instantOf } from '../activities/due.ts';
import { givenReason, NO_REASON, ReasonFields, type ReasonValues } from '../leads/ReasonFields.tsx';

/** What changes when a deal ends or is opened again. */
export const TOUCHED = ['deal', 'lead', 'company', 'contact', 'activity', 'campaign'];

interface OutcomeFormProps {
  deal: { id: string; name: string };
  onClose: () => void;
}

/** Takes the end of a deal back, and says so. */
export function useReopen() {
  const { deals } = useTexts();
  const toast = useToast();
  const reopen = useWrite(reopenDeal, { invalidates: TOUCHED });
  return async (deal: { id: string; name: string }) => {
    try {
      await reopen.mutateAsync({ id: deal.id });
      toast.done(deals.reopened(deal.name));
    } catch (problem) {
      toast.problem(problem);
    }
  };
}

/** Midday of a day where the reader is, or now where that lies ahead. */
function middayOf(day: string, zone: string): string | undefined {
  const noon = instantOf(`${day}T12:00`, zone);
  return noon && new Date(Math.min(Date.parse(noon), Date.now())).toISOString();
}

/** Won: on which day. */
export function WonForm({ deal, onClose }: OutcomeFormProps) {
  const { deals, ui } = useTexts();
  const toast = useToast();
  const { timeZone } = useReader();
  const reopen = useReopen();
  const close = useWrite(closeDeal, { invalidates: TOUCHED });
  const form = useForm({ initialValues: { day: '' } });
  const submit = async ({ day }: { day: string }) => {
    const closedAt = middayOf(day, timeZone);
    await close.mutateAsync({ id: deal.id, outcome: 'won', ...(closedAt ? { closedAt } : {}) });
    onClose();
    toast.done(deals.wonDone(deal.name), { undo: () => reopen(deal) });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={deals.wonTitle(deal.name)}
      closeButtonProps={{ 'aria-label': ui.common.close }}
      closeOnEscape={false}
    >
      <p style={{ marginTop: 0 }}>{deals.wonBody}</p>
      <FormShell form={form} action={deals.wonAction} onSubmit={submit} onCancel={onClose}>
        <TextInput type="date" label={`${deals.closedOn} (${ui.common.optional})`} data-autofocus {...form.getInputProps('day')} />
      </FormShell>
    </Modal>
  );
}

/** Lost: with the reason that everybody learns from. */
export function LostForm({ deal, onClose }: OutcomeFormProps) {
  const { deals, ui } = useTexts();
  const toast = useToast();
  const reopen = useReopen();
  const close = useWrite(closeDeal, { invalidates: TOUCHED });
  const form = useForm<ReasonValues>({ initialValues: NO_REASON, validate: { reasonId: isNotEmpty(ui.form.required) } });
  const submit = async (values: ReasonValues) => {
    const { reasonId, note } = givenReason(values);
    await close.mutateAsync({ id: deal.id, outcome: 'lost', ...(reasonId ? { reasonId } : {}), ...(note ? { note } : {}) });
    onClose();
    toast.done(deals.lostDone(deal.name), { undo: () => reopen(deal) });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={deals.lostTitle(deal.name)}
      closeButtonProps={{ 'aria-label': ui.common.close }}
      closeOnEscape={false}
    >
      <p style={{ marginTop: 0 }}>{deals.lostBody}</p>
      <FormShell form={form} action={deals.lostAction} onSubmit={submit} onCancel={onClose}>
        <ReasonFields form={form} classes={['lost']} withDay={false} />
      </FormShell>
    </Modal>
  );
}
