import type { ReactNode } from 'react';
import type { Clause } from '#modules/agreements/contract/agreement.ts';
import type { getScorecard } from '#modules/handoffs/contract/scorecard.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Mark } from '../../ui/marks.tsx';
import classes from './agreements.module.css';

type Line = OutputOf<typeof getScorecard>['lines'][number];
type Shown = ReturnType<(typeof Clause)['parse']>;

export interface ClauseCardProps {
  clause: Shown;
  /** How it is kept; absent for a version that does not run. */
  line?: Line | undefined;
  actions?: ReactNode;
}

/** One promise: what it says, in the words that follow what runs, and how it is kept. */
export function ClauseCard({ clause, line, actions }: ClauseCardProps) {
  const { agreement } = useTexts();
  const format = useFormat();
  return (
    <li className={classes.clause} data-party={clause.party}>
      <div className={classes.top}>
        <h3 className={classes.name}>{clause.title}</h3>
        {line ? (
          <Figure inline label={`${clause.title}, ${agreement.kept}`} rate={line} to={paths.scorecard({ line: clause.lineId })} />
        ) : (
          <Mark>{agreement.target(format.percent(clause.target))}</Mark>
        )}
      </div>
      <p className={classes.text}>{clause.text}</p>
      {clause.problem && (
        <p className={classes.problem}>
          {agreement.problem} {clause.problem}
        </p>
      )}
      {actions}
    </li>
  );
}
