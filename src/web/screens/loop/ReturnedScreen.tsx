import { Button } from '@mantine/core';
import { useState } from 'react';
import { listRecycled } from '#modules/handoffs/contract/handoffs.ts';
import { listLimbo } from '#modules/handoffs/contract/secondlife.ts';
import type { Behind } from '#modules/leadvalues/schema.ts';
import { listPlanTracks } from '#modules/nurtures/contract/around.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { ClockMark } from '../../parts/agreements/ClockMark.tsx';
import { DiscussButton } from '../../parts/discussions/DiscussButton.tsx';
import { BoughtAfterAll } from '../../parts/handoffs/BoughtAfterAll.tsx';
import { tacticOf } from '../../parts/handoffs/LeadBrief.tsx';
import { LimboList } from '../../parts/handoffs/LimboList.tsx';
import { TacticForm } from '../../parts/handoffs/TacticForm.tsx';
import { WhatWorks } from '../../parts/handoffs/WhatWorks.tsx';
import { PlanTrack, type PlanTracks } from '../../parts/nurtures/PlanTrack.tsx';
import { CountOrMoney } from '../../parts/reports/CountOrMoney.tsx';
import { BehindWords, behindInWords, MoneyBehind } from '../../parts/reports/figures.tsx';
import { useShown } from '../../parts/reports/shown.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { isSelected, NOTHING_SELECTED, type Selection } from '../../ui/table/selection.ts';

type Read = OutputOf<typeof listRecycled>;
type Row = Read['items'][number];
type Clock = NonNullable<Row['clock']>;

const TABS = { returned: ['returned'], warming: ['warming'], ended: ['requalified', 'archived'] } as const;
type Tab = keyof typeof TABS;
const VIEWS = { limbo: LimboList, works: WhatWorks, bought: BoughtAfterAll } as const;
type View = keyof typeof VIEWS;
const DEFAULTS = { tab: 'returned' as string };
/** As many as one discussion takes. */
const MOST_LEADS = 200;

/** What Sales gave back: why, from when on, what was tried; each needs another way. */
export function ReturnedScreen() {
  const { loop, recycling, reports } = useTexts();
  const texts = loop.returned;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const tab: Tab = state.tab === 'warming' || state.tab === 'ended' ? state.tab : 'returned';
  const view = Object.keys(VIEWS).find((one): one is View => one === state.tab);
  const Shown = view && VIEWS[view];
  const limbo = useRead(listLimbo, {}, { topics: ['lead', 'handoff', 'recycle', 'task'] });
  const mayReport = useCan('report:read');
  const list = useReadPages(listRecycled, { states: [...TABS[tab]] }, { topics: ['recycle', 'clock'] });
  const [choosing, setChoosing] = useState<Row | null>(null);
  const [shown, show] = useShown();
  const told = (of: Behind | undefined, n: number) =>
    shown === 'money' && of && n > 0
      ? behindInWords(of, { format, texts: reports.behind }).join(', ') || reports.behind.none
      : format.number(n);
  const first = list.data?.pages[0];
  const rows = list.data?.pages.flatMap((page) => page.items);
  const tracks = useRead(
    listPlanTracks,
    { planIds: rows?.slice(0, MOST_LEADS).map(({ id }) => id) ?? [] },
    { topics: ['recycle', 'track'], when: (rows?.length ?? 0) > 0, keep: true },
  );
  const currency = shown === 'money' ? first?.behind?.returned.currency : undefined;
  const columns = useColumns(tab, { onChoose: setChoosing, currency, tracks: new Map(tracks.data?.items.map((one) => [one.planId, one])) });
  const [selection, setSelection] = useState<Selection>(NOTHING_SELECTED);
  return (
    <Page
      title={texts.title}
      lead={
        first &&
        texts.counts({
          returned: told(first.behind?.returned, first.counts.returned),
          warming: told(first.behind?.warming, first.counts.warming),
          overdue: told(first.behind?.overdue, first.counts.overdue),
        })
      }
      fill
      actions={first?.behind && <CountOrMoney value={shown} onChange={show} />}
      tabs={[
        { id: 'returned', title: texts.tabs.returned, ...(first ? { count: format.number(first.counts.returned) } : {}) },
        { id: 'warming', title: texts.tabs.warming, ...(first ? { count: format.number(first.counts.warming) } : {}) },
        { id: 'ended', title: texts.tabs.ended },
        { id: 'limbo', title: recycling.tabs.limbo, ...(limbo.data?.total ? { count: format.number(limbo.data.total) } : {}) },
        ...(mayReport ? (['works', 'bought'] as const).map((id) => ({ id, title: recycling.tabs[id] })) : []),
      ]}
      tab={view ?? tab}
      onTab={(id) => {
        setSelection(NOTHING_SELECTED);
        void change({ tab: id });
      }}
    >
      {Shown ? (
        <Shown />
      ) : (
        <>
          <MoneyBehind of={first?.behind?.returned} shown={shown} />
          <DataTable
            id={`returned.${tab}`}
            label={texts.title}
            columns={columns}
            {...tableOf(list)}
            rows={rows}
            rowId={(row) => row.id}
            rowName={(row) => row.name}
            href={(row) => paths.lead(row.leadId)}
            selection={selection}
            onSelection={setSelection}
            bulk={<DiscussReturned rows={rows?.filter(({ id }) => isSelected(selection, id)) ?? []} />}
            empty={<EmptyState title={texts.empty} body={texts.emptyBody} />}
          />
        </>
      )}
      {choosing && <TacticForm row={choosing} onClose={() => setChoosing(null)} />}
    </Page>
  );
}

/** Several that came back, as one talk with the other team. */
function DiscussReturned({ rows }: { rows: readonly Row[] }) {
  const texts = useTexts().discussions;
  const format = useFormat();
  const leadIds = [...new Set(rows.map(({ leadId }) => leadId))].slice(0, MOST_LEADS);
  return (
    <DiscussButton
      size="compact-sm"
      about={{ subject: 'returned', leadIds }}
      name={texts.aboutMany(texts.subjects.returned, format.number(leadIds.length))}
      label={texts.discussMany(format.number(leadIds.length))}
    />
  );
}

interface ColumnsOf {
  /** Of the money behind each; absent where it is not shown. */
  currency: string | undefined;
  onChoose: (row: Row) => void;
  tracks: ReadonlyMap<string, PlanTracks>;
}

function useColumns(tab: Tab, { onChoose, tracks, currency }: ColumnsOf) {
  const { loop, recycling, reports } = useTexts();
  const texts = loop.returned;
  const format = useFormat();
  const mayAct = useCan('campaign:write');
  const { columns } = texts;
  const tried = (row: Row) => row.tried.map((one) => tacticOf(texts.tactics, one)).join(', ') || '–';
  const all = [
    { id: 'name', title: columns.name, width: 200, render: (row: Row) => [row.name, row.company].filter(Boolean).join(' · ') },
    { id: 'reason', title: columns.reason, width: 150, render: (row: Row) => row.reason?.label ?? '–' },
    { id: 'note', title: columns.note, width: 220, render: (row: Row) => row.note ?? '–' },
    { id: 'returned', title: columns.returned, width: 110, render: (row: Row) => <When at={row.returnedAt} /> },
    { id: 'by', title: columns.by, width: 110, optional: true, render: (row: Row) => row.returnedBy?.name ?? '–' },
    { id: 'earliest', title: columns.earliest, width: 110, render: (row: Row) => <When at={row.earliestOn} /> },
    { id: 'campaign', title: columns.campaign, width: 150, optional: true, render: (row: Row) => row.campaign?.name ?? '–' },
    { id: 'tried', title: columns.tried, width: 150, render: tried },
    {
      id: 'since',
      title: columns.since,
      width: 100,
      render: (row: Row) => (row.doingsSince > 0 ? texts.doings(format.number(row.doingsSince)) : '–'),
    },
  ];
  const track = { id: 'track', title: columns.track, width: 210, render: (row: Row) => <PlanTrack of={tracks.get(row.id)} /> };
  const clock = {
    id: 'clock',
    title: columns.clock,
    width: 190,
    render: (row: Row) => (row.clock ? <ClockMark clock={row.clock as Clock & { state: 'running' }} short /> : '–'),
  };
  const tactic = {
    id: 'tactic',
    title: columns.tactic,
    width: 170,
    render: (row: Row) => (row.heldOut ? recycling.heldOut : row.tactic ? texts.tactics[row.tactic] : '–'),
  };
  const choose = {
    id: 'choose',
    title: columns.tactic,
    width: 150,
    render: (row: Row) => (
      <Button size="compact-sm" variant="default" onClick={() => onChoose(row)}>
        {row.tactic ? texts.change : texts.choose}
      </Button>
    ),
  };
  const became = { id: 'state', title: columns.state, width: 120, render: (row: Row) => <Mark>{texts.states[row.state]}</Mark> };
  const money = {
    id: 'money',
    title: reports.behind.name,
    width: 170,
    render: (row: Row) => (row.behind && currency ? <BehindWords of={{ ...row.behind, currency }} /> : '–'),
  };
  const [name, ...rest] = all;
  if (!name) return all;
  const first = [name, ...(currency ? [money] : [])];
  if (tab === 'ended') return [...first, became, tactic, track, ...rest];
  return [...first, ...(mayAct ? [choose] : []), clock, ...(tab === 'warming' ? [tactic] : []), track, ...rest];
}
