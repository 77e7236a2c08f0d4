import { Button } from '@mantine/core';
import type { getPromiseReplay, Opens } from '#modules/reports/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { CountOf, RateOf } from './figures.tsx';
import classes from './reports.module.css';

type Replay = OutputOf<typeof getPromiseReplay>;
interface Props {
  replay: Replay;
  open: (opens: Opens) => void;
}

/** Hours as people say them: days from the second on. */
export function useHours(): (hours: number | null) => string {
  const { promise } = useTexts().reports.year;
  const format = useFormat();
  return (hours) => {
    if (hours === null) return '–';
    return hours < 48 ? promise.hours(format.decimal(hours)) : promise.days(format.decimal(hours / 24));
  };
}

/** The first touch within 24 hours, replayed: both readings of the hours side by side. */
export function PromiseReplay({ replay, open }: Props) {
  const { promise: texts } = useTexts().reports.year;
  const format = useFormat();
  const { definitions, judged, unjudged } = replay;
  const hours = format.number(replay.hours);
  if (replay.knownSince === null)
    return (
      <section className={classes.section} aria-label={texts.title(hours)}>
        <h2 className={classes.heading}>{texts.title(hours)}</h2>
        <p className={classes.sentence}>{texts.noCalls}</p>
      </section>
    );
  const known = { since: format.date(replay.knownSince), judged: format.number(judged.k), all: format.number(judged.n) };
  return (
    <section className={classes.section} aria-label={texts.title(hours)}>
      <h2 className={classes.heading}>{texts.title(hours)}</h2>
      <p className={classes.sentence}>
        {texts.judged(known)} {texts.starts[replay.starts]} {replay.toTheDay ? texts.toTheDay : ''}
      </p>
      {unjudged.n > 0 && (
        <p className={classes.quiet}>
          <Figure
            inline
            label=""
            value={texts.others(format.number(unjudged.n))}
            definition={definitions.promise_unjudged ?? ''}
            onOpen={() => open(unjudged.opens)}
          />
        </p>
      )}
      <Readings replay={replay} open={open} />
    </section>
  );
}

function Readings({ replay, open }: Props) {
  const { promise: texts } = useTexts().reports.year;
  const say = useHours();
  const { columns } = texts;
  const shared = { definitions: replay.definitions, open, inline: true };
  return (
    <Scroll label={columns.reading}>
      <table className={classes.table}>
        <thead>
          <tr>
            {Object.values(columns).map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {replay.readings.map((reading) => (
            <tr key={reading.reading}>
              <th scope="row">
                {texts.readings[reading.reading]}
                {reading.calendar && <div className={classes.quiet}>{reading.calendar}</div>}
              </th>
              <td data-label={columns.kept}>
                <RateOf label={columns.kept} of={reading.kept} {...shared} />
              </td>
              <td data-label={columns.late}>
                <CountOf label={columns.late} of={reading.late} {...shared} />
              </td>
              <td data-label={columns.never}>
                <CountOf label={columns.never} of={reading.never} {...shared} />
              </td>
              <td data-label={columns.customer}>
                <CountOf label={columns.customer} of={reading.byCustomer} {...shared} />
              </td>
              <td data-label={columns.open}>
                <CountOf label={columns.open} of={reading.open} {...shared} />
              </td>
              <td data-label={columns.median}>{say(reading.medianHours)}</td>
              <td data-label={columns.withUntouched}>
                {reading.medianHoursWithUntouched === null ? texts.notReached : say(reading.medianHoursWithUntouched)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** How many first touches a week such a promise asks of people: before it is signed, not after. */
export function PromiseAsked({ replay, open }: Props) {
  const { asked: texts } = useTexts().reports.year;
  const format = useFormat();
  const { asked } = replay;
  const title = texts.title(format.number(replay.hours));
  return (
    <section className={classes.section} aria-label={title}>
      <h2 className={classes.heading}>{title}</h2>
      <Figures>
        <Figure label={texts.perWeek} value={format.decimal(asked.perWeek)} definition={replay.definitions.promise_week ?? ''} />
        <Figure label={texts.busiest} value={format.number(asked.busiestWeek)} />
        <Figure label={texts.people} value={asked.people === null ? texts.noPeople : format.number(asked.people)} />
        <Figure label={texts.perPerson} value={asked.perPersonAndWeek === null ? '–' : format.decimal(asked.perPersonAndWeek)} />
      </Figures>
      <Bars
        title={texts.weeks}
        columns={[texts.week, texts.touches]}
        bars={asked.weeks
          .filter(({ asked: { n } }) => n > 0)
          .slice(-26)
          .map((week) => ({
            id: week.week,
            label: `${texts.week} ${format.date(week.week)}`,
            value: week.asked.n,
            text: <CountOf inline label={texts.touches} of={week.asked} definitions={replay.definitions} open={open} />,
            beside: texts.inTime(format.number(week.kept.n)),
          }))}
      />
      <div className={classes.links}>
        <Button component={Go} to={paths.agreement()} variant="default">
          {texts.agreement}
        </Button>
        <Button component={Go} to={paths.candidates()} variant="default">
          {texts.candidates}
        </Button>
      </div>
    </section>
  );
}
