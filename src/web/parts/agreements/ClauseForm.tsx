import { Button, Drawer, MultiSelect, NativeSelect, NumberInput, SegmentedControl, TagsInput, TextInput } from '@mantine/core';
import { type Dispatch, useState } from 'react';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import { type ClauseInput, ESCALATIONS, EVERYTHING, LEAST_EVIDENCES, PROOFS, STARTS } from '#modules/agreements/schema.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import classes from './agreements.module.css';
import { ClauseReading } from './ClauseReading.tsx';
import { secondsOf, splitTime, UNITS, type Unit } from './clause-draft.ts';

export interface ClauseFormProps {
  clause: ClauseInput;
  onChange: (clause: ClauseInput) => void;
  onClose: () => void;
  /** What the server said about this clause, below `clauses[n].`. */
  errors: Readonly<Record<string, string>>;
}

type Change = Dispatch<Partial<ClauseInput>>;
interface Part {
  clause: ClauseInput;
  change: Change;
  errors: ClauseFormProps['errors'];
}

/** One promise, written; what it says and both readings of its hours stand below while it is written. */
export function ClauseForm({ clause, onChange, onClose, errors }: ClauseFormProps) {
  const { agreement, ui } = useTexts();
  const texts = agreement.write;
  const change: Change = (part) => onChange({ ...clause, ...part });
  const part = { clause, change, errors };
  return (
    <Drawer opened onClose={onClose} title={texts.clause} size={560} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <div className={classes.side}>
        <TextInput
          label={texts.clauseTitle}
          required
          data-autofocus
          maxLength={120}
          value={clause.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
          error={errors.title}
        />
        <NativeSelect
          label={texts.starts}
          value={clause.startsWhen}
          onChange={(event) => change({ startsWhen: STARTS.find((one) => one === event.currentTarget.value) ?? 'handed_off' })}
          data={STARTS.map((value) => ({ value, label: texts.startsWhen[value] }))}
        />
        <Whom {...part} />
        <Time {...part} />
        <Proof {...part} />
        <AfterTime {...part} />
        <ClauseReading clause={clause} />
        <Button onClick={onClose}>{texts.done}</Button>
      </div>
    </Drawer>
  );
}

function Whom({ clause, change, errors }: Part) {
  const { write: texts } = useTexts().agreement;
  const [some, setSome] = useState(clause.criteria.of.length > 0);
  const named = Object.entries(errors).flatMap(([field, message]) => (field.startsWith('criteria') ? [{ field, message }] : []));
  return (
    <div>
      <SegmentedControl
        aria-label={texts.forWhom}
        value={some ? 'some' : 'all'}
        onChange={(value) => {
          setSome(value === 'some');
          if (value === 'all') change({ criteria: EVERYTHING });
        }}
        data={[
          { value: 'all', label: texts.everyone },
          { value: 'some', label: texts.only },
        ]}
      />
      {some && <CriteriaEditor entity="lead" value={clause.criteria} onChange={(criteria) => change({ criteria })} errors={named} />}
    </div>
  );
}

function Time({ clause, change, errors }: Part) {
  const { write: texts } = useTexts().agreement;
  const { data } = useRead(listCalendars, {}, { topics: ['calendar'] });
  const always = data?.items.find(({ id }) => id === clause.calendarId)?.always ?? true;
  const shown = splitTime(clause.withinSeconds, !always);
  const [unit, setUnit] = useState<Unit>(shown.unit);
  const amount = clause.withinSeconds / secondsOf(1, unit);
  return (
    <div className={classes.row}>
      <NumberInput
        label={texts.within}
        required
        w={110}
        min={0}
        decimalScale={2}
        value={amount}
        onChange={(value) => change({ withinSeconds: secondsOf(Number(value) || 0, unit) })}
        error={errors.withinSeconds}
      />
      <NativeSelect
        aria-label={texts.within}
        w={110}
        value={unit}
        onChange={(event) => {
          const next = UNITS.find((one) => one === event.currentTarget.value) ?? 'hours';
          setUnit(next);
          change({ withinSeconds: secondsOf(amount, next) });
        }}
        data={UNITS.filter((one) => always || one !== 'days').map((value) => ({ value, label: texts.units[value] }))}
      />
      <NativeSelect
        className={classes.grow}
        label={texts.calendar}
        value={clause.calendarId}
        onChange={(event) => change({ calendarId: event.currentTarget.value })}
        data={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        error={errors.calendarId}
      />
    </div>
  );
}

function Proof({ clause, change, errors }: Part) {
  const { write: texts } = useTexts().agreement;
  return (
    <>
      <MultiSelect
        label={texts.proof}
        required
        value={clause.proof}
        onChange={(values) => change({ proof: PROOFS.filter((one) => values.includes(one)) })}
        data={PROOFS.map((value) => ({ value, label: texts.proofs[value] }))}
        error={errors.proof}
      />
      <NativeSelect
        label={texts.evidence}
        value={clause.leastEvidence}
        onChange={(event) => change({ leastEvidence: LEAST_EVIDENCES.find((one) => one === event.currentTarget.value) ?? 'manual' })}
        data={LEAST_EVIDENCES.map((value) => ({ value, label: texts.evidences[value] }))}
      />
    </>
  );
}

function AfterTime({ clause, change, errors }: Part) {
  const { write: texts } = useTexts().agreement;
  const percents = clause.warnAt.map((share) => String(Math.round(share * 1000) / 10));
  return (
    <>
      <TagsInput
        label={texts.warnAt}
        value={percents}
        onChange={(values) =>
          change({ warnAt: values.map((value) => Number(value.replace(',', '.')) / 100).filter((share) => share > 0 && share < 1) })
        }
      />
      <div className={classes.row}>
        <NativeSelect
          className={classes.grow}
          label={texts.escalate}
          value={clause.escalateTo ?? ''}
          onChange={(event) => change({ escalateTo: ESCALATIONS.find((one) => one === event.currentTarget.value) ?? null })}
          data={[{ value: '', label: texts.nobody }, ...ESCALATIONS.map((value) => ({ value, label: texts.escalations[value] }))]}
        />
        <NumberInput
          label={texts.target}
          w={200}
          min={1}
          max={100}
          decimalScale={1}
          value={Math.round(clause.target * 1000) / 10}
          onChange={(value) => change({ target: (Number(value) || 0) / 100 })}
          error={errors.target}
        />
      </div>
    </>
  );
}
