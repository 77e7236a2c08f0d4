import { MultiSelect, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { PersonSelect } from '../team/PersonSelect.tsx';
import type { Choices, Values } from './decision-values.ts';
import classes from './meetings.module.css';
import { ProfileFields } from './ProfileFields.tsx';
import { RoutingFields, ScoreFields } from './RuleFields.tsx';

interface FieldsProps {
  form: UseFormReturnType<Values>;
  choices: Choices;
}

/** The fields of the kind that is chosen, each with what stands now. */
export function ChangeFields({ form, choices }: FieldsProps) {
  const texts = useTexts().meetings.decisions.form;
  switch (form.values.kind) {
    case 'threshold':
      return <ThresholdFields form={form} choices={choices} />;
    case 'clause':
      return <ClauseFields form={form} choices={choices} />;
    case 'profile':
      return <ProfileFields form={form} choices={choices} />;
    case 'score':
      return <ScoreFields form={form} choices={choices} />;
    case 'routing':
      return <RoutingFields form={form} choices={choices} />;
    case 'asset':
      return (
        <>
          <Textarea
            label={texts.need}
            required
            autosize
            minRows={2}
            maxLength={2000}
            {...form.getInputProps('words')}
            error={form.errors['change.need']}
          />
          <TextInput type="date" label={texts.due} required {...form.getInputProps('day')} error={form.errors['change.dueOn']} />
        </>
      );
    case 'offer':
      return <OfferFields form={form} choices={choices} />;
    case 'action':
      return (
        <>
          <TextInput label={texts.what} required maxLength={300} {...form.getInputProps('words')} error={form.errors['change.what']} />
          <PersonSelect
            label={texts.owner}
            required
            value={form.values.ownerId}
            onChange={(chosen) => form.setFieldValue('ownerId', chosen)}
            error={form.errors['change.ownerId']}
          />
          <TextInput type="date" label={texts.due} required {...form.getInputProps('day')} error={form.errors['change.dueOn']} />
        </>
      );
  }
}

function ThresholdFields({ form, choices }: FieldsProps) {
  const { form: texts } = useTexts().meetings.decisions;
  const format = useFormat();
  const now = choices.threshold ? format.number(choices.threshold.cut) : '–';
  return (
    <>
      <NumberInput
        label={texts.cut(now)}
        required
        min={0}
        max={100}
        step={5}
        {...form.getInputProps('cut')}
        error={form.errors['change.cut']}
      />
      <MultiSelect
        label={texts.fit}
        data={['A', 'B', 'C', 'D']}
        {...form.getInputProps('fitClasses')}
        error={form.errors['change.fitClasses']}
      />
      <NumberInput label={texts.exploration} min={0} max={10} {...form.getInputProps('exploration')} />
      <TextInput type="date" label={texts.expires} required {...form.getInputProps('day')} error={form.errors['change.expiresOn']} />
    </>
  );
}

function ClauseFields({ form, choices }: FieldsProps) {
  const { form: texts } = useTexts().meetings.decisions;
  const format = useFormat();
  const clause = choices.clauses.find(({ lineId }) => lineId === form.values.lineId);
  if (choices.clauses.length === 0) return <p className={classes.quiet}>{texts.nothing}</p>;
  const hours = clause?.withinSeconds ?? null;
  return (
    <>
      <NativeSelect
        label={texts.clause}
        data={choices.clauses.map(({ lineId, title }) => ({ value: lineId, label: title }))}
        {...form.getInputProps('lineId')}
        error={form.errors['change.lineId']}
      />
      {hours !== null && (
        <NumberInput
          label={texts.hoursNow(format.number(hours / 3600))}
          min={0.1}
          {...form.getInputProps('hours')}
          error={form.errors['change.withinSeconds']}
        />
      )}
      {clause?.calendarId != null && (
        <NativeSelect
          label={texts.calendar}
          data={[
            { value: '', label: texts.calendarStays },
            ...choices.calendars.filter(({ id }) => id !== clause.calendarId).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          {...form.getInputProps('calendarId')}
          error={form.errors['change.calendarId']}
        />
      )}
      {clause?.target != null && (
        <NumberInput
          label={texts.targetNow(format.number(Math.round(clause.target * 1000) / 10))}
          min={0.1}
          max={100}
          {...form.getInputProps('target')}
          error={form.errors['change.target']}
        />
      )}
      {clause?.attempts != null && (
        <NumberInput
          label={texts.attemptsNow(format.number(clause.attempts))}
          min={2}
          max={50}
          {...form.getInputProps('attempts')}
          error={form.errors['change.attempts']}
        />
      )}
      {clause?.amount != null && (
        <NumberInput
          label={texts.amountNow(format.number(clause.amount))}
          min={1}
          {...form.getInputProps('amount')}
          error={form.errors['change.amount']}
        />
      )}
    </>
  );
}

function OfferFields({ form, choices }: FieldsProps) {
  const { form: texts } = useTexts().meetings.decisions;
  if (choices.offers.length === 0) return <p className={classes.quiet}>{texts.nothing}</p>;
  return (
    <>
      <NativeSelect
        label={texts.offer}
        data={choices.offers.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('offerId')}
        error={form.errors['change.offerId']}
      />
      <TextInput type="date" label={texts.until} {...form.getInputProps('day')} error={form.errors['change.untilOn']} />
      <NumberInput
        label={texts.discount}
        min={0}
        max={100}
        {...form.getInputProps('discount')}
        error={form.errors['change.discountPercent']}
      />
    </>
  );
}
