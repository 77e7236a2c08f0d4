import { Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { changeCalendar, createCalendar } from '#modules/agreements/contract/calendars.ts';
import { ApiProblem } from '../../api.ts';
import { useWrite } from '../../data.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './agreements.module.css';
import { type Calendar, type CalendarDraft, draftOf, inputOf, WEEKDAYS, windowsOf } from './calendar-draft.ts';
import { HolidayPicker } from './HolidayPicker.tsx';
import { SpecialDays } from './SpecialDays.tsx';

/** The server names a window (`windows.1[0]`, `days[3].windows[0]`); the form has one field for the hours of a day. */
function renamed(problem: ApiProblem): ApiProblem {
  const errors = problem.errors.map(({ field, message }) => ({
    field: field
      .replace(/^windows\.(\d).*$/, 'days.$1')
      .replace(/^days\[(\d+)\]\.windows.*$/, 'special.$1.hours')
      .replace(/^days\[(\d+)\]/, 'special.$1')
      .replace(/^windows$/, 'days.1'),
    message,
  }));
  return new ApiProblem({ status: problem.status, code: problem.code, message: problem.message, errors });
}

/** The hours of one calendar: zone, windows by weekday, holidays of a place, days by hand. */
export function CalendarForm({ calendar, onClose }: { calendar: Calendar | null; onClose: () => void }) {
  const texts = useTexts().agreement.calendars;
  const { workspace } = useSession();
  const toast = useToast();
  const options = { invalidates: ['calendar', 'agreement'] };
  const create = useWrite(createCalendar, options);
  const change = useWrite(changeCalendar, options);
  const times = (text: string) => (windowsOf(text) ? null : texts.notATime);
  const form = useForm<CalendarDraft>({
    initialValues: draftOf(calendar, workspace.timeZone),
    validate: {
      days: Object.fromEntries(WEEKDAYS.map((day) => [day, times])),
      special: { date: (date: string) => (date === '' ? texts.noDate : null), hours: times },
    },
  });
  const submit = async (values: CalendarDraft) => {
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
          <HolidayPicker form={form} calendarId={calendar?.place ? calendar.id : null} />
          <SpecialDays form={form} />
        </>
      )}
    </SideForm>
  );
}
