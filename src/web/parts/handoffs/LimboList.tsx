import { Button, Checkbox, Modal, NumberInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { getLoopSettings, listLimbo, moveFromLimbo, setLoopSettings } from '#modules/handoffs/contract/secondlife.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { FormShell } from '../../ui/FormShell.tsx';
import { Money, When } from '../../ui/marks.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from '../agreements/agreements.module.css';
import { NO_REASON, ReasonFields } from '../leads/ReasonFields.tsx';
import { PersonName } from '../team/PersonName.tsx';
import { LOOP_TOPICS } from './topics.ts';

type Row = OutputOf<typeof listLimbo>['items'][number];
const TOPICS = [...LOOP_TOPICS, 'task'];

/** Leads that nobody owes a move for, each with one action that brings it back. */
export function LimboList() {
  const { recycling, leads } = useTexts();
  const texts = recycling.limbo;
  const format = useFormat();
  const toast = useToast();
  const [abandoned, setAbandoned] = useState(false);
  const [returning, setReturning] = useState<Row | null>(null);
  const { data, error, refetch } = useRead(listLimbo, { abandoned }, { topics: ['lead', 'handoff', 'recycle', 'task'], keep: true });
  const move = useWrite(moveFromLimbo, { invalidates: TOPICS });
  const toSales = (row: Row) =>
    move
      .mutateAsync({ id: row.leadId, to: 'sales' })
      .then(() => toast.done(texts.moved(row.name)))
      .catch(toast.problem);
  const { columns } = texts;
  return (
    <section className={classes.side}>
      {data && <p className={classes.text}>{texts.lead(format.number(data.days))}</p>}
      {data && (
        <Figures>
          <Figure label={texts.count} value={format.number(data.total)} />
          <Figure
            label={texts.abandoned}
            value={format.number(data.abandoned)}
            definition={texts.abandonedHelp(format.number(data.owed.attempts), data.owed.by)}
            onOpen={() => setAbandoned(true)}
          />
          <Figure
            label={texts.wasted}
            value={<Money value={{ amountMinor: data.wastedMinor, currency: data.currency }} />}
            definition={texts.wastedHelp}
            onOpen={() => setAbandoned(true)}
          />
        </Figures>
      )}
      <Checkbox label={texts.onlyAbandoned} checked={abandoned} onChange={(event) => setAbandoned(event.currentTarget.checked)} />
      <DataTable<Row>
        id="limbo"
        label={recycling.tabs.limbo}
        columns={[
          { id: 'name', title: columns.name, width: 200, render: (row) => [row.name, row.company].filter(Boolean).join(' · ') },
          ...(data?.mayWrite
            ? [
                {
                  id: 'act',
                  title: recycling.next.title,
                  width: 260,
                  render: (row: Row) => (
                    <>
                      <Button size="compact-sm" variant="default" onClick={() => void toSales(row)}>
                        {texts.toSales}
                      </Button>{' '}
                      <Button size="compact-sm" variant="default" onClick={() => setReturning(row)}>
                        {texts.toMarketing}
                      </Button>
                    </>
                  ),
                },
              ]
            : []),
          {
            id: 'stage',
            title: columns.stage,
            width: 110,
            render: (row) => leads.stages[row.stage as keyof typeof leads.stages] ?? row.stage,
          },
          { id: 'owner', title: columns.owner, width: 120, render: (row) => <PersonName person={row.owner} /> },
          { id: 'last', title: columns.last, width: 120, render: (row) => <When at={row.lastAt} /> },
          { id: 'attempts', title: columns.attempts, width: 70, render: (row) => format.number(row.attempts) },
          {
            id: 'value',
            title: columns.value,
            width: 110,
            render: (row) => <Money value={{ amountMinor: row.valueMinor, currency: data?.currency ?? 'EUR' }} whole />,
          },
          { id: 'campaign', title: columns.campaign, width: 150, optional: true, render: (row) => row.campaign?.name ?? '–' },
        ]}
        rows={data?.items}
        rowId={(row) => row.leadId}
        rowName={(row) => row.name}
        href={(row) => paths.lead(row.leadId)}
        problem={error}
        onRetry={() => void refetch()}
        empty={<EmptyState title={texts.empty} />}
      />
      <LoopSettings />
      {returning && <GiveBack row={returning} onClose={() => setReturning(null)} />}
    </section>
  );
}

function GiveBack({ row, onClose }: { row: Row; onClose: () => void }) {
  const { recycling, ui } = useTexts();
  const texts = recycling.limbo;
  const toast = useToast();
  const move = useWrite(moveFromLimbo, { invalidates: TOPICS });
  const known = row.stage === 'recycled';
  const form = useForm({ initialValues: NO_REASON, validate: { reasonId: known ? () => null : isNotEmpty(ui.form.required) } });
  const submit = async ({ reasonId }: typeof NO_REASON) => {
    await move.mutateAsync({ id: row.leadId, to: 'marketing', ...(reasonId ? { reasonId } : {}) });
    onClose();
    toast.done(texts.moved(row.name));
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.title(row.name)}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <FormShell form={form} action={texts.action} onSubmit={submit} onCancel={onClose}>
        {!known && <ReasonFields form={form} classes={['not_now']} withDay={false} />}
      </FormShell>
    </Modal>
  );
}

/** After how many days it is limbo, and how many returned leads are left alone to compare with. */
function LoopSettings() {
  const texts = useTexts().recycling.limbo;
  const { data } = useRead(getLoopSettings, {}, { topics: ['recycle'] });
  if (!data?.mayWrite) return null;
  return (
    <details>
      <summary className={classes.quiet}>{texts.settings}</summary>
      <SettingsForm known={data} />
    </details>
  );
}

function SettingsForm({ known }: { known: { limboDays: number; holdoutPercent: number } }) {
  const texts = useTexts().recycling.limbo;
  const toast = useToast();
  const set = useWrite(setLoopSettings, { invalidates: ['recycle', 'lead'] });
  const form = useForm({ initialValues: { limboDays: known.limboDays, holdoutPercent: known.holdoutPercent } });
  return (
    <FormShell
      form={form}
      action={texts.save}
      onSubmit={async (values) => {
        await set.mutateAsync(values);
        toast.done(texts.saved);
      }}
    >
      <NumberInput label={texts.days} min={1} max={365} maw={240} {...form.getInputProps('limboDays')} />
      <NumberInput
        label={texts.holdout}
        description={texts.holdoutHelp}
        min={0}
        max={50}
        maw={320}
        {...form.getInputProps('holdoutPercent')}
      />
    </FormShell>
  );
}
