import { MultiSelect, NativeSelect, NumberInput, PasswordInput, Switch, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { changeMailServer, createMailServer, type listMailServers, testMailServer } from '#modules/mailservers/contract.ts';
import { LANES, type Lane, TLS_CHOICES, type TlsChoice } from '#modules/mailservers/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

type Server = OutputOf<typeof listMailServers>['items'][number];

/** Makes or changes a mail server, and tries it out. What is written into the field of the password is never shown again. */
export function MailServerForm({ server, onClose }: { server: Server | 'new' | null; onClose: () => void }) {
  if (server === null) return null;
  const known = server === 'new' ? null : server;
  return <Editor key={known?.id ?? 'new'} server={known} onClose={onClose} />;
}

const textOf = (rates: Record<string, number>) =>
  Object.entries(rates)
    .map(([domain, n]) => `${domain} ${n}`)
    .join('\n');

/** Null where a line is no domain with a number. */
function ratesIn(text: string): Record<string, number> | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => /^\s*([^\s]+)\s+(\d{1,6})\s*$/.exec(line));
  return pairs.includes(null) ? null : Object.fromEntries(pairs.map((pair) => [pair?.[1]?.toLowerCase() ?? '', Number(pair?.[2])]));
}

const USUAL_PORTS: Record<TlsChoice, number> = { starttls: 587, implicit: 465, if_offered: 25, none: 25 };

function initialOf(server: Server | null) {
  return {
    name: server?.name ?? '',
    host: server?.host ?? '',
    port: (server?.port ?? USUAL_PORTS.starttls) as number | string,
    tls: (server?.tls ?? 'starttls') as TlsChoice,
    user: server?.user ?? '',
    password: '',
    bounceAddress: server?.bounceAddress ?? '',
    ownReturns: server?.ownReturns ?? true,
    sendsFrom: server?.sendsFrom ?? [],
    perMinute: (server?.perMinute ?? '') as number | string,
    perHour: (server?.perHour ?? '') as number | string,
    domainRates: textOf(server?.domainRates ?? {}),
    lanes: (server?.lanes ?? []) as Lane[],
    senders: server?.senders ?? [],
  };
}

type Values = ReturnType<typeof initialOf>;

function settingsIn({ password, ...values }: Values) {
  return {
    ...values,
    port: Number(values.port),
    user: values.user.trim() || null,
    bounceAddress: values.bounceAddress.trim() || null,
    perMinute: Number(values.perMinute) || null,
    perHour: Number(values.perHour) || null,
    domainRates: ratesIn(values.domainRates) ?? {},
    ...(password ? { password } : {}),
  };
}

function Editor({ server, onClose }: { server: Server | null; onClose: () => void }) {
  const { mailservers, settings, ui } = useTexts();
  const texts = mailservers.form;
  const toast = useToast();
  const invalidates = ['mail_server', 'sending_domain'];
  const create = useWrite(createMailServer, { invalidates });
  const change = useWrite(changeMailServer, { invalidates });
  const test = useWrite(testMailServer, { invalidates: ['mail_server'] });
  const required = (value: string) => (value.trim() === '' ? ui.form.required : null);
  const form = useForm({
    initialValues: initialOf(server),
    validate: {
      name: required,
      host: required,
      domainRates: (value) => (ratesIn(value) === null ? texts.domainRatesWrong : null),
    },
  });
  const submit = async (values: Values) => {
    const input = settingsIn(values);
    const id = server ? server.id : (await create.mutateAsync(input)).id;
    if (server) await change.mutateAsync({ id, ...input });
    toast.done(settings.saved);
    onClose();
    // Whoever saves wants to know whether it works; the answer stands in the line.
    await test.mutateAsync({ id }).catch(toast.problem);
  };
  const chooseTls = (tls: TlsChoice) => {
    const isUsual = Object.values(USUAL_PORTS).includes(Number(form.values.port));
    form.setValues({ tls, ...(isUsual ? { port: USUAL_PORTS[tls] } : {}) });
  };
  return (
    <SideForm
      title={server ? server.name : mailservers.addServer}
      opened
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={submit}
    >
      <TextInput label={texts.name} maxLength={120} data-autofocus {...form.getInputProps('name')} />
      <TextInput label={texts.host} description={texts.hostHelp} maxLength={253} {...form.getInputProps('host')} />
      <NativeSelect
        label={texts.tls}
        data={TLS_CHOICES.map((value) => ({ value, label: mailservers.tls[value] }))}
        {...form.getInputProps('tls')}
        onChange={(event) => chooseTls(TLS_CHOICES.find((one) => one === event.currentTarget.value) ?? 'starttls')}
      />
      <NumberInput label={texts.port} min={1} max={65_535} allowDecimal={false} {...form.getInputProps('port')} />
      <TextInput label={texts.user} description={texts.userHelp} autoComplete="off" {...form.getInputProps('user')} />
      <PasswordInput
        label={texts.password}
        description={server?.hasPassword ? texts.passwordKept : undefined}
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
      <MultiSelect
        label={texts.lanes}
        description={texts.lanesHelp}
        data={LANES.map((value) => ({ value, label: mailservers.lanes[value] }))}
        {...form.getInputProps('lanes')}
      />
      <TagsInput label={texts.senders} description={texts.sendersHelp} {...form.getInputProps('senders')} />
      <NumberInput label={texts.perMinute} description={texts.noLimit} min={1} allowDecimal={false} {...form.getInputProps('perMinute')} />
      <NumberInput label={texts.perHour} description={texts.noLimit} min={1} allowDecimal={false} {...form.getInputProps('perHour')} />
      <Textarea label={texts.domainRates} description={texts.domainRatesHelp} autosize minRows={2} {...form.getInputProps('domainRates')} />
      <TextInput label={texts.bounceAddress} description={texts.bounceHelp} maxLength={254} {...form.getInputProps('bounceAddress')} />
      {form.values.bounceAddress.trim() !== '' && (
        <Switch label={texts.ownReturns} description={texts.ownReturnsHelp} {...form.getInputProps('ownReturns', { type: 'checkbox' })} />
      )}
      <TagsInput label={texts.sendsFrom} description={texts.sendsFromHelp} {...form.getInputProps('sendsFrom')} />
    </SideForm>
  );
}
