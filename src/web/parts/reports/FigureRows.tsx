import { Button, Drawer } from '@mantine/core';
import { listFigureRows, type Opens } from '#modules/reports/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Money, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { behindInWords, sumsInWords } from './figures.tsx';
import classes from './reports.module.css';

type Rows = OutputOf<typeof listFigureRows>;
type Row = Rows['items'][number];

const TOPICS = ['lead', 'deal', 'invoice', 'conversion', 'handoff', 'activity'];

/** The rows behind a figure, its definition on top. */
export function FigureRows({ opened, onClose }: { opened: Opens | null; onClose: () => void }) {
  const { reports, ui } = useTexts();
  const format = useFormat();
  const list = useReadPages(
    listFigureRows,
    { ...(opened ?? { figure: 'leads' }), limit: 100 },
    { topics: TOPICS, when: opened !== null, keep: false },
  );
  const first = list.data?.pages[0];
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const name = opened ? reports.figures[opened.figure] : '';
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      title={first ? reports.rows.title(name, format.number(first.n)) : name}
      position="right"
      size={520}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {first && <Definition first={first} />}
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {first && rows.length === 0 && <p>{reports.rows.none}</p>}
      <ul className={classes.rows} aria-label={name}>
        {rows.map((row) => (
          <li key={row.rowId} className={classes.row}>
            <RowLine row={row} currency={first?.behind?.currency} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {reports.rows.more}
        </Button>
      )}
    </Drawer>
  );
}

function Definition({ first }: { first: Rows }) {
  const { reports } = useTexts();
  const format = useFormat();
  return (
    <>
      <p className={classes.sentence}>{first.definition}</p>
      <p className={classes.quiet}>
        {reports.period.days(format.date(first.period.from), format.date(first.period.to))}
        {first.sums && first.sums.length > 0 ? ` · ${sumsInWords(first, format, reports.money)}` : ''}
        {first.behind && behindInWords(first.behind, { format, texts: reports.behind, style: 'whole' }).map((words) => ` · ${words}`)}
      </p>
    </>
  );
}

const HREF: Readonly<Record<Row['entity'], (id: string) => string>> = {
  contact: paths.contact,
  lead: paths.lead,
  deal: paths.deal,
  invoice: paths.invoice,
};

/** Words for what a row says of itself; an ERP's or a campaign's own words stay as they are. */
function detailOf(detail: string | null, { stages, details }: Texts['reports']): string | null {
  if (detail === null) return null;
  const known: Readonly<Record<string, string>> = { ...stages, ...details };
  return known[detail] ?? detail;
}

function RowLine({ row, currency }: { row: Row; currency: string | undefined }) {
  const { reports } = useTexts();
  const format = useFormat();
  const behind =
    row.behind && currency ? behindInWords({ ...row.behind, currency }, { format, texts: reports.behind, style: 'whole' }) : [];
  return (
    <>
      <span>
        {row.id ? <Go to={HREF[row.entity](row.id)}>{row.title || '–'}</Go> : row.title || reports.rows.nobody}
        <span className={classes.quiet}> {[row.company, detailOf(row.detail, reports), ...behind].filter(Boolean).join(' · ')}</span>
      </span>
      <span className={classes.end}>
        {row.amountMinor !== null && row.currency ? <Money value={{ amountMinor: row.amountMinor, currency: row.currency }} /> : null}{' '}
        <span className={classes.quiet}>
          <When at={row.at} form="date" />
        </span>
      </span>
    </>
  );
}
