import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { TrackNode } from '#modules/nurtures/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { useBoard } from './board.ts';
import steps from './steps.module.css';

/** How many people are at a step, went on from it, left there; the first figure opens the people. */
export function StepCounts({ node }: { node: TrackNode }) {
  const { step: texts } = useTexts().nurtures;
  const format = useFormat();
  const { counts, onPeople } = useBoard();
  const count = counts.get(node.id);
  if (!count) return null;
  return (
    <div className={steps.counts}>
      {count.waiting > 0 ? (
        <button type="button" className={`${steps.countLink} nodrag`} onClick={() => onPeople(node.id)}>
          {texts.waiting(format.number(count.waiting))}
        </button>
      ) : (
        <span>{texts.waiting('0')}</span>
      )}
      <span>{texts.passed(format.number(count.passed))}</span>
      {count.left > 0 && <span>{texts.left(format.number(count.left))}</span>}
    </div>
  );
}

/** What is wrong with a step, on it. */
export function StepProblems({ node }: { node: TrackNode }) {
  const { problems: texts } = useTexts().nurtures;
  const { problems } = useBoard();
  const own = problems.get(node.id) ?? [];
  if (own.length === 0) return null;
  return (
    <ul className={steps.problems}>
      {own.map(({ message, level }) => (
        <li key={message} data-level={level}>
          {level === 'stop' ? (
            <IconAlertTriangle size={14} aria-label={texts.stop} role="img" />
          ) : (
            <IconInfoCircle size={14} aria-label={texts.hint} role="img" />
          )}
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
}
