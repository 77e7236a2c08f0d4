import { Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { addConversationNote } from '#modules/mailboxes/contract/conversations.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { When } from '../../ui/marks.tsx';
import type { Conversation } from './MailCard.tsx';
import classes from './mailboxes.module.css';

/** What colleagues say among themselves beside a conversation. */
export function Notes({ of }: { of: Conversation }) {
  const { mailboxes, ui } = useTexts();
  const texts = mailboxes.one;
  const add = useWrite(addConversationNote, { invalidates: ['conversation'] });
  const form = useForm({ initialValues: { body: '' }, validate: { body: isNotEmpty(ui.form.required) } });
  const submit = async ({ body }: { body: string }) => {
    await add.mutateAsync({ id: of.id, body });
    form.reset();
  };
  return (
    <section className={classes.section} aria-label={texts.notes}>
      <h2 className={classes.heading}>{texts.notes}</h2>
      {of.notes.map((note) => (
        <div key={note.id}>
          <p className={classes.quiet}>
            {note.member?.name ?? '–'} · <When at={note.at} />
          </p>
          <p className={classes.body} style={{ marginTop: 0 }}>
            {note.body}
          </p>
        </div>
      ))}
      {of.mayWrite && (
        <FormShell form={form} action={texts.addNote} guard={false} onSubmit={submit}>
          <Textarea label={texts.note} autosize minRows={2} maxLength={5000} {...form.getInputProps('body')} />
        </FormShell>
      )}
    </section>
  );
}
