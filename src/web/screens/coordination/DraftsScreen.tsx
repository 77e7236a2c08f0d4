import { Button, Modal, Select, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { listDrafts, proposeDraft, setDraftOutcome, signDraft, withdrawDraft } from '#modules/coordination/contract/drafts.ts';
import { RESULTS } from '#modules/coordination/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FormShell } from '../../ui/FormShell.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './coordination.module.css';
import { DraftForm } from './DraftForm.tsx';
import { CallForm, Meetings } from './Meetings.tsx';

type Draft = OutputOf<typeof listDrafts>['items'][number];
const TABS = ['drafts', 'meetings'] as const;
const DEFAULTS = { tab: 'drafts' as string };

/** What is put before both teams: plans and rulings to sign, meetings to come to. */
export function DraftsScreen() {
  const texts = useTexts().coordination.drafts;
  const [state, change] = useUrlState(DEFAULTS);
  const [making, setMaking] = useState(false);
  const tab = TABS.find((one) => one === state.tab) ?? 'drafts';
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      tabs={TABS.map((id) => ({ id, title: texts.tabs[id] }))}
      tab={tab}
      onTab={(id) => change({ tab: id })}
      actions={<Button onClick={() => setMaking(true)}>{tab === 'drafts' ? texts.create : texts.call}</Button>}
    >
      {tab === 'drafts' ? <Drafts /> : <Meetings />}
      {making && tab === 'drafts' && <DraftForm kind="plan" onClose={() => setMaking(false)} />}
      {making && tab === 'meetings' && <CallForm onClose={() => setMaking(false)} />}
    </Page>
  );
}

function Drafts() {
  const texts = useTexts().coordination.drafts;
  const { data, error, refetch } = useRead(listDrafts, {}, { topics: ['coordination_draft'] });
  const [judging, setJudging] = useState<Draft | null>(null);
  const [changing, setChanging] = useState<Draft | null>(null);
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (data?.items.length === 0) return <EmptyState title={texts.empty} body={texts.emptyBody} />;
  return (
    <>
      <ul className={classes.cards}>
        {data?.items.map((draft) => (
          <Card key={draft.id} draft={draft} onJudge={() => setJudging(draft)} onChange={() => setChanging(draft)} />
        ))}
      </ul>
      {changing && <DraftForm kind={changing.kind} draft={changing} onClose={() => setChanging(null)} />}
      {judging && <OutcomeForm id={judging.id} onClose={() => setJudging(null)} />}
    </>
  );
}

const TOPICS = { invalidates: ['coordination_draft', 'dispute', 'ask'] };

function Card({ draft, onJudge, onChange }: { draft: Draft; onJudge: () => void; onChange: () => void }) {
  const { coordination, ui } = useTexts();
  const texts = coordination.drafts;
  const format = useFormat();
  const toast = useToast();
  const maySign = useCan('agreement:sign');
  const propose = useWrite(proposeDraft, { ...TOPICS, onDone: () => toast.done(texts.proposed) });
  const withdraw = useWrite(withdrawDraft, TOPICS);
  const sign = useWrite(signDraft, { ...TOPICS, onDone: () => toast.done(texts.signed) });
  const failed = { onError: toast.problem };
  const { id, signsFor } = draft;
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <h2 className={classes.name}>{draft.title}</h2>
        <Mark>{draft.outcome ? texts.results[draft.outcome] : texts.states[draft.state]}</Mark>
      </div>
      {draft.ruling && <p className={classes.line}>{`${texts.rules} ${texts.rulings[draft.ruling]}`}</p>}
      <p className={classes.words}>{draft.body}</p>
      <p className={`${classes.line} ${classes.quiet}`}>
        {draft.createdBy && <span>{texts.by(draft.createdBy.name)}</span>}
        <When at={draft.createdAt} />
        {draft.measure && <span>{texts.seenBy(draft.measure)}</span>}
        {draft.checkOn && <span>{texts.checkedOn(format.date(draft.checkOn))}</span>}
        {draft.signatures.length > 0 && (
          <span>{texts.signedBy(draft.signatures.map(({ member, party }) => `${member.name} (${ui.sides[party]})`).join(', '))}</span>
        )}
        {draft.outcomeNote && <span>{draft.outcomeNote}</span>}
      </p>
      <div className={classes.line}>
        {draft.state === 'draft' && (
          <Button size="compact-md" variant="default" onClick={() => propose.mutate({ id }, failed)}>
            {texts.propose}
          </Button>
        )}
        {signsFor && (
          <Button size="compact-md" onClick={() => sign.mutate({ id, hash: draft.hash }, failed)}>
            {texts.sign(ui.sides[signsFor])}
          </Button>
        )}
        {draft.state !== 'agreed' && (
          <Button size="compact-md" variant="default" onClick={onChange}>
            {texts.change}
          </Button>
        )}
        {draft.state !== 'agreed' && (
          <Button size="compact-md" variant="default" onClick={() => withdraw.mutate({ id }, failed)}>
            {texts.withdraw}
          </Button>
        )}
        {draft.state === 'agreed' && draft.outcome === null && maySign && (
          <Button size="compact-md" variant="default" onClick={onJudge}>
            {texts.outcome}
          </Button>
        )}
      </div>
    </li>
  );
}

function OutcomeForm({ id, onClose }: { id: string; onClose: () => void }) {
  const { coordination, ui } = useTexts();
  const texts = coordination.drafts;
  const set = useWrite(setDraftOutcome, TOPICS);
  const form = useForm({ initialValues: { outcome: 'worked', note: '' }, validate: { note: isNotEmpty(ui.form.required) } });
  const submit = async ({ outcome, note }: { outcome: string; note: string }) => {
    await set.mutateAsync({ id, note, outcome: RESULTS.find((one) => one === outcome) ?? 'unclear' });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={texts.outcome} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell form={form} action={ui.common.save} onSubmit={submit} onCancel={onClose}>
        <Select
          label={texts.outcome}
          data={RESULTS.map((value) => ({ value, label: texts.results[value] }))}
          allowDeselect={false}
          {...form.getInputProps('outcome')}
        />
        <Textarea label={texts.note} autosize minRows={2} maxLength={1000} {...form.getInputProps('note')} />
      </FormShell>
    </Modal>
  );
}
