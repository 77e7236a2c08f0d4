import { Button } from '@mantine/core';
import { useState } from 'react';
import { listOffers } from '#modules/offers/contract/offers.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { Worth } from '../../parts/offers/ContactOffers.tsx';
import { OfferForm } from '../../parts/offers/OfferForm.tsx';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, type Tone } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

type Row = OutputOf<typeof listOffers>['items'][number];

const TONES: Readonly<Record<Row['state'], Tone>> = {
  draft: 'plain',
  announced: 'soon',
  running: 'good',
  ended: 'plain',
  withdrawn: 'plain',
};

export function OffersScreen() {
  const texts = useTexts().offers;
  const format = useFormat();
  const [making, setMaking] = useState(false);
  const mayWrite = useCan('campaign:write');
  const { data, error, refetch } = useRead(listOffers, {}, { topics: ['offer', 'change_notice'] });
  const create = mayWrite && <Button onClick={() => setMaking(true)}>{texts.create}</Button>;
  return (
    <Page title={texts.title} lead={texts.lead} fill actions={create}>
      <DataTable
        id="offers"
        label={texts.title}
        columns={columnsOf(texts, format)}
        rows={data?.items}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        href={(row) => paths.offer(row.id)}
        problem={error}
        onRetry={() => void refetch()}
        empty={<EmptyState title={texts.empty} body={texts.emptyBody} actions={create} />}
        card={(row) => `${texts.states[row.state]} · ${row.shown.summary}`}
      />
      {making && <OfferForm opened onClose={() => setMaking(false)} />}
    </Page>
  );
}

function columnsOf(texts: Texts['offers'], format: Format): Column<Row>[] {
  const days = ({ fromOn, untilOn }: Row['shown']) =>
    [...(fromOn ? [texts.from(format.date(fromOn))] : []), ...(untilOn ? [texts.until(format.date(untilOn))] : [])].join(' ') || '–';
  return [
    { id: 'name', title: texts.columns.name, width: 260, render: (row) => row.name },
    {
      id: 'state',
      title: texts.columns.state,
      width: 120,
      render: (row) => <Mark tone={TONES[row.state]}>{texts.states[row.state]}</Mark>,
    },
    {
      id: 'confirmed',
      title: texts.columns.confirmed,
      width: 230,
      render: (row) =>
        [row.confirmed && format.rate(row.confirmed), row.coming && texts.coming[row.coming]].filter(Boolean).join(' · ') || '–',
    },
    { id: 'value', title: texts.columns.value, width: 150, render: (row) => <Worth of={row.shown} /> },
    { id: 'days', title: texts.columns.days, width: 220, render: (row) => days(row.shown) },
    { id: 'kind', title: texts.columns.kind, width: 110, render: (row) => texts.kinds[row.kind] },
    {
      id: 'told',
      title: texts.columns.told,
      width: 190,
      render: (row) =>
        row.toldOlder > 0 ? `${format.number(row.told)}, ${texts.olderOf(format.number(row.toldOlder))}` : format.number(row.told),
    },
    { id: 'owner', title: texts.columns.owner, width: 140, render: (row) => row.owner?.name ?? '–' },
  ];
}
