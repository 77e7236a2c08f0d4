import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { deleteCalendar, listCalendars } from '#modules/agreements/contract/calendars.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/agreements/agreements.module.css';
import { CalendarForm } from '../../parts/agreements/CalendarForm.tsx';
import { type Calendar, hoursInWords } from '../../parts/agreements/calendar-draft.ts';
import { TryCalendar } from '../../parts/agreements/TryCalendar.tsx';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';

const DEFAULTS = { holidays: '' };

/** The hours in which promises run. */
export function CalendarsScreen() {
  const texts = useTexts().agreement.calendars;
  const { data, error, refetch } = useRead(listCalendars, {}, { topics: ['calendar', 'agreement'] });
  const mayWrite = useCan('calendar:write');
  const [state, changeState] = useUrlState(DEFAULTS);
  const [chosen, setEditing] = useState<Calendar | 'new' | null>(null);
  // A notice about the holidays of a calendar opens it.
  const noticed = mayWrite ? data?.items.find(({ id }) => id === state.holidays) : undefined;
  const editing = chosen ?? noticed ?? null;
  return (
    <SettingsPage
      title={texts.title}
      lead={texts.lead}
      narrow
      actions={mayWrite && <Button onClick={() => setEditing('new')}>{texts.add}</Button>}
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      <ul className={classes.clauses}>
        {data?.items.map((calendar) => (
          <CalendarRow key={calendar.id} calendar={calendar} mayWrite={mayWrite} onEdit={() => setEditing(calendar)} />
        ))}
      </ul>
      {editing && (
        <CalendarForm
          key={editing === 'new' ? 'new' : editing.id}
          calendar={editing === 'new' ? null : editing}
          onClose={() => {
            setEditing(null);
            changeState({ holidays: '' });
          }}
        />
      )}
    </SettingsPage>
  );
}

function CalendarRow({ calendar, mayWrite, onEdit }: { calendar: Calendar; mayWrite: boolean; onEdit: () => void }) {
  const texts = useTexts().agreement.calendars;
  const format = useFormat();
  const toast = useToast();
  const [trying, setTrying] = useState(false);
  const remove = useWrite(deleteCalendar, { invalidates: ['calendar'] });
  const away = () => remove.mutateAsync({ id: calendar.id }).then(() => toast.done(texts.removed(calendar.name)), toast.problem);
  return (
    <li className={classes.clause}>
      <div className={classes.top}>
        <h2 className={classes.name}>{calendar.name}</h2>
        <Mark>{calendar.zone}</Mark>
      </div>
      <p className={classes.text}>{calendar.always ? texts.alwaysShort : hoursInWords(calendar.windows, texts.shortDays).join(' · ')}</p>
      <p className={classes.quiet}>
        {[
          ...(calendar.days.length > 0 ? [texts.holidayCount(format.number(calendar.days.length))] : []),
          texts.used(format.number(calendar.clauses), format.number(calendar.openClocks)),
        ].join(' · ')}
      </p>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={trying}
          onClick={() => setTrying(!trying)}
          aria-label={texts.tryOne(calendar.name)}
        >
          {texts.try}
        </Button>
        {mayWrite && (
          <>
            <Button size="compact-sm" variant="default" onClick={onEdit} aria-label={texts.edit(calendar.name)}>
              {texts.edit('').trim()}
            </Button>
            {calendar.clauses === 0 && (
              <Button size="compact-sm" variant="subtle" onClick={() => void away()}>
                {texts.remove}
              </Button>
            )}
          </>
        )}
      </Group>
      {trying && <TryCalendar id={calendar.id} />}
    </li>
  );
}
