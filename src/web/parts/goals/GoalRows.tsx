import { Button, Drawer } from '@mantine/core';
import type { listGoalRows } from '#modules/goals/contract/goals.ts';
import type { Endpoint, InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Side, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from './goals.module.css';

type Page = OutputOf<typeof listGoalRows>;
type Row = Page['items'][number];

export interface OpenedRows<E extends Endpoint = Endpoint> {
  title: string;
  endpoint: E;
  input: InputOf<E>;
  write: (value: number) => string;
}

const ADDRESS = { contact: paths.contact, lead: paths.lead, deal: paths.deal, invoice: paths.invoice, campaign: paths.campaign } as const;

/** The rows behind a figure, of any endpoint that lists them so. */
export function GoalRows({ opened, onClose }: { opened: OpenedRows | null; onClose: () => void }) {
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
      {opened && <Listed opened={opened} />}
    </Drawer>
  );
}

function Listed({ opened }: { opened: OpenedRows }) {
  const { goals: texts } = useTexts();
  const list = useReadPages(opened.endpoint, opened.input, { topics: ['goal', 'lead', 'deal', 'invoice'], keep: false });
  const pages = (list.data?.pages ?? []) as unknown as Page[];
  const rows = pages.flatMap((page) => page.items);
  return (
    <>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <p>{texts.rowsEmpty}</p>}
      <ul className={classes.list} aria-label={opened.title}>
        {rows.map((row) => (
          <Line key={`${row.entity} ${row.id}`} row={row} write={opened.write} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" mt="sm" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {texts.rowsMore}
        </Button>
      )}
    </>
  );
}

function Line({ row, write }: { row: Row; write: (value: number) => string }) {
  const { goals: texts } = useTexts();
  const format = useFormat();
  const name = row.title || (row.title === null ? texts.rowsHidden : format.date(row.at));
  return (
    <li>
      <div className={classes.line}>
        <span className={classes.grow}>{row.opens ? <Go to={ADDRESS[row.entity](row.opens)}>{name}</Go> : name}</span>
        {row.value !== null && <span>{write(row.value)}</span>}
      </div>
      <div className={classes.quiet}>
        <When at={row.at} form="moment" /> {row.side !== 'none' && <Side side={row.side} />}
      </div>
    </li>
  );
}
