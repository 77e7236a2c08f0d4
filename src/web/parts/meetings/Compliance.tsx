import { getCompliance } from '#modules/meetings/contract/meetings.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './meetings.module.css';

const HEADS = ['kind', 'rate', 'missed', 'cancelled', 'last'] as const;

/** How often enough of the other team were there, and which rhythms stand still. */
export function Compliance() {
  const { meetings } = useTexts();
  const texts = meetings.compliance;
  const format = useFormat();
  const { data, error, refetch } = useRead(getCompliance, {}, { topics: ['meeting'] });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  if (data.byKind.length === 0) return <EmptyState title={texts.empty} />;
  return (
    <div className={classes.sections}>
      <Figure label={texts.rate} rate={data.compliant} definition={texts.definition} to={paths.meetings({ tab: 'past' })} />
      <p className={classes.quiet}>{texts.since(format.date(data.from), format.date(data.to))}</p>
      <section className={classes.section} aria-label={texts.missed}>
        <h2 className={classes.heading}>{texts.missed}</h2>
        {data.missedRhythms.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
        <ul className={classes.list}>
          {data.missedRhythms.map((rhythm) => (
            <li key={rhythm.seriesId}>
              <Go to={paths.meeting(rhythm.meetingId)}>{rhythm.title}</Go>{' '}
              <Mark tone="late">{texts.missedRow(format.number(rhythm.missedInRow))}</Mark>
            </li>
          ))}
        </ul>
      </section>
      <Scroll label={texts.rate}>
        <ReadTable>
          <thead>
            <tr>
              {HEADS.map((head) => (
                <th key={head} scope="col">
                  {texts.columns[head]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.byKind.map((row) => (
              <tr key={`${row.kind} ${row.side}`}>
                <th scope="row">
                  {meetings.kinds[row.kind]}
                  {row.side && ` · ${meetings.sides[row.side]}`}
                </th>
                <td>{format.rate(row.compliant)}</td>
                <td>{format.number(row.missed)}</td>
                <td>{format.number(row.cancelled)}</td>
                <td>{row.lastHeldAt ? <When at={row.lastHeldAt} /> : texts.never}</td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </div>
  );
}
