import { getPlanNeeds } from '#modules/goals/contract/plan.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { monthName } from './figures.ts';
import classes from './goals.module.css';

const TONES = { open: 'soon', late: 'late', asked: 'good' } as const;

/** What signed plans want of the coming months, so that offers and content for them are asked for in time. */
export function PlanNeeds() {
  const texts = useTexts().goals.plan.needs;
  const format = useFormat();
  const { locale } = useReader();
  const { data } = useRead(getPlanNeeds, {}, { topics: ['plan', 'offer', 'asset_request'], when: useCan('report:read') });
  if (!data || data.months.length === 0) return null;
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <p className={classes.quiet}>{texts.lead}</p>
      <Scroll label={texts.title}>
        <ReadTable>
          <Heads of={[texts.month, { number: texts.leads }, { number: texts.handoffs }, texts.askBy, texts.there, texts.state]} />
          <tbody>
            {data.months.map((one) => (
              <tr key={one.month}>
                <th scope="row">
                  <Go to={paths.plan({ day: one.quarterOn })}>{monthName(locale, one.month, 'long')}</Go>
                </th>
                <td data-number>{format.number(Math.ceil(one.leads))}</td>
                <td data-number>{format.number(Math.ceil(one.handoffs))}</td>
                <td>{format.date(one.askBy)}</td>
                <td>{texts.found(format.number(one.offers), format.number(one.content))}</td>
                <td>
                  <Mark tone={TONES[one.state]}>{texts.states[one.state]}</Mark>
                </td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}
