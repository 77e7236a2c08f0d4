import { NativeSelect, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { listMailPurposes } from '#modules/consents/contract.ts';
import { TACTICS } from '#modules/handoffs/schema.ts';
import { createTrack, listTrackStarters, updateTrack } from '#modules/nurtures/contract/tracks.ts';
import { AUDIENCES, STARTERS, TRACK_KINDS, type TrackKind } from '#modules/nurtures/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PersonSelect } from '../team/PersonSelect.tsx';
import classes from './nurtures.module.css';
import type { Track } from './use-draft.ts';

/** A new track or sequence: a name, and what it begins with. */
export function NewTrack({ kinds, onClose }: { kinds: readonly TrackKind[]; onClose: () => void }) {
  const { nurtures, ui } = useTexts();
  const texts = nurtures.form;
  const toast = useToast();
  const go = useGo();
  const { data } = useRead(listTrackStarters, {}, { fresh: 300_000 });
  const create = useWrite(createTrack, { invalidates: ['track'] });
  const form = useForm({
    initialValues: { name: '', kind: (kinds[0] ?? 'nurture') as string, starter: '' },
    validate: { name: (name) => (name.trim() === '' ? ui.form.required : null) },
  });
  const starters = (data?.items ?? []).filter(({ kind }) => kinds.includes(kind));
  const begin = (key: string) => {
    const starter = starters.find((one) => one.key === key);
    form.setFieldValue('starter', key);
    if (!starter) return;
    form.setFieldValue('kind', starter.kind);
    if (form.values.name.trim() === '' || starters.some(({ name }) => name === form.values.name)) form.setFieldValue('name', starter.name);
  };
  const submit = async ({ name, kind, starter }: typeof form.values) => {
    const key = STARTERS.find((one) => one === starter);
    const { id } = await create.mutateAsync({
      name: name.trim(),
      kind: TRACK_KINDS.find((one) => one === kind) ?? 'nurture',
      ...(key ? { starter: key } : {}),
    });
    toast.done(nurtures.created(name.trim()));
    onClose();
    go(paths.track(id));
  };
  const chosen = starters.find(({ key }) => key === form.values.starter);
  return (
    <SideForm
      title={kinds.includes('sequence') ? texts.sequence : texts.title}
      opened
      onClose={onClose}
      form={form}
      action={texts.action}
      onSubmit={submit}
    >
      <NativeSelect
        label={texts.begin}
        data={[{ value: '', label: texts.blank }, ...starters.map(({ key, name }) => ({ value: key, label: name }))]}
        value={form.values.starter}
        onChange={(event) => begin(event.currentTarget.value)}
        data-autofocus
      />
      {chosen && <p className={classes.quiet}>{chosen.description}</p>}
      {kinds.length > 1 && (
        <NativeSelect
          label={texts.kind}
          disabled={chosen !== undefined}
          data={kinds.map((value) => ({ value, label: nurtures.kinds[value] }))}
          {...form.getInputProps('kind')}
        />
      )}
      <TextInput label={texts.name} required maxLength={120} {...form.getInputProps('name')} />
    </SideForm>
  );
}

/** What a track is called, for whom it is, what its mails are for, who answers for it. */
export function TrackFacts({ track, onClose }: { track: Track; onClose: () => void }) {
  const { nurtures, loop, ui } = useTexts();
  const texts = nurtures.form;
  const toast = useToast();
  const { data } = useRead(listMailPurposes, {}, { topics: ['mail_purpose'] });
  const save = useWrite(updateTrack, { invalidates: ['track'], onDone: () => toast.done(texts.saved) });
  const form = useForm({
    initialValues: {
      name: track.name,
      description: track.description,
      audience: track.audience as string,
      purposeId: track.purpose?.id ?? null,
      ownerId: track.owner?.id ?? null,
      tactic: (track.tactic ?? null) as string | null,
    },
    validate: { name: (name) => (name.trim() === '' ? ui.form.required : null) },
  });
  const purposes = (data?.items ?? []).filter(({ retiredAt, id }) => !retiredAt || id === track.purpose?.id);
  const submit = async ({ name, audience, tactic, ...rest }: typeof form.values) => {
    await save.mutateAsync({
      id: track.id,
      ...rest,
      name: name.trim(),
      audience: AUDIENCES.find((one) => one === audience) ?? track.audience,
      tactic: TACTICS.find((one) => one === tactic) ?? null,
    });
    onClose();
  };
  return (
    <SideForm title={texts.facts} opened onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <TextInput label={texts.name} required maxLength={120} data-autofocus {...form.getInputProps('name')} />
      <Textarea label={texts.description} autosize minRows={2} maxLength={2_000} {...form.getInputProps('description')} />
      <NativeSelect
        label={texts.audience}
        description={texts.audienceHelp}
        data={AUDIENCES.map((value) => ({ value, label: nurtures.audiences[value] }))}
        {...form.getInputProps('audience')}
      />
      <Select
        label={texts.purpose}
        description={texts.purposeHelp}
        placeholder={texts.noPurpose}
        clearable
        data={purposes.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('purposeId')}
      />
      <PersonSelect label={texts.owner} clearable value={form.values.ownerId} onChange={(id) => form.setFieldValue('ownerId', id)} />
      {track.side === 'marketing' && (
        <Select
          label={texts.tactic}
          placeholder={texts.noTactic}
          clearable
          data={TACTICS.map((value) => ({ value, label: loop.returned.tactics[value] }))}
          {...form.getInputProps('tactic')}
        />
      )}
    </SideForm>
  );
}
