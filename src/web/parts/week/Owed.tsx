import { Button, Drawer } from '@mantine/core';
import { getOwed, listOwed } from '#modules/agreements/contract/owed.ts';
import { OWED, type Owed as OwedKind } from '#modules/agreements/schema.ts';
import { PARTIES, type Party } from '#modules/signatures/schema.ts';
import { useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Side, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from '../reports/reports.module.css';

const TOPICS = ['clock', 'question', 'change_notice', 'task', 'brief', 'plan', 'promise', 'asset_request'];
const DEFAULTS = { owed: '', by: '' };

/** What each side owes the other and is past its time; a number opens its rows. */
export function Owed() {
  const { week, ui } = useTexts();
  const texts = week.owed;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const { data } = useRead(getOwed, {}, { topics: TOPICS });
  const kind = OWED.find((one) => one === state.owed);
  const party = PARTIES.find((one) => one === state.by);
  const kinds = OWED.filter((one) => data?.items.some((item) => item.kind === one));
  if (!data) return null;
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      {kinds.length === 0 ? (
        <p className={classes.quiet}>{texts.none}</p>
      ) : (
        <>
          <p className={classes.quiet}>{texts.lead}</p>
          <Scroll label={texts.title}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{texts.columns.kind}</th>
                  {PARTIES.map((side) => (
                    <th key={side} scope="col">
                      <Side side={side} />
                    </th>
                  ))}
                  <th scope="col">{texts.columns.since}</th>
                </tr>
              </thead>
              <tbody>
                {kinds.map((one) => {
                  const items = data.items.filter((item) => item.kind === one);
                  return (
                    <tr key={one}>
                      <th scope="row">{texts.kinds[one]}</th>
                      {PARTIES.map((side) => {
                        const n = items.find((item) => item.party === side)?.n ?? 0;
                        return (
                          <td key={side} data-label={ui.sides[side]}>
                            {n === 0 ? (
                              '0'
                            ) : (
                              <Figure
                                inline
                                label={texts.rows(texts.kinds[one], ui.sides[side])}
                                value={format.number(n)}
                                onOpen={() => change({ owed: one, by: side }, { push: true })}
                              />
                            )}
                          </td>
                        );
                      })}
                      <td data-label={texts.columns.since}>{items[0] && <When at={items[0].oldestAt} />}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </Scroll>
        </>
      )}
      {kind && party && <OwedRows kind={kind} party={party} onClose={() => change({ owed: '', by: '' })} />}
    </section>
  );
}

function OwedRows({ kind, party, onClose }: { kind: OwedKind; party: Party; onClose: () => void }) {
  const { week, reports, ui } = useTexts();
  const texts = week.owed;
  const title = texts.rows(texts.kinds[kind], ui.sides[party]);
  const list = useReadPages(listOwed, { kind, party }, { topics: TOPICS, keep: false });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer opened onClose={onClose} title={title} position="right" size={520} closeButtonProps={{ 'aria-label': ui.common.close }}>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <p>{reports.rows.none}</p>}
      <ul className={classes.rows} aria-label={title}>
        {rows.map((row) => {
          const words = row.words ?? texts.hidden;
          return (
            <li key={row.id} className={classes.row}>
              <span>
                {row.link ? <Go to={row.link}>{words}</Go> : words} {row.who && <span className={classes.quiet}>{row.who}</span>}
              </span>
              <span className={classes.quiet}>
                {texts.since} <When at={row.dueAt} />
              </span>
            </li>
          );
        })}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {reports.rows.more}
        </Button>
      )}
    </Drawer>
  );
}
