import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { Question } from '#modules/questions/contract/questions.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { PersonName } from '../team/PersonName.tsx';
import { recordPath } from './about.ts';

/** Where a question stands; that an answer is due is said with an icon. */
export function QuestionMark({ of }: { of: Pick<Question, 'state' | 'overdue' | 'outcome'> }) {
  const texts = useTexts().questions;
  if (of.overdue)
    return (
      <Mark tone="late" icon={IconAlertTriangle}>
        {texts.overdue}
      </Mark>
    );
  if (of.state === 'answered')
    return (
      <Mark tone="good" icon={IconCheck}>
        {of.outcome ? texts.outcomes[of.outcome] : texts.states.answered}
      </Mark>
    );
  return <Mark>{texts.states[of.state]}</Mark>;
}

/** What it is about, with the way there. */
export function AboutRecord({ of }: { of: Pick<Question, 'about'> }) {
  const texts = useTexts().questions;
  const { about } = of;
  if (!about) return texts.general;
  if (!about.id || about.name === null) return texts.subjects[about.subject];
  const to = recordPath(about.subject, about.id);
  const words = `${texts.subjects[about.subject]}: ${about.name}`;
  return to ? <Go to={to}>{words}</Go> : words;
}

/** Who owes the answer: somebody, or the team as long as nobody has taken it. */
export function OwedBy({ of }: { of: Pick<Question, 'assignee' | 'toTeam'> }) {
  const texts = useTexts().questions;
  if (!of.assignee) return texts.firstOf(texts.teams[of.toTeam]);
  return (
    <>
      {of.toTeam !== 'coordination' && <Side side={of.toTeam} />} <PersonName person={of.assignee} />
    </>
  );
}
