import { Button, Modal, Select, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { type listChallenges, setVoice, updateChallenge, withdrawChallenge } from '#modules/challenges/contract.ts';
import { listDiscussions } from '#modules/discussions/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './challenges.module.css';

type Challenge = OutputOf<typeof listChallenges>['items'][number];
const TOPICS = ['challenge'];
const TONES = { open: 'plain', working: 'soon', solved: 'good' } as const;

/** One thing that is hard: for whom, for how many, what is done about it. */
export function ChallengeCard({ challenge }: { challenge: Challenge }) {
  const texts = useTexts().challenges;
  const format = useFormat();
  const { helped, stateBy, discussion } = challenge;
  return (
    <article className={classes.card} aria-label={challenge.title}>
      <div className={classes.line}>
        <h2 className={classes.title}>{challenge.title}</h2>
        <Side side={challenge.party} />
        <Mark tone={TONES[challenge.state]}>{texts.states[challenge.state]}</Mark>
      </div>
      {challenge.words && <p className={classes.words}>{challenge.words}</p>}
      <p className={classes.quiet}>
        {challenge.raisedBy ? texts.by(challenge.raisedBy.name) : texts.noName} · {texts.week(format.date(challenge.raisedIn))} ·{' '}
        {texts.voices(format.number(challenge.voices))}
        {challenge.state === 'working' && stateBy && ` · ${texts.states.working}: ${stateBy.name}`}
      </p>
      {helped && <p className={classes.helped}>{stateBy ? texts.helpedBy(stateBy.name, helped) : texts.helpedWords(helped)}</p>}
      {discussion && (
        <p className={classes.quiet}>
          {texts.discussion}: <Go to={paths.discussion(discussion.id)}>{discussion.what}</Go>
        </p>
      )}
      <Actions challenge={challenge} />
    </article>
  );
}

function Actions({ challenge }: { challenge: Challenge }) {
  const texts = useTexts().challenges;
  const toast = useToast();
  const mayWork = useCan('lead:return');
  const [open, setOpen] = useState<'solve' | 'join' | null>(null);
  const voice = useWrite(setVoice, { invalidates: TOPICS });
  const update = useWrite(updateChallenge, { invalidates: TOPICS });
  const withdraw = useWrite(withdrawChallenge, { invalidates: TOPICS, onDone: () => toast.done(texts.withdrawn) });
  const { id, title, state, mine, raisedByMe } = challenge;
  const trying = (work: Promise<unknown>) => void work.catch((problem) => toast.problem(problem));
  return (
    <div className={classes.line}>
      {!raisedByMe && (
        <Button
          size="compact-sm"
          variant={mine ? 'filled' : 'default'}
          aria-pressed={mine}
          aria-label={texts.meTooOf(title)}
          onClick={() => trying(voice.mutateAsync({ id, counts: !mine }))}
        >
          {texts.meToo}
        </Button>
      )}
      {mayWork && state === 'open' && (
        <Button size="compact-sm" variant="default" onClick={() => trying(update.mutateAsync({ id, state: 'working' }))}>
          {texts.start}
        </Button>
      )}
      {mayWork && state !== 'solved' && (
        <Button size="compact-sm" variant="default" onClick={() => setOpen('solve')}>
          {texts.solve}
        </Button>
      )}
      {mayWork && state !== 'open' && (
        <Button size="compact-sm" variant="subtle" onClick={() => trying(update.mutateAsync({ id, state: 'open' }))}>
          {texts.reopen}
        </Button>
      )}
      {mayWork && !challenge.discussion && (
        <Button size="compact-sm" variant="subtle" onClick={() => setOpen('join')}>
          {texts.join}
        </Button>
      )}
      {raisedByMe && (
        <Button size="compact-sm" variant="subtle" onClick={() => trying(withdraw.mutateAsync({ id }))}>
          {texts.withdraw}
        </Button>
      )}
      {open === 'solve' && <SolveForm challenge={challenge} onClose={() => setOpen(null)} />}
      {open === 'join' && <JoinForm challenge={challenge} onClose={() => setOpen(null)} />}
    </div>
  );
}

function SolveForm({ challenge, onClose }: { challenge: Challenge; onClose: () => void }) {
  const { challenges: texts, ui } = useTexts();
  const update = useWrite(updateChallenge, { invalidates: TOPICS });
  const form = useForm({ initialValues: { helped: '' }, validate: { helped: isNotEmpty(ui.form.required) } });
  return (
    <Modal opened onClose={onClose} title={challenge.title} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={texts.save}
        onCancel={onClose}
        onSubmit={async ({ helped }) => {
          await update.mutateAsync({ id: challenge.id, state: 'solved', helped });
          onClose();
        }}
      >
        <Textarea label={texts.helped} data-autofocus required autosize minRows={2} maxLength={1000} {...form.getInputProps('helped')} />
      </FormShell>
    </Modal>
  );
}

function JoinForm({ challenge, onClose }: { challenge: Challenge; onClose: () => void }) {
  const { challenges: texts, ui } = useTexts();
  const update = useWrite(updateChallenge, { invalidates: TOPICS });
  const { data } = useRead(listDiscussions, { which: 'open', limit: 100 }, { topics: ['discussion'] });
  const form = useForm({ initialValues: { discussionId: '' }, validate: { discussionId: isNotEmpty(ui.form.required) } });
  return (
    <Modal opened onClose={onClose} title={challenge.title} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={texts.save}
        onCancel={onClose}
        onSubmit={async ({ discussionId }) => {
          await update.mutateAsync({ id: challenge.id, discussionId });
          onClose();
        }}
      >
        <Select
          label={texts.discussion}
          searchable
          data={data?.items.map(({ id, what }) => ({ value: id, label: what })) ?? []}
          value={form.values.discussionId || null}
          onChange={(id) => form.setFieldValue('discussionId', id ?? '')}
          error={form.errors.discussionId}
        />
      </FormShell>
    </Modal>
  );
}
