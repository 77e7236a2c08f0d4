import { Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { hasLength, isNotEmpty, useForm } from '@mantine/form';
import { completeSetup, getSetup } from '#modules/team/contract/access.ts';
import { call } from '../../api.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Go } from '../../ui/Go.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { AccessFrame } from './AccessFrame.tsx';
import { useEnter } from './enter.ts';
import { useLinkSecret } from './secret.ts';

export function SetUpScreen() {
  const { access } = useTexts();
  const { setUp } = access;
  const secret = useLinkSecret();
  const { data, error, refetch } = useRead(getSetup, {});
  if (data?.needed === false) {
    return (
      <AccessFrame title={setUp.doneTitle} body={setUp.doneBody}>
        <Button component={Go} to={paths.signIn()} fullWidth>
          {access.signIn.action}
        </Button>
      </AccessFrame>
    );
  }
  if (secret === '') return <AccessFrame title={setUp.title} body={setUp.needSecret} />;
  return (
    <AccessFrame title={setUp.title} body={setUp.body}>
      {error ? <ProblemNotice problem={error} onRetry={refetch} /> : <SetUpForm secret={secret} />}
    </AccessFrame>
  );
}

/** "EUR – Euro", in the reader's language. */
function currencies(locale: string) {
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  return Intl.supportedValuesOf('currency').map((code) => ({ value: code, label: `${code} – ${names.of(code) ?? code}` }));
}

function SetUpForm({ secret }: { secret: string }) {
  const { access, ui } = useTexts();
  const reader = useReader();
  const enter = useEnter();
  const form = useForm({
    initialValues: { workspace: '', baseCurrency: 'EUR', name: '', email: '', password: '' },
    validate: {
      workspace: isNotEmpty(ui.form.required),
      name: isNotEmpty(ui.form.required),
      email: isNotEmpty(ui.form.required),
      password: hasLength({ min: 10 }, access.passwordShort),
    },
  });
  const submit = async (values: typeof form.values) => {
    const { workspaceId } = await call(completeSetup, { secret, ...values, timeZone: reader.timeZone, locale: reader.locale });
    enter(paths.begin(), workspaceId);
  };
  return (
    <FormShell form={form} onSubmit={submit} action={access.setUp.action} guard={false} wideAction>
      <TextInput label={access.setUp.workspace} autoComplete="organization" autoFocus {...form.getInputProps('workspace')} />
      <Select label={access.setUp.currency} data={currencies(reader.locale)} searchable {...form.getInputProps('baseCurrency')} />
      <TextInput label={access.name} autoComplete="name" {...form.getInputProps('name')} />
      <TextInput label={access.email} type="email" autoComplete="username" {...form.getInputProps('email')} />
      <PasswordInput
        label={access.password}
        description={access.passwordHelp}
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
    </FormShell>
  );
}
