import { Modal, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { answerQuestion, askMarketing } from '#modules/handoffs/contract/questions.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './handoffs.module.css';
import { LOOP_TOPICS } from './topics.ts';

const options = { invalidates: [...LOOP_TOPICS, 'task'] };

/** Asks Marketing about a lead. */
export function AskForm({ leadId, name, onClose }: { leadId: string; name: string; onClose: () => void }) {
  const { recycling, ui } = useTexts();
  const texts = recycling.ask;
  const toast = useToast();
  const ask = useWrite(askMarketing, options);
  const form = useForm({ initialValues: { question: '', due: '' }, validate: { question: isNotEmpty(ui.form.required) } });
  const submit = async ({ question, due }: { question: string; due: string }) => {
    await ask.mutateAsync({ id: leadId, question, ...(due ? { dueAt: new Date(due).toISOString() } : {}) });
    onClose();
    toast.done(texts.asked);
  };
  return (
    <Modal opened onClose={onClose} title={texts.title(name)} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <p className={classes.intro}>{texts.body}</p>
      <FormShell form={form} action={texts.action} onSubmit={submit} onCancel={onClose}>
        <Textarea
          label={texts.question}
          required
          autosize
          minRows={2}
          maxLength={2000}
          data-autofocus
          {...form.getInputProps('question')}
        />
        <TextInput type="datetime-local" label={texts.due} {...form.getInputProps('due')} />
      </FormShell>
    </Modal>
  );
}

/** Answers a question on the lead. */
export function AnswerForm({ id, question, onClose }: { id: string; question: string; onClose: () => void }) {
  const { recycling, ui } = useTexts();
  const texts = recycling.ask;
  const toast = useToast();
  const answer = useWrite(answerQuestion, options);
  const form = useForm({ initialValues: { answer: '' }, validate: { answer: isNotEmpty(ui.form.required) } });
  const submit = async (values: { answer: string }) => {
    await answer.mutateAsync({ id, ...values });
    onClose();
    toast.done(texts.answered);
  };
  return (
    <Modal opened onClose={onClose} title={question} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell form={form} action={texts.answer} onSubmit={submit} onCancel={onClose}>
        <Textarea label={texts.answer} required autosize minRows={2} maxLength={2000} data-autofocus {...form.getInputProps('answer')} />
      </FormShell>
    </Modal>
  );
}
