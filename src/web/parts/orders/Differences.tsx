import { Button } from '@mantine/core';
import { listDifferences } from '#modules/orders/contract/reconciliation.ts';
import { DIFFERENCES, type Difference } from '#modules/orders/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { inMajor } from '#platform/shared/money.ts';
import { call } from '../../api.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Money, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { DocumentAmount } from './DocumentLines.tsx';
import classes from './orders.module.css';
import { SaveCsv } from './SaveCsv.tsx';

export interface DifferencesProps {
  counts: Readonly<Partial<Record<Difference, number>>>;
  kind: Difference | undefined;
  onKind: (kind: Difference) => void;
  period: { from?: string; to?: string };
}

/** How many documents do not meet, by why; each figure opens its rows. */
export function Differences({ counts, kind, onKind, period }: DifferencesProps) {
  const texts = useTexts().orders.reconciliation;
  const format = useFormat();
  const found = DIFFERENCES.filter((one) => (counts[one] ?? 0) > 0);
  const shown = kind ?? found[0];
  if (found.length === 0) return <p>{texts.none}</p>;
  return (
    <>
      <Figures>
        {found.map((one) => (
          <Figure key={one} label={texts.differences[one]} value={format.number(counts[one] ?? 0)} onOpen={() => onKind(one)} />
        ))}
      </Figures>
      {shown && <Rows key={shown} kind={shown} period={period} />}
    </>
  );
}

/** All of them, page by page. */
async function everyDifference(kind: Difference, period: DifferencesProps['period']) {
  const rows: OutputOf<typeof listDifferences>['items'] = [];
  let cursor: string | undefined;
  do {
    const page = await call(listDifferences, { kind, ...period, limit: 200, ...(cursor ? { cursor } : {}) });
    rows.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return rows;
}

function Rows({ kind, period }: { kind: Difference; period: DifferencesProps['period'] }) {
  const { orders } = useTexts();
  const texts = orders.reconciliation;
  const list = useReadPages(listDifferences, { kind, ...period }, { topics: ['order', 'invoice', 'payment', 'deal'] });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const compared = rows.some((row) => row.otherMinor !== null);
  return (
    <section style={{ marginTop: 20 }}>
      <h2 className={classes.heading}>{texts.differences[kind]}</h2>
      <SaveCsv
        name={texts.differences[kind]}
        rows={async () => [
          [
            orders.fields.number,
            orders.fields.subject,
            orders.fields.company,
            texts.day,
            orders.fields.total,
            texts.compared,
            orders.fields.currency,
          ],
          ...(await everyDifference(kind, period)).map((row) => [
            row.number ?? '',
            row.subject ?? '',
            row.company?.name ?? '',
            row.at.slice(0, 10),
            row.totalMinor === null ? '' : inMajor({ amountMinor: row.totalMinor, currency: row.currency }),
            row.otherMinor === null ? '' : inMajor({ amountMinor: row.otherMinor, currency: row.currency }),
            row.currency,
          ]),
        ]}
      />
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      <Scroll label={texts.differences[kind]}>
        <table className={classes.lines} aria-label={texts.differences[kind]}>
          <thead>
            <tr>
              <th scope="col">{orders.fields.number}</th>
              <th scope="col">{orders.fields.company}</th>
              <th scope="col" data-number>
                {orders.fields.total}
              </th>
              {compared && (
                <th scope="col" data-number>
                  {texts.compared}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td>
                  <Go to={paths[row.entity](row.id)}>
                    {row.number ?? row.subject ?? orders[row.entity === 'order' ? 'order' : 'invoice'].nameless}
                  </Go>{' '}
                  <span className={classes.quiet}>
                    <When at={row.at} form="date" />
                  </span>
                </td>
                <td>{row.company ? <Go to={paths.company(row.company.id)}>{row.company.name}</Go> : '–'}</td>
                <td data-number>
                  <DocumentAmount row={row} />
                </td>
                {compared && (
                  <td data-number>
                    {row.otherMinor === null ? '–' : <Money value={{ amountMinor: row.otherMinor, currency: row.currency }} />}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {list.hasNextPage && (
        <Button variant="default" mt={8} onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {texts.more}
        </Button>
      )}
    </section>
  );
}
