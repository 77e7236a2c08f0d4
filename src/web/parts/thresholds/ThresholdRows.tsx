import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { listThresholdLeads } from '#modules/thresholds/contract/table.ts';
import type { InputOf } from '#platform/shared/contract.ts';
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
import classes from './thresholds.module.css';

/** The past leads behind a figure of the table. */
export function ThresholdRows({ choice, onClose }: { choice: InputOf<typeof listThresholdLeads>; onClose: () => void }) {
  const { thresholds, scoring } = useTexts();
  const { rows: texts } = thresholds;
  const format = useFormat();
  const heading = useRef<HTMLHeadingElement>(null);
  const mark = JSON.stringify(choice);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each figure that is opened
  useEffect(() => heading.current?.scrollIntoView({ block: 'start', behavior: 'smooth' }), [mark]);
  const list = useReadPages(listThresholdLeads, choice, { topics: ['score'] });
  const rows = list.data?.pages.flatMap((page) => page.items);
  return (
    <section className={classes.section}>
      <div className={classes.line}>
        <h2 ref={heading} className={classes.heading}>
          {texts.title}
        </h2>
        <Button variant="subtle" size="compact-sm" onClick={onClose}>
          {texts.close}
        </Button>
      </div>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      {rows && rows.length > 0 && (
        <Scroll label={texts.title}>
          <ReadTable className={classes.wide} data-short>
            <Heads of={[texts.lead, texts.at, { number: texts.points }, texts.fit, texts.outcome, texts.worked]} />
            <tbody>
              {rows.map((row) => (
                <tr key={row.leadId}>
                  <td>{row.name === null ? texts.hidden : <Go to={paths.lead(row.leadId)}>{row.name}</Go>}</td>
                  <td>
                    <When at={row.at} form="date" />
                  </td>
                  <td data-number>{format.decimal(row.engagement, 1)}</td>
                  <td>{row.fit ?? '–'}</td>
                  <td>{row.won ? texts.won : texts.notWon}</td>
                  <td>{row.worked ? texts.yes : texts.no}</td>
                </tr>
              ))}
            </tbody>
          </ReadTable>
        </Scroll>
      )}
      {list.hasNextPage && (
        <Button variant="default" w="fit-content" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {scoring.backtest.more}
        </Button>
      )}
    </section>
  );
}
