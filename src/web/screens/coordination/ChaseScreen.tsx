import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { listAsks, markAsk, nudgeAsk } from '#modules/coordination/contract/asks.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useUrlState } from '../../place.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FormShell } from '../../ui/FormShell.tsx';
import { Page } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';
import { KindFilter, kindAsked, SideFilter } from './AskFilters.tsx';
import { type Ask, AskCard, keyOf, nameOf, Remind, turnOf, useAskColumns } from './asks.tsx';
import { PassForm, TakeBack } from './Pass.tsx';

const DEFAULTS = { tab: 'open' as string, side: 'both' as string, kind: '' };
const TABS = ['open', 'aside'] as const;

/** What is asked and not answered: whose turn it is, since when, until when. */
export function ChaseScreen() {
  const texts = useTexts().coordination.chase;
  const format = useFormat();
  const { workspace } = useSession();
  const [state, change] = useUrlState(DEFAULTS);
  const [marking, setMarking] = useState<Ask | null>(null);
  const [passing, setPassing] = useState<Ask | null>(null);
  const tab = TABS.find((one) => one === state.tab) ?? 'open';
  const side = state.side === 'sales' || state.side === 'marketing' ? state.side : undefined;
  const list = useRead(
    listAsks,
    { snoozed: tab === 'aside', ...(side ? { side } : {}), ...kindAsked(state.kind) },
    { topics: ['ask', 'handoff', 'discussion', 'question', 'meeting', 'brief'], keep: true },
  );
  const act = useActions({ onMark: setMarking, onPass: setPassing });
  const columns = useAskColumns(265)(act);
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      fill
      tabs={TABS.map((id) => ({
        id,
        title: texts.tabs[id],
        // How many are open is known where the open ones were asked for.
        ...(list.data && (id === 'aside' || tab === 'open')
          ? { count: format.number(id === 'aside' ? list.data.snoozed : list.data.total) }
          : {}),
      }))}
      tab={tab}
      onTab={(id) => change({ tab: id })}
    >
      {list.data && list.data.total > list.data.items.length && (
        <p>
          {texts.first({
            client: workspace.name,
            shown: format.number(list.data.items.length),
            total: format.number(list.data.total),
          })}
        </p>
      )}
      <DataTable<Ask>
        id="asks"
        label={texts.title}
        columns={columns}
        rows={list.data?.items}
        rowId={keyOf}
        card={(row) => <AskCard row={row}>{act(row)}</AskCard>}
        rowName={(row) => nameOf(row, texts.kinds)}
        stale={list.isPlaceholderData}
        problem={list.error}
        onRetry={() => void list.refetch()}
        tools={
          <>
            <SideFilter value={state.side} onChange={(side) => change({ side })} />
            <KindFilter value={state.kind} kinds={list.data?.kinds ?? []} onChange={(kind) => change({ kind })} />
          </>
        }
        empty={<EmptyState title={texts.empty} body={texts.emptyBody} />}
      />
      {marking && <MarkForm ask={marking} onClose={() => setMarking(null)} />}
      {passing && <PassForm ask={passing} onClose={() => setPassing(null)} />}
    </Page>
  );
}

function useActions({ onMark, onPass }: { onMark: (row: Ask) => void; onPass: (row: Ask) => void }) {
  const texts = useTexts().coordination.chase;
  const toast = useToast();
  const nudge = useWrite(nudgeAsk, { invalidates: ['ask'], onDone: ({ told }) => toast.done(texts.told(told.join(', '))) });
  return (row: Ask) => (
    <>
      <Remind row={row} busy={nudge.isPending} onRemind={() => nudge.mutate(turnOf(row), { onError: toast.problem })} />{' '}
      <Button size="compact-sm" variant="subtle" aria-label={texts.asideOf(nameOf(row, texts.kinds))} onClick={() => onMark(row)}>
        {texts.asideShort}
      </Button>{' '}
      {row.pass ? (
        <TakeBack id={row.pass.id} of={nameOf(row, texts.kinds)} />
      ) : (
        row.passable && (
          <Button size="compact-sm" variant="subtle" aria-label={texts.passOf(nameOf(row, texts.kinds))} onClick={() => onPass(row)}>
            {texts.pass}
          </Button>
        )
      )}
    </>
  );
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
