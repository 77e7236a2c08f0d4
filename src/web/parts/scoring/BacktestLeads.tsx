import { Button } from '@mantine/core';
import { listBacktestLeads } from '#modules/scoring/contract/backtest.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { ScoreLabel } from '../handoffs/ScoreLabel.tsx';
import type { Opened } from './BacktestParts.tsx';
import classes from './scoring.module.css';

/** The past leads behind a figure. */
export function BacktestLeads({ id, opened }: { id: string; opened: Opened }) {
  const { backtest: texts } = useTexts().scoring;
  const format = useFormat();
  const { title: _title, ...which } = opened;
  const list = useReadPages(listBacktestLeads, { id, ...which });
  if (list.error) return <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />;
  const rows = list.data?.pages.flatMap((page) => page.items);
  if (!rows) return null;
  if (rows.length === 0) return <p className={classes.quiet}>{texts.noRows}</p>;
  const { rowColumns: columns } = texts;
  const live = which.side === 'live';
  return (
    <>
      <Scroll label={texts.rows(opened.title)}>
        <ReadTable className={classes.points}>
          <Heads of={[columns.lead, columns.at, { number: columns.engagement }, columns.label, columns.outcome]} />
          <tbody>
            {rows.map((row) => {
              const points = live ? row.liveEngagement : row.engagement;
              return (
                <tr key={row.leadId}>
                  <td>
                    <Go to={paths.lead(row.leadId)}>{row.name}</Go>
                  </td>
                  <td>
                    <When at={row.at} />
                  </td>
                  <td data-number>{points === null ? '–' : format.decimal(points, 1)}</td>
                  <td>
                    <ScoreLabel label={live ? row.liveLabel : row.label} />{' '}
                    {!row.fitOfThen && <span className={classes.quiet}>{texts.todaysFit}</span>}
                  </td>
                  <td>{row.won ? texts.outcome.won : texts.outcome.open}</td>
                </tr>
              );
            })}
          </tbody>
        </ReadTable>
      </Scroll>
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </>
  );
}
