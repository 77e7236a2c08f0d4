import { listWins } from '#modules/stories/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Money, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Win = OutputOf<typeof listWins>['items'][number];

/** Every won deal with the part of both teams in a line. */
export function WinsScreen() {
  const texts = useTexts().stories;
  const format = useFormat();
  const list = useReadPages(listWins, {}, { topics: ['deal'] });
  const { columns } = texts;
  const joined = (...words: (string | false)[]) => words.filter(Boolean).join(' · ') || '–';
  return (
    <Page title={texts.title} lead={texts.lead}>
      <DataTable
        id="wins"
        label={texts.title}
        columns={[
          { id: 'deal', title: columns.deal, width: 240, render: (row: Win) => row.deal.name },
          { id: 'won', title: columns.won, width: 110, render: (row: Win) => <When at={row.wonAt} form="date" /> },
          {
            id: 'booked',
            title: columns.booked,
            width: 120,
            render: (row: Win) => (row.booked ? <Money value={row.booked} whole /> : '–'),
          },
          {
            id: 'marketing',
            title: columns.marketing,
            width: 280,
            render: (row: Win) => joined(row.campaigns.join(', '), row.signs > 0 && texts.signs(format.number(row.signs))),
          },
          {
            id: 'sales',
            title: columns.sales,
            width: 240,
            render: (row: Win) =>
              joined(
                row.calls > 0 && texts.callsLine(format.number(row.calls)),
                row.meetings > 0 && texts.meetingsLine(format.number(row.meetings)),
                row.minutes > 0 && texts.minutesLine(format.number(row.minutes)),
                row.thanks > 0 && texts.thanksLine(format.number(row.thanks)),
              ),
          },
          { id: 'days', title: columns.days, width: 80, render: (row: Win) => (row.days === null ? '–' : format.number(row.days)) },
        ]}
        {...tableOf(list)}
        rowId={(row) => row.deal.id}
        rowName={(row) => row.deal.name}
        href={(row) => paths.deal(row.deal.id)}
        empty={<EmptyState title={texts.empty} body={texts.emptyBody} />}
      />
    </Page>
  );
}
