import { useState } from 'react';
import { type getHoldOuts, listTrackDraws } from '#modules/attribution/contract/returns.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { RowsDrawer } from '../reports/RowsDrawer.tsx';
import reports from '../reports/reports.module.css';

type Data = OutputOf<typeof getHoldOuts>;
interface Opened {
  title: string;
  input: InputOf<typeof listTrackDraws>;
}
const OUTCOMES = ['validated', 'won'] as const;

/** What tracks brought beyond what would have come anyway, by whom they kept back. */
export function TrackHoldOuts({ data }: { data: Data }) {
  const texts = useTexts().attribution.holdOuts;
  const { trackColumns: columns } = texts;
  const format = useFormat();
  const [opened, setOpened] = useState<Opened | null>(null);
  const points = (share: number) => format.decimal(share * 100, 1);
  return (
    <section className={reports.section} aria-label={texts.tracks}>
      <h2 className={reports.heading}>{texts.tracks}</h2>
      {data.tracks.length === 0 && <p className={reports.quiet}>{texts.tracksEmpty}</p>}
      {data.tracks.length > 0 && (
        <>
          <p className={reports.quiet}>{texts.tracksLead(format.number(data.days))}</p>
          <Scroll label={texts.tracks}>
            <table className={reports.table}>
              <caption className="hidden-from-sight">{texts.tracks}</caption>
              <Heads of={Object.values(columns)} />
              <tbody>
                {data.tracks.flatMap((track) =>
                  OUTCOMES.map((outcome) => {
                    const { lift, neededPerArm, ...groups } = track[outcome];
                    const open = (group: 'treated' | 'held') =>
                      setOpened({
                        title: texts.peopleOf(track.name, columns[group]),
                        input: { id: track.id, held: group === 'held' },
                      });
                    return (
                      <tr key={`${track.id} ${outcome}`}>
                        <th scope="row">
                          <Go to={paths.track(track.id)}>{track.name}</Go> <span className={reports.quiet}>{format.date(track.at)}</span>
                        </th>
                        <td data-label={columns.outcome}>{texts.outcomes[outcome]}</td>
                        {(['treated', 'held'] as const).map((group) => (
                          <td key={group} data-label={columns[group]}>
                            <Figure inline label={columns[group]} rate={groups[group]} onOpen={() => open(group)} />
                          </td>
                        ))}
                        <td data-label={columns.lift}>
                          {texts.points(points(lift.value), points(lift.low), points(lift.high))}
                          <div className={reports.quiet}>
                            {!lift.enough ? texts.few : lift.low > 0 || lift.high < 0 ? texts.proven : texts.unproven}
                          </div>
                        </td>
                        <td data-label={columns.money}>
                          {outcome === 'won' && track.incrementalMinor !== null
                            ? format.money({ amountMinor: track.incrementalMinor, currency: data.currency })
                            : '–'}
                        </td>
                        <td data-label={columns.needed}>{neededPerArm === null ? '–' : format.number(neededPerArm)}</td>
                      </tr>
                    );
                  }),
                )}
              </tbody>
            </table>
          </Scroll>
        </>
      )}
      <People opened={opened} currency={data.currency} onClose={() => setOpened(null)} />
    </section>
  );
}

function People({ opened, currency, onClose }: { opened: Opened | null; currency: string; onClose: () => void }) {
  const texts = useTexts().attribution.holdOuts;
  const format = useFormat();
  return (
    <RowsDrawer
      opened={opened}
      endpoint={listTrackDraws}
      topics={['track', 'deal', 'conversion']}
      onClose={onClose}
      line={(row) => ({
        id: row.id,
        name: row.opens ? (row.name ?? texts.person) : null,
        ...(row.opens ? { to: paths.contact(row.opens) } : {}),
        end: row.won && row.bookedMinor !== null && format.money({ amountMinor: row.bookedMinor, currency }),
        below: [format.date(row.at), ...OUTCOMES.filter((outcome) => row[outcome]).map((outcome) => texts.outcomes[outcome])].join(' · '),
      })}
    />
  );
}
