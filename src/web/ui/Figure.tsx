import { ActionIcon, Tooltip } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { ENOUGH } from '#platform/shared/statistics.ts';
import { type Rate, useFormat } from '../format.ts';
import { useTexts } from '../texts/texts.ts';
import classes from './Figure.module.css';
import { Go } from './Go.tsx';

export interface FigureProps {
  label: string;
  /** A rate: "82 % of 50 (69–90)", the counts alone below 30. */
  rate?: Rate;
  /** Any other number, already written: `format.number(…)`, `<Money …/>`. */
  value?: ReactNode;
  /** What exactly is counted. Shown beside the label, and on top of the rows that the figure opens. */
  definition?: string;
  /** Where the rows behind it are. */
  to?: string;
  onOpen?: () => void;
  /** Below the number: a trend, a promise, a pace. */
  beside?: ReactNode;
  /** In a sentence or a cell: the number alone, the label for screen readers. */
  inline?: boolean;
}

/** A number that opens its rows. */
export function Figure({ label, rate, value, definition, to, onOpen, beside, inline }: FigureProps) {
  const { figure } = useTexts().ui;
  const format = useFormat();
  const labelId = useId();
  const shown = rate ? format.rate(rate) : value;
  const number = to ? (
    <Go to={to} className={classes.open} title={figure.open} aria-labelledby={`${labelId} ${labelId}-value`}>
      <span id={`${labelId}-value`}>{shown}</span>
    </Go>
  ) : onOpen ? (
    <button type="button" onClick={onOpen} className={classes.open} title={figure.open} aria-labelledby={`${labelId} ${labelId}-value`}>
      <span id={`${labelId}-value`}>{shown}</span>
    </button>
  ) : (
    <span>{shown}</span>
  );
  if (inline) {
    return (
      <span className={classes.inline} title={definition}>
        <span id={labelId} className="hidden-from-sight">
          {label}{' '}
        </span>
        {number}
      </span>
    );
  }
  return (
    <div className={classes.figure}>
      <div className={classes.label}>
        <span id={labelId}>{label}</span>
        {(definition || rate) && <Definition text={definition} rate={rate} label={label} />}
      </div>
      <div className={classes.value}>{number}</div>
      {beside && <div className={classes.beside}>{beside}</div>}
    </div>
  );
}

function Definition({ text, rate, label }: { text: string | undefined; rate: Rate | undefined; label: string }) {
  const { figure } = useTexts().ui;
  const about = rate ? (rate.n < ENOUGH ? figure.fewHelp : figure.intervalHelp) : '';
  const words = [text, about].filter(Boolean).join(' ');
  return (
    <Tooltip label={words} events={{ hover: true, focus: true, touch: true }}>
      <ActionIcon variant="subtle" size={24} aria-label={`${label}: ${words}`} className={classes.info}>
        <IconInfoCircle size={14} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Figures side by side, wrapping on a phone. */
export function Figures({ children }: { children: ReactNode }) {
  return <div className={classes.figures}>{children}</div>;
}
