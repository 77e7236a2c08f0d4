import { Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { excuseClock, pauseClock } from '#modules/agreements/contract/clocks.ts';
import { PAUSE_REASONS } from '#modules/agreements/schema.ts';
import { assignHandoff, handOffLead } from '#modules/handoffs/contract/handoffs.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PersonSelect } from '../team/PersonSelect.tsx';
import classes from './handoffs.module.css';
import { LOOP_TOPICS } from './topics.ts';

const options = { invalidates: LOOP_TOPICS };

/** Hands a lead to Sales; below the threshold with the reason. */
export function HandOffForm({ leadId, below, onClose }: { leadId: string; below: boolean; onClose: () => void }) {
  const { loop, ui } = useTexts();
  const texts = loop.handOff;
  const toast = useToast();
  const handOff = useWrite(handOffLead, options);
  const form = useForm({
    initialValues: { memberId: null as string | null, overrideReason: '' },
    validate: { overrideReason: below ? isNotEmpty(ui.form.required) : () => null },
  });
  const submit = async ({ memberId, overrideReason }: { memberId: string | null; overrideReason: string }) => {
    await handOff.mutateAsync({
      leadId,
      ...(memberId ? { memberId } : {}),
      ...(overrideReason.trim() ? { overrideReason: overrideReason.trim() } : {}),
    });
    onClose();
    toast.done(texts.done);
  };
  return (
    <Modal opened onClose={onClose} title={texts.title} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <p className={classes.intro}>{texts.body}</p>
      <FormShell form={form} action={texts.action} onSubmit={submit} onCancel={onClose}>
        <PersonSelect
          label={texts.who}
          description={texts.byRules}
          clearable
          value={form.values.memberId}
          onChange={(memberId) => form.setFieldValue('memberId', memberId)}
          error={form.errors.memberId}
        />
        {below && (
          <Textarea
            label={texts.why}
            description={texts.whyHelp}
            required
            autosize
            minRows={2}
            maxLength={1000}
            data-autofocus
            {...form.getInputProps('overrideReason')}
          />
        )}
      </FormShell>
    </Modal>
  );
}

/** Gives a hand-off to someone else of Sales. */
export function AssignForm({ handoffId, onClose }: { handoffId: string; onClose: () => void }) {
  const { loop, ui } = useTexts();
  const texts = loop.assign;
  const toast = useToast();
  const assign = useWrite(assignHandoff, options);
  const form = useForm({
    initialValues: { memberId: null as string | null, reason: '' },
    validate: { memberId: isNotEmpty(ui.form.required), reason: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ memberId, reason }: { memberId: string | null; reason: string }) => {
    if (!memberId) return;
    await assign.mutateAsync({ id: handoffId, memberId, reason });
    onClose();
    toast.done(texts.done);
  };
  return (
    <Modal opened onClose={onClose} title={texts.title} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <p className={classes.intro}>{texts.body}</p>
      <FormShell form={form} action={texts.action} onSubmit={submit} onCancel={onClose}>
        <PersonSelect
          label={texts.who}
          required
          value={form.values.memberId}
          onChange={(memberId) => form.setFieldValue('memberId', memberId)}
          error={form.errors.memberId}
        />
        <Textarea label={texts.why} required autosize minRows={2} maxLength={1000} {...form.getInputProps('reason')} />
      </FormShell>
    </Modal>
  );
}

/** Rests a clock, with the reason that allows it. */
export function PauseForm({ clockId, onClose }: { clockId: string; onClose: () => void }) {
  const { loop, ui } = useTexts();
  const texts = loop.clock;
  const pause = useWrite(pauseClock, options);
  const form = useForm({
    initialValues: { reason: 'contact_asked', until: '', note: '' },
    validate: {
      note: isNotEmpty(ui.form.required),
      until: (value, { reason }) => (reason === 'contact_asked' && !value ? ui.form.required : null),
    },
  });
  const submit = async ({ reason, until, note }: { reason: string; until: string; note: string }) => {
    const why = PAUSE_REASONS.find((one) => one === reason) ?? 'contact_asked';
    await pause.mutateAsync({ id: clockId, reason: why, note, ...(why === 'contact_asked' ? { until } : {}) });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={texts.pauseTitle} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <p className={classes.intro}>{texts.pauseBody}</p>
      <FormShell form={form} action={loop.brief.pause} onSubmit={submit} onCancel={onClose}>
        <NativeSelect
          label={texts.pauseReason}
          data={PAUSE_REASONS.map((value) => ({ value, label: texts.pauseReasons[value] }))}
          {...form.getInputProps('reason')}
        />
        {form.values.reason === 'contact_asked' && (
          <TextInput type="date" label={texts.pauseUntil} description={texts.pauseUntilHelp} required {...form.getInputProps('until')} />
        )}
        <Textarea label={texts.note} required autosize minRows={2} maxLength={1000} data-autofocus {...form.getInputProps('note')} />
      </FormShell>
    </Modal>
  );
}

/** Takes a clock out of the attainment, with a reason that both sides see. */
export function ExcuseForm({ clockId, onClose }: { clockId: string; onClose: () => void }) {
  const { loop, ui } = useTexts();
  const texts = loop.clock;
  const excuse = useWrite(excuseClock, options);
  const form = useForm({ initialValues: { reason: '' }, validate: { reason: isNotEmpty(ui.form.required) } });
  const submit = async ({ reason }: { reason: string }) => {
    await excuse.mutateAsync({ id: clockId, reason });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={texts.excuseTitle} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <p className={classes.intro}>{texts.excuseBody}</p>
      <FormShell form={form} action={loop.brief.excuse} onSubmit={submit} onCancel={onClose}>
        <Textarea
          label={texts.excuseReason}
          required
          autosize
          minRows={2}
          maxLength={1000}
          data-autofocus
          {...form.getInputProps('reason')}
        />
      </FormShell>
    </Modal>
  );
}
