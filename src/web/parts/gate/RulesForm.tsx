import { MultiSelect, NativeSelect, NumberInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { proposeGateRules } from '#modules/gate/contract/rules.ts';
import { AGREED_CODES, type GateRules, GRADES, MOST_CAP, MOST_COMPANY_CAP } from '#modules/gate/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './gate.module.css';
import { useStages, WEIGHED } from './RulesWords.tsx';

/** Other rules, to be proposed to both sides. */
export function RulesForm({ rules, onClose }: { rules: GateRules; onClose: () => void }) {
  const { gate } = useTexts();
  const { rules: texts } = gate;
  const toast = useToast();
  const stages = useStages();
  const propose = useWrite(proposeGateRules, { invalidates: ['gate'], onDone: () => toast.done(texts.proposed) });
  const form = useForm({ initialValues: { rules } });
  const submit = async (values: typeof form.values) => {
    const companyCap = Number(values.rules.companyCap) || null;
    await propose.mutateAsync({ rules: { ...values.rules, companyCap } });
    onClose();
  };
  const input = (path: string) => form.getInputProps(`rules.${path}`);
  return (
    <FormShell form={form} action={texts.propose} onSubmit={submit} onCancel={onClose}>
      <h2 className={classes.heading}>{texts.budget}</h2>
      <div className={classes.fields}>
        <NumberInput label={texts.cap} min={1} max={MOST_CAP} {...input('cap')} />
        <NumberInput
          label={texts.companyCap}
          description={texts.companyCapHelp}
          inputWrapperOrder={['label', 'input', 'description']}
          min={1}
          max={MOST_COMPANY_CAP}
          {...input('companyCap')}
          value={form.getValues().rules.companyCap ?? ''}
        />
        <NumberInput label={texts.refillDays} min={1} max={365} allowDecimal={false} {...input('refillDays')} />
      </div>
      <h2 className={classes.heading}>{texts.takes}</h2>
      <div className={classes.fields}>
        {WEIGHED.map((kind) => (
          <NumberInput key={kind} label={texts.weights[kind]} min={0} max={20} decimalScale={1} {...input(`weights.${kind}`)} />
        ))}
      </div>
      <h2 className={classes.heading}>{texts.firm}</h2>
      <p className={classes.quiet}>{texts.firmHelp}</p>
      <div className={classes.fields}>
        {AGREED_CODES.map((code) => (
          <NativeSelect
            key={code}
            label={gate.codes[code]}
            data={[...GRADES, 'off' as const].map((value) => ({ value, label: gate.grades[value] }))}
            {...input(`grades.${code}`)}
          />
        ))}
        <NumberInput label={texts.sameOfferDays} min={1} max={365} allowDecimal={false} {...input('sameOfferDays')} />
        <NativeSelect
          label={texts.negotiationOf}
          data={(['person', 'company'] as const).map((value) => ({ value, label: texts.of[value] }))}
          {...input('negotiation.of')}
        />
      </div>
      <MultiSelect label={texts.stages} description={texts.stagesHelp} data={stages} {...input('negotiation.stageIds')} />
    </FormShell>
  );
}
