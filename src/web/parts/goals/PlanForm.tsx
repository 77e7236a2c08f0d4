import { Button, Slider, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ByHand, type getPlan, writePlan } from '#modules/goals/contract/plan.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PersonSelect } from '../team/PersonSelect.tsx';
import classes from './goals.module.css';

export type PlanRead = NonNullable<OutputOf<typeof getPlan>['signed']>;

interface PlanFormProps {
  day: string;
  plan: PlanRead | null;
  targetMinor: number | null;
  marketingPercent: number;
  byHand: ByHand;
  currency: string;
  onClose: () => void;
}

/** Writes what was tried into the quarter's draft, with who does what by when. */
export function PlanForm({ day, plan, targetMinor, marketingPercent, byHand, currency, onClose }: PlanFormProps) {
  const { plan: texts } = useTexts().goals;
  const toast = useToast();
  const write = useWrite(writePlan, { invalidates: ['plan'] });
  const form = useForm({
    initialValues: {
      vision: plan?.vision ?? '',
      targetMinor,
      marketingPercent,
      items: (plan?.items ?? []).map((item) => ({
        key: item.id,
        what: item.what,
        accountableId: item.accountable.id as string | null,
        dueOn: item.dueOn,
      })),
    },
  });
  const submit = async ({ vision, items, ...values }: typeof form.values) => {
    await write.mutateAsync({
      day,
      vision: vision || null,
      targetMinor: values.targetMinor ?? 0,
      marketingPercent: values.marketingPercent,
      byHand,
      items: items.map(({ what, accountableId, dueOn }) => ({ what, accountableId: accountableId ?? '', dueOn })),
    });
    toast.done(texts.saved);
    onClose();
  };
  const { items } = form.values;
  return (
    <SideForm form={form} title={texts.write} opened onClose={onClose} action={texts.write} onSubmit={submit}>
      <MoneyInput
        label={texts.target}
        currency={currency}
        value={form.values.targetMinor}
        onChange={(minor) => form.setFieldValue('targetMinor', minor)}
        error={form.errors.targetMinor ?? form.errors.byHand}
      />
      <div>
        <p className={classes.quiet}>
          {texts.share}: {form.values.marketingPercent}
        </p>
        <Slider step={5} label={null} thumbLabel={texts.share} {...form.getInputProps('marketingPercent')} />
      </div>
      <Textarea label={texts.vision} autosize minRows={3} {...form.getInputProps('vision')} />
      <h3 className={classes.heading}>{texts.items}</h3>
      {items.map((item, n) => (
        <fieldset key={item.key} className={classes.card}>
          <TextInput label={texts.item.what} required {...form.getInputProps(`items.${n}.what`)} />
          <PersonSelect
            label={texts.item.accountable}
            required
            value={item.accountableId}
            onChange={(id) => form.setFieldValue(`items.${n}.accountableId`, id)}
            error={form.errors[`items.${n}.accountableId`]}
          />
          <TextInput type="date" label={texts.item.due} required {...form.getInputProps(`items.${n}.dueOn`)} />
          <Button size="compact-xs" variant="subtle" onClick={() => form.removeListItem('items', n)}>
            {texts.removeItem}
          </Button>
        </fieldset>
      ))}
      <Button
        variant="default"
        onClick={() => form.insertListItem('items', { key: crypto.randomUUID(), what: '', accountableId: null, dueOn: day })}
      >
        {texts.addItem}
      </Button>
    </SideForm>
  );
}
