import { NumberInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { stateNeed } from '#modules/thresholds/contract/thresholds.ts';
import type { Need, Party } from '#modules/thresholds/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import { Side } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './thresholds.module.css';

interface NeedFormProps {
  id: string;
  party: Party;
  mine: Need | null;
  currency: string;
  onDone: () => void;
}

type Typed = number | '';
const numberOf = (typed: Typed | string) => (typed === '' ? null : Number(typed));

/** What a side needs; the other one does not see it before its own is in. */
export function NeedForm({ id, party, mine, currency, onDone }: NeedFormProps) {
  const { thresholds: texts } = useTexts();
  const toast = useToast();
  const state = useWrite(stateNeed, { invalidates: ['threshold', 'score'] });
  const form = useForm({
    initialValues: {
      leastPrecision: (mine?.leastPrecision == null ? '' : Math.round(mine.leastPrecision * 1000) / 10) as Typed,
      mostPerWeek: (mine?.mostPerWeek ?? '') as Typed,
      leastPerMonth: (mine?.leastPerMonth ?? '') as Typed,
      leastValueMinor: mine?.leastValueMinor ?? null,
    },
  });
  const submit = async (values: typeof form.values) => {
    const percent = numberOf(values.leastPrecision);
    const needs =
      party === 'sales'
        ? { leastPrecision: percent === null ? null : percent / 100, mostPerWeek: numberOf(values.mostPerWeek) }
        : { leastPerMonth: numberOf(values.leastPerMonth), leastValueMinor: values.leastValueMinor };
    const { bothIn } = await state.mutateAsync({ id, ...needs });
    toast.done(bothIn ? texts.bothIn : texts.said);
    onDone();
  };
  return (
    <div className={classes.box}>
      <div className={classes.line}>
        <Side side={party} /> <strong>{texts.say}</strong>
      </div>
      <p className={classes.quiet}>{texts.private}</p>
      <FormShell
        form={form}
        action={mine ? texts.change : texts.say}
        onSubmit={submit}
        {...(mine ? { onCancel: onDone } : {})}
        guard={false}
      >
        <div className={classes.row}>
          {party === 'sales' ? (
            <>
              <NumberInput
                label={texts.need.leastPrecision}
                min={0}
                max={100}
                decimalScale={1}
                suffix=" %"
                {...form.getInputProps('leastPrecision')}
              />
              <NumberInput label={texts.need.mostPerWeek} min={0.1} decimalScale={1} {...form.getInputProps('mostPerWeek')} />
            </>
          ) : (
            <>
              <NumberInput label={texts.need.leastPerMonth} min={0.1} decimalScale={1} {...form.getInputProps('leastPerMonth')} />
              <MoneyInput
                label={texts.need.leastValueMinor}
                currency={currency}
                value={form.values.leastValueMinor}
                onChange={(minor) => form.setFieldValue('leastValueMinor', minor)}
                error={form.errors.leastValueMinor}
              />
            </>
          )}
        </div>
      </FormShell>
    </div>
  );
}
