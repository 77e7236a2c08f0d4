import { Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { proposeReason } from '#modules/leads/contract/reasons.ts';
import { type ProposalKind, REASON_CLASSES, type ReasonClass } from '#modules/leads/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { Reason } from './ReasonFields.tsx';

export type Proposing = { kind: 'add'; reason: null } | { kind: Exclude<ProposalKind, 'add'>; reason: Reason };

interface Values {
  class: string;
  label: string;
  needsNote: boolean;
  needsDate: boolean;
  recycleDays: number | '';
  place: number;
  why: string;
}

/** Puts a change of the reasons before both sides; whoever proposes has signed for theirs. */
export function ProposeReason({ proposing, onClose }: { proposing: Proposing; onClose: () => void }) {
  const { leads, disputes, ui } = useTexts();
  const texts = disputes.reasons;
  const toast = useToast();
  const propose = useWrite(proposeReason, { invalidates: ['reason'] });
  const { kind, reason } = proposing;
  const form = useForm<Values>({
    initialValues: {
      class: reason?.class ?? 'not_fit',
      label: reason?.label ?? '',
      needsNote: reason?.needsNote ?? false,
      needsDate: reason?.needsDate ?? false,
      recycleDays: reason?.recycleDays ?? '',
      place: (reason?.position ?? 0) + 1,
      why: '',
    },
    validate: { label: isNotEmpty(ui.form.required), why: isNotEmpty(ui.form.required) },
  });
  const title = reason
    ? { change: texts.changeTitle, retire: texts.retireTitle, restore: texts.restoreTitle, remove: texts.removeTitle }[kind](reason.label)
    : texts.add;
  const submit = async (values: Values) => {
    const late = values.class === 'not_now';
    const said = {
      label: values.label,
      needsNote: values.needsNote,
      needsDate: late && values.needsDate,
      recycleDays: late && values.recycleDays !== '' ? values.recycleDays : null,
      ...(kind === 'change' ? { position: values.place - 1 } : {}),
    };
    await propose.mutateAsync({
      kind,
      ...(reason ? { reasonId: reason.id } : { class: values.class as ReasonClass }),
      ...(kind === 'add' || kind === 'change' ? { change: said } : {}),
      why: values.why,
    });
    onClose();
    toast.done(texts.proposed);
  };
  return (
    <SideForm title={title} opened onClose={onClose} form={form} action={texts.propose} onSubmit={submit}>
      {kind === 'add' && (
        <NativeSelect
          label={leads.settings.kind}
          data={REASON_CLASSES.map((name) => ({ value: name, label: leads.reason.classes[name] }))}
          {...form.getInputProps('class')}
        />
      )}
      {(kind === 'add' || kind === 'change') && (
        <>
          <TextInput label={leads.settings.label} data-autofocus required maxLength={80} {...form.getInputProps('label')} />
          <Checkbox label={leads.settings.needsNote} {...form.getInputProps('needsNote', { type: 'checkbox' })} />
          {form.values.class === 'not_now' && (
            <>
              <Checkbox label={leads.settings.needsDate} {...form.getInputProps('needsDate', { type: 'checkbox' })} />
              <NumberInput label={texts.days} placeholder={texts.usual} min={0} max={730} {...form.getInputProps('recycleDays')} />
            </>
          )}
        </>
      )}
      {kind === 'change' && <NumberInput label={texts.place} min={1} max={100} {...form.getInputProps('place')} />}
      <Textarea
        label={texts.why}
        description={texts.whyHelp}
        required
        autosize
        minRows={2}
        maxLength={1000}
        {...form.getInputProps('why')}
      />
    </SideForm>
  );
}
