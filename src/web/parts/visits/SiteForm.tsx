import { Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { changeWebsite, createWebsite, type listWebsites } from '#modules/visits/contract.ts';
import { CONSENT_MODES, type ConsentMode, KEEP_DAYS } from '#modules/visits/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

export type Site = OutputOf<typeof listWebsites>['items'][number];

/** A website, new or changed. */
export function SiteForm({ site, opened, onClose }: { site: Site | null; opened: boolean; onClose: () => void }) {
  const { visits, ui } = useTexts();
  const texts = visits.sites;
  const toast = useToast();
  const create = useWrite(createWebsite, { invalidates: ['website'] });
  const change = useWrite(changeWebsite, { invalidates: ['website'] });
  const form = useForm({
    initialValues: {
      name: site?.name ?? '',
      hosts: site?.hosts.join('\n') ?? '',
      consentMode: (site?.consentMode ?? 'cookieless') as string,
      honoursSignals: site?.honoursSignals ?? true,
      keepDays: site?.keepDays ?? KEEP_DAYS.usual,
    },
    validate: { name: isNotEmpty(ui.form.required), hosts: isNotEmpty(ui.form.required) },
  });
  const submit = async (values: typeof form.values) => {
    const hosts = values.hosts.split(/[\s,]+/).filter(Boolean);
    const input = { ...values, hosts, consentMode: values.consentMode as ConsentMode };
    await (site ? change.mutateAsync({ id: site.id, ...input }) : create.mutateAsync(input));
    form.reset();
    onClose();
    toast.done(texts.saved(values.name));
  };
  return (
    <SideForm
      title={site ? texts.change(site.name) : texts.add}
      opened={opened}
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={submit}
    >
      <TextInput label={texts.name} data-autofocus required maxLength={120} {...form.getInputProps('name')} />
      <Textarea label={texts.hosts} description={texts.hostsHelp} required autosize minRows={2} {...form.getInputProps('hosts')} />
      <NativeSelect
        label={texts.consentMode}
        description={texts.modesHelp}
        data={CONSENT_MODES.map((mode) => ({ value: mode, label: texts.modes[mode] }))}
        {...form.getInputProps('consentMode')}
      />
      <Checkbox label={texts.signals} {...form.getInputProps('honoursSignals', { type: 'checkbox' })} />
      <NumberInput
        label={texts.keepDays}
        description={texts.keepDaysHelp}
        min={KEEP_DAYS.least}
        max={KEEP_DAYS.most}
        {...form.getInputProps('keepDays')}
      />
    </SideForm>
  );
}
