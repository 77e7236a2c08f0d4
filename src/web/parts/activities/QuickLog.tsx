import { Modal, NumberInput, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type KeyboardEvent, useRef } from 'react';
import { logCall } from '#modules/activities/contract.ts';
import type { CallOutcome, Consent, Direction } from '#modules/activities/schema.ts';
import { useWrite } from '../../data.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './activities.module.css';
import { DetailFields, NextStepFields, RecordingFields } from './CallDetails.tsx';
import { type Due, dueAt, instantOf } from './due.ts';
import { OutcomeDigits } from './OutcomeDigits.tsx';
import { NOTHING_SAID, SaidField, saidOf } from './SaidField.tsx';
import { type SubjectIds, topicsOf } from './subject.ts';

export interface QuickLogProps {
  about: SubjectIds;
  name: string;
  onClose: () => void;
}

const EMPTY = {
  outcome: null as CallOutcome | null,
  minutes: '' as number | string,
  preparation: '' as number | string,
  notes: '',
  nextStep: '',
  due: 'tomorrow',
  when: '',
  direction: 'out',
  said: NOTHING_SAID,
  consent: '',
  reference: '',
};
type Values = typeof EMPTY;

/** The call as the endpoint takes it; what was left open stays out. */
export function callOf(values: Values, about: SubjectIds, zone: string) {
  const { outcome, minutes, preparation, notes, nextStep, said, consent, reference } = values;
  const occurredAt = instantOf(values.when, zone);
  const due = dueAt(values.due as Due, Date.now(), zone);
  return {
    ...about,
    outcome: outcome ?? 'connected',
    direction: values.direction as Direction,
    ...(minutes === '' ? {} : { durationSeconds: Math.round(Number(minutes) * 60) }),
    ...(preparation === '' ? {} : { preparationMinutes: Math.round(Number(preparation)) }),
    ...(notes.trim() ? { notes: notes.trim() } : {}),
    ...(occurredAt ? { occurredAt } : {}),
    ...saidOf(said),
    ...(nextStep.trim() ? { nextStep: { subject: nextStep.trim(), ...(due ? { dueAt: due } : {}) } } : {}),
    ...(consent
      ? {
          recording: { consent: consent as Consent, ...(reference.trim() && consent !== 'refused' ? { reference: reference.trim() } : {}) },
        }
      : {}),
  };
}

/** A call in 20 seconds without the mouse: a digit for the outcome, minutes, what was said, the next step, Enter. */
export function QuickLog({ about, name, onClose }: QuickLogProps) {
  const { activities, ui } = useTexts();
  const texts = activities.log;
  const toast = useToast();
  const { timeZone } = useReader();
  const minutes = useRef<HTMLInputElement>(null);
  const write = useWrite(logCall, { invalidates: [...topicsOf(about), 'insight'], onDone: () => toast.done(texts.logged) });
  const form = useForm({
    initialValues: EMPTY,
    validate: { outcome: (outcome: CallOutcome | null) => (outcome ? null : texts.chooseOutcome) },
  });
  const submit = async (values: Values) => {
    await write.mutateAsync(callOf(values, about, timeZone));
    onClose();
  };
  const { error: outcomeError } = form.getInputProps('outcome');
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.callWith(name)}
      size={520}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <FormShell form={form} action={texts.call} onSubmit={submit} onCancel={onClose} draft={`call.${Object.values(about).join('.')}`}>
        <OutcomeDigits
          autoFocus
          value={form.values.outcome}
          onChange={(outcome) => form.setFieldValue('outcome', outcome)}
          onDigit={() => minutes.current?.focus()}
          error={typeof outcomeError === 'string' ? outcomeError : undefined}
        />
        <NumberInput
          ref={minutes}
          label={texts.minutes}
          min={0}
          max={1440}
          decimalScale={1}
          w={140}
          hideControls
          {...form.getInputProps('minutes')}
        />
        <Textarea
          label={texts.notes}
          description={texts.notesHelp}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={20_000}
          onKeyDown={enterSaves}
          {...form.getInputProps('notes')}
        />
        {form.values.outcome === 'connected' && (
          <SaidField value={form.values.said} onChange={(said) => form.setFieldValue('said', said)} />
        )}
        <NextStepFields form={form as never} />
        <details className={classes.more}>
          <summary>{texts.more}</summary>
          <div className={classes.stack}>
            <NumberInput label={texts.preparation} min={0} max={1440} w={200} hideControls {...form.getInputProps('preparation')} />
            <DetailFields form={form as never} out={texts.out} inbound={texts.in} />
            <RecordingFields form={form as never} refused={form.values.consent === 'refused'} />
          </div>
        </details>
      </FormShell>
    </Modal>
  );
}

/** Enter saves, as everywhere in this dialog; Shift Enter starts a new line. */
export function enterSaves(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
