import { NativeSelect, NumberInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { changePredictionSettings } from '#modules/predictions/contract/predictions.ts';
import { OUTCOMES, type Outcome } from '#modules/predictions/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { Standing } from './standing.ts';

/** What is predicted, when a lead counts as not won, and what tells older leads from newer ones. */
export function SettingsForm({ standing, opened, onClose }: { standing: Standing; opened: boolean; onClose: () => void }) {
  const { settings: texts, actions } = useTexts().predictions;
  const toast = useToast();
  const { outcome, windowDays, orderField } = standing.settings;
  const form = useForm<{ outcome: Outcome; windowDays: number; orderField: string }>({
    initialValues: { outcome, windowDays, orderField: orderField ?? '' },
  });
  const write = useWrite(changePredictionSettings, { invalidates: ['training'] });
  return (
    <SideForm
      title={texts.title}
      opened={opened}
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={async (values) => {
        await write.mutateAsync({ ...values, orderField: values.orderField || null });
        toast.done(actions.saved);
        onClose();
      }}
    >
      <NativeSelect
        label={texts.outcome}
        data={OUTCOMES.map((value) => ({ value, label: texts.outcomes[value] }))}
        {...form.getInputProps('outcome')}
      />
      <NumberInput label={texts.window} min={14} max={1095} allowDecimal={false} {...form.getInputProps('windowDays')} />
      <NativeSelect
        label={texts.order}
        description={texts.orderHelp}
        data={[{ value: '', label: texts.byDate }, ...standing.orderFields.map(({ key, label }) => ({ value: key, label }))]}
        {...form.getInputProps('orderField')}
      />
    </SideForm>
  );
}
