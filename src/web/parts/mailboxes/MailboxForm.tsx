import { Button, NativeSelect, NumberInput, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, type UseFormReturnType, useForm } from '@mantine/form';
import { changeMailbox, createMailbox, testMailbox } from '#modules/mailboxes/contract/mailboxes.ts';
import { INQUIRIES, KEEPS, MAILBOX_KINDS, type MailboxKind, type MailboxRow, SECURITIES, VISIBLE_TO } from '#modules/mailboxes/schema.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './mailboxes.module.css';

const lines = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

function initial(box: MailboxRow | null, own: string, mayMakeShared: boolean) {
  return {
    kind: box?.kind ?? ((mayMakeShared ? 'shared' : 'personal') satisfies MailboxKind as MailboxKind),
    name: box?.name ?? '',
    address: box?.address ?? (mayMakeShared ? '' : own),
    host: box?.host ?? '',
    port: box?.port ?? 993,
    security: box?.security ?? ('tls' as const),
    username: box?.username ?? '',
    password: '',
    inbox: box?.inbox ?? 'INBOX',
    sent: box?.sent ?? '',
    keeps: box?.keeps ?? ('whole' as const),
    visibleTo: box?.visibleTo ?? ('owner' as const),
    ignored: box?.ignored.join('\n') ?? '',
    internal: box?.internal.join('\n') ?? own.slice(own.lastIndexOf('@') + 1),
    inquiries: box?.inquiries ?? ('ask' as const),
  };
}
type Values = ReturnType<typeof initial>;
type Form = UseFormReturnType<Values>;

/** Sets up or changes a mailbox. The password goes in and never comes out. */
export function MailboxForm({ box, mayMakeShared, onClose }: { box: MailboxRow | null; mayMakeShared: boolean; onClose: () => void }) {
  const { mailboxes, settings, ui } = useTexts();
  const texts = mailboxes.form;
  const toast = useToast();
  const { member } = useSession();
  const create = useWrite(createMailbox, { invalidates: ['mailbox'] });
  const change = useWrite(changeMailbox, { invalidates: ['mailbox'] });
  const needed = isNotEmpty(ui.form.required);
  const form = useForm({
    initialValues: initial(box, member.email, mayMakeShared),
    validate: { name: needed, address: needed, host: needed, username: needed, ...(box ? {} : { password: needed }) },
  });
  const submit = async ({ kind, address, password, sent, ignored, internal, ...values }: Values) => {
    const given = { ...values, sent: sent.trim() || null, ignored: lines(ignored), internal: lines(internal) };
    if (box) await change.mutateAsync({ id: box.id, ...given, ...(password ? { password } : {}) });
    else await create.mutateAsync({ kind, address, password, ...given });
    toast.done(settings.saved);
    onClose();
  };
  return (
    <SideForm title={box ? box.name : mailboxes.boxes.create} opened onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      {!box && mayMakeShared && (
        <NativeSelect
          label={texts.kind}
          description={mailboxes.boxes.kindHelp[form.values.kind]}
          data={MAILBOX_KINDS.map((value) => ({ value, label: mailboxes.boxes.kinds[value] }))}
          {...form.getInputProps('kind')}
        />
      )}
      <TextInput label={texts.name} maxLength={120} data-autofocus {...form.getInputProps('name')} />
      {!box && <TextInput label={texts.address} type="email" {...form.getInputProps('address')} />}
      <Server form={form} box={box} />
      <Privacy form={form} />
    </SideForm>
  );
}

function Server({ form, box }: { form: Form; box: MailboxRow | null }) {
  const { mailboxes } = useTexts();
  const texts = mailboxes.form;
  const format = useFormat();
  const toast = useToast();
  const test = useWrite(testMailbox);
  const { host, port, security, username, password } = form.values;
  const tryIt = async () => {
    const tried = await test.mutateAsync({
      ...(box ? { id: box.id } : {}),
      host,
      port,
      security,
      username,
      ...(password ? { password } : {}),
    });
    const sent = tried.folders.find(({ use }) => use === 'Sent')?.path;
    if (tried.ok && sent && !form.values.sent && form.values.kind !== 'bounces' && form.values.kind !== 'drop')
      form.setFieldValue('sent', sent);
    if (tried.ok) toast.done(texts.works(format.number(tried.folders.length)));
    else form.setErrors({ host: tried.problem });
  };
  return (
    <>
      <TextInput label={texts.host} placeholder="imap.example.com" {...form.getInputProps('host')} />
      <NumberInput label={texts.port} min={1} max={65_535} allowDecimal={false} {...form.getInputProps('port')} />
      <NativeSelect
        label={texts.security}
        data={SECURITIES.map((value) => ({ value, label: texts.securities[value] }))}
        {...form.getInputProps('security')}
      />
      <TextInput label={texts.username} autoComplete="off" {...form.getInputProps('username')} />
      <PasswordInput
        label={texts.password}
        description={box ? texts.passwordKept : undefined}
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
      <Button
        variant="default"
        w="fit-content"
        loading={test.isPending}
        disabled={!host || !username || (!password && !box)}
        onClick={() => void tryIt().catch(toast.problem)}
      >
        {texts.test}
      </Button>
      <TextInput label={texts.inbox} {...form.getInputProps('inbox')} />
      <TextInput label={texts.sent} description={texts.sentHelp} {...form.getInputProps('sent')} />
    </>
  );
}

function Privacy({ form }: { form: Form }) {
  const { mailboxes } = useTexts();
  const texts = mailboxes.form;
  const { kind } = form.values;
  if (kind === 'bounces') return null;
  return (
    <fieldset className={classes.section} style={{ border: 0, margin: 0, padding: 0 }}>
      <legend className={classes.heading} style={{ padding: 0 }}>
        {texts.privacy}
      </legend>
      <NativeSelect
        label={texts.keeps}
        data={KEEPS.map((value) => ({ value, label: texts.keepsOf[value] }))}
        {...form.getInputProps('keeps')}
      />
      {kind === 'personal' && (
        <NativeSelect
          label={texts.visibleTo}
          data={VISIBLE_TO.map((value) => ({ value, label: texts.visible[value] }))}
          {...form.getInputProps('visibleTo')}
        />
      )}
      {kind === 'shared' && (
        <NativeSelect
          label={texts.inquiries}
          data={INQUIRIES.map((value) => ({ value, label: texts.inquiriesOf[value] }))}
          {...form.getInputProps('inquiries')}
        />
      )}
      <Textarea label={texts.internal} description={texts.internalHelp} autosize minRows={1} {...form.getInputProps('internal')} />
      <Textarea label={texts.ignored} description={texts.ignoredHelp} autosize minRows={1} {...form.getInputProps('ignored')} />
    </fieldset>
  );
}
