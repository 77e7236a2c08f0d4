import { PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { acceptInvitation, viewInvitation } from '#modules/team/contract/access.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { call } from '../../api.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { AccessFrame } from './AccessFrame.tsx';
import { useEnter } from './enter.ts';
import { useLinkSecret } from './secret.ts';

export function InvitationScreen() {
  const { access } = useTexts();
  const token = useLinkSecret();
  const { data: invitation, error } = useRead(viewInvitation, { token }, { when: token !== '' });
  if (token === '') return <AccessFrame title={access.link.missingTitle} body={access.link.missing} />;
  if (error) {
    return (
      <AccessFrame title={access.link.deadTitle}>
        <ProblemNotice problem={error} title={access.invitation.reading} />
      </AccessFrame>
    );
  }
  if (!invitation) return <AccessFrame title={access.invitation.reading} />;
  return <Acceptance token={token} invitation={invitation} />;
}

function Acceptance({ token, invitation }: { token: string; invitation: OutputOf<typeof viewInvitation> }) {
  const { access, ui } = useTexts();
  const enter = useEnter();
  const known = invitation.hasAccount;
  const form = useForm({
    initialValues: { name: invitation.name, password: '' },
    validate: {
      name: (name) => (known || name.trim() ? null : ui.form.required),
      password: (password) => (known || password.length >= 10 ? null : access.passwordShort),
    },
  });
  const submit = async ({ name, password }: typeof form.values) => {
    const { next, workspaceId } = await call(acceptInvitation, known ? { token } : { token, name, password });
    enter(next === 'done' ? paths.home() : paths.signIn(), workspaceId);
  };
  return (
    <AccessFrame title={access.invitation.title(invitation.workspace)} body={known ? access.invitation.known : invitation.email}>
      <FormShell form={form} onSubmit={submit} action={access.invitation.join} guard={false} problemTitle={null} wideAction>
        {!known && (
          <>
            <input type="hidden" name="username" autoComplete="username" value={invitation.email} readOnly />
            <TextInput label={access.name} autoComplete="name" {...form.getInputProps('name')} />
            <PasswordInput
              label={access.password}
              description={access.passwordHelp}
              autoComplete="new-password"
              {...form.getInputProps('password')}
            />
          </>
        )}
      </FormShell>
    </AccessFrame>
  );
}
