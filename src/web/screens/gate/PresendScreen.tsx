import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { Criteria } from '#modules/criteria/schema.ts';
import { EVERYTHING } from '#modules/criteria/schema.ts';
import { checkGate } from '#modules/gate/contract/checks.ts';
import { GENERIC_KINDS } from '#modules/gate/schema.ts';
import { listViews } from '#modules/lists/contract/views.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { instantOf, localMoment } from '../../parts/activities/due.ts';
import { type Asked, CheckAnswer, OpenRows } from '../../parts/gate/CheckAnswer.tsx';
import classes from '../../parts/gate/gate.module.css';
import { CHECK_TOPICS } from '../../parts/gate/grades.ts';
import { IntentForm, type IntentState } from '../../parts/gate/IntentForm.tsx';
import { useUrlState } from '../../place.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { FilterPanel, FilterSentence } from '../lists/FilterPanel.tsx';

const DEFAULTS = {
  side: 'marketing' as IntentState['side'],
  kind: 'article' as IntentState['kind'],
  audience: 'prospects' as IntentState['audience'],
  topics: '',
  purpose: '',
  offer: '',
  day: '',
  view: '',
  /** A verdict or a code: whose list is open; `all` for everybody. */
  show: '',
};

const HOUR_MS = 3_600_000;
const MORNING = 'T09:00';

/** The intent as it is asked; to the hour, so that the answer stands still while it is read. */
function useIntent(state: IntentState): Asked['intent'] {
  const now = Math.ceil(useNow() / HOUR_MS) * HOUR_MS;
  const { timeZone } = useReader();
  const planned = state.day === '' ? now : Math.max(now, Date.parse(instantOf(state.day + MORNING, timeZone) ?? '') || now);
  const topics = state.topics
    .split(',')
    .map((topic) => topic.trim())
    .filter(Boolean)
    .slice(0, 20);
  const { side, kind, audience, purpose, offer } = state;
  return {
    side,
    kind,
    audience,
    topics,
    plannedAt: new Date(planned).toISOString(),
    ...(purpose ? { purposeId: purpose } : {}),
    ...(offer ? { offerId: offer } : {}),
  };
}

/** The first day on whose morning that instant has passed. */
function dayAfter(until: string, timeZone: string): string {
  const day = localMoment(until, timeZone).slice(0, 10);
  if ((instantOf(day + MORNING, timeZone) ?? '') >= until) return day;
  return localMoment(new Date(Date.parse(until) + 24 * HOUR_MS).toISOString(), timeZone).slice(0, 10);
}

/** Before something is sent: whom it would annoy, and why. */
export function PresendScreen() {
  const { gate: texts } = useTexts();
  const { timeZone } = useReader();
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const [criteria, setCriteria] = useState<Criteria>(EVERYTHING);
  const [filtering, setFiltering] = useState(false);
  const intent = useIntent(state);
  const views = useRead(listViews, { entity: 'contact' }, { topics: ['view'] });
  const needsPurpose = intent.side === 'marketing' && GENERIC_KINDS.includes(intent.kind) && !intent.purposeId;
  const asked: Asked = { intent, ...(state.view ? { viewId: state.view } : { criteria }) };
  const { data, error, refetch } = useRead(checkGate, asked, { topics: CHECK_TOPICS, keep: true, when: !needsPurpose });
  const today = localMoment(new Date(useNow()).toISOString(), timeZone).slice(0, 10);
  const saved = views.data?.items ?? [];
  return (
    <Page title={texts.title} lead={texts.lead}>
      <IntentForm state={state} onChange={change} today={today} />
      <section className={classes.section} aria-label={texts.who}>
        <h2 className={classes.heading}>{texts.who}</h2>
        <div className={classes.line}>
          <NativeSelect
            aria-label={texts.list}
            data={[{ value: '', label: texts.everyContact }, ...saved.map(({ id, name }) => ({ value: id, label: name }))]}
            value={state.view}
            onChange={(event) => change({ view: event.currentTarget.value })}
          />
          {state.view === '' && (
            <Button variant="default" onClick={() => setFiltering(true)}>
              {texts.narrow}
            </Button>
          )}
        </div>
        {state.view === '' && <FilterSentence entity="contact" criteria={criteria} onClear={() => setCriteria(EVERYTHING)} />}
        <FilterPanel
          entity="contact"
          criteria={criteria}
          onChange={setCriteria}
          opened={filtering}
          onClose={() => setFiltering(false)}
          problem={error}
        />
      </section>
      {needsPurpose && <p className={classes.words}>{texts.choosePurpose}</p>}
      {error && !needsPurpose && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && !needsPurpose && data.total === 0 && <EmptyState title={texts.nobody} body={texts.nobodyBody} />}
      {data && !needsPurpose && data.total > 0 && (
        <>
          <CheckAnswer
            counts={data}
            onOpen={(show) => change({ show }, { push: true })}
            remedies={({ until, grade }) =>
              until !== null &&
              grade !== 'warn' && (
                <Button size="compact-xs" variant="default" w="fit-content" onClick={() => change({ day: dayAfter(until, timeZone) })}>
                  {texts.laterDay(format.date(dayAfter(until, timeZone)))}
                </Button>
              )
            }
          />
          <OpenRows show={state.show} asked={asked} onClose={() => change({ show: '' })} />
        </>
      )}
    </Page>
  );
}
