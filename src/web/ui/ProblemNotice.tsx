import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ApiProblem } from '../api.ts';
import { type Texts, useTexts } from '../texts/texts.ts';
import classes from './ProblemNotice.module.css';

/** The sentence for a problem: the server's own where it has one, else ours for its kind. */
export function sentenceOf(problem: unknown, texts: Texts['ui']['problem']): string {
  if (!(problem instanceof ApiProblem)) return texts.unknown;
  if (problem.status === 0) return texts.offline;
  if (problem.status >= 500) return problem.code === 'busy' && problem.message ? problem.message : texts.failed;
  if (problem.message) return problem.message;
  if (problem.status === 403) return texts.forbidden;
  if (problem.status === 404) return texts.notFound;
  return texts.unknown;
}

export interface ProblemNoticeProps {
  problem: unknown;
  /** Null: the sentence alone. */
  title?: string | null;
  onRetry?: () => void;
  /** Lines below the sentence, such as errors of fields that the form does not show. */
  lines?: readonly string[];
}

/** What happened, that nothing is lost, and what to do. */
export function ProblemNotice({ problem, title, onRetry, lines = [] }: ProblemNoticeProps) {
  const { ui } = useTexts();
  return (
    <div role="alert" className={classes.problem}>
      <IconAlertTriangle size={18} />
      <div>
        {title !== null && <strong className={classes.title}>{title ?? ui.problem.title}</strong>}
        {sentenceOf(problem, ui.problem)}
        {lines.map((line) => (
          <div key={line}>{line}</div>
        ))}
        {onRetry && (
          <Button size="xs" variant="default" mt={8} onClick={onRetry} display="block">
            {ui.common.retry}
          </Button>
        )}
      </div>
    </div>
  );
}
