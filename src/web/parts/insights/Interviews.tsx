import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { holdInterview, listInterviews } from '#modules/insights/contract/interviews.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { NOTHING_SAID, SaidField, saidOf } from '../activities/SaidField.tsx';
import classes from './insights.module.css';

type Item = OutputOf<typeof listInterviews>['items'][number];

/** Talks that are owed on why deals were won or lost. */
export function Interviews() {
  const texts = useTexts().voice.interviews;
  const [state, setState] = useState<'due' | 'done'>('due');
  const [holding, setHolding] = useState<Item | null>(null);
  const { data, error, refetch } = useRead(listInterviews, { state }, { topics: ['deal'], keep: true });
  return (
    <>
      <p className={classes.words}>{texts.lead}</p>
      <div>
        <SegmentedControl
          aria-label={texts.due}
          value={state}
          onChange={(value) => setState(value === 'done' ? 'done' : 'due')}
          data={[
            { value: 'due', label: texts.due },
            { value: 'done', label: texts.done },
          ]}
        />
      </div>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      <ul className={classes.list}>
        {data?.items.map((item) => (
          <InterviewLine key={`${item.deal.id} ${item.kind}`} item={item} onHold={() => setHolding(item)} />
        ))}
      </ul>
      {holding && <HoldForm item={holding} onClose={() => setHolding(null)} />}
    </>
  );
}

function InterviewLine({ item, onHold }: { item: Item; onHold: () => void }) {
  const texts = useTexts().voice.interviews;
  const format = useFormat();
  return (
    <li className={classes.item}>
      <span className={classes.line}>
        <Go to={paths.deal(item.deal.id)}>{item.deal.name}</Go>
        <span>{item.company?.name}</span>
        <Mark tone={item.status === 'won' ? 'good' : 'plain'}>{texts.closed[item.status]}</Mark>
        <span>{texts.kinds[item.kind]}</span>
        {item.overdue && <Mark tone="late">{texts.overdue}</Mark>}
        {item.doneAt === null && item.mine && (
          <Button size="compact-sm" variant="default" aria-label={texts.holdOf(item.deal.name)} onClick={onHold}>
            {texts.hold}
          </Button>
        )}
      </span>
      <span className={classes.small}>
        {item.doneAt === null
          ? `${texts.until} ${format.date(item.dueAt)}${item.mine ? '' : ` · ${item.kind === 'debrief' ? (item.owner?.name ?? '–') : texts.somebodyElse}`}`
          : `${texts.heldOn} ${format.date(item.doneAt)}${item.by ? ` ${texts.by(item.by.name)}` : ''}`}
        {item.skippedBecause && ` · ${texts.skipped(item.skippedBecause)}`}
      </span>
    </li>
  );
}

function HoldForm({ item, onClose }: { item: Item; onClose: () => void }) {
  const texts = useTexts().voice.interviews;
  const toast = useToast();
  const hold = useWrite(holdInterview, { invalidates: ['deal', 'insight', 'activity'], onDone: () => toast.done(texts.saved) });
  const form = useForm({ initialValues: { said: NOTHING_SAID, notes: '', skippedBecause: '' } });
  return (
    <SideForm
      title={`${texts.kinds[item.kind]}: ${item.deal.name}`}
      opened
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={async ({ said, notes, skippedBecause }) => {
        const skipped = skippedBecause.trim();
        await hold.mutateAsync({
          dealId: item.deal.id,
          kind: item.kind,
          notes: notes.trim(),
          ...saidOf(said),
          ...(skipped ? { skippedBecause: skipped } : {}),
        });
        onClose();
      }}
    >
      <SaidField autoFocus value={form.values.said} onChange={(said) => form.setFieldValue('said', said)} />
      <Textarea label={texts.notes} autosize minRows={3} maxLength={5000} {...form.getInputProps('notes')} />
      <TextInput label={texts.skip} maxLength={300} {...form.getInputProps('skippedBecause')} />
    </SideForm>
  );
}
