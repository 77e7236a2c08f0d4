import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { proposeThreshold } from '#modules/thresholds/contract/thresholds.ts';
import { type FitClass, MOST_EXPLORATION } from '#modules/thresholds/schema.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './thresholds.module.css';

interface ProposalFormProps {
  id: string;
  /** Values that suit both sides. */
  cuts: readonly number[];
  /** The fit that the table shows; the proposal is for the same. */
  fitClasses: readonly FitClass[];
  suggested: number | null;
}

const DAY_MS = 86_400_000;
const USUAL_DAYS = 182;
const USUAL_SHARE = 5;

/** A value out of the zone, with its sample and its last day. */
export function ProposalForm({ id, cuts, fitClasses, suggested }: ProposalFormProps) {
  const { thresholds: texts } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const propose = useWrite(proposeThreshold, { invalidates: ['threshold'] });
  const first = suggested !== null && cuts.includes(suggested) ? suggested : (cuts[0] ?? 0);
  const form = useForm({
    initialValues: {
      cut: String(first),
      exploration: USUAL_SHARE as number | string,
      expiresOn: new Date(Date.now() + USUAL_DAYS * DAY_MS).toISOString().slice(0, 10),
    },
  });
  const submit = async ({ cut, exploration, expiresOn }: typeof form.values) => {
    await propose.mutateAsync({ id, cut: Number(cut), fitClasses: [...fitClasses], exploration: Number(exploration) || 0, expiresOn });
    toast.done(texts.proposed);
  };
  return (
    <div className={classes.box}>
      <strong>{texts.propose}</strong>
      <FormShell form={form} action={texts.propose} onSubmit={submit} guard={false}>
        <div className={classes.row}>
          <NativeSelect
            label={texts.cut}
            data={cuts.map((cut) => ({ value: String(cut), label: `${format.number(cut)} · ${texts.classes} ${fitClasses.join(', ')}` }))}
            {...form.getInputProps('cut')}
          />
          <NumberInput label={texts.sampleShare} min={0} max={MOST_EXPLORATION} decimalScale={0} {...form.getInputProps('exploration')} />
          <TextInput label={texts.lastDay} type="date" required {...form.getInputProps('expiresOn')} />
        </div>
        <p className={classes.quiet}>
          {texts.sampleShare}: {texts.sampleHelp} {texts.lastDay}: {texts.lastDayHelp}
        </p>
      </FormShell>
    </div>
  );
}
