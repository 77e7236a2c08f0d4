import { Switch } from '@mantine/core';
import { getOtherTeamWeek, listBriefs, setDigestByMail } from '#modules/briefs/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useCan, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { useToast } from '../../ui/toast.tsx';
import { OwedQuestions } from '../questions/OwedQuestions.tsx';
import classes from './briefs.module.css';

/** On top of home: questions that wait, a new brief, and what the other team does. */
export function HomeNews() {
  const session = useSession();
  const mayRead = useCan('report:read');
  const ofTeam = session.member.department === 'sales' || session.member.department === 'marketing';
  return (
    <div className={classes.home}>
      <OwedQuestions />
      {mayRead && <UnreadBriefs />}
      {mayRead && ofTeam && <OtherTeam />}
    </div>
  );
}

function UnreadBriefs() {
  const texts = useTexts().briefs;
  const format = useFormat();
  const { data } = useRead(listBriefs, { limit: 20 }, { topics: ['brief'] });
  const first = data?.items.find(({ unread }) => unread);
  if (!data || data.unread === 0 || !first) return null;
  return (
    <p className={classes.notice}>
      {texts.unreadLine(format.number(data.unread))} <Go to={paths.brief(first.id)}>{texts.see}</Go>
    </p>
  );
}

/** Folded, so that the day's work stays on top. */
function OtherTeam() {
  const { briefs, ui } = useTexts();
  const texts = briefs.week;
  const format = useFormat();
  const toast = useToast();
  const { data } = useRead(getOtherTeamWeek, {}, { topics: ['campaign', 'deal', 'send', 'offer'], fresh: 300_000 });
  const subscribe = useWrite(setDigestByMail, { invalidates: [getOtherTeamWeek] });
  if (!data) return null;
  const total = data.groups.map(({ source, total: n }) => `${texts.sources[source] ?? source} ${format.number(n)}`).join(' · ');
  return (
    <details className={classes.week}>
      <summary>
        {texts.title(ui.sides[data.party])} <span className={classes.quiet}>{total}</span>
      </summary>
      {data.groups.length === 0 && <p className={classes.quiet}>{texts.nothing}</p>}
      <div className={classes.groups}>
        {data.groups.map(({ source, items }) => (
          <section key={source} aria-label={texts.sources[source] ?? source}>
            <h2 className={classes.heading}>{texts.sources[source] ?? source}</h2>
            <ul className={classes.list}>
              {items.map(({ words, link }) => (
                <li key={link ?? words}>{link ? <Go to={link}>{words}</Go> : words}</li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <Switch
        label={texts.byMail}
        checked={data.byMail}
        onChange={(event) => void subscribe.mutateAsync({ byMail: event.currentTarget.checked }).catch(toast.problem)}
      />
    </details>
  );
}
