import { Button, Drawer } from '@mantine/core';
import { useState } from 'react';
import { type getHoldOuts, listTrackDraws } from '#modules/attribution/contract/returns.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import reports from '../reports/reports.module.css';
import classes from './attribution.module.css';

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
  const { ui } = useTexts();
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      title={opened?.title}
      position="right"
      size={520}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {opened && <Listed opened={opened} currency={currency} />}
    </Drawer>
  );
}

function Listed({ opened, currency }: { opened: Opened; currency: string }) {
  const { attribution, goals } = useTexts();
  const texts = attribution.holdOuts;
  const format = useFormat();
  const list = useReadPages(listTrackDraws, opened.input, { topics: ['track', 'deal', 'conversion'], keep: false });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      <ul className={classes.drawn} aria-label={opened.title}>
        {rows.map((row) => (
          <li key={row.id}>
            {row.opens ? <Go to={paths.contact(row.opens)}>{row.name ?? texts.person}</Go> : texts.person}
            <div className={reports.quiet}>
              <When at={row.at} form="date" />
              {OUTCOMES.filter((outcome) => row[outcome]).map((outcome) => ` · ${texts.outcomes[outcome]}`)}
              {row.won && row.bookedMinor !== null && ` · ${format.money({ amountMinor: row.bookedMinor, currency })}`}
            </div>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" mt="sm" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {goals.rowsMore}
        </Button>
      )}
    </>
  );
}
