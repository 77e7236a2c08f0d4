import { ActionIcon, Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { getCalendar } from '#modules/calendar/contract/calendar.ts';
import { AUDIENCES, type EntryKind, GROUPS, SENDERS } from '#modules/calendar/schema.ts';
import { listOffers } from '#modules/offers/contract/offers.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { BlitzForm } from '../../parts/calendar/BlitzForm.tsx';
import classes from '../../parts/calendar/calendar.module.css';
import { type CalendarView, moved, weeksOf } from '../../parts/calendar/days.ts';
import { EntryLine, entryKey } from '../../parts/calendar/EntryLine.tsx';
import { Agenda, Grid } from '../../parts/calendar/Grid.tsx';
import { Overlaps } from '../../parts/calendar/Overlaps.tsx';
import { PostalForm } from '../../parts/calendar/PostalForm.tsx';
import gateClasses from '../../parts/gate/gate.module.css';
import { useUrlState } from '../../place.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { day: '', view: 'month' as string, side: '', offer: '', audience: '', group: '' };
type State = typeof DEFAULTS;
const TOPICS = [
  'send',
  'postal',
  'offer',
  'campaign',
  'track',
  'blitz',
  'meeting',
  'agreement',
  'profile',
  'threshold',
  'plan',
  'decision',
];
/** What runs for days stands above the days. */
const SPANNED: readonly EntryKind[] = ['offer', 'campaign', 'blitz'];
const DAY = /^\d{4}-\d\d-\d\d$/;

/** What both teams have sent and plan to send, to whom two plans would both go. */
export function CalendarScreen() {
  const { calendar: texts } = useTexts();
  const format = useFormat();
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false }) ?? false;
  const today = format.dayKey(new Date(useNow()));
  const [state, change] = useUrlState(DEFAULTS);
  const [planning, setPlanning] = useState<'letter' | 'blitz' | null>(null);
  const day = DAY.test(state.day) ? state.day : today;
  const view: CalendarView = state.view === 'week' ? 'week' : 'month';
  const weeks = weeksOf(day, view);
  const span = { from: weeks[0]?.[0] ?? day, to: weeks.at(-1)?.at(-1) ?? day };
  const asked = {
    ...span,
    ...one('side', SENDERS, state.side),
    ...one('audience', AUDIENCES, state.audience),
    ...one('group', GROUPS, state.group),
    ...(state.offer ? { offerId: state.offer } : {}),
  };
  const { data, error, refetch } = useRead(getCalendar, asked, { topics: TOPICS, keep: true });
  const points = data?.items.filter(({ kind }) => !SPANNED.includes(kind)) ?? [];
  const spans = data?.items.filter(({ kind }) => SPANNED.includes(kind)) ?? [];
  const begin = [day, today].toSorted().at(-1) ?? today;
  const title = useSpanTitle(day, view, span);
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        data?.mayPlan && (
          <>
            <Button variant="default" onClick={() => setPlanning('blitz')}>
              {texts.planBlitz}
            </Button>
            <Button onClick={() => setPlanning('letter')}>{texts.planLetter}</Button>
          </>
        )
      }
    >
      <Tools state={{ ...state, day, view }} title={title} onChange={(next) => void change(next)} />
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {spans.length > 0 && (
        <section className={gateClasses.section} aria-label={texts.runs}>
          <h2 className={gateClasses.heading}>{texts.runs}</h2>
          <ul className={classes.entries}>
            {spans.map((entry) => (
              <EntryLine key={entryKey(entry)} entry={entry} spanned />
            ))}
          </ul>
        </section>
      )}
      {data && points.length === 0 && (phone || spans.length === 0) && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      {data && phone && <Agenda entries={points} />}
      {data && !phone && (
        <Grid
          weeks={weeks}
          entries={points}
          {...(view === 'month' ? { month: day.slice(0, 7) } : {})}
          today={today}
          label={texts.grid(title)}
        />
      )}
      <div className={gateClasses.section} />
      <Overlaps span={span} />
      {planning === 'letter' && <PostalForm day={begin} onClose={() => setPlanning(null)} />}
      {planning === 'blitz' && <BlitzForm day={begin} onClose={() => setPlanning(null)} />}
    </Page>
  );
}

function one<Name extends string, Value extends string>(name: Name, values: readonly Value[], value: string): { [key in Name]?: Value } {
  const found = values.find((known) => known === value);
  return (found === undefined ? {} : { [name]: found }) as { [key in Name]?: Value };
}

function useSpanTitle(day: string, view: CalendarView, span: { from: string; to: string }): string {
  const { calendar: texts } = useTexts();
  const format = useFormat();
  const { locale } = useReader();
  if (view === 'week') return texts.span(format.date(span.from), format.date(span.to));
  return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

function Tools({
  state,
  title,
  onChange,
}: {
  state: State & { view: CalendarView };
  title: string;
  onChange: (next: Partial<State>) => void;
}) {
  const { calendar: texts, gate, ui } = useTexts();
  const offers = useRead(listOffers, {}, { topics: ['offer'] });
  const { day, view } = state;
  return (
    <div className={classes.tools}>
      <ActionIcon variant="default" size={34} aria-label={texts.before} onClick={() => onChange({ day: moved(day, view, -1) })}>
        <IconChevronLeft size={16} />
      </ActionIcon>
      <ActionIcon variant="default" size={34} aria-label={texts.after} onClick={() => onChange({ day: moved(day, view, 1) })}>
        <IconChevronRight size={16} />
      </ActionIcon>
      <Button variant="default" onClick={() => onChange({ day: '' })}>
        {texts.today}
      </Button>
      <h2 className={classes.title} aria-live="polite">
        {title}
      </h2>
      <SegmentedControl
        aria-label={texts.view}
        data={(['month', 'week'] as const).map((value) => ({ value, label: texts.views[value] }))}
        value={view}
        onChange={(next) => onChange({ view: next })}
      />
      <NativeSelect
        aria-label={texts.group}
        data={[{ value: '', label: texts.anyGroup }, ...GROUPS.map((value) => ({ value, label: texts.groups[value] }))]}
        value={state.group}
        onChange={(event) => onChange({ group: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={texts.team}
        data={[{ value: '', label: texts.bothTeams }, ...SENDERS.map((value) => ({ value, label: ui.sides[value] }))]}
        value={state.side}
        onChange={(event) => onChange({ side: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={texts.offer}
        data={[{ value: '', label: texts.anyOffer }, ...(offers.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        value={state.offer}
        onChange={(event) => onChange({ offer: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={texts.writtenFor}
        data={[{ value: '', label: texts.anybody }, ...AUDIENCES.map((value) => ({ value, label: gate.audiences[value] }))]}
        value={state.audience}
        onChange={(event) => onChange({ audience: event.currentTarget.value })}
      />
    </div>
  );
}
