import { getReluctance, listReluctanceRows } from '#modules/challenges/contract.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { channelName } from '../leads/channel.ts';
import { RowsDrawer } from '../reports/RowsDrawer.tsx';
import reports from '../reports/reports.module.css';
import classes from './challenges.module.css';

type Asked = Omit<InputOf<typeof listReluctanceRows>, 'cursor' | 'limit'>;
const DEFAULTS = { warned: null as Asked | null };

/** Where following up may lose heart, by source of the lead. */
export function Warnings() {
  const texts = useTexts().challenges.warnings;
  const format = useFormat();
  const mayRead = useCan('report:read');
  const [{ warned }, change] = useUrlState(DEFAULTS);
  const { data, error, refetch } = useRead(getReluctance, {}, { topics: ['handoff'], when: mayRead });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const hours = (value: number | null) => (value === null ? '–' : format.decimal(value, 1));
  const nameOf = (channel: string | null | undefined) => (channel ? channelName(channel) : texts.unknown);
  const opens = (channel: string | null, asked: Asked) => () =>
    void change({ warned: { ...asked, ...(channel === null ? {} : { channel }) } }, { push: true });
  const titleOf = ({ figure, stretch }: Asked) =>
    figure === 'judged' ? (stretch === 'recent' ? texts.acceptance : texts.before) : figure === 'touched' ? texts.hours : texts.longer;
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
                  <th scope="row">{nameOf(channel)}</th>
                  {(['recent', 'before'] as const).map((stretch) => (
                    <td key={stretch} data-label={stretch === 'recent' ? texts.acceptance : texts.before}>
                      <Figure
                        inline
                        label={`${nameOf(channel)}, ${stretch === 'recent' ? texts.acceptance : texts.before}`}
                        rate={acceptance[stretch]}
                        {...(acceptance[stretch].n > 0 ? { onOpen: opens(channel, { figure: 'judged', stretch }) } : {})}
                      />
                    </td>
                  ))}
                  <td data-label={texts.hours}>
                    <Figure
                      inline
                      label={`${nameOf(channel)}, ${texts.hours}`}
                      value={texts.hoursOf(hours(touch.recentHours), hours(touch.beforeHours))}
                      {...(touch.recentHours === null ? {} : { onOpen: opens(channel, { figure: 'touched', stretch: 'recent' }) })}
                    />
                  </td>
                  <td data-label={texts.longer}>
                    <Figure
                      inline
                      label={`${nameOf(channel)}, ${texts.longer}`}
                      rate={touch.longer}
                      {...(touch.longer.n > 0 ? { onOpen: opens(channel, { figure: 'longer_of', stretch: 'recent' }) } : {})}
                    />
                  </td>
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
      <RowsDrawer
        opened={warned ? { title: `${nameOf(warned.channel)}: ${titleOf(warned)}`, input: warned } : null}
        endpoint={listReluctanceRows}
        topics={['handoff']}
        onClose={() => void change({ warned: null })}
        line={(row) => ({
          id: row.id,
          name: row.name,
          to: row.leadId ? paths.lead(row.leadId) : undefined,
          end: <When at={row.handedAt} form="date" />,
          below: [
            row.judged ? (row.accepted ? texts.accepted : texts.returned) : texts.open,
            row.hours !== null && (row.waits ? texts.waits(hours(row.hours)) : texts.touched(hours(row.hours))),
          ]
            .filter(Boolean)
            .join(' · '),
        })}
      />
    </>
  );
}
