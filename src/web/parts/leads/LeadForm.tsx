import { Checkbox, Select, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { openLead } from '#modules/leads/contract/leads.ts';
import { SOURCE_CHANNELS } from '#modules/leads/schema.ts';
import { useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { type Chosen, RecordSelect } from '../lists/RecordSelect.tsx';
import { channelName } from './channel.ts';

const EMPTY = {
  contactId: null as Chosen | null,
  campaignId: null as Chosen | null,
  sourceChannel: null as string | null,
  whyNow: '',
  handRaised: false,
};

/** A lead that somebody found: of a contact that is here. */
export function LeadForm({ opened, onClose, contact }: { opened: boolean; onClose: () => void; contact?: Chosen }) {
  const { leads, ui } = useTexts();
  const texts = leads.create;
  const toast = useToast();
  const go = useGo();
  const open = useWrite(openLead, { invalidates: ['lead', 'contact', 'conversion'] });
  const form = useForm({ initialValues: { ...EMPTY, contactId: contact ?? null }, validate: { contactId: isNotEmpty(ui.form.required) } });
  const submit = async (values: typeof EMPTY) => {
    if (!values.contactId) return;
    const made = await open.mutateAsync({
      contactId: values.contactId.id,
      campaignId: values.campaignId?.id ?? null,
      handRaised: values.handRaised,
      ...(values.sourceChannel ? { sourceChannel: values.sourceChannel } : {}),
      ...(values.whyNow.trim() ? { whyNow: values.whyNow.trim() } : {}),
    });
    form.reset();
    onClose();
    toast.done(made.joined ? texts.joined : texts.opened);
    go(paths.lead(made.id));
  };
  return (
    <SideForm title={texts.title} opened={opened} onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <RecordSelect entity="contact" label={texts.contact} required autoFocus {...form.getInputProps('contactId')} />
      <Select
        label={texts.channel}
        data={SOURCE_CHANNELS.map((channel) => ({ value: channel, label: channelName(channel) }))}
        clearable
        {...form.getInputProps('sourceChannel')}
      />
      <RecordSelect entity="campaign" label={texts.campaign} {...form.getInputProps('campaignId')} />
      <Textarea
        label={texts.whyNow}
        description={texts.whyNowHelp}
        autosize
        minRows={2}
        maxLength={2000}
        {...form.getInputProps('whyNow')}
      />
      <Checkbox label={texts.handRaised} description={texts.handRaisedHelp} {...form.getInputProps('handRaised', { type: 'checkbox' })} />
    </SideForm>
  );
}
