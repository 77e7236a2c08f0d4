import { getRests } from '#modules/agreements/contract/clocks.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import classes from './scorecard.module.css';

/** Who took time out of the clocks, beside the attainment: a pause is no secret. */
export function Rests({ range }: { range: { from: string; to: string } }) {
  const { rests: texts } = useTexts().agreement.scorecard;
  const format = useFormat();
  const { data } = useRead(getRests, range, { topics: ['clock'], keep: true });
  if (!data) return null;
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      {data.people.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      {data.people.length > 0 && (
        <>
          <Figure label={texts.share} rate={data.excused} />
          <table className={classes.rows}>
            <thead>
              <tr>
                {[texts.who, texts.rests, texts.lastMinute, texts.excused].map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.people.map(({ member, rests, lastMinute, excused }) => (
                <tr key={member?.id ?? ''}>
                  <th scope="row">{member?.name ?? texts.nobody}</th>
                  <td>{format.number(rests)}</td>
                  <td>{format.number(lastMinute)}</td>
                  <td>{format.number(excused)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
