import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { Criteria } from '#modules/criteria/schema.ts';
import { EVERYTHING } from '#modules/criteria/schema.ts';
import { checkGate } from '#modules/gate/contract/checks.ts';
import { CODES, type Code, GENERIC_KINDS, VERDICTS, type Verdict } from '#modules/gate/schema.ts';
import { listViews } from '#modules/lists/contract/views.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { instantOf, localMoment } from '../../parts/activities/due.ts';
import { CheckedRows } from '../../parts/gate/CheckedRows.tsx';
import classes from '../../parts/gate/gate.module.css';
import { CHECK_TOPICS, GRADE_MARKS } from '../../parts/gate/grades.ts';
import { IntentForm, type IntentState } from '../../parts/gate/IntentForm.tsx';
import { useUrlState } from '../../place.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Mark } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { FilterPanel, FilterSentence } from '../lists/FilterPanel.tsx';

type Counts = OutputOf<typeof checkGate>;
type Asked = InputOf<typeof checkGate>;

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

/** Before something is sent: whom it would annoy, and why. */
export function PresendScreen() {
  const { gate: texts } = useTexts();
  const { timeZone } = useReader();
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
          <Answer counts={data} onOpen={(show) => change({ show }, { push: true })} />
          <OpenRows show={state.show} asked={asked} onClose={() => change({ show: '' })} />
        </>
      )}
    </Page>
  );
}

function OpenRows({ show, asked, onClose }: { show: string; asked: Asked; onClose: () => void }) {
  const { gate: texts } = useTexts();
  const verdict = VERDICTS.find((one) => one === show);
  const code = CODES.find((one) => one === show);
  if (!verdict && !code && show !== 'all') return null;
  const title = verdict ? texts.rows[verdict] : code ? texts.codes[code] : texts.rows.all;
  return (
    <CheckedRows
      key={show}
      title={title}
      asked={{ ...asked, ...(verdict ? { verdict } : {}), ...(code ? { code } : {}) }}
      onClose={onClose}
    />
  );
}

function Answer({ counts, onOpen }: { counts: Counts; onOpen: (show: Verdict | Code | 'all') => void }) {
  const { gate: texts } = useTexts();
  const format = useFormat();
  const { total, allowed, held, blocked, later, reasons } = counts;
  const named = reasons.filter(({ grade }) => grade !== 'warn').reduce((sum, { n }) => sum + n, 0) - held - blocked;
  return (
    <section className={classes.section} aria-live="polite" aria-label={texts.reasons}>
      <p className={classes.words}>
        <strong>{texts.sendable(format.number(allowed), format.number(total))}</strong>
      </p>
      <Figures>
        {(['allowed', 'held', 'blocked'] as const).map((verdict) => (
          <Figure
            key={verdict}
            label={texts.figures[verdict]}
            definition={texts.figureHelp[verdict]}
            value={format.number(counts[verdict])}
            onOpen={() => onOpen(verdict)}
          />
        ))}
      </Figures>
      {later > 0 && <p className={classes.quiet}>{texts.later(format.number(later))}</p>}
      <h2 className={classes.heading}>{texts.reasons}</h2>
      {reasons.length === 0 && <p className={classes.words}>{texts.noReasons}</p>}
      <ul className={classes.list}>
        {reasons.map(({ code, grade, n, alone }) => (
          <li key={code} className={classes.item}>
            <span className={classes.line}>
              <Mark tone={GRADE_MARKS[grade].tone} icon={GRADE_MARKS[grade].icon}>
                {texts.grades[grade]}
              </Mark>
              <span>{texts.codes[code]}</span>
              <Figure inline label={texts.codes[code]} value={texts.people(format.number(n))} onOpen={() => onOpen(code)} />
              {grade !== 'warn' && alone > 0 && alone < n && <span className={classes.quiet}>{texts.alone(format.number(alone))}</span>}
            </span>
            {texts.remedies[code] && <span className={classes.quiet}>{texts.remedies[code]}</span>}
          </li>
        ))}
      </ul>
      {named > 0 && <p className={classes.quiet}>{texts.overlap(format.number(named))}</p>}
    </section>
  );
}
