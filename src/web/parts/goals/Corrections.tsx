import { Button, Switch, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { listSignalRows, listSignals, settleSignal } from '#modules/goals/contract/money.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Mark } from '../../ui/marks.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { OpenedRows } from './GoalRows.tsx';
import classes from './goals.module.css';
import { segmentName } from './segments.ts';

type Signal = OutputOf<typeof listSignals>['items'][number];

/** What changed by more than chance, for whoever owns the campaign: taken, or set aside with a reason. */
export function Corrections({ onOpen }: { onOpen: (rows: OpenedRows) => void }) {
  const { course: texts } = useTexts().goals;
  const [all, setAll] = useState(false);
  const [aside, setAside] = useState<Signal | null>(null);
  const { data } = useRead(listSignals, { show: all ? 'all' : 'open' }, { topics: ['course_signal'], keep: true });
  return (
    <section className={classes.section}>
      <p className={classes.quiet}>
        {texts.lead} {texts.until}
      </p>
      <Switch label={texts.showAll} checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
      {data?.items.length === 0 && <EmptyState title={texts.none} />}
      {data?.items.map((signal) => (
        <Correction key={signal.id} signal={signal} onOpen={onOpen} onAside={() => setAside(signal)} />
      ))}
      {aside && <SetAside signal={aside} onClose={() => setAside(null)} />}
    </section>
  );
}

function useName() {
  const { goals } = useTexts();
  return ({ kind, segment }: Signal) => `${goals.course.kinds[kind]}: ${kind === 'campaign' ? segment : segmentName(goals, kind, segment)}`;
}

function Correction({ signal, onOpen, onAside }: { signal: Signal; onOpen: (rows: OpenedRows) => void; onAside: () => void }) {
  const { course: texts } = useTexts().goals;
  const format = useFormat();
  const toast = useToast();
  const name = useName()(signal);
  const may = useCan('campaign:write');
  const settle = useWrite(settleSignal, { invalidates: ['course_signal'] });
  const less = (signal.after.rate ?? 0) < (signal.before.rate ?? 0);
  const rows = (span: 'before' | 'after') => () =>
    onOpen({
      title: `${name} · ${texts[span]}`,
      endpoint: listSignalRows,
      input: { id: signal.id, span },
      write: (value) => (value > 0 ? '✓' : '–'),
    });
  return (
    <article className={classes.card} aria-label={name}>
      <div className={classes.line}>
        <h2 className={`${classes.heading} ${classes.grow}`}>{name}</h2>
        <span className={classes.quiet}>{signal.owner ? texts.owner(signal.owner.name) : texts.noOwner}</span>
        {signal.settlement && <Mark tone={signal.settlement === 'taken' ? 'good' : 'plain'}>{texts.settled[signal.settlement]}</Mark>}
        {signal.clearedAt && <Mark>{texts.cleared}</Mark>}
      </div>
      <Figures>
        <Figure
          label={`${texts.before}: ${format.date(signal.beforeFrom)} – ${format.date(signal.splitAt)}`}
          rate={signal.before}
          onOpen={rows('before')}
        />
        <Figure
          label={`${texts.after}: ${format.date(signal.splitAt)} – ${format.date(signal.afterTo)}`}
          rate={signal.after}
          onOpen={rows('after')}
        />
      </Figures>
      <p className={classes.plain}>{less ? texts.less : texts.more}</p>
      {signal.reason && <p className={classes.quiet}>{signal.reason}</p>}
      {may && !signal.settlement && !signal.clearedAt && (
        <div className={classes.line}>
          <Button
            size="compact-sm"
            onClick={() =>
              void settle.mutateAsync({ id: signal.id, settlement: 'taken' }).then(() => toast.done(texts.done), toast.problem)
            }
          >
            {texts.take}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onAside}>
            {texts.aside}
          </Button>
        </div>
      )}
    </article>
  );
}

function SetAside({ signal, onClose }: { signal: Signal; onClose: () => void }) {
  const { course: texts } = useTexts().goals;
  const settle = useWrite(settleSignal, { invalidates: ['course_signal'] });
  const form = useForm({ initialValues: { reason: '' } });
  const submit = async ({ reason }: typeof form.values) => {
    await settle.mutateAsync({ id: signal.id, settlement: 'set_aside', reason });
    onClose();
  };
  return (
    <SideForm form={form} title={texts.aside} opened onClose={onClose} action={texts.aside} onSubmit={submit}>
      <Textarea label={texts.reason} required autosize minRows={3} {...form.getInputProps('reason')} />
    </SideForm>
  );
}
