import { Button, Modal, Radio, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { closeDiscussion, setParticipation, writeToDiscussion } from '#modules/discussions/contract.ts';
import { OUTCOMES, SHORTEST_OUTCOME } from '#modules/discussions/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { Discussion } from './Attached.tsx';
import classes from './discussions.module.css';

const options = { invalidates: ['discussion'] };

/** What was said, and the place to say something. */
export function Talk({ of }: { of: Discussion }) {
  const texts = useTexts().discussions;
  return (
    <section className={classes.section} aria-label={texts.said}>
      <h2 className={classes.heading}>{texts.said}</h2>
      {of.entries.length === 0 && <p className={classes.quiet}>{texts.nothing}</p>}
      {of.entries.map((entry) => (
        <article key={entry.id} className={classes.entry} data-kind={entry.kind}>
          <p className={classes.quiet}>
            {entry.by?.name ?? '–'} · <When at={entry.at} /> {entry.kind === 'answer' && <Mark>{texts.isAnswer}</Mark>}
          </p>
          <p className={classes.body}>{entry.body || texts.erased}</p>
        </article>
      ))}
      {of.state === 'closed' && of.outcome && (
        <p className={classes.outcome}>
          {texts.outcomes[of.outcome]}: {of.outcomeNote || texts.erased}
        </p>
      )}
      {of.may.write && <WriteForm of={of} />}
    </section>
  );
}

function WriteForm({ of }: { of: Discussion }) {
  const { discussions: texts, ui } = useTexts();
  const write = useWrite(writeToDiscussion, options);
  const form = useForm({ initialValues: { body: '' }, validate: { body: isNotEmpty(ui.form.required) } });
  return (
    <FormShell
      form={form}
      action={of.may.answer ? texts.answer : texts.comment}
      onSubmit={async ({ body }) => {
        await write.mutateAsync({ id: of.id, body });
        form.reset();
      }}
    >
      <Textarea label={texts.write} autosize minRows={2} maxLength={2000} {...form.getInputProps('body')} />
    </FormShell>
  );
}

/** Taking part, and closing with an outcome. */
export function TalkActions({ of }: { of: Discussion }) {
  const texts = useTexts().discussions;
  const toast = useToast();
  const participate = useWrite(setParticipation, options);
  const [closing, setClosing] = useState(false);
  const take = (joined: boolean) => void participate.mutateAsync({ id: of.id, joined }).catch(toast.problem);
  return (
    <>
      {of.may.join && (
        <Button variant="default" onClick={() => take(true)}>
          {texts.join}
        </Button>
      )}
      {of.may.leave && (
        <Button variant="default" onClick={() => take(false)}>
          {texts.leave}
        </Button>
      )}
      {of.may.close && <Button onClick={() => setClosing(true)}>{texts.close}</Button>}
      {closing && <CloseForm id={of.id} onClose={() => setClosing(false)} />}
    </>
  );
}

function CloseForm({ id, onClose }: { id: string; onClose: () => void }) {
  const { discussions: texts, ui } = useTexts();
  const toast = useToast();
  const close = useWrite(closeDiscussion, options);
  const form = useForm({
    initialValues: { outcome: OUTCOMES[0] as (typeof OUTCOMES)[number], note: '' },
    validate: { note: isNotEmpty(ui.form.required) },
  });
  return (
    <Modal opened onClose={onClose} title={texts.closeTitle} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <p className={classes.quiet}>{texts.closeHelp}</p>
      <FormShell
        form={form}
        action={texts.close}
        onCancel={onClose}
        onSubmit={async ({ outcome, note }) => {
          await close.mutateAsync({ id, outcome, note });
          onClose();
          toast.done(texts.closed);
        }}
      >
        <Radio.Group label={texts.columns.outcome} {...form.getInputProps('outcome')}>
          <div className={classes.section}>
            {OUTCOMES.map((value) => (
              <Radio key={value} value={value} label={texts.outcomes[value]} />
            ))}
          </div>
        </Radio.Group>
        <Textarea
          label={texts.notes[form.values.outcome]}
          required
          minLength={SHORTEST_OUTCOME}
          maxLength={1000}
          autosize
          minRows={2}
          {...form.getInputProps('note')}
        />
      </FormShell>
    </Modal>
  );
}
