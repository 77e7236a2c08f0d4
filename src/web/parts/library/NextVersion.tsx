import { Button, Checkbox, FileButton, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { discardAssetDraft, draftAsset, type getAsset, publishAsset, uploadAssetFile } from '#modules/library/contract/assets.ts';
import { listTemplates } from '#modules/templates/contract/templates.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { upload } from '../../api.ts';
import { refresh, useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './library.module.css';

type Asset = OutputOf<typeof getAsset>;

/** The version that is being made: its file, address or mail, what changed, and the click that publishes it. */
export function NextVersion({ asset }: { asset: Asset }) {
  const words = useTexts().library.next;
  const draft = asset.versions.find(({ number }) => number === null);
  const isLink = asset.kind === 'video' || asset.kind === 'web_page';
  if (!asset.may.write || asset.state === 'retired') return null;
  return (
    <section className={classes.card} aria-label={words.title}>
      <h3>{words.title}</h3>
      {draft ? <Draft asset={asset} draft={draft} /> : <p className={classes.quiet}>{words.none}</p>}
      {asset.kind === 'template' ? (
        <TemplateSource asset={asset} />
      ) : isLink ? (
        <AddressSource asset={asset} />
      ) : (
        <FileSource asset={asset} />
      )}
    </section>
  );
}

function Draft({ asset, draft }: { asset: Asset; draft: Asset['versions'][number] }) {
  const { next: words } = useTexts().library;
  const format = useFormat();
  const toast = useToast();
  const [changes, setChanges] = useState('');
  const [tell, setTell] = useState(asset.number !== null);
  const publish = useWrite(publishAsset, {
    invalidates: ['asset'],
    onDone: ({ number, asked }) =>
      toast.done(`${words.published(format.number(number))} ${asked > 0 ? words.told(format.number(asked)) : ''}`),
  });
  const discard = useWrite(discardAssetDraft, { invalidates: ['asset'] });
  return (
    <>
      <div className={classes.line}>
        <Mark tone="soon">{words.draft}</Mark>
        <span className={classes.plain}>{draft.file?.name ?? draft.url ?? draft.template?.name}</span>
        {draft.file && <span className={classes.quiet}>{format.size(draft.file.sizeBytes)}</span>}
      </div>
      {asset.number !== null && (
        <TextInput
          label={words.changes}
          required
          value={changes}
          maxLength={1000}
          onChange={(event) => setChanges(event.currentTarget.value)}
        />
      )}
      {asset.may.publish && <Checkbox label={words.tell} checked={tell} onChange={(event) => setTell(event.currentTarget.checked)} />}
      <div className={classes.line}>
        {asset.may.publish && (
          <Button
            loading={publish.isPending}
            onClick={() => publish.mutate({ id: asset.id, versionId: draft.id, changes, tell }, { onError: toast.problem })}
          >
            {words.publish}
          </Button>
        )}
        <Button variant="subtle" onClick={() => discard.mutate({ id: asset.id }, { onError: toast.problem })}>
          {words.discard}
        </Button>
      </div>
    </>
  );
}

const ACCEPTED = '.pdf,.png,.jpg,.jpeg,.gif,.webp,.docx,.pptx,.xlsx,.odt,.odp,.ods';

function FileSource({ asset }: { asset: Asset }) {
  const { next: words } = useTexts().library;
  const toast = useToast();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const take = async (file: File | null) => {
    if (!file) return;
    setBusy(true);
    try {
      await upload(uploadAssetFile, { id: asset.id }, [file]);
      await refresh(client, ['asset']);
    } catch (problem) {
      toast.problem(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes.line}>
      <FileButton onChange={(file) => void take(file)} accept={ACCEPTED}>
        {(props) => (
          <Button {...props} variant="default" loading={busy}>
            {words.file}
          </Button>
        )}
      </FileButton>
      <span className={classes.quiet}>{words.fileHelp}</span>
    </div>
  );
}

function AddressSource({ asset }: { asset: Asset }) {
  const { next: words } = useTexts().library;
  const toast = useToast();
  const [url, setUrl] = useState('');
  const save = useWrite(draftAsset, { invalidates: ['asset'], onDone: () => setUrl('') });
  return (
    <form
      className={classes.filters}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ id: asset.id, url }, { onError: toast.problem });
      }}
    >
      <TextInput
        label={words.url}
        type="url"
        required
        placeholder="https://"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={save.isPending}>
        {words.urlSave}
      </Button>
    </form>
  );
}

function TemplateSource({ asset }: { asset: Asset }) {
  const { next: words } = useTexts().library;
  const toast = useToast();
  const [templateId, setTemplateId] = useState('');
  const { data } = useRead(listTemplates, { published: true }, { topics: ['template'] });
  const save = useWrite(draftAsset, { invalidates: ['asset'] });
  return (
    <div className={classes.filters}>
      <NativeSelect
        label={words.template}
        value={templateId}
        onChange={(event) => setTemplateId(event.currentTarget.value)}
        data={[{ value: '', label: '–' }, ...(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <Button
        variant="default"
        disabled={templateId === ''}
        onClick={() => save.mutate({ id: asset.id, templateId }, { onError: toast.problem })}
      >
        {words.templateSave}
      </Button>
    </div>
  );
}
