import { Checkbox, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { makeLeadOfConversation } from '#modules/mailboxes/contract/conversations.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { Conversation } from './MailCard.tsx';
import classes from './mailboxes.module.css';

/** Makes a contact and a lead of whoever wrote. */
export function MakeLeadForm({ of, onClose }: { of: Conversation; onClose: () => void }) {
  const { mailboxes } = useTexts();
  const texts = mailboxes.make;
  const toast = useToast();
  const make = useWrite(makeLeadOfConversation, { invalidates: ['conversation', 'contact', 'lead', 'conversion', 'activity'] });
  const words = (of.personName ?? '').split(/\s+/).filter(Boolean);
  const form = useForm({
    initialValues: { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) ?? '', companyName: '', handRaised: true },
  });
  const submit = async ({ handRaised, ...person }: typeof form.values) => {
    await make.mutateAsync({ id: of.id, person, handRaised });
    toast.done(texts.done);
    onClose();
  };
  return (
    <SideForm title={texts.title} opened onClose={onClose} form={form} action={texts.title} onSubmit={submit}>
      <p className={classes.quiet}>{texts.help}</p>
      <TextInput label={texts.first} maxLength={120} data-autofocus {...form.getInputProps('firstName')} />
      <TextInput label={texts.last} maxLength={120} {...form.getInputProps('lastName')} />
      <TextInput label={texts.company} maxLength={200} {...form.getInputProps('companyName')} />
      <Checkbox label={texts.asks} {...form.getInputProps('handRaised', { type: 'checkbox' })} />
    </SideForm>
  );
}
