import { Button } from '@mantine/core';
import { useState } from 'react';
import { getAgenda, writeAgenda } from '#modules/meetings/contract/agenda.ts';
import { type Decision, listDecisions } from '#modules/meetings/contract/decisions.ts';
import { getMeeting } from '#modules/meetings/contract/meetings.ts';
import type { DecisionKind } from '#modules/meetings/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { AgendaItem, type Item } from '../../parts/meetings/Agenda.tsx';
import { DecisionCard } from '../../parts/meetings/DecisionCard.tsx';
import { DecisionForm } from '../../parts/meetings/DecisionForm.tsx';
import { ItemForm } from '../../parts/meetings/ItemForm.tsx';
import { MeetingActions } from '../../parts/meetings/MeetingActions.tsx';
import classes from '../../parts/meetings/meetings.module.css';
import { type Meeting, options, People } from '../../parts/meetings/People.tsx';
import { Questions } from '../../parts/meetings/Questions.tsx';
import { MeetingMark } from '../../parts/meetings/words.tsx';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

/** One meeting: before it agenda and questions, during it notes and decisions, after it the minutes. */
export function MeetingScreen() {
  const { meetings: texts } = useTexts();
  const id = useParam('id');
  const { data, error, refetch } = useRead(getMeeting, { id }, { topics: [`meeting:${id}`] });
  const crumbs = [{ title: texts.title, to: paths.meetings() }];
  if (!data)
    return (
      <Page title={error ? texts.title : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return (
    <Page
      title={data.title}
      crumbs={crumbs}
      beside={<MeetingMark of={data} />}
      lead={<Facts of={data} />}
      actions={<MeetingActions of={data} />}
    >
      {data.cancelReason && <p className={classes.note}>{data.cancelReason}</p>}
      <div className={classes.layout}>
        <Talk of={data} />
        <People of={data} />
      </div>
    </Page>
  );
}

function Facts({ of }: { of: Meeting }) {
  const { meetings: texts } = useTexts();
  const format = useFormat();
  const { timeZone } = useReader();
  return (
    <>
      {format.absolute(of.startsAt)}
      {of.zone !== timeZone && ` – ${format.absolute(of.startsAt, of.zone)}`} · {texts.agenda.minutes(format.number(of.minutes))}
      {of.rhythm && !of.rhythm.endedAt && ` · ${texts.one.rhythm[of.rhythm.frequency](format.number(of.rhythm.every))}`}
      {of.place && ` · ${of.place}`}
      {of.link && (
        <>
          {' · '}
          <a href={of.link} rel="noreferrer" target="_blank">
            {of.link}
          </a>
        </>
      )}
    </>
  );
}

function Talk({ of }: { of: Meeting }) {
  const { meetings } = useTexts();
  const texts = meetings.agenda;
  const format = useFormat();
  const toast = useToast();
  const [adding, setAdding] = useState(false);
  const [deciding, setDeciding] = useState<{ item: Item; kind?: DecisionKind | undefined } | null>(null);
  const { data } = useRead(getAgenda, { id: of.id }, { topics: [`meeting:${of.id}`, 'task'] });
  const write = useWrite(writeAgenda, { ...options, onDone: ({ added }) => toast.done(meetings.one.wrote(format.number(added))) });
  if (!data) return <div />;
  const [items, aside] = [data.items.filter((item) => !item.aside), data.items.filter((item) => item.aside)];
  return (
    <div className={classes.sections}>
      <section className={classes.section} aria-label={texts.title}>
        <div className={classes.between}>
          <h2 className={classes.heading}>{texts.title}</h2>
          <span className={classes.quiet}>
            {texts.total(format.number(data.minutes), format.number(of.minutes))}
            {of.state === 'planned' && ` · ${of.publishedAt ? meetings.one.published : meetings.one.willPublish}`}
          </span>
        </div>
        {(of.state === 'planned' || of.state === 'running') && data.minutes > of.minutes && (
          <span>
            <Mark tone="soon">{texts.tooMuch(format.number(data.minutes - of.minutes))}</Mark>
          </span>
        )}
        {items.length === 0 && <p className={classes.quiet}>{texts.empty}</p>}
        {items.map((item) => (
          <AgendaItem key={item.id} meeting={of} item={item} onDecide={(chosen, kind) => setDeciding({ item: chosen, kind })} />
        ))}
        {of.may.write && (
          <div className={`${classes.bar} ${classes.unprinted}`}>
            <Button
              variant="default"
              size="compact-sm"
              loading={write.isPending}
              onClick={() => void write.mutateAsync({ id: of.id }).catch(toast.problem)}
            >
              {meetings.one.write}
            </Button>
            <Button variant="default" size="compact-sm" onClick={() => setAdding(true)}>
              {texts.add}
            </Button>
          </div>
        )}
      </section>
      <Decisions meetingId={of.id} />
      <Questions meeting={of} agenda={data} />
      {aside.length > 0 && (
        <section className={`${classes.section} ${classes.unprinted}`} aria-label={texts.asideTitle}>
          <h2 className={classes.heading}>{texts.asideTitle}</h2>
          {aside.map((item) => (
            <AgendaItem key={item.id} meeting={of} item={item} onDecide={(chosen, kind) => setDeciding({ item: chosen, kind })} />
          ))}
        </section>
      )}
      {adding && <ItemForm meetingId={of.id} onClose={() => setAdding(false)} />}
      {deciding && (
        <DecisionForm at={{ meetingId: of.id, itemId: deciding.item.id }} kind={deciding.kind} onClose={() => setDeciding(null)} />
      )}
    </div>
  );
}

function Decisions({ meetingId }: { meetingId: string }) {
  const texts = useTexts().meetings.decisions;
  const [rewriting, setRewriting] = useState<Decision | null>(null);
  const { data } = useRead(listDecisions, { meetingId }, { topics: ['decision'] });
  if (!data || data.items.length === 0) return null;
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      {data.items.map((decision) => (
        <DecisionCard key={decision.id} of={decision} signsFor={data.signsFor} mayWrite={data.mayWrite} onRewrite={setRewriting} />
      ))}
      {rewriting && <DecisionForm of={rewriting} onClose={() => setRewriting(null)} />}
    </section>
  );
}
