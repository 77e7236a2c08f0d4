import { Button, NativeSelect } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { getHolidayChanges, listHolidayPlaces, listHolidays } from '#modules/agreements/contract/calendars.ts';
import { call } from '../../api.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import classes from './agreements.module.css';
import { type CalendarDraft, withHolidays } from './calendar-draft.ts';

/** This year and the two after it. */
const YEARS_AHEAD = 2;

interface HolidayPickerProps {
  form: UseFormReturnType<CalendarDraft>;
  /** A calendar that has a place already: what its list would change now is shown. */
  calendarId: string | null;
}

/** Fills the days off with the public holidays of a country, state and region. They become days of the calendar: no list changes them later. */
export function HolidayPicker({ form, calendarId }: HolidayPickerProps) {
  const texts = useTexts().agreement.calendars;
  const toast = useToast();
  const year = new Date(useNow()).getUTCFullYear();
  const [taking, setTaking] = useState(false);
  const { place, special } = form.values;
  const asked = place ? { country: place.country, ...(place.state ? { state: place.state } : {}) } : {};
  const { data: places } = useRead(listHolidayPlaces, asked, { keep: true });
  const choices = (list: readonly { code: string; name: string }[] | undefined, none: string) => [
    { value: '', label: none },
    ...(list ?? []).map(({ code, name }) => ({ value: code, label: name })),
  ];
  const take = async () => {
    if (!place) return;
    setTaking(true);
    try {
      const { days } = await call(listHolidays, { place, fromYear: year, toYear: year + YEARS_AHEAD });
      // Another place: what the list of the one before gave for these years goes.
      const stale = special.filter(({ date, from }) => from === 'library' && date >= `${year}-01-01`);
      form.setFieldValue('special', withHolidays(special, { add: days, remove: stale }));
    } catch (problem) {
      toast.problem(problem);
    }
    setTaking(false);
  };
  return (
    <fieldset className={classes.plain}>
      <legend className={classes.name}>{texts.publicHolidays}</legend>
      <div className={classes.row}>
        <NativeSelect
          className={classes.grow}
          label={texts.country}
          value={place?.country ?? ''}
          onChange={({ currentTarget: { value } }) =>
            form.setFieldValue('place', value ? { country: value, state: null, region: null } : null)
          }
          data={choices(places?.countries, texts.noPlace)}
        />
        {place && (places?.states.length ?? 0) > 0 && (
          <NativeSelect
            className={classes.grow}
            label={texts.state}
            value={place.state ?? ''}
            onChange={({ currentTarget: { value } }) => form.setFieldValue('place', { ...place, state: value || null, region: null })}
            data={choices(places?.states, texts.whole)}
          />
        )}
        {place?.state && (places?.regions.length ?? 0) > 0 && (
          <NativeSelect
            className={classes.grow}
            label={texts.region}
            value={place.region ?? ''}
            onChange={({ currentTarget: { value } }) => form.setFieldValue('place', { ...place, region: value || null })}
            data={choices(places?.regions, texts.whole)}
          />
        )}
      </div>
      {place && (
        <Button variant="default" size="compact-sm" loading={taking} onClick={() => void take()}>
          {texts.take(String(year), String(year + YEARS_AHEAD))}
        </Button>
      )}
      {calendarId && <Changes form={form} calendarId={calendarId} />}
      <p className={classes.quiet}>{texts.attribution}</p>
    </fieldset>
  );
}

function Changes({ form, calendarId }: { form: HolidayPickerProps['form']; calendarId: string }) {
  const texts = useTexts().agreement.calendars;
  const format = useFormat();
  const { data } = useRead(getHolidayChanges, { id: calendarId }, { topics: ['calendar'] });
  const has = new Set(form.values.special.map(({ date }) => date));
  const add = data?.add.filter(({ date }) => !has.has(date)) ?? [];
  const remove = data?.remove.filter(({ date }) => has.has(date)) ?? [];
  if (add.length + remove.length === 0) return null;
  const named = (days: readonly { date: string; name: string }[]) =>
    days.map(({ date, name }) => `${format.date(date)} ${name}`).join(', ');
  return (
    <div className={classes.reading}>
      <p className={classes.text}>{texts.changed(format.number(add.length), format.number(remove.length))}</p>
      {add.length > 0 && <p className={classes.quiet}>{texts.toAdd(named(add))}</p>}
      {remove.length > 0 && <p className={classes.quiet}>{texts.toRemove(named(remove))}</p>}
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => form.setFieldValue('special', withHolidays(form.values.special, { add, remove }))}
      >
        {texts.takeChanges}
      </Button>
    </div>
  );
}
