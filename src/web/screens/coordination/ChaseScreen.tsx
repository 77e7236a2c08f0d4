import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { listAsks, markAsk, nudgeAsk } from '#modules/coordination/contract/asks.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FormShell } from '../../ui/FormShell.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';

type Ask = OutputOf<typeof listAsks>['items'][number];
const DEFAULTS = { tab: 'open' as string, side: 'both' as string };
const TABS = ['open', 'aside'] as const;

/** What is asked and not answered: whose turn it is, since when, until when. */
export function ChaseScreen() {
  const texts = useTexts().coordination.chase;
  const { ui } = useTexts();
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const [marking, setMarking] = useState<Ask | null>(null);
  const tab = TABS.find((one) => one === state.tab) ?? 'open';
  const side = state.side === 'sales' || state.side === 'marketing' ? state.side : undefined;
  const list = useRead(
    listAsks,
    { snoozed: tab === 'aside', ...(side ? { side } : {}) },
    { topics: ['ask', 'handoff', 'discussion'], keep: true },
  );
  const columns = useColumns(setMarking);
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      fill
      tabs={TABS.map((id) => ({
        id,
        title: texts.tabs[id],
        ...(list.data ? { count: format.number(id === 'aside' ? list.data.snoozed : tab === 'open' ? list.data.total : 0) } : {}),
      }))}
      tab={tab}
      onTab={(id) => change({ tab: id })}
    >
      <DataTable<Ask>
        id="asks"
        label={texts.title}
        columns={columns}
        rows={list.data?.items}
        rowId={keyOf}
        rowName={(row) => nameOf(row, texts.kinds)}
        stale={list.isPlaceholderData}
        problem={list.error}
        onRetry={() => void list.refetch()}
        tools={
          <NativeSelect
            aria-label={texts.side}
            value={state.side}
            onChange={(event) => change({ side: event.currentTarget.value })}
            data={[
              { value: 'both', label: texts.both },
              { value: 'sales', label: ui.sides.sales },
              { value: 'marketing', label: ui.sides.marketing },
            ]}
          />
        }
        empty={<EmptyState title={texts.empty} body={texts.emptyBody} />}
      />
      {marking && <MarkForm ask={marking} onClose={() => setMarking(null)} />}
    </Page>
  );
}

const keyOf = (row: Ask) => `${row.kind} ${row.id} ${row.side} ${row.member?.id ?? ''}`;
const nameOf = (row: Ask, kinds: Readonly<Record<Ask['kind'], string>>) =>
  [kinds[row.kind], row.contact ?? row.about].filter(Boolean).join(': ');

function useColumns(onMark: (row: Ask) => void) {
  const texts = useTexts().coordination.chase;
  const toast = useToast();
  const nudge = useWrite(nudgeAsk, { invalidates: ['ask'], onDone: ({ told }) => toast.done(texts.told(told.join(', '))) });
  const remind = (row: Ask) =>
    nudge.mutate({ kind: row.kind, askId: row.id, side: row.side, memberId: row.member?.id ?? null }, { onError: toast.problem });
  return [
    {
      id: 'what',
      title: texts.what,
      width: 260,
      render: (row: Ask) => (row.link ? <Go to={row.link}>{nameOf(row, texts.kinds)}</Go> : nameOf(row, texts.kinds)),
    },
    {
      id: 'turn',
      title: texts.turn,
      width: 190,
      render: (row: Ask) => (
        <>
          <Side side={row.side} /> {row.member?.name ?? texts.anybody}
        </>
      ),
    },
    { id: 'since', title: texts.since, width: 90, render: (row: Ask) => <When at={row.since} /> },
    {
      id: 'due',
      title: texts.due,
      width: 140,
      render: (row: Ask) =>
        row.dueAt ? (
          <>
            <When at={row.dueAt} />{' '}
            {row.overdue && (
              <Mark tone="late" icon={IconAlertTriangle}>
                {texts.overdue}
              </Mark>
            )}
          </>
        ) : (
          '–'
        ),
    },
    { id: 'nudged', title: texts.nudged, width: 95, render: (row: Ask) => (row.nudgedAt ? <When at={row.nudgedAt} /> : '–') },
    {
      id: 'do',
      title: texts.nudge,
      width: 230,
      render: (row: Ask) => (
        <>
          <Button size="compact-sm" variant="default" aria-label={texts.nudgeOf(nameOf(row, texts.kinds))} onClick={() => remind(row)}>
            {texts.nudge}
          </Button>{' '}
          <Button size="compact-sm" variant="subtle" aria-label={texts.asideOf(nameOf(row, texts.kinds))} onClick={() => onMark(row)}>
            {texts.aside}
          </Button>
        </>
      ),
    },
  ];
}

/** Aside until a day, or a note: for whoever writes it alone. */
function MarkForm({ ask, onClose }: { ask: Ask; onClose: () => void }) {
  const texts = useTexts().coordination.chase;
  const { ui } = useTexts();
  const mark = useWrite(markAsk, { invalidates: ['ask'] });
  const form = useForm({ initialValues: { until: ask.snoozedUntil ?? '', note: ask.note ?? '' } });
  const submit = async ({ until, note }: { until: string; note: string }) => {
    await mark.mutateAsync({ kind: ask.kind, askId: ask.id, snoozedUntil: until || null, note: note || null });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={texts.aside} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <p>{texts.asideHelp}</p>
      <FormShell form={form} action={texts.save} onSubmit={submit} onCancel={onClose}>
        <TextInput type="date" label={texts.until} data-autofocus {...form.getInputProps('until')} />
        <Textarea label={texts.note} autosize minRows={2} maxLength={1000} {...form.getInputProps('note')} />
      </FormShell>
    </Modal>
  );
}
