import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { changeContact } from '#modules/contacts/contract.ts';
import type { Contact } from '#modules/contacts/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from '../companies/record.module.css';

export interface AddressesFormProps {
  contact: Contact;
  what: 'emails' | 'phones';
  onClose: () => void;
}

/** All mail addresses or all numbers of a contact; the first is the one that is used. */
export function AddressesForm({ contact, what, onClose }: AddressesFormProps) {
  const { record, ui } = useTexts();
  const texts = record.contact;
  const toast = useToast();
  const change = useWrite(changeContact, { invalidates: ['contact'], onDone: () => toast.done(record.saved) });
  const isMail = what === 'emails';
  const part = isMail ? 'email' : 'phone';
  const current = isMail
    ? contact.emails?.map(({ email, kind }) => ({ email, phone: '', kind }))
    : contact.phones?.map(({ raw, kind }) => ({ email: '', phone: raw, kind }));
  const empty = { email: '', phone: '', kind: null as string | null };
  const form = useForm({
    initialValues: { [what]: current && current.length > 0 ? current : [empty] } as Record<string, (typeof empty)[]>,
  });
  const rows = form.values[what] ?? [];
  const submit = async () => {
    const filled = rows.filter((row) => row[part].trim() !== '');
    const lists = isMail
      ? { emails: filled.map(({ email, kind }) => ({ email: email.trim(), kind })) }
      : { phones: filled.map(({ phone, kind }) => ({ phone: phone.trim(), kind })) };
    await change.mutateAsync({ id: contact.id, ...lists });
    onClose();
  };
  const nth = (index: number) => (isMail ? texts.emailN(String(index + 1)) : texts.phoneN(String(index + 1)));
  return (
    <SideForm
      title={isMail ? texts.editEmails : texts.editPhones}
      opened
      onClose={onClose}
      form={form}
      action={texts.saveList}
      onSubmit={submit}
    >
      <p>{texts.firstHelp}</p>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name but their place
        <div key={index} className={classes.addresses}>
          <TextInput type={isMail ? 'email' : 'tel'} label={nth(index)} {...form.getInputProps(`${what}.${index}.${part}`)} />
          {index > 0 && (
            <ActionIcon
              variant="default"
              size={36}
              aria-label={`${texts.makeFirst}: ${row[part] || nth(index)}`}
              onClick={() => form.reorderListItem(what, { from: index, to: 0 })}
            >
              <IconArrowUp size={16} />
            </ActionIcon>
          )}
          <ActionIcon
            variant="default"
            size={36}
            aria-label={`${ui.common.remove}: ${row[part] || nth(index)}`}
            onClick={() => form.removeListItem(what, index)}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => form.insertListItem(what, empty)}>
          {isMail ? texts.addEmail : texts.addPhone}
        </Button>
      </div>
    </SideForm>
  );
}
