import { Button } from '@mantine/core';
import { IconMail, IconMailOff } from '@tabler/icons-react';
import { useState } from 'react';
import { readMailPermissions } from '#modules/consents/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useMayChange } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import classes from './consents.module.css';
import { WordForm } from './WordForm.tsx';

type Permissions = OutputOf<typeof readMailPermissions>;
type Address = Permissions['addresses'][number];
type Entry = Permissions['history'][number];

/** What a contact agreed to, address by address, and how that came about. */
export function MailCard({ contactId }: { contactId: string }) {
  const { consents: texts } = useTexts();
  const format = useFormat();
  const mayChange = useMayChange('contact.mailPermission');
  const [noting, setNoting] = useState(false);
  const { data } = useRead(readMailPermissions, { id: contactId }, { topics: [`contact:${contactId}`, 'consent', 'suppression'] });
  if (!data) return null;
  const { addresses, history, writable } = data;
  return (
    <Panel title={texts.title}>
      {addresses.length === 0 && <p className={classes.quiet}>{texts.noAddress}</p>}
      {addresses.map((address) => (
        <AddressLines key={address.email} address={address} named={addresses.length > 1} />
      ))}
      {history.length > 0 && (
        <details className={classes.history}>
          <summary>{texts.history(format.number(history.length))}</summary>
          {history.map((entry) => (
            <Said key={entry.id} entry={entry} named={addresses.length > 1} />
          ))}
        </details>
      )}
      {writable && mayChange && addresses.length > 0 && (
        <>
          <Button size="compact-sm" variant="default" onClick={() => setNoting(true)}>
            {texts.note}
          </Button>
          <WordForm contactId={contactId} opened={noting} onClose={() => setNoting(false)} />
        </>
      )}
    </Panel>
  );
}

function AddressLines({ address, named }: { address: Address; named: boolean }) {
  const { consents: texts } = useTexts();
  const format = useFormat();
  const { email, purposes, pausedUntil } = address;
  return (
    <>
      {named && <p className={classes.address}>{email}</p>}
      {pausedUntil && <p className={classes.quiet}>{texts.pausedUntil(format.date(pausedUntil))}</p>}
      <ul className={classes.list}>
        {purposes.map(({ purpose, allowed, reason, basis, since }) => (
          <li key={purpose.id} className={classes.item}>
            <span className={classes.grow}>{purpose.name}</span>
            <Mark tone={allowed ? 'good' : 'plain'} icon={allowed ? IconMail : IconMailOff}>
              {allowed ? texts.gets : texts.getsNot}
            </Mark>
            <span className={classes.why}>
              {[basis ? texts.basis[basis] : reason && texts.blocks[reason], since && texts.since(format.date(since))]
                .filter(Boolean)
                .join(' ')}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Said({ entry, named }: { entry: Entry; named: boolean }) {
  const { consents: texts } = useTexts();
  const format = useFormat();
  const { word, purpose, at, until, by, member, text, note, email } = entry;
  const who = by === 'member' && member ? `${texts.speakers.member} ${member.name}` : texts.speakers[by];
  return (
    <div className={classes.said}>
      <div>
        {purpose?.name ?? texts.everything}: {texts.words[word]}
        {until && ` (${format.date(until)})`}
      </div>
      <div className={classes.quiet}>{[format.date(at), who, named ? email : null, note].filter(Boolean).join(' · ')}</div>
      {text && (
        <details className={classes.quiet}>
          <summary>{texts.text(format.number(text.number))}</summary>
          <p className={classes.text}>{text.body}</p>
        </details>
      )}
    </div>
  );
}
