import { Button, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { decideSequenceMail, listSequenceMails } from '#modules/nurtures/contract/enrolments.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './nurtures.module.css';

type Mail = OutputOf<typeof listSequenceMails>['items'][number];

/** On top of the day: mails of sequences that the rep reads, changes and sends. */
export function SequenceMails() {
  const { day: texts } = useTexts().warming;
  const [open, setOpen] = useState<Mail | null>(null);
  const { data } = useRead(listSequenceMails, {}, { topics: ['sequence_mail', 'enrolment'] });
  if (!data || data.items.length === 0) return null;
  return (
    <section className={classes.notice} aria-label={texts.title}>
      <strong>{texts.mails(data.items.length)}</strong>
      <ul className={classes.plainList}>
        {data.items.map((mail) => (
          <li key={mail.id} className={classes.line}>
            <Go to={paths.contact(mail.contact.id)}>{mail.contact.name}</Go>
            <span className={classes.quiet}>
              {[mail.company?.name, mail.track.name, mail.subject].filter(Boolean).join(' · ')} · {texts.since} <When at={mail.since} />
            </span>
            <Button variant="default" size="compact-sm" aria-label={texts.reviewNamed(mail.contact.name)} onClick={() => setOpen(mail)}>
              {texts.review}
            </Button>
          </li>
        ))}
      </ul>
      <span className={classes.quiet}>
        {texts.calls} <Go to={paths.tasks()}>{texts.openTasks}</Go>
      </span>
      {open && <ReviewForm key={open.id} mail={open} onClose={() => setOpen(null)} />}
    </section>
  );
}

function ReviewForm({ mail, onClose }: { mail: Mail; onClose: () => void }) {
  const { warming, ui } = useTexts();
  const texts = warming.day;
  const format = useFormat();
  const toast = useToast();
  const decide = useWrite(decideSequenceMail, { invalidates: ['sequence_mail', 'enrolment', 'activity'] });
  const form = useForm({
    initialValues: { subject: mail.subject, text: mail.text },
    validate: { subject: isNotEmpty(ui.form.required), text: isNotEmpty(ui.form.required) },
  });
  const send = async ({ subject, text }: typeof form.values) => {
    const { state, until } = await decide.mutateAsync({ id: mail.id, decision: 'send', subject, text });
    if (state === 'held') toast.done(until ? texts.held(format.date(until)) : texts.heldOpen);
    else toast.done(texts.sent(mail.contact.name));
    onClose();
  };
  const skip = async () => {
    try {
      await decide.mutateAsync({ id: mail.id, decision: 'skip' });
      toast.done(texts.skipped);
      onClose();
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return (
    <SideForm
      title={texts.to(mail.contact.name, mail.company?.name ?? '')}
      opened
      onClose={onClose}
      form={form}
      action={texts.send}
      onSubmit={send}
      beside={
        <Button variant="subtle" onClick={() => void skip()}>
          {texts.skip}
        </Button>
      }
    >
      <TextInput label={texts.subject} maxLength={300} required {...form.getInputProps('subject')} />
      <Textarea label={texts.text} autosize minRows={8} maxLength={10_000} required data-autofocus {...form.getInputProps('text')} />
    </SideForm>
  );
}
