import { Chip, Group, NumberInput } from '@mantine/core';
import { FIT_CLASSES, type FitClass } from '#modules/thresholds/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import type { Table } from './ThresholdChart.tsx';
import classes from './thresholds.module.css';

type Terms = Table['terms'];

interface TermsProps {
  fitClasses: readonly FitClass[];
  terms: Terms;
  currency: string;
  onClasses: (classes: FitClass[]) => void;
  /** 0: as usual. */
  onTerms: (terms: { value?: number; cost?: number; attempts?: number; minutes?: number; hours?: number; reps?: number }) => void;
}

/** Whom the table is about, and from which figures its money and hours are worked out. */
export function ThresholdTerms({ fitClasses, terms, currency, onClasses, onTerms }: TermsProps) {
  const texts = useTexts().thresholds;
  const choose = (chosen: string[]) => {
    const next = FIT_CLASSES.filter((one) => chosen.includes(one));
    if (next.length > 0) onClasses(next);
  };
  const number = (label: string, value: number, onChange: (value: number) => void) => (
    <NumberInput
      className={classes.field ?? ''}
      label={label}
      min={0}
      decimalScale={1}
      value={value}
      onChange={(typed) => onChange(Number(typed) || 0)}
    />
  );
  return (
    <section className={classes.section} aria-label={texts.terms}>
      <Chip.Group multiple value={[...fitClasses]} onChange={choose}>
        <Group gap={6} role="group" aria-label={texts.classes}>
          {FIT_CLASSES.map((one) => (
            <Chip key={one} value={one} size="xs" variant="outline">
              {`${texts.classes} ${one}`}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <div className={classes.row}>
        <div className={classes.field}>
          <MoneyInput
            label={texts.value}
            currency={currency}
            value={terms.valueMinor}
            onChange={(value) => onTerms({ value: value ?? 0 })}
          />
        </div>
        <div className={classes.field}>
          <MoneyInput label={texts.cost} currency={currency} value={terms.costMinor} onChange={(cost) => onTerms({ cost: cost ?? 0 })} />
        </div>
        {number(texts.attempts, terms.attempts, (attempts) => onTerms({ attempts }))}
        {number(texts.minutes, terms.minutes, (minutes) => onTerms({ minutes }))}
        {number(texts.hours, terms.hoursPerRep, (hours) => onTerms({ hours }))}
        {number(texts.reps, terms.reps, (reps) => onTerms({ reps }))}
      </div>
      <p className={classes.quiet}>{texts.termsHelp}</p>
    </section>
  );
}
