import { NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { logMail, logMeeting } from '#modules/activities/contract.ts';
import { type Direction, MEETING_OUTCOMES } from '#modules/activities/schema.ts';
import { useWrite } from '../../data.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './activities.module.css';
import { DetailFields, NextStepFields } from './CallDetails.tsx';
import { type Due, dueAt, instantOf } from './due.ts';
import { NOTHING_SAID, SaidField, saidOf } from './SaidField.tsx';
import { type SubjectIds, topicsOf } from './subject.ts';

export interface LogFormProps {
  kind: 'meeting' | 'mail';
  about: SubjectIds;
  name: string;
  onClose: () => void;
}

const EMPTY = {
  subject: '',
  outcome: 'held',
  minutes: '' as number | string,
  place: '',
  notes: '',
  nextStep: '',
  due: 'tomorrow',
  when: '',
  direction: 'out',
  said: NOTHING_SAID,
};
type Values = typeof EMPTY;

function commonOf(values: Values, about: SubjectIds, zone: string) {
  const occurredAt = instantOf(values.when, zone);
  const due = dueAt(values.due as Due, Date.now(), zone);
  return {
    ...about,
    subject: values.subject.trim(),
    ...(values.notes.trim() ? { notes: values.notes.trim() } : {}),
    ...(occurredAt ? { occurredAt } : {}),
    ...saidOf(values.said),
    ...(values.nextStep.trim() ? { nextStep: { subject: values.nextStep.trim(), ...(due ? { dueAt: due } : {}) } } : {}),
  };
}

/** Logs a meeting, or a mail that was written elsewhere. */
export function LogForm({ kind, about, name, onClose }: LogFormProps) {
  const { activities, ui } = useTexts();
  const texts = activities.log;
  const toast = useToast();
  const { timeZone } = useReader();
  const done = { invalidates: [...topicsOf(about), 'insight'], onDone: () => toast.done(texts.logged) };
  const meeting = useWrite(logMeeting, done);
  const mail = useWrite(logMail, done);
  const form = useForm({ initialValues: EMPTY, validate: { subject: isNotEmpty(ui.form.required) } });
  const submit = async (values: Values) => {
    const common = commonOf(values, about, timeZone);
    if (kind === 'mail') await mail.mutateAsync({ ...common, direction: values.direction as Direction });
    else
      await meeting.mutateAsync({
        ...common,
        outcome: values.outcome as (typeof MEETING_OUTCOMES)[number],
        ...(values.minutes === '' ? {} : { durationSeconds: Math.round(Number(values.minutes) * 60) }),
        ...(values.place.trim() ? { place: values.place.trim() } : {}),
      });
    form.reset();
    onClose();
  };
  return (
    <SideForm
      title={kind === 'mail' ? texts.mailWith(name) : texts.meetingWith(name)}
      opened
      onClose={onClose}
      form={form}
      action={texts[kind]}
      onSubmit={submit}
      draft={`${kind}.${Object.values(about).join('.')}`}
    >
      <TextInput label={texts.subject} data-autofocus maxLength={300} {...form.getInputProps('subject')} />
      {kind === 'meeting' && (
        <div className={classes.half}>
          <NativeSelect
            label={activities.list.outcome}
            data={MEETING_OUTCOMES.map((outcome) => ({ value: outcome, label: activities.outcomes[outcome] }))}
            {...form.getInputProps('outcome')}
          />
          <NumberInput label={texts.minutes} min={0} max={10_080} hideControls {...form.getInputProps('minutes')} />
        </div>
      )}
      {kind === 'meeting' && <TextInput label={texts.place} maxLength={200} {...form.getInputProps('place')} />}
      <Textarea label={texts.notes} autosize minRows={3} maxRows={12} maxLength={20_000} {...form.getInputProps('notes')} />
      <SaidField value={form.values.said} onChange={(said) => form.setFieldValue('said', said)} />
      <NextStepFields form={form as never} />
      <DetailFields
        form={form as never}
        out={kind === 'mail' ? texts.mailOut : texts.out}
        inbound={kind === 'mail' ? texts.mailIn : texts.in}
      />
    </SideForm>
  );
}
