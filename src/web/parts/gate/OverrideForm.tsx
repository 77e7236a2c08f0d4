import { Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { overrideGate } from '#modules/gate/contract/overrides.ts';
import { AGREED_CODES, type Intent, MOST_OVERRIDE_DAYS, type Reason } from '#modules/gate/schema.ts';
import { useWrite } from '../../data.ts';
import { useNow } from '../../now.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { instantOf, localMoment } from '../activities/due.ts';
import classes from './gate.module.css';

const DAY_MS = 86_400_000;
const USUAL_DAYS = 7;

export interface OverrideFormProps {
  contact: { id: string; name: string };
  intent: Intent;
  /** What stands in the way. */
  reasons: readonly Pick<Reason, 'code' | 'overridable'>[];
  onClose: () => void;
}

/** The reasons that somebody with the right may let go. */
export const overridableOf = (reasons: OverrideFormProps['reasons']) =>
  AGREED_CODES.filter((code) => reasons.some((reason) => reason.overridable && reason.code === code));

/** Lets a message go to one person although the gate says not now: why, and until when. */
export function OverrideForm({ contact, intent, reasons, onClose }: OverrideFormProps) {
  const { gate, ui } = useTexts();
  const { overrides: texts } = gate;
  const toast = useToast();
  const now = useNow();
  const { timeZone } = useReader();
  const save = useWrite(overrideGate, { invalidates: ['gate', 'attention', 'hold'], onDone: () => toast.done(texts.saved) });
  const dayIn = (days: number) => localMoment(new Date(now + days * DAY_MS).toISOString(), timeZone).slice(0, 10);
  const form = useForm({
    initialValues: { reason: '', until: dayIn(USUAL_DAYS) },
    validate: { reason: isNotEmpty(ui.form.required), until: isNotEmpty(ui.form.required) },
  });
  const codes = overridableOf(reasons);
  const submit = async ({ reason, until }: typeof form.values) => {
    await save.mutateAsync({ id: contact.id, intent, codes, reason, until: instantOf(`${until}T23:59`, timeZone) ?? '' });
    onClose();
  };
  return (
    <SideForm title={texts.formTitle(contact.name)} opened onClose={onClose} form={form} action={texts.action} onSubmit={submit}>
      <p>{texts.formBody(gate.kinds[intent.kind], ui.sides[intent.side])}</p>
      <ul className={classes.list} aria-label={gate.reasons}>
        {codes.map((code) => (
          <li key={code}>{gate.codes[code]}</li>
        ))}
      </ul>
      <Textarea
        label={texts.reason}
        description={texts.reasonHint}
        autosize
        minRows={2}
        maxLength={500}
        data-autofocus
        {...form.getInputProps('reason')}
      />
      <TextInput
        type="date"
        label={texts.until}
        description={texts.untilHelp}
        min={dayIn(0)}
        max={dayIn(MOST_OVERRIDE_DAYS - 1)}
        {...form.getInputProps('until')}
      />
    </SideForm>
  );
}
