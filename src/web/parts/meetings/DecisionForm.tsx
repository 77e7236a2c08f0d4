import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createDecision, type Decision, getDecisionChoices, rewriteDecision } from '#modules/meetings/contract/decisions.ts';
import { DECISION_KINDS, type DecisionKind, METRICS } from '#modules/meetings/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { ChangeFields } from './ChangeFields.tsx';
import { type Choices, changeIn, type Values, valuesOf } from './decision-values.ts';

interface DecisionFormProps {
  /** The decision that is written again. */
  of?: Decision | null;
  at?: { meetingId: string | null; itemId: string | null };
  /** The kind that a new one begins with. */
  kind?: DecisionKind | undefined;
  onClose: () => void;
}

/** A decision: what changes exactly, by what it is measured, what is expected and when that is looked at. */
export function DecisionForm(props: DecisionFormProps) {
  const { data } = useRead(getDecisionChoices, {}, { topics: ['agreement', 'threshold', 'profile', 'score', 'territory', 'offer'] });
  return data ? <Form {...props} choices={data} /> : null;
}

function Form({ of = null, at, kind, onClose, choices }: DecisionFormProps & { choices: Choices }) {
  const { meetings, ui } = useTexts();
  const texts = meetings.decisions.form;
  const create = useWrite(createDecision, { invalidates: ['decision', 'meeting'] });
  const rewrite = useWrite(rewriteDecision, { invalidates: ['decision'] });
  const form = useForm<Values>({
    initialValues: valuesOf(of, choices, kind),
    validate: { title: isNotEmpty(ui.form.required), expected: isNotEmpty(ui.form.required), checkOn: isNotEmpty(ui.form.required) },
  });
  const { metric } = form.values;
  return (
    <SideForm
      opened
      onClose={onClose}
      title={of ? meetings.decisions.rewrite : meetings.decisions.write}
      form={form}
      action={texts.action}
      onSubmit={async (values) => {
        const words = {
          title: values.title,
          change: changeIn(values),
          metric: values.metric,
          lineId: values.metric === 'attainment' ? values.metricLine || null : null,
          expected: values.metric === 'handoffs' ? Number(values.expected) : Math.round(Number(values.expected) * 10) / 1000,
          checkOn: values.checkOn,
        };
        if (of) await rewrite.mutateAsync({ id: of.id, ...words });
        else await create.mutateAsync({ ...words, ...at });
        onClose();
      }}
    >
      <TextInput label={texts.title} required maxLength={200} {...form.getInputProps('title')} />
      <NativeSelect
        label={texts.kind}
        data={DECISION_KINDS.map((value) => ({ value, label: meetings.decisions.kinds[value] }))}
        {...form.getInputProps('kind')}
      />
      <ChangeFields form={form} choices={choices} />
      <NativeSelect
        label={texts.metric}
        data={METRICS.map((value) => ({ value, label: meetings.decisions.metrics[value] }))}
        {...form.getInputProps('metric')}
      />
      {metric === 'attainment' && (
        <NativeSelect
          label={texts.line}
          data={choices.clauses.filter(({ clocked }) => clocked).map(({ lineId, title }) => ({ value: lineId, label: title }))}
          {...form.getInputProps('metricLine')}
          error={form.errors.lineId}
        />
      )}
      <NumberInput
        label={metric === 'handoffs' ? texts.expectedCount : texts.expectedShare}
        required
        min={0}
        {...(metric === 'handoffs' ? {} : { max: 100 })}
        {...form.getInputProps('expected')}
      />
      <TextInput type="date" label={texts.checkOn} required {...form.getInputProps('checkOn')} />
    </SideForm>
  );
}
