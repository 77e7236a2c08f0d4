import { Input, MultiSelect, NumberInput, Select, Slider, Textarea, TextInput } from '@mantine/core';
import { type FormErrors, useForm } from '@mantine/form';
import { type Criteria, EVERYTHING } from '#modules/criteria/schema.ts';
import { changeGoal, createGoal, getFeasibility } from '#modules/goals/contract/goals.ts';
import { isMoney, isSegmentField, METRICS, type Metric, PERIODS, type PeriodKind } from '#modules/goals/schema.ts';
import { listMembers } from '#modules/team/contract/members.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import { PersonSelect } from '../team/PersonSelect.tsx';
import { written } from './figures.ts';
import type { GoalRead } from './GoalFigure.tsx';
import classes from './goals.module.css';

interface GoalFormProps {
  goal: GoalRead | null;
  others: readonly GoalRead[];
  currency: string;
  today: string;
  onClose: () => void;
}

/** Writes a draft: what is counted, by when, whose share, who answers for it; says at once how likely it is. */
export function GoalForm({ goal, others, currency, today, onClose }: GoalFormProps) {
  const { goals: texts } = useTexts();
  const toast = useToast();
  const members = useRead(listMembers, {}, { topics: ['member'] });
  const create = useWrite(createGoal, { invalidates: ['goal'] });
  const change = useWrite(changeGoal, { invalidates: ['goal'] });
  const form = useForm({
    initialValues: {
      title: goal?.title ?? '',
      why: goal?.why ?? '',
      metric: (goal?.metric ?? 'revenue') as Metric,
      period: (goal?.period ?? 'quarter') as PeriodKind,
      day: goal?.startsOn ?? today,
      target: goal?.target ?? (null as number | null),
      marketingPercent: goal?.marketingPercent ?? 60,
      parentId: goal?.parentId ?? (null as string | null),
      accountableId: goal?.accountable.id ?? (null as string | null),
      responsibleIds: goal?.responsible.map(({ id }) => id) ?? ([] as string[]),
      reward: goal?.reward?.text ?? '',
      rewardAt: goal?.reward?.atPercent ?? (100 as number | string),
      segment: (goal?.segment ?? EVERYTHING) as Criteria,
    },
  });
  const submit = async ({ target, accountableId, why, reward, rewardAt, segment, ...values }: typeof form.values) => {
    const terms = {
      ...values,
      reward: reward.trim() ? { text: reward, atPercent: Number(rewardAt) } : null,
      segment: segment.of.length > 0 ? segment : null,
      why: why || null,
      target: target ?? 0,
      accountableId: accountableId ?? '',
    };
    await (goal ? change.mutateAsync({ id: goal.id, ...terms }) : create.mutateAsync(terms));
    toast.done(texts.saved);
    onClose();
  };
  const { values } = form;
  const names = (list: readonly string[], of: Readonly<Record<string, string>>) =>
    list.map((value) => ({ value, label: of[value] ?? value }));
  return (
    <SideForm
      form={form}
      title={goal ? (goal.status === 'signed' ? texts.next : texts.edit) : texts.add}
      opened
      onClose={onClose}
      action={texts.save}
      onSubmit={submit}
    >
      <TextInput label={texts.fields.title} required {...form.getInputProps('title')} />
      <Select label={texts.fields.metric} allowDeselect={false} data={names(METRICS, texts.metrics)} {...form.getInputProps('metric')} />
      <Select label={texts.fields.period} allowDeselect={false} data={names(PERIODS, texts.periods)} {...form.getInputProps('period')} />
      <TextInput type="date" label={texts.fields.day} required {...form.getInputProps('day')} />
      {isMoney(values.metric) ? (
        <MoneyInput
          label={texts.fields.target}
          currency={currency}
          value={values.target}
          onChange={(minor) => form.setFieldValue('target', minor)}
          error={form.errors.target}
        />
      ) : (
        <NumberInput
          label={texts.fields.target}
          min={1}
          required
          value={values.target ?? ''}
          onChange={(typed) => form.setFieldValue('target', typed === '' ? null : Math.round(Number(typed)))}
          error={form.errors.target}
        />
      )}
      <Feasible values={values} currency={currency} />
      <div>
        <p className={classes.quiet}>
          {texts.fields.marketingPercent}: {values.marketingPercent} · {texts.fields.salesShare(String(100 - values.marketingPercent))}
        </p>
        <Slider step={5} label={null} thumbLabel={texts.fields.marketingPercent} {...form.getInputProps('marketingPercent')} />
      </div>
      <PersonSelect
        label={texts.fields.accountable}
        required
        value={values.accountableId}
        onChange={(id) => form.setFieldValue('accountableId', id)}
        error={form.errors.accountableId}
      />
      <MultiSelect
        label={texts.fields.responsible}
        searchable
        data={(members.data?.items ?? [])
          .filter(({ status }) => status === 'active' || status === 'placeholder')
          .map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('responsibleIds')}
      />
      <Select
        label={texts.parent}
        clearable
        placeholder={texts.noParent}
        data={others.filter(({ id }) => id !== goal?.id).map(({ id, title }) => ({ value: id, label: title }))}
        {...form.getInputProps('parentId')}
      />
      <About value={values.segment} onChange={(segment) => form.setFieldValue('segment', segment)} errors={form.errors} />
      <TextInput label={texts.fields.reward} description={texts.rewardHelp} {...form.getInputProps('reward')} />
      {values.reward.trim() !== '' && (
        <NumberInput label={texts.fields.rewardAt} min={1} max={200} required {...form.getInputProps('rewardAt')} />
      )}
      <Textarea label={texts.fields.why} autosize minRows={2} {...form.getInputProps('why')} />
    </SideForm>
  );
}

interface AboutProps {
  value: Criteria;
  onChange: (criteria: Criteria) => void;
  errors: FormErrors;
}

/** Whom the goal is about, in the language of conditions. */
function About({ value, onChange, errors }: AboutProps) {
  const { goals: texts } = useTexts();
  const said = Object.entries(errors).map(([field, message]) => ({ field, message: String(message) }));
  return (
    <Input.Wrapper label={texts.fields.segment} description={texts.segmentHelp} error={errors.segment}>
      <CriteriaEditor entity="contact" only={isSegmentField} value={value} onChange={onChange} errors={said} path="segment" />
    </Input.Wrapper>
  );
}

function Feasible({
  values,
  currency,
}: {
  values: { metric: Metric; period: PeriodKind; day: string; target: number | null };
  currency: string;
}) {
  const { feasible: texts } = useTexts().goals;
  const format = useFormat();
  const asked = { metric: values.metric, period: values.period, day: values.day, target: values.target ?? 1 };
  const { data } = useRead(getFeasibility, asked, {
    when: values.target !== null && values.target > 0 && /^\d{4}-\d\d-\d\d$/.test(values.day),
    keep: true,
  });
  if (!data || values.target === null) return null;
  const n = format.number(data.n);
  const chance = format.percent(data.chance ?? 0);
  const words = {
    within: texts.within(chance, n),
    stretch: texts.stretch(chance, n, written(format, values.metric, currency)(data.most)),
    not_enough_data: texts.none(n),
  };
  return (
    <p className={classes.quiet} role="status">
      {words[data.verdict]} {data.capacity !== null && texts.capacity(format.number(data.capacity))}
    </p>
  );
}
