import { Button } from '@mantine/core';
import type { ActivityKind } from '#modules/activities/schema.ts';
import { listPoints } from '#modules/scoring/contract/score.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Heads } from '../../ui/Heads.tsx';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './scoring.module.css';

/** Every event that a rule looks at, also those that do not count, with what became of it. */
export function PointsTable({ contactId }: { contactId: string }) {
  const { explain: texts } = useTexts().scoring;
  const { activities } = useTexts();
  const format = useFormat();
  const list = useReadPages(listPoints, { id: contactId }, { topics: [`contact:${contactId}`, 'score'] });
  if (list.error) return <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />;
  const rows = list.data?.pages.flatMap((page) => page.items);
  const [first] = list.data?.pages ?? [];
  if (!rows || !first) return null;
  const one = (value: number) => format.decimal(value, 1);
  const { columns } = texts;
  return (
    <>
      <p className={classes.quiet}>{texts.everyLead(format.number(first.total))}</p>
      <Scroll label={texts.every}>
        <ReadTable className={classes.points}>
          <Heads
            of={[
              columns.rule,
              columns.what,
              columns.when,
              { number: columns.base },
              { number: columns.decayed },
              { number: columns.counted },
              texts.verdict,
            ]}
          />
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.ruleId} ${row.activityId}`} data-passed={row.verdict !== 'counts' && row.verdict !== 'from_future'}>
                <td>{row.rule}</td>
                <td>{row.what ?? activities.kinds[row.kind as ActivityKind]}</td>
                <td>
                  <When at={row.occurredAt} />
                </td>
                <td data-number>{format.number(row.base)}</td>
                <td data-number>{one(row.decayed)}</td>
                <td data-number>{one(row.counted)}</td>
                <td>
                  {[
                    ...(row.capEffect && row.counted === 0 ? [] : [texts.verdicts[row.verdict]]),
                    ...(row.capEffect ? [texts.caps[row.capEffect]] : []),
                    ...(row.late ? [texts.late] : []),
                  ].join(' · ')}
                </td>
              </tr>
            ))}
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
