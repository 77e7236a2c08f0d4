import { FileInput, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { answerConversation, uploadMailFile, writeMail } from '#modules/mailboxes/contract/conversations.ts';
import { listTemplates } from '#modules/templates/contract/templates.ts';
import { upload } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { GateAnswer, mayOverride, useGate } from './GateAnswer.tsx';
import classes from './mailboxes.module.css';

const EMPTY = { subject: '', text: '', templateId: '', overrideReason: '' };
type Words = typeof EMPTY;

const newKey = () => crypto.randomUUID();

/** What goes with each way of writing: own words or a template, and a reason where something stands in the way. */
async function given({ text, templateId, overrideReason }: Words, files: readonly File[]) {
  const fileIds: string[] = [];
  if (!templateId) for (const file of files) fileIds.push((await upload(uploadMailFile, {}, [file])).fileId);
  return {
    ...(templateId ? { templateId } : { text, fileIds }),
    ...(overrideReason.trim() ? { overrideReason: overrideReason.trim() } : {}),
  };
}

interface AnswerProps {
  conversationId: string;
  contactId: string | null;
  isReply: boolean;
  name: string;
}

/** Answers in a conversation. */
export function AnswerForm({ conversationId, contactId, isReply, name }: AnswerProps) {
  const { mailboxes } = useTexts();
  const texts = mailboxes.write;
  const form = useForm({ initialValues: EMPTY });
  const [key, setKey] = useState(newKey);
  const [files, setFiles] = useState<File[]>([]);
  const told = useTold();
  const answer = useWrite(answerConversation, { invalidates: ['conversation', 'activity'] });
  const gate = useGate({ contactId, isReply });
  if (!contactId) return <p className={classes.quiet}>{texts.needsContact}</p>;
  return (
    <section className={classes.section} aria-label={texts.answerTo(name)}>
      <h2 className={classes.heading}>{texts.answerTo(name)}</h2>
      <GateAnswer gate={gate} />
      <FormShell
        form={form}
        action={texts.send}
        draft={`answer.${conversationId}`}
        onSubmit={async (values) => {
          told(await answer.mutateAsync({ id: conversationId, key, ...(await given(values, files)) }));
          setKey(newKey());
          setFiles([]);
          form.reset();
        }}
      >
        <Fields form={form} files={files} onFiles={setFiles} needsReason={mayOverride(gate)} />
      </FormShell>
    </section>
  );
}

interface NewMailProps {
  contactId: string;
  leadId?: string | undefined;
  name: string;
  onClose: () => void;
}

/** Writes to a person from their record. */
export function NewMailForm({ contactId, leadId, name, onClose }: NewMailProps) {
  const { mailboxes } = useTexts();
  const texts = mailboxes.write;
  const form = useForm({ initialValues: EMPTY });
  const [key] = useState(newKey);
  const [files, setFiles] = useState<File[]>([]);
  const told = useTold();
  const write = useWrite(writeMail, { invalidates: ['conversation', 'activity'] });
  const gate = useGate({ contactId, isReply: false });
  const submit = async (values: Words) => {
    told(
      await write.mutateAsync({ contactId, key, ...(leadId ? { leadId } : {}), subject: values.subject, ...(await given(values, files)) }),
    );
    onClose();
  };
  return (
    <SideForm
      title={`${texts.title}: ${name}`}
      opened
      onClose={onClose}
      form={form}
      action={texts.send}
      draft={`mail.${contactId}`}
      onSubmit={submit}
    >
      <GateAnswer gate={gate} />
      {form.values.templateId === '' && (
        <TextInput label={texts.subject} maxLength={300} data-autofocus {...form.getInputProps('subject')} />
      )}
      <Fields form={form} files={files} onFiles={setFiles} needsReason={mayOverride(gate)} />
    </SideForm>
  );
}

interface FieldsProps {
  form: ReturnType<typeof useForm<Words>>;
  /** Beside the form: files are no part of a kept draft. */
  files: File[];
  onFiles: (files: File[]) => void;
  needsReason: boolean;
}

function Fields({ form, files, onFiles, needsReason }: FieldsProps) {
  const { mailboxes } = useTexts();
  const texts = mailboxes.write;
  const { data } = useRead(listTemplates, { published: true }, { topics: ['template'] });
  const templates = data?.items ?? [];
  return (
    <>
      {templates.length > 0 && (
        <NativeSelect
          label={texts.what}
          description={form.values.templateId ? texts.templateHelp : undefined}
          data={[{ value: '', label: texts.own }, ...templates.map(({ id, name }) => ({ value: id, label: texts.template(name) }))]}
          {...form.getInputProps('templateId')}
        />
      )}
      {form.values.templateId === '' && (
        <>
          <Textarea label={texts.text} autosize minRows={5} maxLength={20_000} {...form.getInputProps('text')} />
          <FileInput label={texts.files} description={texts.filesHelp} multiple clearable value={files} onChange={onFiles} />
        </>
      )}
      {needsReason && (
        <TextInput label={texts.override} description={texts.overrideHelp} maxLength={500} {...form.getInputProps('overrideReason')} />
      )}
    </>
  );
}

function useTold() {
  const { mailboxes } = useTexts();
  const format = useFormat();
  const toast = useToast();
  return ({ state, until }: { state: 'planned' | 'held'; until: string | null }) =>
    toast.done(state === 'held' && until ? mailboxes.write.willGo(format.date(until)) : mailboxes.write.sent);
}
