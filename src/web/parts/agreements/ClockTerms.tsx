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

const hoursOf = (seconds: number) => Number((seconds / 3600).toFixed(2));
const numbersIn = (values: readonly string[]) => values.map((value) => Number(value.replace(',', '.'))).filter((n) => n > 0);

interface Rungs {
  reminders: readonly number[];
  roles: readonly string[];
  /** Seconds after the due time. */
  next: readonly number[];
  pool: number | null;
}

function stepsOf({ reminders, roles, next, pool }: Rungs): Step[] {
  const ascending = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
  return [
    ...ascending(reminders).map((at) => ({ do: 'remind' as const, at })),
    ...ESCALATIONS.filter((role) => roles.includes(role)).map((role) => ({ do: 'tell' as const, role })),
    ...ascending(next).map((after) => ({ do: 'reassign' as const, after })),
    ...(pool === null ? [] : [{ do: 'pool' as const, after: pool }]),
  ];
}

/** The ladder in its order: reminders by share of the time, who is told, then whom the lead goes to. */
function Ladder({ clause, onChange, errors }: ClockTermsProps) {
  const { write: texts } = useTexts().agreement;
  const rungs: Rungs = {
    reminders: remindersOf(clause.escalation),
    roles: toldOf(clause.escalation),
    next: clause.escalation.flatMap((step) => (step.do === 'reassign' ? step.after : [])),
    pool: clause.escalation.find((step) => step.do === 'pool')?.after ?? null,
  };
  const set = (change: Partial<Rungs>) => onChange({ ...clause, escalation: stepsOf({ ...rungs, ...change }) });
  return (
    <>
      <TagsInput
        label={texts.warnAt}
        value={rungs.reminders.map((share) => String(Math.round(share * 1000) / 10))}
        onChange={(values) =>
          set({
            reminders: numbersIn(values)
              .map((value) => Math.round(value * 10) / 1000)
              .filter((share) => share < 1),
          })
        }
        error={errors.escalation}
      />
      <div className={classes.row}>
        <MultiSelect
          className={classes.grow}
          label={texts.escalate}
          placeholder={rungs.roles.length === 0 ? texts.nobody : ''}
          value={[...rungs.roles]}
          onChange={(roles) => set({ roles })}
          data={ESCALATIONS.map((value) => ({ value, label: texts.escalations[value] }))}
        />
        <TargetInput
          label={texts.target}
          value={clause.target}
          onChange={(target) => onChange({ ...clause, target })}
          error={errors.target}
        />
      </div>
      {clause.party === 'sales' && <PassOns rungs={rungs} set={set} />}
    </>
  );
}

/** Only what lies with Sales can be passed on. Hours are those of the clause's calendar. */
function PassOns({ rungs, set }: { rungs: Rungs; set: (change: Partial<Rungs>) => void }) {
  const { write: texts } = useTexts().agreement;
  return (
    <div className={classes.row}>
      <TagsInput
        className={classes.grow}
        label={texts.reassignAfter}
        placeholder={rungs.next.length === 0 ? texts.never : ''}
        value={rungs.next.map((after) => String(hoursOf(after)))}
        onChange={(values) => set({ next: numbersIn(values).map((hours) => Math.max(60, secondsOf(hours, 'hours'))) })}
      />
      <NumberInput
        label={texts.poolAfter}
        placeholder={texts.never}
        min={0}
        decimalScale={2}
        value={rungs.pool === null ? '' : hoursOf(rungs.pool)}
        onChange={(hours) => set({ pool: Number(hours) > 0 ? Math.max(60, secondsOf(Number(hours), 'hours')) : null })}
      />
    </div>
  );
}
