import { Button, CopyButton } from '@mantine/core';
import { useState } from 'react';
import {
  changeMailbox,
  listMailboxes,
  listReceipts,
  readMailbox,
  removeMailbox,
  renewDropAddress,
  retryReceipts,
} from '#modules/mailboxes/contract/mailboxes.ts';
import type { MailboxRow } from '#modules/mailboxes/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { MailboxForm } from '../../parts/mailboxes/MailboxForm.tsx';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, type Tone, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import classes from '../settings/settings.module.css';

const options = { invalidates: ['mailbox'] };

/** Mailboxes that are read, how each is doing, and the reader's own drop address. */
export function MailboxesScreen() {
  const { mailboxes } = useTexts();
  const texts = mailboxes.boxes;
  const [editing, setEditing] = useState<MailboxRow | 'new' | null>(null);
  const { data, error, refetch } = useRead(listMailboxes, {}, { topics: ['mailbox'] });
  const mayWrite = useCan('record:write');
  const make = mayWrite ? <Button onClick={() => setEditing('new')}>{texts.create}</Button> : undefined;
  return (
    <SettingsPage title={texts.title} lead={texts.lead} actions={make}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      {data && data.items.length > 0 && (
        <ul className={classes.sections}>
          {data.items.map((box) => (
            <Line key={box.id} box={box} onChange={() => setEditing(box)} />
          ))}
        </ul>
      )}
      {data?.hasDrop && mayWrite && <Drop address={data.dropAddress} />}
      {editing && (
        <MailboxForm
          key={editing === 'new' ? 'new' : editing.id}
          box={editing === 'new' ? null : editing}
          mayMakeShared={data?.mayMakeShared ?? false}
          onClose={() => setEditing(null)}
        />
      )}
    </SettingsPage>
  );
}

const TONES: Readonly<Record<MailboxRow['status']['state'], Tone>> = {
  reading: 'good',
  waiting: 'good',
  paused: 'plain',
  sign_in_again: 'late',
  problem: 'soon',
  new: 'plain',
};

function Line({ box, onChange }: { box: MailboxRow; onChange: () => void }) {
  const { mailboxes } = useTexts();
  const texts = mailboxes.boxes;
  const format = useFormat();
  const { status } = box;
  return (
    <li className={classes.section}>
      <div className={classes.line}>
        <strong>{box.name}</strong>
        <span className={classes.quiet}>
          {texts.kinds[box.kind]} · {box.address}
          {box.member && ` · ${box.member.name}`}
        </span>
        <Mark tone={TONES[status.state]}>{texts.states[status.state]}</Mark>
        {status.listens && <span className={classes.quiet}>{texts.listens}</span>}
      </div>
      {status.problem && (
        <p role="status" style={{ margin: '4px 0' }}>
          {status.problem} <When at={status.problemAt} />
        </p>
      )}
      <div className={classes.quiet}>
        {texts.lastRead}: {status.readAt ? <When at={status.readAt} /> : texts.never} ·{' '}
        {texts.today(format.number(status.today.kept), format.number(status.today.left))}
      </div>
      {box.folders.map((folder) => (
        <FolderLine key={folder.role} folder={folder} />
      ))}
      {status.failed > 0 && <Failed box={box} />}
      <Actions box={box} onChange={onChange} />
    </li>
  );
}

function FolderLine({ folder: { role, path, uid, count } }: { folder: MailboxRow['folders'][number] }) {
  const { mailboxes } = useTexts();
  const texts = mailboxes.boxes;
  const format = useFormat();
  return (
    <div className={classes.quiet}>
      {texts.folders[role]} ({path}): {texts.upTo(format.number(uid))}
      {count && (
        <>
          {' · '}
          {texts.counted(format.number(count.withUs), format.number(count.onServer))}, {texts.countedAt} <When at={count.at} />
          {count.missing > 0 && ` · ${texts.differs(format.number(count.missing), format.number(count.repaired))}`}
        </>
      )}
    </div>
  );
}

function Failed({ box }: { box: MailboxRow }) {
  const { mailboxes } = useTexts();
  const texts = mailboxes.boxes;
  const format = useFormat();
  const toast = useToast();
  const [open, setOpen] = useState(false);
  const { data } = useRead(listReceipts, { id: box.id, outcome: 'failed' }, { topics: ['mailbox'], when: open });
  const retry = useWrite(retryReceipts, { ...options, onDone: () => toast.done(texts.retried) });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.failed(format.number(box.status.failed))}</summary>
      <ul className={classes.points}>
        {data?.items.map((one) => (
          <li key={`${one.role}${one.uidValidity}${one.uid}`}>
            {texts.folders[one.role]} {one.uid}: {one.reason} <When at={one.at} />
          </li>
        ))}
      </ul>
      <Button size="compact-sm" variant="default" onClick={() => void retry.mutateAsync({ id: box.id }).catch(toast.problem)}>
        {texts.retry}
      </Button>
    </details>
  );
}

function Actions({ box, onChange }: { box: MailboxRow; onChange: () => void }) {
  const { mailboxes } = useTexts();
  const texts = mailboxes.boxes;
  const toast = useToast();
  const mayWrite = useCan('record:write');
  const change = useWrite(changeMailbox, options);
  const look = useWrite(readMailbox, { ...options, onDone: () => toast.done(texts.asked) });
  const remove = useWrite(removeMailbox, options);
  if (!mayWrite) return null;
  const ask = async () => {
    const sure = await confirm({ title: texts.removeTitle(box.name), body: texts.removeBody, action: texts.remove, danger: true });
    if (sure) await remove.mutateAsync({ id: box.id }).catch(toast.problem);
  };
  const button = (title: string, act: () => void) => (
    <Button key={title} size="compact-sm" variant="default" onClick={act} aria-label={`${title}: ${box.name}`}>
      {title}
    </Button>
  );
  const asked = (count: boolean) => void look.mutateAsync({ id: box.id, count }).catch(toast.problem);
  return (
    <div className={classes.line} style={{ marginTop: 8 }}>
      {!box.pausedAt && button(texts.look, () => asked(false))}
      {!box.pausedAt && button(texts.count, () => asked(true))}
      {button(
        box.pausedAt ? texts.resume : texts.pause,
        () => void change.mutateAsync({ id: box.id, paused: !box.pausedAt }).catch(toast.problem),
      )}
      {box.mayChange && button(texts.change, onChange)}
      {button(texts.remove, () => void ask())}
    </div>
  );
}

function Drop({ address }: { address: string | null }) {
  const { mailboxes } = useTexts();
  const texts = mailboxes.boxes;
  const toast = useToast();
  const renew = useWrite(renewDropAddress, options);
  return (
    <section className={`${classes.part} ${classes.below}`}>
      <h2 className={classes.heading}>{texts.dropTitle}</h2>
      <p className={classes.quiet}>{texts.dropHelp}</p>
      <div className={classes.line}>
        {address && <code className={classes.secret}>{address}</code>}
        {address && (
          <CopyButton value={address}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="default" onClick={copy}>
                {copied ? texts.copied : texts.copy}
              </Button>
            )}
          </CopyButton>
        )}
        <Button size="compact-sm" variant="default" onClick={() => void renew.mutateAsync({}).catch(toast.problem)}>
          {address ? texts.dropRenew : texts.dropNew}
        </Button>
      </div>
    </section>
  );
}
