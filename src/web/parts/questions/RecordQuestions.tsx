import { listQuestions, type Question } from '#modules/questions/contract/questions.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import { Looking } from './Around.tsx';
import { AskButton } from './AskButton.tsx';
import type { Asked } from './AskForm.tsx';
import { OwedBy, QuestionMark } from './QuestionMark.tsx';
import classes from './questions.module.css';

const SHOWN = 5;

/** What was asked about a record, who looks at it now, and the way to ask. */
export function RecordQuestions({ about }: { about: Asked }) {
  const texts = useTexts().questions;
  return (
    <Panel title={texts.record.title}>
      <AskedAbout about={about} />
    </Panel>
  );
}

/** The same without its frame. */
export function AskedAbout({ about, withAsk = true }: { about: Asked; withAsk?: boolean }) {
  const texts = useTexts().questions;
  const mayRead = useCan('record:read');
  const { subject, id } = about;
  const { data } = useRead(listQuestions, { which: 'all', subject, subjectId: id, limit: SHOWN }, { topics: ['question'], when: mayRead });
  const items = data?.items ?? [];
  return (
    <div className={classes.section}>
      <Looking about={about} />
      {data && items.length === 0 && withAsk && <p className={classes.quiet}>{texts.record.none}</p>}
      {items.length > 0 && (
        <ul className={classes.list}>
          {items.map((one) => (
            <Line key={one.id} of={one} />
          ))}
        </ul>
      )}
      {withAsk && (
        <div>
          <AskButton about={about} size="compact-sm" />
        </div>
      )}
    </div>
  );
}

function Line({ of }: { of: Question }) {
  const texts = useTexts().questions;
  return (
    <li>
      <Go to={paths.question(of.id)}>{of.words || texts.erased}</Go>
      {of.state === 'answered' ? (
        <p className={`${classes.body} ${classes.answer}`}>
          <strong>{of.answer || texts.erased}</strong> <span className={classes.quiet}>{of.answeredBy?.name}</span>
        </p>
      ) : (
        <p className={classes.quiet}>
          <QuestionMark of={of} /> <OwedBy of={of} /> · <When at={of.dueAt} />
        </p>
      )}
    </li>
  );
}
