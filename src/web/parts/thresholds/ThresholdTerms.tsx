import { Chip, Group, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { FIT_CLASSES, type FitClass } from '#modules/thresholds/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import type { Table } from './ThresholdChart.tsx';
import classes from './thresholds.module.css';

type Terms = Table['terms'];

interface TermsProps {
  fitClasses: readonly FitClass[];
  terms: Terms;
  attemptsBy: Table['attemptsBy'];
  currency: string;
  onClasses: (classes: FitClass[]) => void;
  /** 0: as usual. */
  onTerms: (terms: { value?: number; cost?: number; attempts?: number; minutes?: number; hours?: number; reps?: number }) => void;
}

/** Whom the table is about, and from which figures its money and hours are worked out. */
export function ThresholdTerms({ fitClasses, terms, attemptsBy, currency, onClasses, onTerms }: TermsProps) {
  const texts = useTexts().thresholds;
  const choose = (chosen: string[]) => {
    const next = FIT_CLASSES.filter((one) => chosen.includes(one));
    if (next.length > 0) onClasses(next);
  };
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
        <Term label={texts.value} value={terms.valueMinor} currency={currency} onTake={(value) => onTerms({ value })} />
        <Term label={texts.cost} value={terms.costMinor} currency={currency} onTake={(cost) => onTerms({ cost })} />
        <Term label={texts.attempts} value={terms.attempts} onTake={(attempts) => onTerms({ attempts })} />
        <Term label={texts.minutes} value={terms.minutes} onTake={(minutes) => onTerms({ minutes })} />
        <Term label={texts.hours} value={terms.hoursPerRep} onTake={(hours) => onTerms({ hours })} />
        <Term label={texts.reps} value={terms.reps} onTake={(reps) => onTerms({ reps })} />
      </div>
      <p className={classes.quiet}>{texts.termsHelp(attemptsBy)}</p>
    </section>
  );
}

interface TermProps {
  label: string;
  value: number | null;
  /** An amount in minor units; a plain number without it. */
  currency?: string;
  onTake: (value: number) => void;
}

/** A figure that is taken when it is left, so that the table does not jump while it is typed; emptied, it is as usual again. */
function Term({ label, value, currency, onTake }: TermProps) {
  const [typed, setTyped] = useState<number | null | undefined>(undefined);
  const shown = typed === undefined ? value : typed;
  const take = () => {
    if (typed !== undefined && typed !== value) onTake(typed ?? 0);
    setTyped(undefined);
  };
  return (
    <form
      className={classes.field}
      onBlur={take}
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      {currency ? (
        <MoneyInput label={label} currency={currency} value={shown} onChange={setTyped} />
      ) : (
        <NumberInput
          label={label}
          min={0}
          decimalScale={1}
          value={shown ?? ''}
          onChange={(next) => setTyped(next === '' ? null : Number(next))}
        />
      )}
    </form>
  );
}
