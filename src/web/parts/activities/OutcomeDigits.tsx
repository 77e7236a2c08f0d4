import { Input } from '@mantine/core';
import { type KeyboardEvent, useRef } from 'react';
import { CALL_OUTCOMES, type CallOutcome } from '#modules/activities/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { Keys } from '../../ui/marks.tsx';
import classes from './activities.module.css';

export interface OutcomeDigitsProps {
  value: CallOutcome | null;
  onChange: (outcome: CallOutcome) => void;
  /** Chosen by a digit: the hand is at the keyboard, so the next field may take over. */
  onDigit?: () => void;
  error?: string | undefined;
  autoFocus?: boolean;
}

/** How a call ended, by one digit; arrow keys move as in any radio group. */
export function OutcomeDigits({ value, onChange, onDigit, error, autoFocus }: OutcomeDigitsProps) {
  const { activities: texts } = useTexts();
  const group = useRef<HTMLDivElement>(null);
  const focusOn = (index: number) => group.current?.querySelectorAll('button')[index]?.focus();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const byDigit = CALL_OUTCOMES[Number(event.key) - 1];
    if (byDigit) {
      event.preventDefault();
      onChange(byDigit);
      onDigit?.();
      return;
    }
    const step =
      event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = value ? CALL_OUTCOMES.indexOf(value) : -1;
    const next = (at + step + CALL_OUTCOMES.length) % CALL_OUTCOMES.length;
    const outcome = CALL_OUTCOMES[next];
    if (outcome) onChange(outcome);
    focusOn(next);
  };

  return (
    <div>
      <Input.Label component="span" id="outcome-label">
        {texts.log.outcome}
      </Input.Label>
      <div
        ref={group}
        role="radiogroup"
        aria-labelledby="outcome-label"
        aria-invalid={error ? true : undefined}
        className={classes.digits}
        onKeyDown={onKeyDown}
      >
        {CALL_OUTCOMES.map((outcome, index) => (
          // biome-ignore lint/a11y/useSemanticElements: a button that Enter may press and a digit may choose; a radio would swallow both
          <button
            key={outcome}
            {...(autoFocus && index === 0 ? { 'data-autofocus': true } : {})}
            type="button"
            role="radio"
            aria-checked={value === outcome}
            tabIndex={value === outcome || (value === null && index === 0) ? 0 : -1}
            className={classes.digit}
            onClick={() => onChange(outcome)}
          >
            <Keys of={String(index + 1)} />
            {texts.outcomes[outcome]}
          </button>
        ))}
      </div>
      {error && <p className={classes.error}>{error}</p>}
    </div>
  );
}
