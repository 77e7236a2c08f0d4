import { NativeSelect, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { CONSENTS } from '#modules/activities/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './activities.module.css';
import { DUES } from './due.ts';

export interface NextStepValues {
  nextStep: string;
  due: string;
}

export interface DetailValues {
  when: string;
  direction: string;
}

export interface RecordingValues {
  consent: string;
  reference: string;
}

type FormOf<Values> = Pick<UseFormReturnType<Values & Record<string, unknown>>, 'getInputProps'>;

/** The next step becomes a task. */
export function NextStepFields({ form }: { form: FormOf<NextStepValues> }) {
  const { log } = useTexts().activities;
  return (
    <div className={classes.pair}>
      <TextInput label={log.nextStep} placeholder={log.nextStepPlaceholder} maxLength={300} {...form.getInputProps('nextStep')} />
      <NativeSelect label={log.due} data={DUES.map((due) => ({ value: due, label: log.dues[due] }))} {...form.getInputProps('due')} />
    </div>
  );
}

/** When, and which way. */
export function DetailFields({ form, out, inbound }: { form: FormOf<DetailValues>; out: string; inbound: string }) {
  const texts = useTexts().activities;
  return (
    <div className={classes.half}>
      <TextInput type="datetime-local" label={texts.log.when} {...form.getInputProps('when')} />
      <NativeSelect
        label={texts.log.direction}
        data={[
          { value: 'out', label: out },
          { value: 'in', label: inbound },
        ]}
        {...form.getInputProps('direction')}
      />
    </div>
  );
}

/** Whether the customer knows of a recording, and where it lies; a refused one is not kept. */
export function RecordingFields({ form, refused }: { form: FormOf<RecordingValues>; refused: boolean }) {
  const texts = useTexts().activities;
  return (
    <div className={classes.half}>
      <NativeSelect
        label={texts.log.recording}
        data={[{ value: '', label: '–' }, ...CONSENTS.map((consent) => ({ value: consent, label: texts.timeline.consent[consent] }))]}
        {...form.getInputProps('consent')}
      />
      <TextInput label={texts.log.recordingReference} maxLength={500} disabled={refused} {...form.getInputProps('reference')} />
    </div>
  );
}
