import { Checkbox, FileInput, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { recordConversion, recordMail } from '#modules/leads/contract/conversions.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

const KINDS = ['call', 'inquiry_mail', 'form', 'chat', 'meeting', 'manual'] as const;
const EMPTY = {
  kind: 'call' as (typeof KINDS)[number],
  source: '',
  firstName: '',
  lastName: '',
  email: '',
  phone: '',
  companyName: '',
  content: '',
  channel: '',
  handRaised: false,
};

/** An inquiry that came outside of Truce: typed in, or a mail as it was saved. */
export function TakeInForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { leads } = useTexts();
  const texts = leads.conversions.take;
  const toast = useToast();
  const invalidates = ['conversion', 'lead', 'contact'];
  const byHand = useWrite(recordConversion, { invalidates });
  const byMail = useWrite(recordMail, { invalidates });
  const form = useForm({ initialValues: EMPTY });
  const isMail = form.values.kind === 'inquiry_mail';
  const submit = async ({ kind, source, content, channel, handRaised, ...typed }: typeof EMPTY) => {
    const said = { ...(channel ? { channel } : {}), handRaised };
    const person = Object.fromEntries(Object.entries(typed).filter(([, value]) => value.trim() !== ''));
    const taken = isMail
      ? await byMail.mutateAsync({ source, ...said })
      : await byHand.mutateAsync({ kind, content, ...said, ...(Object.keys(person).length > 0 ? { person } : {}) });
    toast.done(taken.known ? texts.known : texts.done);
    form.reset();
    onClose();
  };
  return (
    <SideForm title={texts.title} opened={opened} onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <NativeSelect
        label={texts.kind}
        data={KINDS.map((value) => ({ value, label: leads.conversions.kinds[value] }))}
        {...form.getInputProps('kind')}
      />
      {isMail ? (
        <>
          <FileInput
            label={texts.file}
            accept=".eml,message/rfc822"
            clearable
            onChange={(file) =>
              void file?.arrayBuffer().then((bytes) => form.setFieldValue('source', new TextDecoder('latin1').decode(bytes)))
            }
          />
          <Textarea label={texts.mail} description={texts.mailHelp} autosize minRows={6} maxRows={14} {...form.getInputProps('source')} />
        </>
      ) : (
        <>
          <TextInput label={texts.firstName} {...form.getInputProps('firstName')} />
          <TextInput label={texts.lastName} {...form.getInputProps('lastName')} />
          <TextInput label={texts.email} {...form.getInputProps('email')} />
          <TextInput label={texts.phone} {...form.getInputProps('phone')} />
          <TextInput label={texts.company} {...form.getInputProps('companyName')} />
          <Textarea label={texts.content} autosize minRows={3} {...form.getInputProps('content')} />
        </>
      )}
      <TextInput label={texts.channel} {...form.getInputProps('channel')} />
      <Checkbox
        label={leads.create.handRaised}
        description={leads.create.handRaisedHelp}
        {...form.getInputProps('handRaised', { type: 'checkbox' })}
      />
    </SideForm>
  );
}
