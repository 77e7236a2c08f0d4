import type { Replay } from '#modules/replays/contract.ts';
import type { ReplayResult as Result } from '#modules/replays/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Money, Side, When } from '../../ui/marks.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { ReplayLadder } from './ReplayLadder.tsx';
import { type OpenRows, ReplayLines } from './ReplayLines.tsx';
import { ReplayStake } from './ReplayStake.tsx';
import classes from './replays.module.css';

/** All that came out of one run. */
export function ReplayResult({ replay, onOpen }: { replay: Replay; onOpen: OpenRows }) {
  const { replay: texts, agreement } = useTexts();
  const format = useFormat();
  const { result } = replay;
  const days = texts.days(format.date(replay.from), format.date(replay.to));
  return (
    <section className={classes.section} aria-label={`${agreement.version(String(replay.versionNumber))}, ${days}`}>
      <h2 className={classes.heading}>{`${agreement.version(String(replay.versionNumber))}, ${days}`}</h2>
      <p className={classes.quiet}>
        {[
          replay.asOf ? texts.asOf(format.date(replay.asOf)) : '',
          result ? texts.starts[result.starts] : '',
          texts.hash(replay.contentHash.slice(0, 8)),
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
      {!replay.current && <p role="status">{texts.oldTerms}</p>}
      {replay.state !== 'done' && (
        <p role="status">
          {texts.states[replay.state]}
          {replay.total !== null &&
            replay.state === 'running' &&
            ` · ${texts.progress(format.number(replay.done), format.number(replay.total))}`}
        </p>
      )}
      {result && <ReplayLines lines={result.lines} onOpen={onOpen} />}
      {result && <ReplayLadder result={result} onOpen={onOpen} />}
      {result && result.measures.length > 0 && <Measures result={result} />}
      {result && <Load result={result} />}
      {result?.lines
        .filter(({ party, stake }) => party === 'sales' && stake !== null)
        .map((line) => (
          <ReplayStake key={line.lineId} line={line} currency={result.currency} onOpen={onOpen} />
        ))}
      {result?.lines.every(({ stake }) => stake === null) && <p className={classes.quiet}>{`${texts.stake}: ${texts.noStake}`}</p>}
    </section>
  );
}

function Measures({ result }: { result: Result }) {
  const { replay: texts, agreement } = useTexts();
  const format = useFormat();
  return (
    <section className={classes.section} aria-label={texts.measures}>
      <h3 className={classes.heading}>{texts.measures}</h3>
      <Scroll label={texts.measures}>
        <ReadTable>
          <tbody>
            {result.measures.map((line) => (
              <tr key={line.lineId}>
                <th scope="row">
                  <Side side={line.party} /> {line.title}
                  {line.judgedToday && line.judgedToday.n > 0 && (
                    <div className={classes.quiet}>
                      {texts.judgedToday(format.number(line.judgedToday.k), format.number(line.judgedToday.n))}
                    </div>
                  )}
                </th>
                <td>
                  {line.problem ??
                    (line.ended === 0 ? texts.noWhole : texts.keptPeriods(format.number(line.kept), format.number(line.ended)))}
                </td>
                <td>
                  {line.periods.map((period) => (
                    <div key={period.from}>
                      <When at={period.from} form="date" />{' '}
                      {line.target !== null ? (
                        format.rate(period)
                      ) : line.currency ? (
                        <Money value={{ amountMinor: period.k, currency: line.currency }} />
                      ) : (
                        agreement.ofAmount(format.number(period.k), format.number(period.asked ?? line.amount ?? 0))
                      )}
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}

function Load({ result }: { result: Result }) {
  const texts = useTexts().replay;
  const format = useFormat();
  const { capacity, weeks } = result;
  const hours = (minutes: number) => format.number(Math.round(minutes / 6) / 10);
  return (
    <section className={classes.section} aria-label={texts.load}>
      <h3 className={classes.heading}>{texts.load}</h3>
      <p className={classes.quiet}>
        {texts.capacity(format.number(capacity.people), format.number(capacity.hoursPerWeek), hours(capacity.minutes))}{' '}
        {texts.perAttempt(format.number(capacity.minutesPerAttempt))} {texts.over(format.number(capacity.over))}
      </p>
      <Scroll label={texts.load} className={classes.weeks}>
        <ReadTable>
          <thead>
            <tr>
              {[texts.week, texts.asked, texts.minutes, texts.available, texts.breached].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.week}>
                <td>{format.date(week.week)}</td>
                <td>{format.number(week.asked)}</td>
                <td>
                  {hours(week.minutes)}
                  {week.minutes > (week.available ?? capacity.minutes) && <div className={classes.quiet}>{texts.tooMuch}</div>}
                </td>
                <td>
                  {week.available === null ? '–' : hours(week.available)}
                  <Missing holidays={week.holidayMinutes} leave={week.leaveMinutes} />
                </td>
                <td>{format.number(week.breached)}</td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}

/** What holidays and leave took out of a week. */
function Missing({ holidays, leave }: { holidays: number; leave: number }) {
  const texts = useTexts().replay;
  const format = useFormat();
  const hours = (minutes: number) => format.number(Math.round(minutes / 6) / 10);
  const parts = [...(holidays > 0 ? [texts.holidays(hours(holidays))] : []), ...(leave > 0 ? [texts.leave(hours(leave))] : [])];
  return parts.length > 0 ? <div className={classes.quiet}>{parts.join(', ')}</div> : null;
}
