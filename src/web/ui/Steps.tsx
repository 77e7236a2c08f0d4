import { Button, Group } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useFormat } from '../format.ts';
import { useTexts } from '../texts/texts.ts';
import classes from './Steps.module.css';

export interface StepsProps {
  steps: readonly { id: string; title: string }[];
  /** Id of the step on the screen. */
  at: string;
  /** Goes back to a step that is done; absent where there is no way back. */
  onBack?: (id: string) => void;
  onNext?: () => void;
  /** The word for the next move; "Next" where absent. */
  next?: string;
  busy?: boolean;
  /** Why it does not go on yet, said beside the button. */
  wait?: string;
  children: ReactNode;
}

/** A wizard: where one is, what is behind and ahead, one way on. */
export function Steps({ steps, at, onBack, onNext, next, busy, wait, children }: StepsProps) {
  const { ui } = useTexts();
  const format = useFormat();
  const index = steps.findIndex((step) => step.id === at);
  const heading = useRef<HTMLHeadingElement>(null);
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new step takes the focus, so that it is read out
  useEffect(() => {
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [at]);
  const previous = steps[index - 1];
  return (
    <div className={classes.wizard}>
      <ol className={classes.steps}>
        {steps.map((step, place) => (
          <li
            key={step.id}
            className={classes.step}
            aria-current={place === index ? 'step' : undefined}
            data-done={place < index || undefined}
          >
            <span className={classes.dot} aria-hidden>
              {place < index ? <IconCheck size={14} /> : format.number(place + 1)}
            </span>
            {place < index && onBack ? (
              <button type="button" className={classes.back} onClick={() => onBack(step.id)}>
                {step.title}
              </button>
            ) : (
              <span className={classes.name}>{step.title}</span>
            )}
            {place < index && <span className="hidden-from-sight">({ui.steps.done})</span>}
          </li>
        ))}
      </ol>
      <h2 ref={heading} tabIndex={-1} className={classes.heading}>
        <span className="hidden-from-sight">{ui.steps.progress(format.number(index + 1), format.number(steps.length))}: </span>
        {steps[index]?.title}
      </h2>
      <div>{children}</div>
      {(onNext || (previous && onBack)) && (
        <Group gap="sm" className={classes.buttons}>
          {previous && onBack && (
            <Button variant="default" onClick={() => onBack(previous.id)}>
              {ui.common.back}
            </Button>
          )}
          {onNext && (
            <Button onClick={onNext} loading={busy} disabled={Boolean(wait)}>
              {next ?? (index === steps.length - 1 ? ui.common.finish : ui.common.next)}
            </Button>
          )}
          {wait && <span className={classes.wait}>{wait}</span>}
        </Group>
      )}
    </div>
  );
}
