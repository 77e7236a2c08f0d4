import { IconAlertTriangle } from '@tabler/icons-react';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Heads } from '../../ui/Heads.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import classes from './predictions.module.css';
import type { Standing } from './standing.ts';

/** Month by month what was said of leads at their hand-off, and what came of them. */
export function Drift({ months }: { months: Standing['drift'] }) {
  const texts = useTexts().predictions.report;
  const format = useFormat();
  return (
    <section className={classes.section} aria-label={texts.drift}>
      <h3 className={classes.heading}>{texts.drift}</h3>
      {months.length === 0 ? (
        <p className={classes.quiet}>{texts.noDrift}</p>
      ) : (
        <ReadTable className={classes.told}>
          <caption className="hidden-from-sight">{texts.driftHelp}</caption>
          <Heads of={[texts.month, { number: texts.bin }, texts.came]} />
          <tbody>
            {months.map(({ month, said, came, off }) => (
              <tr key={month}>
                <th scope="row">{month}</th>
                <td data-number>{format.percent(said)}</td>
                <td>
                  {format.rate(came)}{' '}
                  {off && (
                    <Mark tone="soon" icon={IconAlertTriangle}>
                      {texts.driftOff}
                    </Mark>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      )}
    </section>
  );
}
