import type { InsightRow } from '#modules/insights/contract/voice.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import classes from './insights.module.css';

/** One thing that was said: the words, who said it, who heard it. */
export function SaidRow({ row }: { row: InsightRow }) {
  const { voice: texts, activities } = useTexts();
  return (
    <>
      <p className={classes.words}>
        <Mark>{activities.insights[row.kind]}</Mark> “{row.words}”
      </p>
      <span className={classes.small}>
        {row.contact && (
          <>
            <Go to={paths.contact(row.contact.id)}>{row.contact.name || '–'}</Go>{' '}
          </>
        )}
        {row.company && (
          <>
            <Go to={paths.company(row.company.id)}>{row.company.name}</Go>{' '}
          </>
        )}
        {row.deal && (
          <>
            <Go to={paths.deal(row.deal.id)}>{row.deal.name}</Go>{' '}
          </>
        )}
        · {activities.topics[row.about]} · <When at={row.saidAt} form="date" />
        {row.heardBy && ` · ${texts.heardBy(row.heardBy.name)}`}
        {row.themes.length > 0 && ` · ${row.themes.map(({ name }) => name).join(', ')}`}
      </span>
    </>
  );
}
