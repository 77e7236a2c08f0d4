import { Checkbox, NativeSelect, NumberInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { getRouting } from '#modules/handoffs/contract/routing.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { TerritoryFields } from '../handoffs/TerritoryFields.tsx';
import { RuleEditor } from '../scoring/RuleEditor.tsx';
import { type Choices, NEW_RULE, NEW_TERRITORY, ruleIn, territoryIn, type Values } from './decision-values.ts';
import classes from './meetings.module.css';

interface FieldsProps {
  form: UseFormReturnType<Values>;
  choices: Choices;
}

const errorsOf = (form: FieldsProps['form']) =>
  Object.entries(form.errors).flatMap(([field, message]) => (typeof message === 'string' ? [{ field, message }] : []));

/** One rule of the score: a new one, or one there is with other points or words, or left out. */
export function ScoreFields({ form, choices }: FieldsProps) {
  const { form: texts } = useTexts().meetings.decisions;
  const format = useFormat();
  const { ruleId, rule, dropped } = form.values;
  if (choices.score === null) return <p className={classes.quiet}>{texts.nothing}</p>;
  const choose = (id: string) => {
    const kept = ruleIn(choices, id);
    form.setValues({ ruleId: kept ? id : 'new', rule: kept ?? NEW_RULE, dropped: false });
  };
  const known = choices.rules.map(({ id, label, points }) => ({ value: id, label: texts.ruleNow(label, format.number(points)) }));
  return (
    <>
      <NativeSelect
        label={texts.rule}
        data={[{ value: 'new', label: texts.newRule }, ...known]}
        value={ruleId}
        onChange={(event) => choose(event.currentTarget.value)}
        error={form.errors['change.ruleId'] ?? form.errors['change.rule']}
      />
      {ruleId !== 'new' && <LeaveOut form={form} />}
      {!dropped && (
        <RuleEditor
          key={ruleId}
          rule={rule}
          at="change.rule"
          groups={choices.score.groups}
          errors={errorsOf(form)}
          onChange={(part) => form.setFieldValue('rule', { ...rule, ...part })}
        />
      )}
    </>
  );
}

/** One rule of routing: a new one, or one there is for other leads, other people or at another place, or left out. */
export function RoutingFields({ form, choices }: FieldsProps) {
  const { form: texts } = useTexts().meetings.decisions;
  const format = useFormat();
  const { data: routing } = useRead(getRouting, {}, { topics: ['territory'] });
  const { territoryId, territory, dropped } = form.values;
  const choose = (id: string) => {
    const kept = territoryIn(choices, id);
    form.setValues({ territoryId: kept ? id : 'new', territory: kept ?? NEW_TERRITORY, place: '', dropped: false });
  };
  const most = choices.territories.length + (territoryId === 'new' ? 1 : 0);
  return (
    <>
      <NativeSelect
        label={texts.territory}
        data={[{ value: 'new', label: texts.newRule }, ...choices.territories.map(({ id, name }) => ({ value: id, label: name }))]}
        value={territoryId}
        onChange={(event) => choose(event.currentTarget.value)}
        error={form.errors['change.territoryId'] ?? form.errors['change.territory']}
      />
      {territoryId !== 'new' && <LeaveOut form={form} />}
      {!dropped && routing && (
        <>
          <TerritoryFields
            key={territoryId}
            rule={territory}
            at="change.territory."
            pools={routing.pools}
            errors={errorsOf(form)}
            onChange={(part) => form.setFieldValue('territory', { ...territory, ...part })}
          />
          <NumberInput
            label={texts.place(format.number(most))}
            min={1}
            max={most}
            {...form.getInputProps('place')}
            error={form.errors['change.place']}
          />
        </>
      )}
    </>
  );
}

function LeaveOut({ form }: Pick<FieldsProps, 'form'>) {
  const { form: texts } = useTexts().meetings.decisions;
  return (
    <Checkbox
      label={texts.leaveOut}
      checked={form.values.dropped}
      onChange={(event) => form.setFieldValue('dropped', event.currentTarget.checked)}
    />
  );
}
