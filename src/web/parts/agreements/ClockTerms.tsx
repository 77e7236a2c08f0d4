import { MultiSelect, NativeSelect, NumberInput, TagsInput } from '@mantine/core';
import { useState } from 'react';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import {
  CHANNELS,
  type ClauseInput,
  ESCALATIONS,
  LEAST_EVIDENCES,
  PROOFS,
  type Proof as ProofKind,
  remindersOf,
  START_TERMS,
  type Step,
  toldOf,
} from '#modules/agreements/schema.ts';
import { getDepth } from '#modules/attempts/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import classes from './agreements.module.css';
import { type Clocked, secondsOf, splitTime, startsOf, UNITS, type Unit } from './clause-draft.ts';
import { TargetInput } from './TargetInput.tsx';

export interface ClockTermsProps {
  clause: Clocked;
  onChange: (clause: ClauseInput) => void;
  errors: Readonly<Record<string, string>>;
}

/** The terms of a promise that a clock runs on: from when, within what time, what counts, what happens while it runs and after. */
export function ClockTerms({ clause, onChange, errors }: ClockTermsProps) {
  const { write: texts } = useTexts().agreement;
  const part = { clause, onChange, errors };
  return (
    <>
      <NativeSelect
        label={texts.starts}
        value={clause.startsWhen}
        onChange={(event) => {
          const startsWhen = startsOf(clause.party).find((one) => one === event.currentTarget.value) ?? clause.startsWhen;
          onChange({ ...clause, startsWhen });
        }}
        data={startsOf(clause.party).map((value) => ({ value, label: texts.startsWhen[value] }))}
        error={errors.startsWhen}
      />
      {clause.family === 'depth' && <Attempts clause={clause} onChange={onChange} errors={errors} />}
      <Time {...part} />
      <Proof {...part} />
      <Ladder {...part} />
    </>
  );
}

function Attempts({ clause, onChange, errors }: ClockTermsProps & { clause: Extract<Clocked, { family: 'depth' }> }) {
  const { write: texts } = useTexts().agreement;
  return (
    <div className={classes.row}>
      <NumberInput
        className={classes.grow}
        label={texts.attempts}
        required
        min={2}
        max={50}
        value={clause.attempts}
        onChange={(value) => onChange({ ...clause, attempts: Math.round(Number(value) || 0) })}
        error={errors.attempts}
        description={<Suggested />}
      />
      <NumberInput
        className={classes.grow}
        label={texts.channels}
        required
        min={1}
        max={CHANNELS.length}
        value={clause.channels}
        onChange={(value) => onChange({ ...clause, channels: Math.round(Number(value) || 1) })}
        error={errors.channels}
      />
    </div>
  );
}

/** What the own history says about how often it pays to try. */
function Suggested() {
  const { depth: texts } = useTexts().scorecard;
  const format = useFormat();
  const { data } = useRead(getDepth, {}, { topics: ['handoff'] });
  if (!data) return null;
  const { depth } = data.all;
  return (
    <>
      {depth === null ? texts.unknown : texts.suggests(format.number(depth))} <Go to={paths.attempts()}>{texts.why}</Go>
    </>
  );
}

function Time({ clause, onChange, errors }: ClockTermsProps) {
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
        onChange={(value) => onChange({ ...clause, withinSeconds: secondsOf(Number(value) || 0, unit) })}
        error={errors.withinSeconds}
      />
      <NativeSelect
        aria-label={texts.within}
        w={110}
        value={unit}
        onChange={(event) => {
          const next = UNITS.find((one) => one === event.currentTarget.value) ?? 'hours';
          setUnit(next);
          onChange({ ...clause, withinSeconds: secondsOf(amount, next) });
        }}
        data={UNITS.filter((one) => always || one !== 'days' || one === unit).map((value) => ({ value, label: texts.units[value] }))}
      />
      <NativeSelect
        className={classes.grow}
        label={texts.calendar}
        value={clause.calendarId}
        onChange={(event) => onChange({ ...clause, calendarId: event.currentTarget.value })}
        data={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        error={errors.calendarId}
      />
    </div>
  );
}

function Proof({ clause, onChange, errors }: ClockTermsProps) {
  const { write: texts } = useTexts().agreement;
  const allowed: readonly ProofKind[] = clause.family === 'depth' ? CHANNELS : START_TERMS[clause.startsWhen].proofs;
  const chosen: readonly ProofKind[] = clause.proof;
  const choose = (values: readonly string[]) =>
    onChange(
      clause.family === 'depth'
        ? { ...clause, proof: CHANNELS.filter((one) => values.includes(one)) }
        : { ...clause, proof: PROOFS.filter((one) => values.includes(one)) },
    );
  return (
    <>
      <MultiSelect
        label={clause.family === 'depth' ? texts.attemptIs : texts.proof}
        required
        value={[...chosen]}
        onChange={choose}
        data={PROOFS.filter((one) => allowed.includes(one) || chosen.includes(one)).map((value) => ({ value, label: texts.proofs[value] }))}
        error={errors.proof}
      />
      <NativeSelect
        label={texts.evidence}
        description={texts.evidenceHelp}
        value={clause.leastEvidence}
        onChange={(event) =>
          onChange({ ...clause, leastEvidence: LEAST_EVIDENCES.find((one) => one === event.currentTarget.value) ?? 'manual' })
        }
        data={LEAST_EVIDENCES.map((value) => ({ value, label: texts.evidences[value] }))}
      />
    </>
  );
}

/** The ladder in its order: reminders by share of the time, then who is told. */
function Ladder({ clause, onChange, errors }: ClockTermsProps) {
  const { write: texts } = useTexts().agreement;
  const reminders = remindersOf(clause.escalation);
  const told = toldOf(clause.escalation);
  const set = (shares: readonly number[], roles: readonly string[]) => {
    const steps: Step[] = [...new Set(shares)].sort((a, b) => a - b).map((at) => ({ do: 'remind', at }));
    onChange({
      ...clause,
      escalation: [...steps, ...ESCALATIONS.flatMap((role) => (roles.includes(role) ? [{ do: 'tell' as const, role }] : []))],
    });
  };
  return (
    <>
      <TagsInput
        label={texts.warnAt}
        value={reminders.map((share) => String(Math.round(share * 1000) / 10))}
        onChange={(values) =>
          set(
            values.map((value) => Math.round(Number(value.replace(',', '.')) * 10) / 1000).filter((share) => share > 0 && share < 1),
            told,
          )
        }
        error={errors.escalation}
      />
      <div className={classes.row}>
        <MultiSelect
          className={classes.grow}
          label={texts.escalate}
          placeholder={told.length === 0 ? texts.nobody : ''}
          value={told}
          onChange={(values) => set(reminders, values)}
          data={ESCALATIONS.map((value) => ({ value, label: texts.escalations[value] }))}
        />
        <TargetInput
          label={texts.target}
          value={clause.target}
          onChange={(target) => onChange({ ...clause, target })}
          error={errors.target}
        />
      </div>
    </>
  );
}
