import { getSharedGoal } from '#modules/goals/contract/goals.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { lastDay } from './figures.ts';
import { GoalFigure } from './GoalFigure.tsx';
import classes from './goals.module.css';

/** The one figure that stands on every home: the same number for every role. Nothing where no goal is signed. */
export function SharedGoal() {
  const texts = useTexts().goals;
  const format = useFormat();
  const may = useCan('report:read');
  const { data } = useRead(getSharedGoal, {}, { topics: ['goal', 'invoice'], when: may });
  if (!data?.goal) return null;
  const { goal, currency } = data;
  return (
    <section className={classes.shared} aria-label={texts.shared}>
      <div className={classes.line}>
        <h2 className={`${classes.heading} ${classes.grow}`}>
          {texts.shared}: {goal.title}
        </h2>
        <span className={classes.quiet}>{texts.period(format.date(goal.startsOn), format.date(lastDay(goal.endsOn)))}</span>
        <Go to={paths.goals()}>{texts.toGoals}</Go>
      </div>
      <GoalFigure goal={goal} currency={currency} />
    </section>
  );
}
