import { useDebouncedValue } from '@mantine/hooks';
import { readClause } from '#modules/agreements/contract/agreement.ts';
import type { ClauseInput } from '#modules/agreements/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './agreements.module.css';

const TYPING_MS = 300;

/** Whether there is enough to say what it would say. */
function isWhole(clause: ClauseInput): boolean {
  if (clause.title.trim() === '') return false;
  if (clause.family === 'amount') return clause.amount >= 1;
  if (clause.family === 'share')
    return clause.target > 0 && (clause.measure !== 'complete' || clause.required.length > 0) && clause.withinSeconds !== 0;
  return clause.withinSeconds >= 60 && clause.proof.length > 0 && clause.target > 0 && (clause.family !== 'depth' || clause.attempts >= 2);
}

/** What the promise says as it stands in the form, and its hours read both ways. */
export function ClauseReading({ clause }: { clause: ClauseInput }) {
  const { write: texts } = useTexts().agreement;
  const format = useFormat();
  const now = useNow();
  const [settled] = useDebouncedValue(clause, TYPING_MS);
  const ready = isWhole(settled);
  const { data } = useRead(readClause, { clause: settled }, { when: ready, keep: true });
  if (!data || !ready) return null;
  const instant = (iso: string) => `${format.dayTitle(iso, now)} ${format.time(iso)}`;
  return (
    <section className={classes.reading} aria-live="polite">
      <h3 className={classes.name}>{texts.reads}</h3>
      <p className={classes.text}>{data.text}</p>
      <p className={classes.quiet}>{data.fine}</p>
      {data.readings.length > 0 && (
        <table className={classes.readings}>
          <caption className={classes.quiet}>{texts.bothReadings}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.startedAt}</th>
              <th scope="col">{texts.calendarDue}</th>
              <th scope="col">{texts.businessDue(data.businessCalendar)}</th>
            </tr>
          </thead>
          <tbody>
            {data.readings.map((reading) => (
              <tr key={reading.startedAt}>
                <td>{instant(reading.startedAt)}</td>
                <td>{instant(reading.calendarHoursDue)}</td>
                <td>{instant(reading.businessHoursDue)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
