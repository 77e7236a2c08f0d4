import { MultiSelect, Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { inviteMember, listTeams } from '#modules/team/contract/members.ts';
import type { Department, Role } from '#modules/team/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { departmentChoices, endOfDay, roleChoices } from './choices.ts';

export function InviteForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { settings, ui } = useTexts();
  const texts = settings.team;
  const toast = useToast();
  const { data: teams } = useRead(listTeams, {}, { topics: ['team'], when: opened });
  const invite = useWrite(inviteMember, { invalidates: ['member'] });
  const form = useForm({
    initialValues: {
      email: '',
      name: '',
      roles: [] as string[],
      department: null as string | null,
      teamId: null as string | null,
      accessUntil: '',
    },
    validate: { email: isNotEmpty(ui.form.required), name: isNotEmpty(ui.form.required), roles: isNotEmpty(ui.form.required) },
  });
  const submit = async (values: typeof form.values) => {
    const { email, name, teamId } = values;
    const roles = values.roles as Role[];
    const department = values.department as Department | null;
    await invite.mutateAsync({ email: email.trim(), name, roles, department, teamId, accessUntil: endOfDay(values.accessUntil) });
    toast.done(texts.invited(name));
    form.reset();
    onClose();
  };
  return (
    <SideForm
      title={texts.invite}
      opened={opened}
      onClose={onClose}
      form={form}
      action={texts.sendInvitation}
      onSubmit={submit}
      draft="invite"
    >
      <p>{texts.inviteBody}</p>
      <TextInput label={texts.email} type="email" data-autofocus {...form.getInputProps('email')} />
      <TextInput label={texts.name} {...form.getInputProps('name')} />
      <MultiSelect
        label={texts.rolesLabel}
        description={texts.rolesHelp}
        data={roleChoices(settings)}
        searchable
        {...form.getInputProps('roles')}
      />
      <Select label={texts.department} data={departmentChoices(settings)} clearable {...form.getInputProps('department')} />
      <Select
        label={texts.team}
        data={(teams?.items ?? []).map((team) => ({ value: team.id, label: team.name }))}
        clearable
        {...form.getInputProps('teamId')}
      />
      <TextInput type="date" label={texts.accessUntil} description={texts.accessUntilHelp} {...form.getInputProps('accessUntil')} />
    </SideForm>
  );
}
