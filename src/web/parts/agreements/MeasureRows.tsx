import { Button, Drawer } from '@mantine/core';
import { listMeasureRows } from '#modules/agreements/contract/measures.ts';
import type { MeasuredRecord } from '#modules/agreements/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Money, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from './agreements.module.css';

export interface MeasureRowsProps {
  line: { lineId: string; title: string; currency: string | null; each: boolean };
  period: { from: string; to: string };
  onClose: () => void;
}

/** The rows behind a promise that is counted over a period. */
export function MeasureRows({ line, period, onClose }: MeasureRowsProps) {
  const { agreement, ui } = useTexts();
  const { rows: texts } = agreement.scorecard;
  const { from, to } = period;
  const list = useReadPages(
    listMeasureRows,
    { lineId: line.lineId, from, to },
    { topics: ['handoff', 'lead', 'activity', 'change_notice'] },
  );
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <Drawer opened onClose={onClose} title={line.title} size={560} closeButtonProps={{ 'aria-label': ui.common.close }}>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {items?.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      {items && items.length > 0 && (
        <table className={classes.readings}>
          <thead>
            <tr>
              <th scope="col">{agreement.measured.who}</th>
              <th scope="col">{agreement.measured.when}</th>
              {line.each && <th scope="col">{agreement.measured.by}</th>}
              {line.currency !== null && <th scope="col">{agreement.measured.value}</th>}
              <th scope="col">{agreement.measured.counts}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((row) => (
              <tr key={row.id}>
                <td>
                  <Who row={row} hidden={agreement.measured.hidden} />
                </td>
                <td>
                  <When at={row.at} form="moment" />
                </td>
                {line.each && <td>{row.member?.name ?? <span className={classes.quiet}>{agreement.measured.ofTheTeam}</span>}</td>}
                {line.currency !== null && (
                  <td>
                    <Money whole value={{ amountMinor: row.weight, currency: line.currency }} />
                  </td>
                )}
                <td>{row.counts ? agreement.measured.yes : agreement.measured.no}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {list.hasNextPage && (
        <Button variant="default" mt="sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {texts.more}
        </Button>
      )}
    </Drawer>
  );
}

const RECORD: Readonly<Record<MeasuredRecord, (id: string) => string>> = {
  offer: paths.offer,
  claim: () => paths.claims(),
  asset: paths.asset,
  asset_request: () => paths.assetRequests(),
};

type Row = OutputOf<typeof listMeasureRows>['items'][number];

function Who({ row, hidden }: { row: Row; hidden: string }) {
  const name = row.label ?? hidden;
  if (row.record) return <Go to={RECORD[row.record.entity](row.record.id)}>{name}</Go>;
  if (row.leadId) return <Go to={paths.lead(row.leadId)}>{name}</Go>;
  return row.contactId ? <Go to={paths.contact(row.contactId)}>{name}</Go> : name;
}
