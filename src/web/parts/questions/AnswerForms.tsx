import { Button, Select, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import {
  answerQuestion,
  keepAnswer,
  type Question,
  sayMore,
  takeQuestion,
  withdrawQuestion,
} from '#modules/questions/contract/questions.ts';
import { LONGEST_ANSWER, OUTCOMES } from '#modules/questions/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';

const options = { invalidates: ['question'] };

/** Answers; of a request for help with what came of it. */
export function AnswerForm({ of }: { of: Question }) {
  const { questions: texts, ui } = useTexts();
  const toast = useToast();
  const answer = useWrite(answerQuestion, options);
  const form = useForm({
    initialValues: { answer: '', outcome: OUTCOMES[0] as (typeof OUTCOMES)[number] },
    validate: { answer: isNotEmpty(ui.form.required) },
  });
  const isRequest = of.kind !== 'question';
  return (
    <FormShell
      form={form}
      action={texts.answer}
      onSubmit={async ({ answer: words, outcome }) => {
        await answer.mutateAsync({ id: of.id, answer: words, ...(isRequest ? { outcome } : {}) });
        toast.done(texts.answered);
      }}
    >
      <Textarea label={texts.yourAnswer} required autosize minRows={3} maxLength={LONGEST_ANSWER} {...form.getInputProps('answer')} />
      {isRequest && (
        <Select
          label={texts.outcome}
          allowDeselect={false}
          data={OUTCOMES.map((value) => ({ value, label: texts.outcomes[value] }))}
          {...form.getInputProps('outcome')}
        />
      )}
    </FormShell>
  );
}

export function SayForm({ id }: { id: string }) {
  const { questions: texts, ui } = useTexts();
  const say = useWrite(sayMore, options);
  const form = useForm({ initialValues: { body: '' }, validate: { body: isNotEmpty(ui.form.required) } });
  const submit = async ({ body }: { body: string }) => {
    await say.mutateAsync({ id, body });
    form.reset();
  };
  return (
    <FormShell form={form} action={texts.say} onSubmit={submit}>
      <Textarea label={texts.sayLabel} autosize minRows={2} maxLength={LONGEST_ANSWER} {...form.getInputProps('body')} />
    </FormShell>
  );
}

/** Take it, take it back, keep its answer for all. */
export function QuestionActions({ of }: { of: Question }) {
  const texts = useTexts().questions;
  const toast = useToast();
  const take = useWrite(takeQuestion, { ...options, onDone: () => toast.done(texts.taken) });
  const withdraw = useWrite(withdrawQuestion, options);
  const keep = useWrite(keepAnswer, options);
  const { id, may } = of;
  const run = (done: Promise<unknown>) => void done.catch(toast.problem);
  return (
    <>
      {may.take && (
        <Button variant="default" onClick={() => run(take.mutateAsync({ id }))}>
          {texts.take}
        </Button>
      )}
      {may.keep && (
        <Button variant="default" onClick={() => run(keep.mutateAsync({ id, kept: !of.kept }))}>
          {of.kept ? texts.unkeep : texts.keep}
        </Button>
      )}
      {may.withdraw && (
        <Button variant="default" onClick={() => run(withdraw.mutateAsync({ id }))}>
          {texts.withdraw}
        </Button>
      )}
    </>
  );
}
