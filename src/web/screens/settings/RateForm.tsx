import { NumberInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { putExchangeRate } from '#modules/currencies/contract.ts';
import { MOST_RATE } from '#modules/currencies/schema.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { currencyChoices } from './choices.ts';

/** Sets one rate. `currency`: null while closed, empty where it is still to be chosen. */
export function RateForm({ base, currency, onClose }: { base: string; currency: string | null; onClose: () => void }) {
  const { currencies: texts, ui } = useTexts();
  const { locale } = useReader();
  const format = useFormat();
  const now = useNow();
  const toast = useToast();
  const put = useWrite(putExchangeRate, { invalidates: ['exchange_rate'], onDone: () => toast.done(texts.done) });
  const required = (value: unknown) => (value === '' || value === null ? ui.form.required : null);
  const form = useForm({
    initialValues: { currency: currency ?? '', validFrom: format.dayKey(new Date(now)), rate: '' as number | string },
    validate: { currency: required, validFrom: required, rate: required },
  });
  const submit = async ({ rate, ...rest }: typeof form.values) => {
    await put.mutateAsync({ ...rest, rate: Number(rate) });
    onClose();
  };
  return (
    <SideForm title={texts.add} opened={currency !== null} onClose={onClose} form={form} action={texts.set} onSubmit={submit} guard={false}>
      <Select
        label={texts.currency}
        data={currencyChoices(locale).filter(({ value }) => value !== base)}
        searchable
        {...form.getInputProps('currency')}
      />
      <TextInput type="date" label={texts.validFrom} {...form.getInputProps('validFrom')} />
      <NumberInput
        label={texts.rate}
        description={texts.rateHelp(base)}
        min={0}
        max={MOST_RATE}
        decimalScale={10}
        hideControls
        {...form.getInputProps('rate')}
      />
    </SideForm>
  );
}
