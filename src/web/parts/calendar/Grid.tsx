import type { Entry } from '#modules/calendar/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './calendar.module.css';
import { EntryLine, entryKey } from './EntryLine.tsx';

interface GridProps {
  weeks: readonly (readonly string[])[];
  /** Of one day each. */
  entries: readonly Entry[];
  /** `YYYY-MM`: days of other months are set back; absent for a week. */
  month?: string;
  today: string;
  label: string;
}

/** Weeks as rows, days as columns. */
export function Grid({ weeks, entries, month, today, label }: GridProps) {
  const { days } = useTexts().calendar;
  return (
    <Scroll label={label}>
      <table className={classes.grid} aria-label={label}>
        <thead>
          <tr>
            {days.map((day) => (
              <th key={day} scope="col">
                {day}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} className={classes.day} data-outside={(month && !day.startsWith(month)) || undefined}>
                  <time dateTime={day} className={classes.date} data-today={day === today || undefined}>
                    {String(Number(day.slice(8)))}
                  </time>
                  <DayEntries entries={entries.filter(({ from }) => from === day)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function DayEntries({ entries }: { entries: readonly Entry[] }) {
  if (entries.length === 0) return null;
  return (
    <ul className={classes.entries}>
      {entries.map((entry) => (
        <EntryLine key={entryKey(entry)} entry={entry} />
      ))}
    </ul>
  );
}

/** The same day by day, for a narrow screen: only days on which something goes out. */
export function Agenda({ entries }: { entries: readonly Entry[] }) {
  const format = useFormat();
  const days = [...new Set(entries.map(({ from }) => from))];
  return (
    <>
      {days.map((day) => (
        <section key={day}>
          <h3 className={classes.agendaDay}>{format.date(day)}</h3>
          <DayEntries entries={entries.filter(({ from }) => from === day)} />
        </section>
      ))}
    </>
  );
}
