import { NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { correctActivity } from '#modules/activities/contract.ts';
import { type ActivityRow, CALL_OUTCOMES, MEETING_OUTCOMES } from '#modules/activities/schema.ts';
import { useWrite } from '../../data.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { saidIn } from './describe.ts';
import { instantOf, localMoment } from './due.ts';
import { NOTHING_SAID, type Said, SaidField, type SaidLine, saidOf } from './SaidField.tsx';

type Outcome = (typeof CALL_OUTCOMES)[number] | (typeof MEETING_OUTCOMES)[number];

/** Corrects an entry by a new version; only what was changed is sent. */
export function Correction({ row, onClose }: { row: ActivityRow; onClose: () => void }) {
  const { activities } = useTexts();
  const texts = activities.log;
  const toast = useToast();
  const { timeZone } = useReader();
  const write = useWrite(correctActivity, { invalidates: ['activity', 'insight'], onDone: () => toast.done(texts.corrected) });
  const initial = {
    when: localMoment(row.occurredAt, timeZone),
    subject: row.subject ?? '',
    outcome: row.outcome ?? '',
    minutes: (row.durationSeconds === null || row.durationSeconds === undefined ? '' : row.durationSeconds / 60) as number | string,
    body: row.body ?? '',
    said: { ...NOTHING_SAID, lines: saidIn(row) as SaidLine[] } as Said,
  };
  const form = useForm({ initialValues: initial });
  const submit = async (values: typeof initial) => {
    const occurredAt = values.when === initial.when ? undefined : instantOf(values.when, timeZone);
    await write.mutateAsync({
      id: row.id,
      ...(occurredAt ? { occurredAt } : {}),
      ...(values.subject === initial.subject ? {} : { subject: values.subject || null }),
      ...(values.outcome === initial.outcome || !values.outcome ? {} : { outcome: values.outcome as Outcome }),
      ...(values.minutes === initial.minutes
        ? {}
        : { durationSeconds: values.minutes === '' ? null : Math.round(Number(values.minutes) * 60) }),
      ...(values.body === initial.body ? {} : { body: values.body || null }),
      ...(values.said === initial.said ? {} : { insights: saidOf(values.said).insights ?? [] }),
    });
    onClose();
  };
  const outcomes = row.kind === 'call' ? CALL_OUTCOMES : row.kind === 'meeting' ? MEETING_OUTCOMES : null;
  return (
    <SideForm title={texts.correction} opened onClose={onClose} form={form} action={texts.saveCorrection} onSubmit={submit}>
      <p>{texts.correctionBody}</p>
      <TextInput type="datetime-local" label={texts.when} {...form.getInputProps('when')} />
      {row.kind !== 'note' && row.subject !== undefined && (
        <TextInput label={texts.subject} maxLength={300} {...form.getInputProps('subject')} />
      )}
      {outcomes && row.outcome !== undefined && (
        <NativeSelect
          label={activities.list.outcome}
          data={outcomes.map((outcome) => ({ value: outcome, label: activities.outcomes[outcome] }))}
          {...form.getInputProps('outcome')}
        />
      )}
      {outcomes && row.durationSeconds !== undefined && (
        <NumberInput label={texts.minutes} min={0} max={10_080} decimalScale={1} hideControls {...form.getInputProps('minutes')} />
      )}
      {row.body !== undefined && (
        <Textarea label={texts.notes} autosize minRows={3} maxRows={14} maxLength={20_000} {...form.getInputProps('body')} />
      )}
      {row.data !== undefined && <SaidField value={form.values.said} onChange={(said) => form.setFieldValue('said', said)} />}
    </SideForm>
  );
}
