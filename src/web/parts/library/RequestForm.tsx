import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createRequest } from '#modules/library/contract/requests.ts';
import { PERSONAS, STAGES } from '#modules/library/schema.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { type Chosen, RecordSelect } from '../lists/RecordSelect.tsx';
import { personaName, stageName } from './words.ts';

/** As many as a request takes. */
const MOST_DEALS = 20;

/** Asks Marketing for something that is missing, with the deal that waits for it. */
export function RequestForm({
  deal,
  need = '',
  waiting = [],
  persona = '',
  stage = '',
  onClose,
}: {
  deal?: Chosen;
  /** What is missing, where something says it already. */
  need?: string;
  /** Deals that wait for it, beside the one that is chosen. */
  waiting?: readonly Chosen[];
  persona?: string;
  stage?: string;
  onClose: () => void;
}) {
  const texts = useTexts();
  const words = texts.library.requests;
  const format = useFormat();
  const toast = useToast();
  const ask = useWrite(createRequest, { invalidates: ['asset_request'] });
  const form = useForm({
    initialValues: { need, persona, stage, deal: deal ?? (null as Chosen | null), dueOn: '' },
    validate: { need: isNotEmpty(texts.ui.form.required) },
  });
  const submit = async (values: typeof form.values) => {
    const { dueAt } = await ask.mutateAsync({
      need: values.need,
      persona: PERSONAS.find((one) => one === values.persona) ?? null,
      stage: STAGES.find((one) => one === values.stage) ?? null,
      dealIds: [...new Set([...(values.deal ? [values.deal.id] : []), ...waiting.map(({ id }) => id)])].slice(0, MOST_DEALS),
      ...(values.dueOn ? { dueAt: new Date(`${values.dueOn}T17:00:00`).toISOString() } : {}),
    });
    toast.done(words.asked(format.date(dueAt)));
    onClose();
  };
  return (
    <SideForm title={words.ask} opened onClose={onClose} form={form} action={words.ask} onSubmit={submit}>
      <Textarea
        label={words.need}
        description={words.needHelp}
        data-autofocus
        required
        autosize
        minRows={3}
        maxLength={2000}
        {...form.getInputProps('need')}
      />
      <NativeSelect
        label={words.persona}
        data={[{ value: '', label: texts.library.anyPersona }, ...PERSONAS.map((value) => ({ value, label: personaName(texts, value) }))]}
        {...form.getInputProps('persona')}
      />
      <NativeSelect
        label={words.stage}
        data={[{ value: '', label: texts.library.anyStage }, ...STAGES.map((value) => ({ value, label: stageName(texts, value) }))]}
        {...form.getInputProps('stage')}
      />
      <RecordSelect
        entity="deal"
        label={words.deal}
        clearable
        value={form.values.deal}
        onChange={(chosen) => form.setFieldValue('deal', chosen)}
        error={form.errors.dealIds}
      />
      {waiting.length > 0 && <p>{words.waiting(format.number(waiting.length))}</p>}
      <TextInput type="date" label={words.dueOn} {...form.getInputProps('dueOn')} />
    </SideForm>
  );
}
