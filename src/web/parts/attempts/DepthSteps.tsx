import type { getDepth } from '#modules/attempts/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Mark, Money } from '../../ui/marks.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from '../leadvalues/leadvalues.module.css';

type Read = OutputOf<typeof getDepth>;

/** Each attempt: who came to it, whom it reached, and whether one more pays. */
export function DepthSteps({ read, onOpen }: { read: Read; onOpen: (attempt: number, reached?: boolean) => void }) {
  const texts = useTexts().attempts;
  const format = useFormat();
  const { columns } = texts;
  const { steps, depth, valueMinor } = read.all;
  return (
    <section className={classes.section} aria-label={texts.steps}>
      <h2 className={classes.heading}>{texts.steps}</h2>
      <Scroll label={texts.steps}>
        <table className={classes.steps}>
          <thead>
            <tr>
              <th scope="col">{columns.attempt}</th>
              <th scope="col">{columns.came}</th>
              <th scope="col">{columns.reached}</th>
              <th scope="col">{columns.net}</th>
            </tr>
          </thead>
          <tbody>
            {steps.map(({ k, hazard, netMinor, enough }) => (
              <tr key={k}>
                <th scope="row">{format.number(k)}</th>
                <td>
                  <Figure
                    inline
                    label={`${columns.attempt} ${k}, ${columns.came}`}
                    value={format.number(hazard.n)}
                    onOpen={() => onOpen(k)}
                  />
                </td>
                <td>
                  <Figure inline label={`${columns.attempt} ${k}, ${columns.reached}`} rate={hazard} onOpen={() => onOpen(k, true)} />
                </td>
                <td>
                  {enough && valueMinor !== null ? (
                    <>
                      <Money value={{ amountMinor: Math.round(netMinor), currency: read.currency }} />{' '}
                      <Mark>{depth !== null && k <= depth ? texts.pays : texts.stops}</Mark>
                    </>
                  ) : (
                    texts.unknown
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className={classes.quiet}>{texts.caution}</p>
    </section>
  );
}
