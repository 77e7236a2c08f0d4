import { listPromises } from '#modules/goals/contract/promises.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Side } from '../../ui/marks.tsx';
import classes from '../reports/reports.module.css';

const NEXT = 3;

/** Of what each team said it would do, what came; and what comes due next. */
export function KeptPromises() {
  const { week, ui } = useTexts();
  const texts = week.kept;
  const format = useFormat();
  const { data } = useRead(listPromises, { limit: 200 }, { topics: ['promise', 'plan', 'goal'] });
  if (!data) return null;
  const judged = data.reliability.some(({ kept }) => kept.n > 0);
  const next = data.items
    .filter(({ kept }) => kept === null)
    .reverse()
    .slice(0, NEXT);
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      {judged ? (
        <Figures>
          {data.reliability.map(({ by, kept, near }) => (
            <Figure
              key={by}
              label={texts.side(ui.sides[by])}
              rate={kept}
              to={paths.goals()}
              beside={near ? texts.near(format.percent(near.value), format.number(near.n)) : undefined}
            />
          ))}
        </Figures>
      ) : (
        <p className={classes.quiet}>{texts.none}</p>
      )}
      {next.length === 0 ? (
        <p className={classes.quiet}>{texts.nothingNext}</p>
      ) : (
        <ul className={classes.rows} aria-label={texts.next}>
          {next.map((one) => (
            <li key={`${one.source} ${one.id} ${one.by}`} className={classes.row}>
              <span>{one.what}</span>
              <span className={classes.quiet}>
                <Side side={one.by} /> {texts.by} {format.date(one.dueOn)}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className={classes.quiet}>
        <Go to={paths.goals()}>{texts.all}</Go>
      </p>
    </section>
  );
}
