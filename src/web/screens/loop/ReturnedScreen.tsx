import { Button, Modal, Select, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { archiveRecycled, chooseTactic, listRecycled } from '#modules/handoffs/contract/handoffs.ts';
import { TACTICS, type Tactic } from '#modules/handoffs/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { ClockMark } from '../../parts/agreements/ClockMark.tsx';
import classes from '../../parts/handoffs/handoffs.module.css';
import { tacticOf } from '../../parts/handoffs/LeadBrief.tsx';
import { LOOP_TOPICS } from '../../parts/handoffs/topics.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FormShell } from '../../ui/FormShell.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';

type Read = OutputOf<typeof listRecycled>;
type Row = Read['items'][number];
type Clock = NonNullable<Row['clock']>;

const TABS = { returned: ['returned'], warming: ['warming'], ended: ['requalified', 'archived'] } as const;
type Tab = keyof typeof TABS;
const DEFAULTS = { tab: 'returned' as string };

/** What Sales gave back: why, from when on, what was tried; each needs another way. */
export function ReturnedScreen() {
  const texts = useTexts().loop.returned;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const tab: Tab = state.tab === 'warming' || state.tab === 'ended' ? state.tab : 'returned';
  const list = useReadPages(listRecycled, { states: [...TABS[tab]] }, { topics: ['recycle', 'clock'] });
  const [choosing, setChoosing] = useState<Row | null>(null);
  const first = list.data?.pages[0];
  const rows = list.data?.pages.flatMap((page) => page.items);
  const columns = useColumns(tab, setChoosing);
  return (
    <Page
      title={texts.title}
      lead={
        first &&
        texts.counts({
          returned: format.number(first.counts.returned),
          warming: format.number(first.counts.warming),
          overdue: format.number(first.counts.overdue),
        })
      }
      fill
      tabs={[
        { id: 'returned', title: texts.tabs.returned, ...(first ? { count: format.number(first.counts.returned) } : {}) },
        { id: 'warming', title: texts.tabs.warming, ...(first ? { count: format.number(first.counts.warming) } : {}) },
        { id: 'ended', title: texts.tabs.ended },
      ]}
      tab={tab}
      onTab={(id) => change({ tab: id })}
    >
      <DataTable
        id={`returned.${tab}`}
        label={texts.title}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        href={(row) => paths.lead(row.leadId)}
        hasMore={list.hasNextPage}
        loadingMore={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
        stale={list.isPlaceholderData}
        problem={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState title={texts.empty} body={texts.emptyBody} />}
      />
      {choosing && <TacticForm row={choosing} read={first} onClose={() => setChoosing(null)} />}
    </Page>
  );
}

function useColumns(tab: Tab, onChoose: (row: Row) => void) {
  const texts = useTexts().loop.returned;
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
  const clock = {
    id: 'clock',
    title: columns.clock,
    width: 190,
    render: (row: Row) => (row.clock ? <ClockMark clock={row.clock as Clock & { state: 'running' }} short /> : '–'),
  };
  const tactic = { id: 'tactic', title: columns.tactic, width: 170, render: (row: Row) => (row.tactic ? texts.tactics[row.tactic] : '–') };
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
  const [name, ...rest] = all;
  if (!name) return all;
  if (tab === 'ended') return [name, became, tactic, ...rest];
  return [name, ...(mayAct ? [choose] : []), clock, ...(tab === 'warming' ? [tactic] : []), ...rest];
}

function TacticForm({ row, read, onClose }: { row: Row; read: Read | undefined; onClose: () => void }) {
  const { loop, ui } = useTexts();
  const texts = loop.returned;
  const format = useFormat();
  const toast = useToast();
  const choose = useWrite(chooseTactic, { invalidates: LOOP_TOPICS });
  const archive = useWrite(archiveRecycled, { invalidates: LOOP_TOPICS });
  const form = useForm({ initialValues: { tactic: '', note: '' }, validate: { tactic: isNotEmpty(ui.form.required) } });
  const record = (tactic: Tactic) => read?.tactics.find((one) => one.tactic === tactic);
  const data = TACTICS.map((tactic) => {
    const known = record(tactic);
    const worked = known ? ` · ${texts.worked(format.number(known.cameBack), format.number(known.tried))}` : '';
    const before = row.tried.includes(tactic);
    return {
      value: tactic,
      label: `${texts.tactics[tactic]}${before ? ` · ${texts.triedBefore}` : worked}`,
      disabled: before && tactic !== 'other',
    };
  });
  const submit = async ({ tactic, note }: { tactic: string; note: string }) => {
    const chosen = TACTICS.find((one) => one === tactic);
    if (!chosen) return;
    await choose.mutateAsync({ id: row.id, tactic: chosen, ...(note.trim() ? { note: note.trim() } : {}) });
    onClose();
    toast.done(texts.chosen);
  };
  const rest = async () => {
    try {
      await archive.mutateAsync({ id: row.id });
      onClose();
      toast.done(texts.archived(row.name));
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.chooseTitle(row.name)}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <p className={classes.intro}>
        {[row.reason?.label, row.note].filter(Boolean).join(' · ')}
        <br />
        {texts.chooseBody}
      </p>
      <FormShell
        form={form}
        action={texts.action}
        onSubmit={submit}
        onCancel={onClose}
        beside={
          <Button variant="subtle" onClick={() => void rest()}>
            {texts.archive}
          </Button>
        }
      >
        <Select label={texts.tacticLabel} data={data} required data-autofocus {...form.getInputProps('tactic')} />
        <Textarea label={texts.noteLabel} autosize minRows={2} maxLength={4000} {...form.getInputProps('note')} />
      </FormShell>
    </Modal>
  );
}
