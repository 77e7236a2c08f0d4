import { Anchor, PasswordInput, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { confirmSignIn, getSetup, signIn } from '#modules/team/contract/access.ts';
import { call } from '../../api.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Go, useGo } from '../../ui/Go.tsx';
import { AccessFrame } from './AccessFrame.tsx';
import { safeNext, useEnter } from './enter.ts';

export function SignInScreen() {
  const { access, ui } = useTexts();
  const { next } = useSearch({ strict: false }) as { next?: unknown };
  const [second, setSecond] = useState(false);
  const enter = useEnter();
  const go = useGo();
  const { data: setup } = useRead(getSetup, {});
  const needed = setup?.needed === true;
  useEffect(() => {
    if (needed) go(paths.setUp(), { replace: true });
  }, [needed, go]);

  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: { email: isNotEmpty(ui.form.required), password: isNotEmpty(ui.form.required) },
  });
  const submit = async (values: typeof form.values) => {
    const answer = await call(signIn, values);
    if (answer.next === 'second_factor') setSecond(true);
    else enter(safeNext(next));
  };
  if (second) return <SecondFactor onDone={() => enter(safeNext(next))} onBack={() => setSecond(false)} />;
  return (
    <AccessFrame title={access.signIn.title}>
      <FormShell form={form} onSubmit={submit} action={access.signIn.action} guard={false} problemTitle={null} wideAction>
        <TextInput label={access.email} type="email" autoComplete="username" autoFocus {...form.getInputProps('email')} />
        <PasswordInput label={access.password} autoComplete="current-password" {...form.getInputProps('password')} />
      </FormShell>
      <Anchor component={Go} to={paths.forgotPassword()}>
        {access.signIn.forgot}
      </Anchor>
    </AccessFrame>
  );
}

function SecondFactor({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const { access, ui } = useTexts();
  const form = useForm({ initialValues: { code: '' }, validate: { code: isNotEmpty(ui.form.required) } });
  return (
    <AccessFrame title={access.signIn.codeTitle}>
      <FormShell
        form={form}
        onSubmit={(values) => call(confirmSignIn, values).then(onDone)}
        action={access.signIn.confirm}
        guard={false}
        problemTitle={null}
        wideAction
      >
        <TextInput
          label={access.signIn.code}
          description={access.signIn.codeHelp}
          autoComplete="one-time-code"
          autoFocus
          {...form.getInputProps('code')}
        />
      </FormShell>
      <Anchor component="button" type="button" onClick={onBack}>
        {access.signIn.again}
      </Anchor>
    </AccessFrame>
  );
}
