import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import { useTexts } from '../../texts/texts.ts';
import classes from './agreements.module.css';
import type { CalendarDraft } from './calendar-draft.ts';

/** Days off and half days, one per line: added, renamed, taken out by hand. */
export function SpecialDays({ form }: { form: UseFormReturnType<CalendarDraft> }) {
  const texts = useTexts().agreement.calendars;
  return (
    <fieldset className={classes.plain}>
      <legend className={classes.name}>{texts.holidays}</legend>
      <p className={classes.quiet}>{texts.holidaysHelp}</p>
      {form.values.special.map((day, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing but its place while its date is typed
        <div key={place} className={classes.specialDay}>
          <TextInput size="xs" type="date" aria-label={texts.dayDate(day.name)} {...form.getInputProps(`special.${place}.date`)} />
          <TextInput size="xs" aria-label={texts.dayName(day.date)} maxLength={120} {...form.getInputProps(`special.${place}.name`)} />
          <TextInput
            size="xs"
            aria-label={texts.dayHours(day.date)}
            placeholder={texts.closed}
            {...form.getInputProps(`special.${place}.hours`)}
          />
          <ActionIcon
            variant="subtle"
            size="lg"
            aria-label={texts.removeDay(day.name || day.date)}
            onClick={() => form.removeListItem('special', place)}
          >
            <IconTrash size={18} stroke={1.6} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => form.insertListItem('special', { date: '', name: '', hours: '', from: 'hand' })}
      >
        {texts.addDay}
      </Button>
    </fieldset>
  );
}
