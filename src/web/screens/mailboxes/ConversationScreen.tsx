import { Button } from '@mantine/core';
import { IconHourglass } from '@tabler/icons-react';
import { useState } from 'react';
import { assignConversation, getConversation, setConversationState } from '#modules/mailboxes/contract/conversations.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { type Conversation, MailCard } from '../../parts/mailboxes/MailCard.tsx';
import { MakeLeadForm } from '../../parts/mailboxes/MakeLeadForm.tsx';
import classes from '../../parts/mailboxes/mailboxes.module.css';
import { Notes } from '../../parts/mailboxes/Notes.tsx';
import { AnswerForm } from '../../parts/mailboxes/WriteForm.tsx';
import { PersonSelect } from '../../parts/team/PersonSelect.tsx';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

const options = { invalidates: ['conversation'] };

/** One conversation: its mails in both directions, the answer, who answers, notes of colleagues. */
export function ConversationScreen() {
  const { mailboxes: texts } = useTexts();
  const format = useFormat();
  const id = useParam('id');
  const { data, error, refetch } = useRead(getConversation, { id }, { topics: [`conversation:${id}`, 'message'] });
  const crumbs = [{ title: texts.title, to: paths.inbox() }];
  if (!data)
    return (
      <Page title={error ? texts.title : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  const name = data.contact?.name ?? data.personName ?? data.address ?? texts.unknown;
  return (
    <Page
      title={data.subject || texts.noSubject}
      crumbs={crumbs}
      beside={<Marks of={data} />}
      actions={data.mayWrite && <Actions of={data} />}
    >
      <div className={classes.layout}>
        <section className={classes.section} aria-label={texts.one.mails}>
          {data.items.map((mail) => (
            <MailCard key={mail.id} mail={mail} />
          ))}
          {data.hidden > 0 && <p className={classes.quiet}>{texts.one.hidden(format.number(data.hidden))}</p>}
          {data.mayWrite && (
            <AnswerForm
              conversationId={id}
              contactId={data.contact?.id ?? null}
              isReply={data.items.some(({ direction }) => direction === 'in')}
              name={name}
            />
          )}
        </section>
        <div className={classes.section}>
          <Facts of={data} name={name} />
          <Notes of={data} />
        </div>
      </div>
    </Page>
  );
}

function Marks({ of }: { of: Conversation }) {
  const { mailboxes: texts } = useTexts();
  return (
    <>
      {of.inquiry && <Mark>{texts.one.inquiry}</Mark>}
      {of.state !== 'open' && <Mark>{texts.one.states[of.state]}</Mark>}
      {of.waitingSince && of.state === 'open' && (
        <Mark tone="soon" icon={IconHourglass}>
          {texts.waits} <When at={of.waitingSince} />
        </Mark>
      )}
    </>
  );
}

function Actions({ of }: { of: Conversation }) {
  const { mailboxes: texts } = useTexts();
  const toast = useToast();
  const [making, setMaking] = useState(false);
  const set = useWrite(setConversationState, options);
  const to = (state: Conversation['state']) => void set.mutateAsync({ id: of.id, state }).catch(toast.problem);
  return (
    <>
      {of.inquiry && of.state === 'open' && <Button onClick={() => setMaking(true)}>{texts.make.title}</Button>}
      {of.inquiry && of.state === 'open' && (
        <Button variant="default" onClick={() => to('spam')}>
          {texts.one.spam}
        </Button>
      )}
      {of.state === 'open' ? (
        <Button variant="default" onClick={() => to('closed')}>
          {texts.one.close}
        </Button>
      ) : (
        <Button variant="default" onClick={() => to('open')}>
          {of.state === 'spam' ? texts.one.noSpam : texts.one.reopen}
        </Button>
      )}
      {making && <MakeLeadForm of={of} onClose={() => setMaking(false)} />}
    </>
  );
}

function Facts({ of, name }: { of: Conversation; name: string }) {
  const { mailboxes: texts } = useTexts();
  const toast = useToast();
  const assign = useWrite(assignConversation, options);
  return (
    <section className={classes.section} aria-label={texts.one.facts}>
      <h2 className={classes.heading}>{texts.one.facts}</h2>
      <dl className={classes.facts}>
        <dt>{texts.one.person}</dt>
        <dd>
          {of.contact ? <Go to={paths.contact(of.contact.id)}>{of.contact.name}</Go> : name}
          {of.company && (
            <>
              {' · '}
              <Go to={paths.company(of.company.id)}>{of.company.name}</Go>
            </>
          )}
        </dd>
        {of.leadId && (
          <>
            <dt>{texts.one.lead}</dt>
            <dd>
              <Go to={paths.lead(of.leadId)}>{texts.one.openLead}</Go>
            </dd>
          </>
        )}
        {of.mailbox && (
          <>
            <dt>{texts.mailbox}</dt>
            <dd>{of.mailbox.name}</dd>
          </>
        )}
      </dl>
      <PersonSelect
        label={texts.one.assignee}
        clearable
        disabled={!of.mayWrite}
        value={of.assignee?.id ?? null}
        onChange={(memberId) => void assign.mutateAsync({ id: of.id, memberId }).catch(toast.problem)}
      />
    </section>
  );
}
