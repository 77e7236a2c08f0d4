import { MultiSelect, NativeSelect, NumberInput } from '@mantine/core';
import { AMOUNT_MEASURES, type ClauseInput, PERIODS, REQUIRED } from '#modules/agreements/schema.ts';
import { minorDigits } from '#platform/shared/money.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './agreements.module.css';
import { amountsOf, type Counted, measureTerms, type Shared, sharesOf } from './clause-draft.ts';
import { TargetInput } from './TargetInput.tsx';

export interface MeasureTermsProps<C extends Shared | Counted = Shared | Counted> {
  clause: C;
  onChange: (clause: ClauseInput) => void;
  errors: Readonly<Record<string, string>>;
}

/** The terms of a promise that is counted over a period: what is counted, how much of it, in which period. */
export function MeasureTerms({ clause, onChange, errors }: MeasureTermsProps) {
  const { write: texts } = useTexts().agreement;
  return (
    <>
      {clause.family === 'share' ? (
        <ShareTerms clause={clause} onChange={onChange} errors={errors} />
      ) : (
        <AmountTerms clause={clause} onChange={onChange} errors={errors} />
      )}
      <NativeSelect
        label={texts.period}
        value={clause.period}
        onChange={(event) => onChange({ ...clause, period: PERIODS.find((one) => one === event.currentTarget.value) ?? 'month' })}
        data={PERIODS.map((value) => ({ value, label: texts.periods[value] }))}
      />
    </>
  );
}

/** The others are written in hours. */
const IN_DAYS: readonly string[] = ['not_left_lying', 'requests_served'];
const HOUR = 3600;
const DAY = 86_400;

function ShareTerms({ clause, onChange, errors }: MeasureTermsProps<Shared>) {
  const { write: texts } = useTexts().agreement;
  const { measure } = clause;
  const inDays = IN_DAYS.includes(measure);
  return (
    <>
      <NativeSelect
        label={texts.measure}
        value={measure}
        onChange={(event) => {
          const next = sharesOf(clause.party).find((one) => one === event.currentTarget.value);
          if (next) onChange({ ...clause, ...measureTerms(next) });
        }}
        data={sharesOf(clause.party).map((value) => ({ value, label: texts.shares[value] }))}
        error={errors.measure}
      />
      {measure === 'complete' && (
        <MultiSelect
          label={texts.required}
          required
          value={clause.required}
          onChange={(values) => onChange({ ...clause, required: REQUIRED.filter((one) => values.includes(one)) })}
          data={REQUIRED.map((value) => ({ value, label: texts.requirements[value] }))}
          error={errors.required}
        />
      )}
      <div className={classes.row}>
        {clause.withinSeconds !== null && (
          <NumberInput
            className={classes.grow}
            label={texts.times[measure] ?? ''}
            required
            min={1}
            value={clause.withinSeconds / (inDays ? DAY : HOUR)}
            onChange={(value) => onChange({ ...clause, withinSeconds: Math.round((Number(value) || 0) * (inDays ? DAY : HOUR)) })}
            error={errors.withinSeconds}
          />
        )}
        <TargetInput
          label={texts.atLeastShare}
          value={clause.target}
          onChange={(target) => onChange({ ...clause, target })}
          error={errors.target}
        />
      </div>
    </>
  );
}

function AmountTerms({ clause, onChange, errors }: MeasureTermsProps<Counted>) {
  const { write: texts } = useTexts().agreement;
  const { workspace } = useSession();
  const unitOf = (measure: Counted['measure']) =>
    AMOUNT_MEASURES[measure].unit === 'money' ? 10 ** minorDigits(workspace.baseCurrency) : 1;
  const unit = unitOf(clause.measure);
  return (
    <div className={classes.row}>
      <NativeSelect
        className={classes.grow}
        label={texts.measure}
        value={clause.measure}
        onChange={(event) => {
          const measure = amountsOf(clause.party).find((one) => one === event.currentTarget.value);
          // The number that was written stays, in the new unit.
          if (measure) onChange({ ...clause, measure, amount: Math.max(1, Math.round((clause.amount / unit) * unitOf(measure))) });
        }}
        data={amountsOf(clause.party).map((value) => ({ value, label: texts.amounts[value] }))}
        error={errors.measure}
      />
      <NumberInput
        label={unit === 1 ? texts.atLeast : texts.atLeastMoney(workspace.baseCurrency)}
        required
        w={160}
        min={0}
        thousandSeparator=","
        decimalScale={unit === 1 ? 0 : minorDigits(workspace.baseCurrency)}
        value={clause.amount / unit}
        onChange={(value) => onChange({ ...clause, amount: Math.round((Number(value) || 0) * unit) })}
        error={errors.amount}
      />
    </div>
  );
}
