import { Button, FileInput, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  changeConsent,
  createRecording,
  deleteRecordingMedia,
  listListens,
  listRecordings,
  startListening,
  uploadRecordingMedia,
} from '#modules/recordings/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { currentWorkspace, upload } from '../../api.ts';
import { refresh, useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './recordings.module.css';

type Recording = OutputOf<typeof listRecordings>['items'][number];
const CONSENT_ORDER = ['announced', 'granted', 'not_required', 'unknown', 'refused'] as const;

/** The recording of a call: consent, player, who listened; or the way to add one. */
export function RecordingPanel({ conversionId, name }: { conversionId: string; name: string }) {
  const { lifecycle } = useTexts();
  const texts = lifecycle.recordings;
  const mayWrite = useCan('record:write');
  const [asking, setAsking] = useState(false);
  const { data } = useRead(listRecordings, { conversionId }, { topics: ['recording'] });
  const [recording] = data?.items ?? [];
  if (!data || (!recording && !mayWrite)) return null;
  return (
    <section className={classes.recording} aria-label={texts.title}>
      {recording && <Facts recording={recording} name={name} onChange={() => setAsking(true)} />}
      {!recording && (
        <Button size="compact-sm" variant="default" onClick={() => setAsking(true)} style={{ alignSelf: 'start' }}>
          {texts.add}
        </Button>
      )}
      {mayWrite && (
        <RecordingForm
          key={recording?.id ?? ''}
          recording={recording}
          conversionId={conversionId}
          opened={asking}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

function Facts({ recording, name, onChange }: { recording: Recording; name: string; onChange: () => void }) {
  const texts = useTexts().lifecycle.recordings;
  const format = useFormat();
  const toast = useToast();
  const mayDelete = useCan('record:delete');
  const remove = useWrite(deleteRecordingMedia, { invalidates: ['recording'], onDone: () => toast.done(texts.deleted) });
  const { consent, method, consentAt, consentBy, basis, silent, media, deletedAt, deletedBecause, listens } = recording;
  const asked = consentBy && consentAt ? texts.by(consentBy.name, format.date(consentAt)) : '';
  const ask = async () => {
    if (await confirm({ title: texts.delete, body: texts.deleteBody, action: texts.delete })) remove.mutate({ id: recording.id });
  };
  return (
    <>
      <p className={classes.quiet}>
        {[
          `${texts.consent}: ${texts.consents[consent]}`,
          method,
          asked,
          basis,
          media?.keepUntil && texts.keptUntil(format.date(media.keepUntil)),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {silent === null ? (
        <Player id={recording.id} name={name} />
      ) : (
        <p className={classes.quiet}>
          {texts.silent[silent]}
          {deletedAt && deletedBecause && ` ${format.date(deletedAt)}, ${texts.because[deletedBecause]}.`}
        </p>
      )}
      <div className={classes.line}>
        {recording.writable && (
          <Button size="compact-xs" variant="subtle" onClick={onChange}>
            {texts.change}
          </Button>
        )}
        {media && recording.writable && mayDelete && (
          <Button size="compact-xs" variant="subtle" color="red" onClick={() => void ask()}>
            {texts.delete}
          </Button>
        )}
      </div>
      {listens !== null && listens > 0 && <Log id={recording.id} count={listens} />}
    </>
  );
}

/** The sound is asked for only when somebody listens, and that is written down first. */
function Player({ id, name }: { id: string; name: string }) {
  const texts = useTexts().lifecycle.recordings;
  const toast = useToast();
  const [source, setSource] = useState<string | null>(null);
  const start = useWrite(startListening, {
    onDone: ({ listenId }) => {
      const workspace = currentWorkspace();
      setSource(`/api/recordings/${id}/media?${new URLSearchParams({ listen: listenId, ...(workspace ? { workspace } : {}) })}`);
    },
  });
  if (source)
    // biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said
    return <audio className={classes.player} controls autoPlay preload="metadata" src={source} aria-label={texts.player(name)} />;
  return (
    <div className={classes.line}>
      <Button
        size="compact-sm"
        variant="default"
        loading={start.isPending}
        onClick={() => start.mutate({ id }, { onError: (problem) => toast.problem(problem) })}
      >
        {texts.listen}
      </Button>
      <span className={classes.quiet}>{texts.logged}</span>
    </div>
  );
}

function Log({ id, count }: { id: string; count: number }) {
  const texts = useTexts().lifecycle.recordings;
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { data } = useRead(listListens, { id }, { topics: ['recording'], when: open });
  return (
    <details className={classes.quiet} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.log(format.number(count))}</summary>
      <ul className={classes.log} aria-label={texts.logTitle}>
        {data?.items.map((one) => (
          <li key={one.id}>
            {one.member.name}, {format.absolute(one.at)}
          </li>
        ))}
      </ul>
    </details>
  );
}

interface FormProps {
  recording: Recording | undefined;
  conversionId: string;
  opened: boolean;
  onClose: () => void;
}

function RecordingForm({ recording, conversionId, opened, onClose }: FormProps) {
  const texts = useTexts().lifecycle.recordings;
  const toast = useToast();
  const client = useQueryClient();
  const create = useWrite(createRecording);
  const change = useWrite(changeConsent);
  const form = useForm({
    initialValues: {
      consent: (recording?.consent ?? 'announced') as Recording['consent'],
      method: recording?.method ?? '',
      basis: recording?.basis ?? '',
      file: null as File | null,
    },
  });
  const wantsSound = !recording?.media && !recording?.deletedAt && form.values.consent !== 'refused';
  const submit = async ({ file, ...said }: typeof form.values) => {
    const id = recording?.id ?? (await create.mutateAsync({ conversionId, ...said })).id;
    if (recording) await change.mutateAsync({ id, ...said });
    if (file && wantsSound) await upload(uploadRecordingMedia, { id }, [file]);
    await refresh(client, ['recording']);
    toast.done(file ? texts.done : texts.noted);
    onClose();
  };
  return (
    <SideForm title={texts.title} opened={opened} onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <NativeSelect
        label={texts.consent}
        data={CONSENT_ORDER.map((value) => ({ value, label: texts.consents[value] }))}
        {...form.getInputProps('consent')}
      />
      <TextInput label={texts.method} {...form.getInputProps('method')} />
      <TextInput label={texts.basis} {...form.getInputProps('basis')} />
      {wantsSound && (
        <FileInput label={texts.file} description={texts.fileHelp} accept="audio/*" clearable {...form.getInputProps('file')} />
      )}
    </SideForm>
  );
}
