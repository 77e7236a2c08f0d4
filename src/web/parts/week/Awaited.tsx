import { listAwaitedSignatures } from '#modules/signatures/contract.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Side, When } from '../../ui/marks.tsx';
import classes from '../reports/reports.module.css';
import own from './week.module.css';

const TOPICS = ['goal', 'plan', 'agreement', 'profile', 'score_model', 'threshold', 'reason', 'gate', 'attribution', 'decision', 'dispute'];

/** What both sides still have to sign, the oldest first; each opens where it is signed. */
export function Awaited() {
  const { week, ui } = useTexts();
  const texts = week.awaited;
  const { data } = useRead(listAwaitedSignatures, {}, { topics: TOPICS });
  if (!data) return null;
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      {data.items.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      <ul className={classes.rows} aria-label={texts.title}>
        {data.items.map(({ subject, id, title, since, link, waitsFor }) => (
          <li key={id} className={own.waits}>
            <span>
              <Go to={link}>{title ? `${texts.subjects[subject]}: ${title}` : texts.subjects[subject]}</Go>{' '}
              <span className={classes.quiet}>
                {texts.since} <When at={since} />
              </span>
            </span>
            <span className={own.sides}>
              {waitsFor.map((side) => (
                <Side key={side} side={side}>
                  {texts.waits(ui.sides[side])}
                </Side>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
