import { Button, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { answerQuestion, askQuestion, type getAgenda } from '#modules/meetings/contract/agenda.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Side } from '../../ui/marks.tsx';
import { PersonName } from '../team/PersonName.tsx';
import classes from './meetings.module.css';
import { type Meeting, options } from './People.tsx';

type Agenda = OutputOf<typeof getAgenda>;

/** What each side asks beforehand; unanswered it goes on to the next meeting. */
export function Questions({ meeting, agenda }: { meeting: Meeting; agenda: Agenda }) {
  const { meetings } = useTexts();
  const texts = meetings.questions;
  const mayAsk = meeting.may.write && meeting.me.side !== null;
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      {agenda.questions.length === 0 && <p className={classes.quiet}>{texts.empty}</p>}
      {agenda.questions.length > 0 &&
        meeting.state === 'planned' &&
        agenda.silent.map((side) => (
          <p key={side} className={classes.quiet}>
            {texts.silent(meetings.sides[side])}
          </p>
        ))}
      {agenda.questions.map((question) => (
        <Question key={question.id} meeting={meeting} question={question} />
      ))}
      {mayAsk && <Ask meetingId={meeting.id} />}
    </section>
  );
}

function Ask({ meetingId }: { meetingId: string }) {
  const { meetings, ui } = useTexts();
  const texts = meetings.questions;
  const ask = useWrite(askQuestion, options);
  const form = useForm({ initialValues: { body: '' }, validate: { body: isNotEmpty(ui.form.required) } });
  return (
    <div className={classes.unprinted}>
      <FormShell
        form={form}
        action={texts.file}
        onSubmit={async ({ body }) => {
          await ask.mutateAsync({ id: meetingId, body });
          form.reset();
        }}
      >
        <Textarea label={texts.ask} autosize minRows={2} maxLength={1000} {...form.getInputProps('body')} />
      </FormShell>
    </div>
  );
}

function Question({ meeting, question }: { meeting: Meeting; question: Agenda['questions'][number] }) {
  const { meetings, ui } = useTexts();
  const texts = meetings.questions;
  const format = useFormat();
  const [answering, setAnswering] = useState(false);
  const answer = useWrite(answerQuestion, options);
  const form = useForm({ initialValues: { answer: '' }, validate: { answer: isNotEmpty(ui.form.required) } });
  return (
    <article className={classes.card}>
      <span className={classes.bar}>
        <Side side={question.party} />
        <span className={classes.quiet}>
          <PersonName person={question.askedBy} />
          {question.carried > 0 && ` · ${texts.carried(format.number(question.carried))}`}
        </span>
      </span>
      <p className={classes.sentence}>{question.body}</p>
      {question.answer !== null && (
        <p className={classes.note}>
          {question.answer} {question.answeredBy && <PersonName person={question.answeredBy} />}
        </p>
      )}
      {question.answer === null && meeting.may.write && !answering && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={texts.answerTo(question.body)}
          onClick={() => setAnswering(true)}
          style={{ alignSelf: 'flex-start' }}
        >
          {texts.answer}
        </Button>
      )}
      {answering && question.answer === null && (
        <FormShell
          form={form}
          action={texts.save}
          onCancel={() => setAnswering(false)}
          onSubmit={async (values) => {
            await answer.mutateAsync({ id: meeting.id, questionId: question.id, ...values });
            setAnswering(false);
          }}
        >
          <Textarea label={texts.answer} autosize minRows={2} maxLength={2000} data-autofocus {...form.getInputProps('answer')} />
        </FormShell>
      )}
    </article>
  );
}
