import { Button, Drawer } from '@mantine/core';
import type { Amounts } from '#modules/leadvalues/schema.ts';
import { listLifecycleRows } from '#modules/lifecycle/contract.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { behindInWords } from '../reports/figures.tsx';
import classes from '../reports/reports.module.css';

export type LifecycleOpened = { name: string; input: InputOf<typeof listLifecycleRows> } | null;

/** The leads behind a figure. */
export function LifecycleRows({ opened, onClose }: { opened: LifecycleOpened; onClose: () => void }) {
  const { lifecycle, leads, reports, ui } = useTexts();
  const texts = lifecycle.rows;
  const format = useFormat();
  const list = useReadPages(
    listLifecycleRows,
    { ...(opened?.input ?? { figure: 'abandoned' }), limit: 100 },
    { topics: ['lead'], when: opened !== null, keep: false },
  );
  const first = list.data?.pages[0];
  const currency = first?.behind?.currency ?? '';
  const words = (of: Amounts | null | undefined) =>
    of ? behindInWords({ ...of, currency }, { format, texts: reports.behind, style: 'whole' }) : [];
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      title={opened ? texts.title(opened.name, first ? format.number(first.n) : '…') : ''}
      position="right"
      size={520}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {first && rows.length === 0 && <p>{texts.none}</p>}
      {first?.behind && <p className={classes.quiet}>{words(first.behind).join(' · ')}</p>}
      <ul className={classes.rows} aria-label={opened?.name ?? ''}>
        {rows.map((row) => (
          <li key={row.id} className={classes.row}>
            <span>
              <Go to={paths.lead(row.id)}>{row.title || '–'}</Go>
              <span className={classes.quiet}> {[row.company, ...words(row.behind)].filter(Boolean).join(' · ')}</span>
            </span>
            <span className={classes.quiet}>{texts.in(leads.stages[row.stage], format.date(row.stageSince))}</span>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {texts.more}
        </Button>
      )}
    </Drawer>
  );
}
