import { Button, Group } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { cancelBlitz, getBlitz, listBlitzCalls, listBlitzPeople } from '#modules/calendar/contract/blitzes.ts';
import { type ReadList, tableOf, useRead, useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { type Blitz, BlitzForm } from '../../parts/calendar/BlitzForm.tsx';
import classes from '../../parts/gate/gate.module.css';
import { Fact } from '../../parts/sends/Fact.tsx';
import own from '../../parts/sends/sends.module.css';
import { PersonName } from '../../parts/team/PersonName.tsx';
import { paths } from '../../paths.ts';
import { useParam, useUrlState } from '../../place.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

const DEFAULTS = { show: '' };
const TOPICS = ['blitz', 'activity'];

/** One call blitz: its days, its owner, its list, and how far it is by the calls that were logged. */
export function BlitzScreen() {
  const { calendar } = useTexts();
  const { blitz: texts } = calendar;
  const format = useFormat();
  const id = useParam('id');
  const [state, change] = useUrlState(DEFAULTS);
  const { data, error, refetch } = useRead(getBlitz, { id }, { topics: [`blitz:${id}`, ...TOPICS] });
  const open = (show: string) => void change({ show }, { push: true });
  const close = () => void change({ show: '' });
  return (
    <Page
      title={data?.title}
      crumbs={[{ title: calendar.title, to: paths.calendar(data ? { day: data.from } : {}) }]}
      beside={
        data && (
          <>
            <Side side="sales" /> <Mark>{calendar.states[data.state]}</Mark>
          </>
        )
      }
      actions={data?.mayWrite && <Actions blitz={data} />}
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <dl className={own.facts}>
            <Fact name={texts.days}>{calendar.span(format.date(data.from), format.date(data.to))}</Fact>
            <Fact name={texts.owner}>{data.owner && <PersonName person={data.owner} />}</Fact>
            <Fact name={texts.list}>{data.view && <Go to={paths.contacts({ view: data.view.id })}>{data.view.name}</Go>}</Fact>
            <Fact name={texts.campaign}>{data.campaign && <Go to={paths.campaign(data.campaign.id)}>{data.campaign.name}</Go>}</Fact>
            <Fact name={texts.by}>{data.createdBy && <PersonName person={data.createdBy} />}</Fact>
          </dl>
          <Figures>
            <Figure label={texts.called} definition={texts.calledHelp} rate={data.called} onOpen={() => open('called')} />
            <Figure label={texts.calls} definition={texts.callsHelp} value={format.number(data.calls)} onOpen={() => open('calls')} />
            <Figure
              label={texts.open}
              definition={texts.openHelp}
              value={format.number(data.called.n - data.called.k)}
              onOpen={() => open('open')}
            />
          </Figures>
          {state.show === 'calls' && <Calls id={id} onClose={close} />}
          {(state.show === 'called' || state.show === 'open') && (
            <People key={state.show} id={id} called={state.show === 'called'} onClose={close} />
          )}
        </>
      )}
    </Page>
  );
}

function Actions({ blitz }: { blitz: Blitz }) {
  const { blitz: texts } = useTexts().calendar;
  const toast = useToast();
  const [editing, setEditing] = useState(false);
  const cancel = useWrite(cancelBlitz, { invalidates: ['blitz'], onDone: () => toast.done(texts.cancelled) });
  const doCancel = async () => {
    if (await confirm({ title: texts.cancelTitle, body: texts.cancelBody, action: texts.cancel, danger: true }))
      await cancel.mutateAsync({ id: blitz.id });
  };
  return (
    <Group gap="sm">
      <Button variant="default" onClick={() => setEditing(true)}>
        {texts.edit}
      </Button>
      <Button variant="subtle" color="red" onClick={() => void doCancel().catch(toast.problem)}>
        {texts.cancel}
      </Button>
      {editing && <BlitzForm blitz={blitz} day={blitz.from} onClose={() => setEditing(false)} />}
    </Group>
  );
}

function People({ id, called, onClose }: { id: string; called: boolean; onClose: () => void }) {
  const { blitz: texts } = useTexts().calendar;
  const format = useFormat();
  const list = useReadPages(listBlitzPeople, { id, called }, { topics: [`blitz:${id}`, ...TOPICS] });
  return (
    <Rows title={called ? texts.called : texts.open} empty={called ? texts.none : texts.nobody} list={list} onClose={onClose}>
      {({ contact, company, calls, lastAt }) => (
        <li key={contact.id} className={classes.line}>
          <Go to={paths.contact(contact.id)}>{contact.name}</Go>
          <span className={classes.quiet}>
            {[company?.name, calls > 0 && texts.times(format.number(calls))].filter(Boolean).join(' · ')}{' '}
            {lastAt && <When at={lastAt} form="date" />}
          </span>
        </li>
      )}
    </Rows>
  );
}

function Calls({ id, onClose }: { id: string; onClose: () => void }) {
  const { activities, calendar } = useTexts();
  const { blitz: texts } = calendar;
  const format = useFormat();
  const list = useReadPages(listBlitzCalls, { id }, { topics: [`blitz:${id}`, ...TOPICS] });
  return (
    <Rows title={texts.calls} empty={texts.none} list={list} onClose={onClose}>
      {({ id: callId, at, contact, by, outcome, seconds }) => (
        <li key={callId} className={classes.line}>
          <Go to={paths.contact(contact.id)}>{contact.name}</Go>
          <span className={classes.quiet}>
            <When at={at} form="date" /> {by && <PersonName person={by} />}{' '}
            {[outcomeText(outcome, activities.outcomes), seconds && texts.minutes(format.number(Math.ceil(seconds / 60)))]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </li>
      )}
    </Rows>
  );
}

const outcomeText = (outcome: string | null, words: Texts['activities']['outcomes']): string | null =>
  outcome === null ? null : ((words as Readonly<Record<string, string>>)[outcome] ?? outcome);

interface RowsProps<Row> {
  title: string;
  empty: string;
  list: ReadList<Row>;
  onClose: () => void;
  children: (row: Row) => ReactNode;
}

/** The rows of a figure, by pages. */
function Rows<Row>({ title, empty, list, onClose, children }: RowsProps<Row>) {
  const { calendar } = useTexts();
  const { rows = [], hasMore, loadingMore, onMore, problem, onRetry } = tableOf(list);
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.line}>
        <h2 className={classes.heading}>{title}</h2>
        <Button size="compact-xs" variant="subtle" onClick={onClose}>
          {calendar.close}
        </Button>
      </div>
      {problem && <ProblemNotice problem={problem} onRetry={onRetry} />}
      {list.data && rows.length === 0 && <p className={classes.quiet}>{empty}</p>}
      <ul className={classes.list}>{rows.map(children)}</ul>
      {hasMore && (
        <Button variant="default" w="fit-content" loading={loadingMore} onClick={onMore}>
          {calendar.more}
        </Button>
      )}
    </section>
  );
}
