import { Button, PasswordInput } from '@mantine/core';
import { hasLength, useForm } from '@mantine/form';
import { useState } from 'react';
import { resetPassword } from '#modules/team/contract/access.ts';
import { call } from '../../api.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Go } from '../../ui/Go.tsx';
import { AccessFrame } from './AccessFrame.tsx';
import { useLinkSecret } from './secret.ts';

export function ResetPasswordScreen() {
  const { access } = useTexts();
  const { reset } = access;
  const token = useLinkSecret();
  const [done, setDone] = useState(false);
  const form = useForm({ initialValues: { password: '' }, validate: { password: hasLength({ min: 10 }, access.passwordShort) } });
  if (token === '') return <AccessFrame title={access.link.missingTitle} body={access.link.missing} />;
  if (done) {
    return (
      <AccessFrame title={reset.doneTitle}>
        <Button component={Go} to={paths.signIn()} fullWidth>
          {reset.done}
        </Button>
      </AccessFrame>
    );
  }
  return (
    <AccessFrame title={reset.title} body={reset.body}>
      <FormShell
        form={form}
        onSubmit={({ password }) => call(resetPassword, { token, password }).then(() => setDone(true))}
        action={reset.action}
        guard={false}
        problemTitle={null}
        wideAction
      >
        <PasswordInput
          label={access.newPassword}
          description={access.passwordHelp}
          autoComplete="new-password"
          autoFocus
          {...form.getInputProps('password')}
        />
      </FormShell>
    </AccessFrame>
  );
}
