import { Button, Group, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { changeCalendar, createCalendar, deleteCalendar, listCalendars } from '#modules/agreements/contract/calendars.ts';
import { ApiProblem } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/agreements/agreements.module.css';
import {
  type Calendar,
  type CalendarInput,
  hoursInWords,
  textOf,
  WEEKDAYS,
  type Weekday,
  windowsOf,
} from '../../parts/agreements/calendar-draft.ts';
import { useCan, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';

/** The hours in which promises run. */
export function CalendarsScreen() {
  const texts = useTexts().agreement.calendars;
  const { data, error, refetch } = useRead(listCalendars, {}, { topics: ['calendar', 'agreement'] });
  const mayWrite = useCan('calendar:write');
  const [editing, setEditing] = useState<Calendar | 'new' | null>(null);
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
          onClose={() => setEditing(null)}
        />
      )}
    </SettingsPage>
  );
}

function CalendarRow({ calendar, mayWrite, onEdit }: { calendar: Calendar; mayWrite: boolean; onEdit: () => void }) {
  const texts = useTexts().agreement.calendars;
  const format = useFormat();
  const toast = useToast();
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
          ...(calendar.holidays.length > 0 ? [texts.holidayCount(format.number(calendar.holidays.length))] : []),
          texts.used(format.number(calendar.clauses), format.number(calendar.openClocks)),
        ].join(' · ')}
      </p>
      {mayWrite && (
        <Group gap="xs">
          <Button size="compact-sm" variant="default" onClick={onEdit} aria-label={texts.edit(calendar.name)}>
            {texts.edit('').trim()}
          </Button>
          {calendar.clauses === 0 && (
            <Button size="compact-sm" variant="subtle" onClick={() => void away()}>
              {texts.remove}
            </Button>
          )}
        </Group>
      )}
    </li>
  );
}

interface Values {
  name: string;
  zone: string;
  always: boolean;
  days: Record<Weekday, string>;
  holidays: string;
}

function valuesOf(calendar: Calendar | null, zone: string): Values {
  const days = Object.fromEntries(
    WEEKDAYS.map((day) => [day, calendar ? textOf(calendar.windows[day]) : Number(day) <= 5 ? '09:00–17:00' : '']),
  ) as Values['days'];
  return {
    name: calendar?.name ?? '',
    zone: calendar?.zone ?? zone,
    always: calendar?.always ?? false,
    days,
    holidays: (calendar?.holidays ?? []).join('\n'),
  };
}

function inputOf({ name, zone, always, days, holidays }: Values): CalendarInput {
  const windows = Object.fromEntries(
    WEEKDAYS.flatMap((day) => {
      const list = windowsOf(days[day]) ?? [];
      return list.length > 0 && !always ? [[day, list]] : [];
    }),
  );
  const days_off = holidays
    .split(/[\s,;]+/)
    .map((day) => day.trim())
    .filter(Boolean);
  return { name, zone, always, windows, holidays: always ? [] : days_off };
}

/** The server names a window (`windows.1[0]`); the form has one field for the day. */
function renamed(problem: ApiProblem): ApiProblem {
  const errors = problem.errors.map(({ field, message }) => ({
    field: field
      .replace(/^windows\.(\d).*$/, 'days.$1')
      .replace(/^holidays\[.*$/, 'holidays')
      .replace(/^windows$/, 'days.1'),
    message,
  }));
  return new ApiProblem({ status: problem.status, code: problem.code, message: problem.message, errors });
}

function CalendarForm({ calendar, onClose }: { calendar: Calendar | null; onClose: () => void }) {
  const texts = useTexts().agreement.calendars;
  const { workspace } = useSession();
  const toast = useToast();
  const options = { invalidates: ['calendar', 'agreement'] };
  const create = useWrite(createCalendar, options);
  const change = useWrite(changeCalendar, options);
  const form = useForm<Values>({
    initialValues: valuesOf(calendar, workspace.timeZone),
    validate: { days: Object.fromEntries(WEEKDAYS.map((day) => [day, (text: string) => (windowsOf(text) ? null : texts.notATime)])) },
  });
  const submit = async (values: Values) => {
    const input = inputOf(values);
    try {
      await (calendar ? change.mutateAsync({ id: calendar.id, ...input }) : create.mutateAsync(input));
    } catch (problem) {
      throw problem instanceof ApiProblem ? renamed(problem) : problem;
    }
    onClose();
    toast.done(texts.saved);
  };
  return (
    <SideForm
      title={calendar ? texts.edit(calendar.name) : texts.add}
      opened
      onClose={onClose}
      form={form}
      onSubmit={submit}
      action={texts.save}
      draft={`calendar.${calendar?.id ?? 'new'}`}
    >
      <TextInput label={texts.name} required data-autofocus maxLength={120} {...form.getInputProps('name')} />
      <TextInput label={texts.zone} required maxLength={64} {...form.getInputProps('zone')} />
      <Switch label={texts.always} {...form.getInputProps('always', { type: 'checkbox' })} />
      {!form.values.always && (
        <>
          <p className={classes.quiet}>{texts.windowsHelp}</p>
          {WEEKDAYS.map((day, index) => (
            <TextInput
              key={day}
              label={texts.days[index]}
              aria-label={texts.windows(texts.days[index] ?? day)}
              {...form.getInputProps(`days.${day}`)}
            />
          ))}
          <Textarea label={texts.holidays} description={texts.holidaysHelp} autosize minRows={3} {...form.getInputProps('holidays')} />
        </>
      )}
    </SideForm>
  );
}
