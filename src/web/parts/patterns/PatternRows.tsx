import { Button, Drawer } from '@mantine/core';
import type { Amounts } from '#modules/leadvalues/schema.ts';
import { type getPatterns, listPatternRows } from '#modules/patterns/contract.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { behindInWords } from '../reports/figures.tsx';
import reports from '../reports/reports.module.css';
import classes from './patterns.module.css';

export type PatternAsked = InputOf<typeof getPatterns>;
export type PatternOpened = {
  name: string;
  asked: PatternAsked;
  items?: { dimension: string; value: string }[];
  word?: string;
  ended: boolean;
} | null;

/** The leads behind a pattern or a word, with what was said of them. */
export function PatternRows({ opened, onClose }: { opened: PatternOpened; onClose: () => void }) {
  const { patterns, leads, reports: words, ui } = useTexts();
  const texts = patterns.rows;
  const format = useFormat();
  const { name = '', asked, ...which } = opened ?? {};
  const list = useReadPages(
    listPatternRows,
    { outcome: 'rejected', ...asked, ...which, limit: 100 },
    { topics: ['lead', 'handoff'], when: opened !== null, keep: false },
  );
  const first = list.data?.pages[0];
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const currency = first?.behind?.currency ?? '';
  const money = (of: Amounts | null | undefined) =>
    of ? behindInWords({ ...of, currency }, { format, texts: words.behind, style: 'whole' }) : [];
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      title={opened ? texts.title(name, first ? format.number(first.n) : '…') : ''}
      position="right"
      size={520}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {first && rows.length === 0 && <p>{texts.none}</p>}
      {first?.behind && <p className={reports.quiet}>{money(first.behind).join(' · ')}</p>}
      <ul className={reports.rows} aria-label={name}>
        {rows.map((row) => (
          <li key={row.id} className={reports.row}>
            <span>
              {row.title === null ? texts.hidden : <Go to={paths.lead(row.id)}>{row.title}</Go>}
              <span className={reports.quiet}> {[row.company, ...money(row.behind)].filter(Boolean).join(' · ')}</span>
            </span>
            <span className={reports.quiet}>
              {leads.stages[row.stage]} · {format.date(row.openedAt)}
            </span>
            {(row.reason || row.note) && (
              <span className={`${reports.quiet} ${classes.note}`}>{[row.reason, row.note].filter(Boolean).join(' · ')}</span>
            )}
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
