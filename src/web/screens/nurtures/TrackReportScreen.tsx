import { getTrackReport } from '#modules/nurtures/contract/reports.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/nurtures/nurtures.module.css';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';

type Report = OutputOf<typeof getTrackReport>;

/** What each track brings, and which one brings back leads of which reason. */
export function TrackReportScreen() {
  const { report: texts } = useTexts().warming;
  const format = useFormat();
  const { data, error, refetch } = useRead(getTrackReport, {}, { topics: ['track', 'enrolment'] });
  const { on, off, days } = data?.retention ?? { on: null, off: null, days: 0 };
  return (
    <Page title={texts.title}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.tracks.length === 0 && <EmptyState title={texts.empty} />}
      {data && data.tracks.length > 0 && <Tracks rows={data.tracks} />}
      {data && data.revived.length > 0 && <Revived rows={data.revived} />}
      {on && off && (on.n > 0 || off.n > 0) && (
        <section className={classes.section} aria-label={texts.retention}>
          <h2 className={classes.heading}>{texts.retention}</h2>
          <Figures>
            <Figure label={texts.onTrack} rate={on} definition={texts.within(format.number(days))} to={paths.retention()} />
            <Figure label={texts.offTrack} rate={off} definition={texts.within(format.number(days))} to={paths.retention()} />
          </Figures>
        </section>
      )}
    </Page>
  );
}

function Tracks({ rows }: { rows: Report['tracks'] }) {
  const { warming, nurtures } = useTexts();
  const texts = warming.report;
  const format = useFormat();
  return (
    <Scroll label={texts.title}>
      <ReadTable>
        <Heads of={[texts.track, nurtures.columns.kind, { number: texts.entered }, texts.reached, texts.replied, texts.bought]} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.track.id}>
              <th scope="row">
                <Go to={paths.track(row.track.id, { tab: 'figures' })}>{row.track.name}</Go>
              </th>
              <td>{nurtures.kinds[row.kind]}</td>
              <td data-number>
                <Figure inline label={texts.entered} value={format.number(row.entered)} to={paths.track(row.track.id, { tab: 'people' })} />
              </td>
              <td>
                <Figure
                  inline
                  label={texts.reached}
                  rate={row.reached}
                  to={paths.track(row.track.id, { tab: 'people', state: 'reached' })}
                />
                {row.medianDaysToReach !== null && (
                  <div className={classes.quiet}>
                    {nurtures.figures.median}: {nurtures.figures.days(format.decimal(row.medianDaysToReach))}
                  </div>
                )}
              </td>
              <td>
                <Figure inline label={texts.replied} rate={row.replied} to={paths.track(row.track.id, { tab: 'figures' })} />
              </td>
              <td title={texts.boughtHelp}>
                <Figure inline label={texts.bought} rate={row.bought} to={paths.track(row.track.id, { tab: 'people' })} />
              </td>
            </tr>
          ))}
        </tbody>
      </ReadTable>
    </Scroll>
  );
}

function Revived({ rows }: { rows: Report['revived'] }) {
  const { report: texts } = useTexts().warming;
  return (
    <section className={classes.section} aria-label={texts.revived}>
      <h2 className={classes.heading}>{texts.revived}</h2>
      <Scroll label={texts.revived}>
        <ReadTable>
          <Heads of={[texts.reason, texts.track, texts.back]} />
          <tbody>
            {rows.map(({ reason, track, ...rate }) => (
              <tr key={`${reason?.id} ${track?.id}`}>
                <th scope="row">{reason?.name ?? texts.noReason}</th>
                <td>{track ? <Go to={paths.track(track.id)}>{track.name}</Go> : texts.noTrack}</td>
                <td>
                  <Figure inline label={texts.back} rate={rate} to={paths.returned({ tab: 'ended' })} />
                </td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}
