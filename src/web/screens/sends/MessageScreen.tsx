import { Button, Group, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { cancelMessage, getMessage, RESOLUTIONS, resolveMessage } from '#modules/sends/contract/messages.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/gate/gate.module.css';
import { Fact } from '../../parts/sends/Fact.tsx';
import { useHeard } from '../../parts/sends/MessageLine.tsx';
import { MessageMark } from '../../parts/sends/marks.tsx';
import own from '../../parts/sends/sends.module.css';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Go } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

type Message = OutputOf<typeof getMessage>;

/** One message: its fate, why, and the mail as the person saw it. */
export function MessageScreen() {
  const { messages, rows } = useTexts().sends;
  const id = useParam('id');
  const { data, error, refetch } = useRead(getMessage, { id }, { topics: [`message:${id}`, 'message'] });
  return (
    <Page
      title={data && (data.subject ?? data.letter?.subject ?? data.send?.name ?? messages.noSubject)}
      crumbs={[{ title: messages.title, to: paths.messages() }]}
      beside={data && <MessageMark state={data.state} />}
      actions={data?.mayWrite && <CallOff message={data} />}
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          {data.state === 'unknown' && data.mayWrite && <Resolve message={data} />}
          {data.state === 'unknown' && !data.mayWrite && <p className={classes.words}>{rows.unknownHelp}</p>}
          <Facts message={data} />
          <Letter letter={data.letter} />
        </>
      )}
    </Page>
  );
}

function CallOff({ message: { id, state } }: { message: Message }) {
  const { message: texts } = useTexts().sends;
  const toast = useToast();
  const cancel = useWrite(cancelMessage, { invalidates: ['message'], onDone: () => toast.done(texts.cancelled) });
  if (state !== 'planned' && state !== 'held') return null;
  return (
    <Button variant="default" onClick={() => cancel.mutate({ id }, { onError: toast.problem })}>
      {texts.cancel}
    </Button>
  );
}

/** The connection broke as it was handed over: a person says what became of it. */
function Resolve({ message: { id } }: { message: Message }) {
  const { message: texts } = useTexts().sends;
  const toast = useToast();
  const resolve = useWrite(resolveMessage, { invalidates: ['message', 'send'], onDone: () => toast.done(texts.resolved) });
  const say = async (as: (typeof RESOLUTIONS)[number]) => {
    const again = { title: texts.againTitle, body: texts.againBody, action: texts.resolutions.send_again };
    if (as !== 'send_again' || (await confirm(again))) await resolve.mutateAsync({ id, as });
  };
  return (
    <div className={own.notice}>
      <strong>{texts.resolve}</strong>
      <p className={classes.words}>{texts.resolveHelp}</p>
      <Group gap="sm">
        {RESOLUTIONS.map((as) => (
          <Button key={as} variant="default" onClick={() => void say(as).catch(toast.problem)}>
            {texts.resolutions[as]}
          </Button>
        ))}
      </Group>
    </div>
  );
}

function Facts({ message }: { message: Message }) {
  const { sends, gate } = useTexts();
  const { message: texts, codes, note } = sends;
  const format = useFormat();
  const heard = useHeard(message);
  const { contact, letter, send, sentAt, dueAt, heldUntil, state, code, response, cause, override, reasons, clicks } = message;
  const at = sentAt ?? dueAt;
  return (
    <>
      <dl className={own.facts}>
        <Fact name={texts.to}>{contact ? <Go to={paths.contact(contact.id)}>{contact.name}</Go> : message.address}</Fact>
        <Fact name={texts.from}>{letter && `${letter.from.name} <${letter.from.address}>`}</Fact>
        <Fact name={texts.replyTo}>{letter?.replyTo}</Fact>
        <Fact name={sentAt ? texts.sent : texts.planned}>{at && format.absolute(at)}</Fact>
        <Fact name={texts.held}>{state === 'held' && heldUntil && format.absolute(heldUntil)}</Fact>
        <Fact name={texts.cause}>{send ? <Go to={paths.send(send.id)}>{send.name}</Go> : texts.causes[cause.entity]}</Fact>
        <Fact name={sends.running.reasons}>{code && codes[code]}</Fact>
        <Fact name={texts.reasons}>{reasons.map((reason) => gate.codes[reason.code]).join(', ')}</Fact>
        <Fact name={texts.what}>{heard.length > 0 ? heard.join(' · ') : sentAt && texts.nothing}</Fact>
        <Fact name={texts.server}>{response && note(response)}</Fact>
        <Fact name={texts.attachments}>{letter?.attachments.map(({ name }) => name).join(', ')}</Fact>
        <Fact name={gate.overrides.panel}>{override && texts.overridden(override.by?.name ?? sends.somebody, override.reason)}</Fact>
      </dl>
      {clicks.length > 0 && (
        <section className={classes.section} aria-label={texts.clicks}>
          <h2 className={classes.heading}>{texts.clicks}</h2>
          <ul className={classes.list}>
            {clicks.map(({ at, url, verdict }) => (
              <li key={at + url} className={classes.item}>
                <span>{url}</span>
                <span className={classes.quiet}>{`${texts.verdicts[verdict]} · ${format.absolute(at)}`}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** In a frame that runs nothing and opens nothing. */
function Letter({ letter }: { letter: Message['letter'] }) {
  const { message: texts } = useTexts().sends;
  const [view, setView] = useState<'html' | 'text'>('html');
  if (!letter) return <p className={classes.quiet}>{texts.noLetter}</p>;
  const shown = letter.html === null ? 'text' : view;
  return (
    <section className={classes.section} aria-label={texts.letter}>
      <h2 className={classes.heading}>{texts.letter}</h2>
      {letter.html !== null && (
        <SegmentedControl
          aria-label={texts.letter}
          w="fit-content"
          data={[
            { value: 'html', label: texts.formatted },
            { value: 'text', label: texts.plain },
          ]}
          value={view}
          onChange={(next) => setView(next === 'text' ? 'text' : 'html')}
        />
      )}
      {shown === 'html' ? (
        <iframe className={own.frame} title={texts.frame} sandbox="" srcDoc={letter.html ?? ''} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        <pre className={own.plain} tabIndex={0}>
          {letter.text}
        </pre>
      )}
    </section>
  );
}
