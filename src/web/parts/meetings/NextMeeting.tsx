import { listMeetings } from '#modules/meetings/contract/meetings.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import classes from './meetings.module.css';

/** What meeting comes for this person, and what is asked of them; nothing where none does. */
export function NextMeeting() {
  const texts = useTexts().meetings.home;
  const mayRead = useCan('report:read');
  const { data } = useRead(listMeetings, { which: 'mine', limit: 1 }, { topics: ['meeting'], when: mayRead });
  const [next] = data?.items ?? [];
  if (!next) return null;
  return (
    <section className={classes.home} aria-label={texts.next}>
      <span className={classes.quiet}>{texts.next}</span>
      <Go to={paths.meeting(next.id)}>{next.title}</Go>
      <When at={next.startsAt} />
      <span className={classes.quiet}>{next.publishedAt ? texts.agenda : texts.ask}</span>
    </section>
  );
}
