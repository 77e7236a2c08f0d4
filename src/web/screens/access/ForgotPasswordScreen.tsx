import { Anchor, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { requestPasswordReset } from '#modules/team/contract/access.ts';
import { call } from '../../api.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Go } from '../../ui/Go.tsx';
import { AccessFrame } from './AccessFrame.tsx';

export function ForgotPasswordScreen() {
  const { access, ui } = useTexts();
  const { forgot } = access;
  const [sent, setSent] = useState(false);
  const form = useForm({ initialValues: { email: '' }, validate: { email: isNotEmpty(ui.form.required) } });
  return (
    <AccessFrame title={sent ? forgot.sentTitle : forgot.title} body={sent ? forgot.sentBody : forgot.body}>
      {sent ? (
        <div>{forgot.noServer}</div>
      ) : (
        <FormShell
          form={form}
          onSubmit={(values) => call(requestPasswordReset, values).then(() => setSent(true))}
          action={forgot.action}
          guard={false}
          problemTitle={null}
          wideAction
        >
          <TextInput label={access.email} type="email" autoComplete="username" autoFocus {...form.getInputProps('email')} />
        </FormShell>
      )}
      <Anchor component={Go} to={paths.signIn()}>
        {forgot.back}
      </Anchor>
    </AccessFrame>
  );
}
