import { Alert, Button, Drawer, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { listAssets } from '#modules/library/contract/assets.ts';
import { previewShare, shareAsset } from '#modules/library/contract/shares.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './library.module.css';

export interface SendAbout {
  contactId: string;
  leadId?: string;
  dealId?: string;
}

/** Before an asset goes to a person: whether it fits, what the gate says, the words; then one click. Without an asset it is chosen here. */
export function SendForm({ about, assetId, onClose }: { about: SendAbout; assetId: string; onClose: () => void }) {
  const { library, ui } = useTexts();
  const [chosen, choose] = useState(assetId);
  const all = useRead(listAssets, { only: 'sendable' }, { topics: ['asset'], when: assetId === '' });
  const preview = useRead(
    previewShare,
    { ...about, assetId: chosen },
    { topics: ['asset', `contact:${about.contactId}`], when: chosen !== '' },
  );
  const title = preview.data ? library.send.title(preview.data.asset.name) : library.sendNext.title;
  return (
    <Drawer opened onClose={onClose} title={title} size={480} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <div className={classes.section}>
        {assetId === '' && (
          <NativeSelect
            label={library.send.choose}
            value={chosen}
            onChange={(event) => choose(event.currentTarget.value)}
            data={[{ value: '', label: '–' }, ...(all.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
          />
        )}
        {preview.error && <ProblemNotice problem={preview.error} />}
        {preview.data && <SendBody key={preview.data.asset.id} about={about} preview={preview.data} onClose={onClose} />}
      </div>
    </Drawer>
  );
}

type Preview = OutputOf<typeof previewShare>;

function SendBody({ about, preview, onClose }: { about: SendAbout; preview: Preview; onClose: () => void }) {
  const { library } = useTexts();
  const words = library.send;
  const { asset, gate } = preview;
  const toast = useToast();
  const [subject, setSubject] = useState(preview.subject);
  const [text, setText] = useState(preview.text);
  const [why, setWhy] = useState('');
  const [link, setLink] = useState('');
  const share = useWrite(shareAsset, { invalidates: ['asset_share', 'asset', `contact:${about.contactId}`] });
  const mayMail =
    gate !== null && (gate.verdict !== 'blocked' || gate.reasons.every(({ grade, overridable }) => grade !== 'block' || overridable));
  const isTemplate = asset.source === 'template';
  const send = async (way: 'mail' | 'link') => {
    const mail = way === 'mail' && !isTemplate ? { subject, text } : {};
    const override = why.trim() ? { overrideReason: why.trim() } : {};
    try {
      const made = await share.mutateAsync({ ...about, assetId: asset.id, way, ...mail, ...override });
      if (way === 'link' && made.link) {
        setLink(made.link);
        await navigator.clipboard?.writeText(made.link).catch(() => undefined);
        toast.done(words.copied);
        return;
      }
      toast.done(made.state === 'held' ? words.held : words.sent);
      onClose();
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return (
    <>
      <Before preview={preview} />
      {mayMail && !isTemplate && (
        <>
          <TextInput label={words.subject} value={subject} maxLength={200} onChange={(event) => setSubject(event.currentTarget.value)} />
          <Textarea
            label={words.text}
            description={words.textHelp}
            autosize
            minRows={4}
            maxRows={14}
            value={text}
            maxLength={10_000}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </>
      )}
      {mayMail && gate.verdict !== 'allowed' && (
        <TextInput label={words.override} value={why} maxLength={500} onChange={(event) => setWhy(event.currentTarget.value)} />
      )}
      <div className={classes.line}>
        {mayMail && (
          <Button data-autofocus loading={share.isPending} onClick={() => void send('mail')}>
            {words.mail}
          </Button>
        )}
        {!isTemplate && (
          <Button variant="default" disabled={share.isPending || link !== ''} onClick={() => void send('link')}>
            {words.link}
          </Button>
        )}
      </div>
      {link && <LinkShown link={link} />}
    </>
  );
}

/** In sight as well: not every browser lets a page write to the clipboard. */
function LinkShown({ link }: { link: string }) {
  const { library } = useTexts();
  const [shown, setShown] = useState(false);
  useEffect(() => setShown(true), []);
  return (
    <p role="status" className={classes.plain}>
      {shown && (
        <>
          {library.send.linkShown}: <span className={classes.link}>{link}</span>
        </>
      )}
    </p>
  );
}

/** What speaks for and against it, before anything goes. */
function Before({ preview }: { preview: Preview }) {
  const { library, gate: gateTexts } = useTexts();
  const format = useFormat();
  const words = library.send;
  const { gate, fits, misses, howTo, dos, donts, before } = preview;
  const stops = gate?.reasons ?? [];
  return (
    <>
      <p className={classes.plain}>
        {fits === null ? words.unknown : fits ? words.fits : words.misses(misses.map((miss) => library.misses[miss]).join(', '))}
      </p>
      {before && (
        <p className={classes.quiet}>
          {words.before(format.number(before.number))} ({before.opened ? words.opened : words.unopened}, {format.date(before.at)})
        </p>
      )}
      {howTo && <p className={classes.quiet}>{howTo}</p>}
      {[...dos.map((line) => `${library.dos}: ${line}`), ...donts.map((line) => `${library.donts}: ${line}`)].map((line) => (
        <p key={line} className={classes.quiet}>
          {line}
        </p>
      ))}
      {gate === null ? (
        <Alert color="gray">{words.noMail}</Alert>
      ) : (
        <Alert color={gate.verdict === 'allowed' ? 'green' : 'yellow'} title={words.gate[gate.verdict]}>
          {stops.map(({ code }) => gateTexts.codes[code]).join(', ')}
        </Alert>
      )}
    </>
  );
}
