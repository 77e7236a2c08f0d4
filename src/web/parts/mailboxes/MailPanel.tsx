import { Button } from '@mantine/core';
import { useState } from 'react';
import { listConversations } from '#modules/mailboxes/contract/conversations.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import { ContactMessages } from '../sends/ContactMessages.tsx';
import classes from './mailboxes.module.css';
import { NewMailForm } from './WriteForm.tsx';

interface MailPanelProps {
  contactId?: string;
  companyId?: string;
  leadId?: string;
  /** Whom a mail would be written to. */
  name?: string;
}

/** The conversations of a record, and the way to write to its person. */
export function MailPanel(props: MailPanelProps) {
  return (
    <Panel title={useTexts().mailboxes.panel.title}>
      <Conversations {...props} />
    </Panel>
  );
}

function Conversations({ contactId, companyId, leadId, name }: MailPanelProps) {
  const { mailboxes } = useTexts();
  const texts = mailboxes.panel;
  const [writing, setWriting] = useState(false);
  const mayWrite = useCan('record:write');
  const of = leadId ? { leadId } : companyId ? { companyId } : { contactId };
  const { data } = useRead(listConversations, { ...of, limit: 5 }, { topics: ['conversation'] });
  return (
    <>
      {data?.items.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      {data?.items.map((row) => (
        <div key={row.id}>
          <Go to={paths.conversation(row.id)}>{row.subject || mailboxes.noSubject}</Go>
          <p className={classes.quiet}>
            {companyId && `${row.contact?.name ?? row.personName ?? ''} · `}
            <When at={row.lastAt} /> · {row.waitingSince ? mailboxes.views.unanswered : mailboxes.nobodyWaits}
          </p>
        </div>
      ))}
      {contactId && mayWrite && (
        <Button size="compact-sm" variant="default" w="fit-content" onClick={() => setWriting(true)}>
          {texts.write}
        </Button>
      )}
      {writing && contactId && <NewMailForm contactId={contactId} leadId={leadId} name={name ?? ''} onClose={() => setWriting(false)} />}
    </>
  );
}

/** All mail with one person in one place: what is talked about, and every single mail that both teams sent or will send. */
export function ContactMails({ contactId }: { contactId: string }) {
  const { panel: texts } = useTexts().mailboxes;
  return (
    <Panel title={texts.title}>
      <h3 className={classes.part}>{texts.conversations}</h3>
      <Conversations contactId={contactId} />
      <h3 className={classes.part}>{texts.sent}</h3>
      <ContactMessages contactId={contactId} />
    </Panel>
  );
}
export const CompanyMails = ({ companyId }: { companyId: string }) => <MailPanel companyId={companyId} />;
