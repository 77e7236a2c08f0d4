import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { downloadMailAttachment, type getConversation } from '#modules/mailboxes/contract/conversations.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { download } from '../../api.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './mailboxes.module.css';

export type Conversation = OutputOf<typeof getConversation>;
type Mail = Conversation['items'][number];

/** One mail as plain text: nothing of it is run, loaded or opened. */
export function MailCard({ mail }: { mail: Mail }) {
  const { mailboxes } = useTexts();
  const texts = mailboxes.one;
  const who = mail.member?.name ?? (mail.from && (mail.from.name || mail.from.address)) ?? mailboxes.unknown;
  const to = mail.recipients.map(({ name, email }) => name || email).join(', ');
  return (
    <article className={classes.mail} data-direction={mail.direction} aria-label={`${who}, ${texts[mail.direction]}`}>
      <div className={classes.head}>
        <strong>{who}</strong>
        <span className={classes.quiet}>
          {texts[mail.direction]} <When at={mail.at} />
        </span>
      </div>
      {to && (
        <p className={classes.quiet}>
          {texts.to}: {to}
        </p>
      )}
      {mail.automatic && <Mark>{texts.automatic}</Mark>}
      {mail.message && <Fate of={mail.message} />}
      {mail.body === null ? <p className={classes.quiet}>{texts.headOnly}</p> : <pre className={classes.body}>{mail.body}</pre>}
      {mail.attachments.length > 0 && <Files mail={mail} />}
    </article>
  );
}

function Fate({ of }: { of: NonNullable<Mail['message']> }) {
  const { mailboxes: texts, gate } = useTexts();
  const format = useFormat();
  const codes: Readonly<Record<string, string>> = gate.codes;
  if (of.state === 'sent') return null;
  const words = of.state === 'held' && of.heldUntil ? texts.heldUntil(format.date(of.heldUntil)) : texts.message[of.state];
  const why = of.code ? codes[of.code] : undefined;
  const late = of.state === 'failed' || of.state === 'stopped';
  return <Mark tone={late ? 'late' : 'plain'}>{why ? `${words}: ${why}` : words}</Mark>;
}

function Files({ mail }: { mail: Mail }) {
  const { mailboxes } = useTexts();
  const format = useFormat();
  const toast = useToast();
  return (
    <div className={classes.files}>
      {mail.attachments.map(({ name, sizeBytes, fileId }, n) =>
        fileId ? (
          <Button
            key={fileId}
            size="compact-sm"
            variant="default"
            leftSection={<IconDownload size={14} />}
            aria-label={mailboxes.one.save(name)}
            onClick={() => void download(downloadMailAttachment, { id: mail.id, fileId }, name).catch(toast.problem)}
          >
            {name} · {format.size(sizeBytes)}
          </Button>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that never changes
          <span key={n} className={classes.quiet}>
            {name} · {format.size(sizeBytes)} · {mailboxes.one.notKept}
          </span>
        ),
      )}
    </div>
  );
}
