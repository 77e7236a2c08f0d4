import { NumberInput, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { getRecordingPolicy, setRecordingPolicy } from '#modules/recordings/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';

/** For how long the sound of calls is kept, and why calls may be recorded at all. */
export function RecordingsScreen() {
  const { settings } = useTexts();
  const { data, error, refetch } = useRead(getRecordingPolicy, {}, { topics: ['recording'] });
  return (
    <SettingsPage title={settings.sections.recordings.title} narrow>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && <PolicyForm key={JSON.stringify(data)} policy={data} />}
    </SettingsPage>
  );
}

function PolicyForm({ policy }: { policy: OutputOf<typeof getRecordingPolicy> }) {
  const { settings, lifecycle } = useTexts();
  const texts = lifecycle.recordings.settings;
  const toast = useToast();
  const save = useWrite(setRecordingPolicy, { invalidates: ['recording'], onDone: () => toast.done(settings.saved) });
  const form = useForm({ initialValues: policy });
  return (
    <FormShell form={form} action={lifecycle.recordings.save} onSubmit={(values) => save.mutateAsync(values)}>
      <NumberInput label={texts.keepDays} description={texts.keepHelp} min={1} max={3650} {...form.getInputProps('keepDays')} />
      <Textarea label={texts.basis} description={texts.basisHelp} autosize minRows={2} maxLength={500} {...form.getInputProps('basis')} />
    </FormShell>
  );
}
