import { getPromises, listPromises } from '#modules/goals/contract/promises.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Side } from '../../ui/marks.tsx';
import { KeptFigure, PROMISE_TOPICS } from '../goals/KeptFigure.tsx';
import classes from '../reports/reports.module.css';

const NEXT = 4;

/** Of what each team said it would do, what came; and what comes due next. */
export function KeptPromises() {
  const { week, ui, goals } = useTexts();
  const texts = week.kept;
  const format = useFormat();
  const { data } = useRead(getPromises, {}, { topics: PROMISE_TOPICS });
  const open = useRead(listPromises, { states: ['open'], limit: 200 }, { topics: PROMISE_TOPICS });
  if (!data || !open.data) return null;
  const judged = data.sides.some(({ kept }) => kept.n > 0);
  const next = open.data.items.toReversed().slice(0, NEXT);
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      {judged ? (
        <Figures>
          {data.sides.map((side) => (
            <KeptFigure key={side.by} side={side} label={texts.side(ui.sides[side.by])} />
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
              <span>
                <Go to={one.link}>{one.what ?? goals.promises.hidden}</Go>
                <span className={classes.below}>{goals.promises.sources[one.source]}</span>
              </span>
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
