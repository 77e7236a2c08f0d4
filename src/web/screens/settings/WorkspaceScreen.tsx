import { Button, Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { changeWorkspace, createWorkspace, getWorkspace } from '#modules/team/contract/settings.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { rememberWorkspace } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { PersonSelect } from '../../parts/team/PersonSelect.tsx';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { currencyChoices, zoneChoices } from './choices.ts';
import { SettingsPage } from './SettingsPage.tsx';

export function WorkspaceScreen() {
  const { settings } = useTexts();
  const { data, error, refetch } = useRead(getWorkspace, {}, { topics: ['workspace'] });
  const [another, setAnother] = useState(false);
  return (
    <SettingsPage
      title={settings.sections.workspace.title}
      narrow
      actions={
        <Button variant="default" onClick={() => setAnother(true)}>
          {settings.workspace.another}
        </Button>
      }
    >
      {error && <ProblemNotice problem={error} onRetry={refetch} />}
      {data && <WorkspaceForm key={data.id} workspace={data} />}
      <AnotherWorkspace opened={another} onClose={() => setAnother(false)} />
    </SettingsPage>
  );
}

function WorkspaceForm({ workspace }: { workspace: OutputOf<typeof getWorkspace> }) {
  const { settings, ui } = useTexts();
  const texts = settings.workspace;
  const reader = useReader();
  const toast = useToast();
  const save = useWrite(changeWorkspace, { invalidates: ['workspace', 'session'], onDone: () => toast.done(settings.saved) });
  const { name, baseCurrency, timeZone, locale, country, accountableMemberId } = workspace;
  const form = useForm({
    initialValues: { name, baseCurrency, timeZone, locale, country: country ?? '', accountableMemberId },
    validate: { name: isNotEmpty(ui.form.required), locale: isNotEmpty(ui.form.required) },
  });
  return (
    <FormShell
      form={form}
      action={texts.save}
      onSubmit={(values) => save.mutateAsync({ ...values, country: values.country.trim().toUpperCase() || null })}
    >
      <TextInput label={texts.name} {...form.getInputProps('name')} />
      <Select
        label={texts.currency}
        description={texts.currencyHelp}
        data={currencyChoices(reader.locale)}
        searchable
        allowDeselect={false}
        {...form.getInputProps('baseCurrency')}
      />
      <Select label={texts.timeZone} data={zoneChoices(timeZone)} searchable allowDeselect={false} {...form.getInputProps('timeZone')} />
      <TextInput label={texts.language} description={texts.languageHelp} {...form.getInputProps('locale')} />
      <TextInput label={texts.country} description={texts.countryHelp} maxLength={2} {...form.getInputProps('country')} />
      <PersonSelect
        label={texts.accountable}
        description={texts.accountableHelp}
        clearable
        value={form.values.accountableMemberId}
        onChange={(id) => form.setFieldValue('accountableMemberId', id)}
        error={form.errors.accountableMemberId}
      />
    </FormShell>
  );
}

function AnotherWorkspace({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { settings, ui } = useTexts();
  const texts = settings.workspace;
  const make = useWrite(createWorkspace);
  const form = useForm({ initialValues: { name: '' }, validate: { name: isNotEmpty(ui.form.required) } });
  const submit = async ({ name }: typeof form.values) => {
    const { id } = await make.mutateAsync({ name });
    rememberWorkspace(id);
    // The page starts anew, so that nothing of the other workspace stays in memory.
    location.assign(paths.home());
  };
  return (
    <SideForm title={texts.another} opened={opened} onClose={onClose} form={form} action={texts.make} onSubmit={submit} guard={false}>
      <p>{texts.anotherBody}</p>
      <TextInput label={texts.name} data-autofocus {...form.getInputProps('name')} />
    </SideForm>
  );
}
