import { NativeSelect, NumberInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { draftAttribution } from '#modules/attribution/contract/versions.ts';
import { MODELS, SOURCED, type Terms } from '#modules/attribution/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

/** Writes the draft of the rules. */
export function RulesForm({ terms, opened, onClose }: { terms: Terms; opened: boolean; onClose: () => void }) {
  const { attribution } = useTexts();
  const texts = attribution.rules;
  const toast = useToast();
  const save = useWrite(draftAttribution, { invalidates: ['attribution'], onDone: () => toast.done(texts.saved) });
  const form = useForm({
    initialValues: {
      ...{ model: terms.model, halfLifeDays: terms.halfLifeDays, lookbackDays: terms.lookbackDays, sourced: terms.sourced },
      grossMargin: terms.grossMargin === null ? ('' as number | string) : Math.round(terms.grossMargin * 1000) / 10,
    },
  });
  const submit = async ({ grossMargin, ...rest }: typeof form.values) => {
    await save.mutateAsync({ ...rest, grossMargin: grossMargin === '' ? null : Number(grossMargin) / 100 });
    onClose();
  };
  return (
    <SideForm title={texts.draft} opened={opened} onClose={onClose} form={form} action={texts.begin} onSubmit={submit}>
      <NativeSelect
        label={texts.terms.model}
        description={attribution.modelHelp[form.values.model]}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={MODELS.map((value) => ({ value, label: attribution.models[value] }))}
        {...form.getInputProps('model')}
      />
      <NumberInput
        label={texts.terms.halfLife}
        description={texts.terms.halfLifeHelp}
        min={1}
        max={365}
        allowDecimal={false}
        {...form.getInputProps('halfLifeDays')}
      />
      <NumberInput
        label={texts.terms.lookback}
        description={texts.terms.lookbackHelp}
        min={7}
        max={730}
        allowDecimal={false}
        {...form.getInputProps('lookbackDays')}
      />
      <NativeSelect
        label={texts.terms.sourced}
        data={SOURCED.map((value) => ({ value, label: attribution.sourced[value] }))}
        {...form.getInputProps('sourced')}
      />
      <NumberInput
        label={texts.terms.margin}
        description={texts.terms.marginHelp}
        min={1}
        max={100}
        decimalScale={1}
        {...form.getInputProps('grossMargin')}
      />
    </SideForm>
  );
}
