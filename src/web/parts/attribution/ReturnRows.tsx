import { Button, Drawer } from '@mantine/core';
import { listReturnRows } from '#modules/attribution/contract/returns.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import reports from '../reports/reports.module.css';

export type OpenedReturns = {
  name: string;
  money: 'booked' | 'invoiced' | 'paid';
  input: Omit<InputOf<typeof listReturnRows>, 'limit'>;
} | null;
type Row = OutputOf<typeof listReturnRows>['items'][number];

const PLACE = { deal: paths.deal, campaign: paths.campaign, invoice: paths.invoice } as const;

/** The deals, campaigns or invoices behind a figure, each with the part that counts. */
export function ReturnRows({ opened, currency, onClose }: { opened: OpenedReturns; currency: string; onClose: () => void }) {
  const { attribution, ui } = useTexts();
  const format = useFormat();
  const list = useReadPages(
    listReturnRows,
    { ...(opened?.input ?? { figure: 'deals' }), limit: 100 },
    { topics: ['attribution', 'deal', 'invoice', 'campaign'], when: opened !== null, keep: false },
  );
  const first = list.data?.pages[0];
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const amountOf = (row: Pick<Row, 'bookedMinor' | 'invoicedMinor' | 'paidMinor' | 'spendMinor'>) =>
    opened?.input.figure === 'spend'
      ? row.spendMinor
      : { booked: row.bookedMinor, invoiced: row.invoicedMinor, paid: row.paidMinor }[opened?.money ?? 'invoiced'];
  const money = (amountMinor: number | null) => (amountMinor === null ? '' : format.money({ amountMinor, currency }));
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      title={opened ? attribution.rows.title(opened.name, first ? format.number(first.n) : '…') : ''}
      position="right"
      size={520}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {first && (
        <p className={reports.quiet}>
          {rows.length === 0 ? attribution.rows.none : `${attribution.rows.sum}: ${money(amountOf(first.sums)) || '–'}`}
        </p>
      )}
      <ul className={reports.rows} aria-label={opened?.name ?? ''}>
        {rows.map((row) => (
          <li key={row.id} className={reports.row}>
            <span>
              <Go to={PLACE[row.entity](row.id)}>{row.title || '–'}</Go>
              <span className={reports.quiet}>
                {' '}
                {[row.company, row.share !== null && row.share < 0.9995 && attribution.rows.share(format.percent(row.share))]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
            <span className={reports.end}>
              {money(amountOf(row))}{' '}
              <span className={reports.quiet}>
                <When at={row.at} form="date" />
              </span>
            </span>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {attribution.rows.more}
        </Button>
      )}
    </Drawer>
  );
}
