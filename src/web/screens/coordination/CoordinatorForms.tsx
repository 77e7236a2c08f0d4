import { Checkbox, MultiSelect, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { inviteCoordinator, proposeRenewal, setCoordinatorGrant } from '#modules/coordination/contract/access.ts';
import { AREAS } from '#modules/team/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { endOfDay } from '../settings/choices.ts';
import type { Coordinator } from './CoordinatorsScreen.tsx';

const CHANGES = { invalidates: ['coordinator', 'member'] };

function useAreas() {
  const texts = useTexts().coordination.access;
  const known = (values: readonly string[]) => AREAS.filter((area) => values.includes(area));
  return { choices: AREAS.map((value) => ({ value: value as string, label: texts.areaNames[value] })), known };
}

export function InviteCoordinator({ onClose }: { onClose: () => void }) {
  const { coordination, ui } = useTexts();
  const texts = coordination.access;
  const toast = useToast();
  const { choices, known } = useAreas();
  const invite = useWrite(inviteCoordinator, CHANGES);
  const required = isNotEmpty(ui.form.required);
  const form = useForm({
    initialValues: { email: '', name: '', areas: ['handoffs', 'meetings'], contactNames: false, until: '' },
    validate: { email: required, name: required, areas: required },
  });
  const submit = async ({ email, areas, until, ...values }: typeof form.values) => {
    const end = endOfDay(until);
    await invite.mutateAsync({ ...values, email: email.trim(), areas: known(areas), ...(end ? { until: end } : {}) });
    toast.done(texts.sent(values.name));
    onClose();
  };
  return (
    <SideForm title={texts.invite} opened onClose={onClose} form={form} action={texts.send} onSubmit={submit}>
      <p>{texts.inviteBody}</p>
      <TextInput label={texts.email} type="email" data-autofocus {...form.getInputProps('email')} />
      <TextInput label={texts.name} {...form.getInputProps('name')} />
      <MultiSelect label={texts.areas} data={choices} {...form.getInputProps('areas')} />
      <Checkbox
        label={texts.contactNames}
        description={texts.contactNamesHelp}
        {...form.getInputProps('contactNames', { type: 'checkbox' })}
      />
      <TextInput type="date" label={texts.until} description={texts.untilHelp} {...form.getInputProps('until')} />
    </SideForm>
  );
}

export function GrantForm({ of, onClose }: { of: Coordinator; onClose: () => void }) {
  const texts = useTexts().coordination.access;
  const toast = useToast();
  const { choices, known } = useAreas();
  const set = useWrite(setCoordinatorGrant, CHANGES);
  const form = useForm({ initialValues: { areas: of.areas as string[], contactNames: of.contactNames } });
  const submit = async ({ areas, contactNames }: typeof form.values) => {
    await set.mutateAsync({ id: of.id, areas: known(areas), contactNames });
    toast.done(texts.changed);
    onClose();
  };
  return (
    <SideForm title={`${texts.change}: ${of.name}`} opened onClose={onClose} form={form} action={texts.change} onSubmit={submit}>
      <MultiSelect label={texts.areas} data={choices} data-autofocus {...form.getInputProps('areas')} />
      <Checkbox
        label={texts.contactNames}
        description={texts.contactNamesHelp}
        {...form.getInputProps('contactNames', { type: 'checkbox' })}
      />
    </SideForm>
  );
}

export function RenewForm({ of, onClose }: { of: Coordinator; onClose: () => void }) {
  const { coordination, ui } = useTexts();
  const texts = coordination.access;
  const toast = useToast();
  const propose = useWrite(proposeRenewal, CHANGES);
  const form = useForm({ initialValues: { until: '' }, validate: { until: isNotEmpty(ui.form.required) } });
  const submit = async ({ until }: { until: string }) => {
    await propose.mutateAsync({ id: of.id, until: endOfDay(until) ?? '' });
    toast.done(texts.renewed);
    onClose();
  };
  return (
    <SideForm title={`${texts.renew}: ${of.name}`} opened onClose={onClose} form={form} action={texts.renew} onSubmit={submit}>
      <TextInput type="date" label={texts.renewUntil} data-autofocus {...form.getInputProps('until')} />
    </SideForm>
  );
}
