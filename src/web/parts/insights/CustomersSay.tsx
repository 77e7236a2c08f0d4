import { listSaidOn } from '#modules/insights/contract/themes.ts';
import type { Target } from '#modules/insights/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useCan, useSees } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark } from '../../ui/marks.tsx';
import reports from '../reports/reports.module.css';
import classes from './insights.module.css';

/** What customers say on this: the themes that touch it, counted. Nothing where no theme does. */
export function CustomersSay({ target, id }: { target: Target; id?: string }) {
  const texts = useTexts().voice.on;
  const format = useFormat();
  const mayRead = useCan('report:read');
  const sees = useSees('activity.data');
  const { data } = useRead(listSaidOn, { target, ...(id ? { ofId: id } : {}) }, { topics: ['theme', 'insight'], when: mayRead && sees });
  if (!data || data.items.length === 0) return null;
  return (
    <section className={reports.section} aria-label={texts.title}>
      <h2 className={reports.heading}>{texts.title}</h2>
      <ul className={classes.list}>
        {data.items.map((one) => (
          <li key={one.linkId} className={classes.item}>
            <span className={classes.line}>
              <Go to={paths.voice({ theme: one.theme.id })}>{one.theme.name}</Go>
              <span>{texts.line(format.number(one.n), format.number(one.companies))}</span>
              {one.against > 0 && <Mark>{texts.against(format.number(one.against))}</Mark>}
              {one.rising && <Mark tone="late">{texts.rising(format.number(one.recent), format.number(one.before))}</Mark>}
            </span>
            {one.newest.length > 0 && <span className={classes.small}>{one.newest.map((words) => `“${words}”`).join(' · ')}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
