import { PasswordInput, Select, TextInput } from '@mantine/core';
import { hasLength, isNotEmpty, useForm } from '@mantine/form';
import { changeAccount, changePassword } from '#modules/team/contract/account.ts';
import { getMember } from '#modules/team/contract/members.ts';
import { useRead, useWrite } from '../../data.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { zoneChoices } from './choices.ts';
import type { Person } from './MemberScreen.tsx';
import { SecondFactor } from './SecondFactor.tsx';
import { Sessions } from './Sessions.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

export function AccountScreen() {
  const { settings } = useTexts();
  const { id, email } = useSession().member;
  const { data, error, refetch } = useRead(getMember, { id }, { topics: [`member:${id}`] });
  return (
    <SettingsPage title={settings.sections.account.title} lead={email} narrow>
      {error && <ProblemNotice problem={error} onRetry={refetch} />}
      {data && <You key={data.id} person={data} />}
      <Password />
      <SecondFactor />
      <Sessions />
    </SettingsPage>
  );
}

function You({ person }: { person: Person }) {
  const { settings, ui } = useTexts();
  const texts = settings.account;
  const toast = useToast();
  const save = useWrite(changeAccount, { invalidates: ['session', 'member'], onDone: () => toast.done(settings.saved) });
  const form = useForm({
    initialValues: { name: person.name, timeZone: person.timeZone, locale: person.locale ?? '' },
    validate: { name: isNotEmpty(ui.form.required) },
  });
  return (
    <section className={classes.part} aria-label={texts.you}>
      <h2 className={classes.heading}>{texts.you}</h2>
      <FormShell
        form={form}
        action={ui.common.save}
        onSubmit={({ name, timeZone, locale }) => save.mutateAsync({ name, timeZone: timeZone || null, locale: locale.trim() || null })}
      >
        <TextInput label={texts.name} autoComplete="name" {...form.getInputProps('name')} />
        <Select
          label={texts.timeZone}
          placeholder={texts.asWorkspace}
          data={zoneChoices(person.timeZone)}
          searchable
          clearable
          {...form.getInputProps('timeZone')}
        />
        <TextInput
          label={texts.language}
          placeholder={texts.asWorkspace}
          description={settings.workspace.languageHelp}
          {...form.getInputProps('locale')}
        />
      </FormShell>
    </section>
  );
}

function Password() {
  const { settings, ui } = useTexts();
  const texts = settings.account;
  const { email } = useSession().member;
  const toast = useToast();
  const change = useWrite(changePassword, { invalidates: ['own-session'], onDone: () => toast.done(texts.passwordChanged) });
  const form = useForm({
    initialValues: { currentPassword: '', password: '' },
    validate: { currentPassword: isNotEmpty(ui.form.required), password: hasLength({ min: 10 }, texts.nextHelp) },
  });
  return (
    <section className={classes.part} aria-label={texts.password}>
      <h2 className={classes.heading}>{texts.password}</h2>
      <FormShell
        form={form}
        action={texts.changePassword}
        guard={false}
        onSubmit={async (values) => {
          await change.mutateAsync(values);
          form.reset();
        }}
      >
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <PasswordInput label={texts.current} autoComplete="current-password" {...form.getInputProps('currentPassword')} />
        <PasswordInput label={texts.next} description={texts.nextHelp} autoComplete="new-password" {...form.getInputProps('password')} />
      </FormShell>
    </section>
  );
}
