import { Button, Group, Switch, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { changeWorkspace, getWorkspace } from '#modules/team/contract/settings.ts';
import { changeSender, createSender, deleteSender, listSenders } from '#modules/templates/contract/parts.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

type Sender = OutputOf<typeof listSenders>['items'][number];
const FRESH = { id: '', name: '', email: '', replyTo: null, isDefault: false };

/** Names and addresses that mails come from, and what stands at their foot. */
export function SendersScreen() {
  const { templates } = useTexts();
  const texts = templates.senders;
  const workspace = useRead(getWorkspace, {}, { topics: ['workspace'] });
  const senders = useRead(listSenders, {}, { topics: ['sender'] });
  const [edited, setEdited] = useState<Sender | null>(null);
  const problem = workspace.error ?? senders.error;
  return (
    <SettingsPage title={texts.title} lead={texts.body} narrow>
      {problem && <ProblemNotice problem={problem} onRetry={() => void Promise.all([workspace.refetch(), senders.refetch()])} />}
      <section className={classes.group}>
        <h2 className={classes.heading}>{texts.footer}</h2>
        {workspace.data && <FooterForm key={workspace.data.id} workspace={workspace.data} />}
      </section>
      <section className={classes.group}>
        <h2 className={classes.heading}>{texts.identities}</h2>
        {senders.data?.items.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
        <ul className={classes.sections}>
          {senders.data?.items.map((sender) => (
            <SenderLine key={sender.id} sender={sender} onChange={() => setEdited(sender)} />
          ))}
        </ul>
        <Button variant="default" mt="sm" onClick={() => setEdited(FRESH)}>
          {texts.add}
        </Button>
      </section>
      <SenderForm key={edited?.id ?? 'none'} sender={edited ?? FRESH} opened={edited !== null} onClose={() => setEdited(null)} />
    </SettingsPage>
  );
}

function FooterForm({ workspace }: { workspace: OutputOf<typeof getWorkspace> }) {
  const { templates } = useTexts();
  const texts = templates.senders;
  const toast = useToast();
  const save = useWrite(changeWorkspace, { invalidates: ['workspace'], onDone: () => toast.done(texts.saved) });
  const form = useForm({ initialValues: { companyName: workspace.companyName ?? '', postalAddress: workspace.postalAddress ?? '' } });
  return (
    <FormShell
      form={form}
      action={templates.save}
      onSubmit={({ companyName, postalAddress }) =>
        save.mutateAsync({ companyName: companyName.trim() || null, postalAddress: postalAddress.trim() || null })
      }
    >
      <TextInput label={texts.companyName} description={texts.companyNameHelp} maxLength={120} {...form.getInputProps('companyName')} />
      <TextInput
        label={texts.postalAddress}
        description={texts.postalAddressHelp}
        maxLength={300}
        {...form.getInputProps('postalAddress')}
      />
    </FormShell>
  );
}

function SenderLine({ sender, onChange }: { sender: Sender; onChange: () => void }) {
  const texts = useTexts().templates.senders;
  const toast = useToast();
  const { name, email, replyTo, isDefault } = sender;
  const again = useWrite(createSender, { invalidates: ['sender'] });
  const remove = useWrite(deleteSender, {
    invalidates: ['sender'],
    onDone: () => toast.done(texts.removed, { undo: () => again.mutateAsync({ name, email, replyTo, isDefault }) }),
  });
  return (
    <li className={classes.section}>
      <Group justify="space-between" wrap="nowrap">
        <div>
          <strong>{name}</strong> {isDefault && <Mark>{texts.usual}</Mark>}
          <div className={classes.quiet}>{replyTo ? `${email} · ${texts.replyTo} ${replyTo}` : email}</div>
        </div>
        <Group gap="xs" wrap="nowrap">
          <Button variant="subtle" size="compact-sm" aria-label={`${texts.change}: ${name}`} onClick={onChange}>
            {texts.change}
          </Button>
          <Button
            variant="subtle"
            size="compact-sm"
            aria-label={`${texts.remove}: ${name}`}
            onClick={() => void remove.mutateAsync({ id: sender.id }).catch(toast.problem)}
          >
            {texts.remove}
          </Button>
        </Group>
      </Group>
    </li>
  );
}

function SenderForm({ sender, opened, onClose }: { sender: Sender; opened: boolean; onClose: () => void }) {
  const { templates, ui } = useTexts();
  const texts = templates.senders;
  const toast = useToast();
  const onDone = () => {
    toast.done(texts.saved);
    onClose();
  };
  const make = useWrite(createSender, { invalidates: ['sender'], onDone });
  const change = useWrite(changeSender, { invalidates: ['sender'], onDone });
  const { id, name, email, replyTo, isDefault } = sender;
  const form = useForm({
    initialValues: { name, email, replyTo: replyTo ?? '', isDefault },
    validate: { name: isNotEmpty(ui.form.required), email: isNotEmpty(ui.form.required) },
  });
  const submit = (values: typeof form.values) => {
    const given = { ...values, replyTo: values.replyTo.trim() || null };
    return id ? change.mutateAsync({ id, ...given }) : make.mutateAsync(given);
  };
  return (
    <SideForm title={id ? texts.change : texts.add} opened={opened} onClose={onClose} form={form} action={templates.save} onSubmit={submit}>
      <TextInput label={texts.name} data-autofocus maxLength={120} {...form.getInputProps('name')} />
      <TextInput label={texts.email} type="email" maxLength={254} {...form.getInputProps('email')} />
      <TextInput label={texts.replyTo} description={texts.replyToHelp} type="email" maxLength={254} {...form.getInputProps('replyTo')} />
      <Switch label={texts.isDefault} {...form.getInputProps('isDefault', { type: 'checkbox' })} />
    </SideForm>
  );
}
