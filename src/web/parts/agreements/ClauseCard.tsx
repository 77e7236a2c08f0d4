import type { ReactNode } from 'react';
import type { getMeasures } from '#modules/agreements/contract/measures.ts';
import type { getScorecard } from '#modules/handoffs/contract/scorecard.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Mark } from '../../ui/marks.tsx';
import { AskButton } from '../questions/AskButton.tsx';
import classes from './agreements.module.css';
import { useAmounts } from './amounts.ts';
import type { Version } from './clause-draft.ts';

type Line = OutputOf<typeof getScorecard>['lines'][number];
type Shown = Version['clauses'][number];
type Measured = OutputOf<typeof getMeasures>['lines'][number];

export interface ClauseCardProps {
  clause: Shown;
  /** How it is kept; absent for a version that does not run. */
  line?: Line | undefined;
  /** How one that is counted over a period stands. */
  measured?: Measured | undefined;
  onRows?: (period: Measured['periods'][number]) => void;
  actions?: ReactNode;
}

/** One promise: what it says, in the words that follow what runs, and how it is kept. */
export function ClauseCard({ clause, line, measured, onRows, actions }: ClauseCardProps) {
  const { agreement } = useTexts();
  const format = useFormat();
  const amounts = useAmounts();
  return (
    <li className={classes.clause} data-party={clause.party}>
      <div className={classes.top}>
        <h3 className={classes.name}>{clause.title}</h3>
        {line ? (
          <Figure inline label={`${clause.title}, ${agreement.kept}`} rate={line} to={paths.scorecard({ line: clause.lineId })} />
        ) : (
          <Mark>
            {clause.family === 'amount'
              ? agreement.target(amounts(clause.measure, clause.amount))
              : agreement.target(format.percent(clause.target))}
          </Mark>
        )}
      </div>
      <p className={classes.text}>{clause.text}</p>
      <p className={classes.quiet}>{clause.fine}</p>
      {measured && <Standing measured={measured} onRows={onRows} />}
      {clause.problem && (
        <p className={classes.problem}>
          {agreement.problem} {clause.problem}
        </p>
      )}
      {actions}
      {line && (
        <div>
          <AskButton about={{ subject: 'clause', id: clause.lineId, name: clause.title }} size="compact-sm" />
        </div>
      )}
    </li>
  );
}

/** This period so far and the one before; each figure opens its rows. */
function Standing({ measured, onRows }: { measured: Measured; onRows: ClauseCardProps['onRows'] }) {
  const { agreement } = useTexts();
  const format = useFormat();
  const written = (amount: number) =>
    measured.currency === null ? format.number(amount) : format.money({ amountMinor: amount, currency: measured.currency });
  return (
    <p className={classes.standing}>
      {measured.periods.map((period, place) => {
        const label = place === 0 ? agreement.soFar : agreement.before;
        const shown = period.amount === null ? { rate: period } : { value: agreement.ofAmount(written(period.k), written(period.amount)) };
        return (
          <span key={period.from}>
            <span className={classes.quiet}>{label} </span>
            <Figure inline label={`${measured.title}, ${label}`} {...shown} onOpen={() => onRows?.(period)} />{' '}
            {period.people && (
              <span className={classes.quiet}>
                {agreement.measured.reached(format.number(period.people.reached), format.number(period.people.of))}
              </span>
            )}
          </span>
        );
      })}
    </p>
  );
}
