import { Checkbox, NativeSelect } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { CriterionEditor } from '../scoring/CriterionEditor.tsx';
import { LiftOf } from '../scoring/Evidence.tsx';
import { useBackTest } from '../scoring/evidence.ts';
import { type OpenedPeople, TestedPeople } from '../scoring/TestedPeople.tsx';
import { type Choices, criterionIn, NEW_CRITERION, type Values } from './decision-values.ts';
import classes from './meetings.module.css';

interface ProfileFieldsProps {
  form: UseFormReturnType<Values>;
  choices: Choices;
}

/** One criterion of the profile: a new one, or one there is with other words, conditions or points. What the past says of it stands below. */
export function ProfileFields({ form, choices }: ProfileFieldsProps) {
  const { form: texts } = useTexts().meetings.decisions;
  const { criterionId, criterion, dropped } = form.values;
  if (choices.profile === null) return <p className={classes.quiet}>{texts.nothing}</p>;
  const choose = (id: string) => {
    const kept = criterionIn(choices, id);
    form.setValues({ criterionId: kept ? id : 'new', criterion: kept ?? NEW_CRITERION, dropped: false });
  };
  return (
    <>
      <NativeSelect
        label={texts.criterion}
        data={[{ value: 'new', label: texts.newCriterion }, ...choices.criteria.map(({ id, label }) => ({ value: id, label }))]}
        value={criterionId}
        onChange={(event) => choose(event.currentTarget.value)}
        error={form.errors['change.criterionId'] ?? form.errors['change.criterion']}
      />
      {criterionId !== 'new' && (
        <Checkbox
          label={texts.leaveOut}
          checked={dropped}
          onChange={(event) => form.setFieldValue('dropped', event.currentTarget.checked)}
        />
      )}
      {criterionId === 'new' && (
        <NativeSelect
          label={texts.kindOf}
          data={(['weighted', 'disqualifier'] as const).map((value) => ({ value, label: texts.criterionKinds[value] }))}
          value={criterion.kind}
          onChange={({ currentTarget: { value } }) =>
            form.setFieldValue('criterion', { ...criterion, kind: value === 'disqualifier' ? 'disqualifier' : 'weighted' })
          }
        />
      )}
      {!dropped && <Written form={form} />}
    </>
  );
}

function Written({ form }: Pick<ProfileFieldsProps, 'form'>) {
  const { criterion } = form.values;
  const [opened, setOpened] = useState<OpenedPeople | null>(null);
  const found = useBackTest([criterion]).of(0);
  const errors = Object.entries(form.errors).flatMap(([field, message]) => (typeof message === 'string' ? [{ field, message }] : []));
  return (
    <>
      <CriterionEditor
        row={{ key: 'decided', ...criterion }}
        at="change.criterion"
        errors={errors}
        onChange={(part) => form.setFieldValue('criterion', { ...criterion, ...part })}
      >
        {found && <LiftOf {...found} open={setOpened} />}
      </CriterionEditor>
      <TestedPeople opened={opened} onClose={() => setOpened(null)} />
    </>
  );
}
