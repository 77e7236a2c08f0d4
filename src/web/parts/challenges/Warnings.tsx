import { listReluctance } from '#modules/challenges/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Heads } from '../../ui/Heads.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { channelName } from '../leads/channel.ts';
import reports from '../reports/reports.module.css';
import classes from './challenges.module.css';

/** Where following up may lose heart, by source of the lead. */
export function Warnings() {
  const texts = useTexts().challenges.warnings;
  const format = useFormat();
  const mayRead = useCan('report:read');
  const { data, error, refetch } = useRead(listReluctance, {}, { topics: ['handoff'], when: mayRead });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const hours = (value: number | null) => (value === null ? '–' : format.decimal(value, 1));
  return (
    <>
      <p className={classes.words}>{texts.lead(format.number(data.days.recent), format.number(data.days.before))}</p>
      {data.sources.length === 0 ? (
        <p>{texts.none}</p>
      ) : (
        <Scroll label={texts.sign}>
          <table className={reports.table}>
            <Heads
              of={[
                texts.source,
                ...[texts.acceptance, texts.before, texts.hours, texts.longer].map((number) => ({ number })),
                { number: texts.sign },
              ]}
            />
            <tbody>
              {data.sources.map(({ channel, acceptance, touch, warn }) => (
                <tr key={channel ?? ''}>
                  <th scope="row">{channel ? channelName(channel) : texts.unknown}</th>
                  <td data-label={texts.acceptance}>{format.rate(acceptance.recent)}</td>
                  <td data-label={texts.before}>{format.rate(acceptance.before)}</td>
                  <td data-label={texts.hours}>{texts.hoursOf(hours(touch.recentHours), hours(touch.beforeHours))}</td>
                  <td data-label={texts.longer}>{format.rate(touch.longer)}</td>
                  <td data-label={texts.sign}>
                    {acceptance.falls && <Mark tone="late">{texts.falls}</Mark>} {touch.rises && <Mark tone="late">{texts.rises}</Mark>}
                    {!warn && texts.fine}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </>
  );
}
