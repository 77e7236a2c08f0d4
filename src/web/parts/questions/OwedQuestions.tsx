import { listQuestions } from '#modules/questions/contract/questions.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import classes from './questions.module.css';

/** On top of home: what waits for the reader's answer. */
export function OwedQuestions() {
  const texts = useTexts().questions;
  const format = useFormat();
  const may = useCan('question:write');
  const { data } = useRead(listQuestions, { which: 'mine', limit: 1 }, { topics: ['question'], when: may });
  if (!data || data.counts.mine === 0) return null;
  const { mine, overdue } = data.counts;
  return (
    <p className={classes.notice}>
      {texts.owed(format.number(mine))} {overdue > 0 && `${texts.owedLate(format.number(overdue))} `}
      <Go to={paths.questions({ tab: 'mine' })}>{texts.see}</Go>
    </p>
  );
}
