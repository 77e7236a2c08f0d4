import { z } from 'zod';
import { Day, Done, endpoint, Id, Instant } from '#modules/team/schema.ts';
import { CalendarHours, Place } from '../schema.ts';

const Name = z.string().trim().min(1, 'Name the calendar.').max(120);

export const listCalendars = endpoint({
  name: 'listCalendars',
  method: 'GET',
  path: '/calendars',
  input: z.object({}),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        name: z.string(),
        ...CalendarHours,
        /** Promises in force or being written that run on it. */
        clauses: z.int(),
        /** Clocks that are running on it now. */
        openClocks: z.int(),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'The calendars on which promises run.',
});

export const createCalendar = endpoint({
  name: 'createCalendar',
  method: 'POST',
  path: '/calendars',
  input: z.object({ name: Name, ...CalendarHours }),
  output: z.object({ id: Id }),
  permission: 'calendar:write',
  summary: 'Makes a calendar: a time zone, several windows a day, holidays.',
});

/** Clocks that are running keep the hours they were started under. Whoever signed a promise on it is told. */
export const changeCalendar = endpoint({
  name: 'changeCalendar',
  method: 'PUT',
  path: '/calendars/:id',
  input: z.object({ id: Id, name: Name, ...CalendarHours }),
  output: Done,
  permission: 'calendar:write',
  summary: 'Changes a calendar for clocks that start from now on.',
});

export const deleteCalendar = endpoint({
  name: 'deleteCalendar',
  method: 'DELETE',
  path: '/calendars/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'calendar:write',
  summary: 'Puts a calendar away that no promise runs on.',
});

export const getDue = endpoint({
  name: 'getDue',
  method: 'GET',
  path: '/calendars/:id/due',
  input: z.object({ id: Id, from: Instant, seconds: z.int().min(0).max(31_622_400) }),
  output: z.object({ due: Instant }),
  permission: 'record:read',
  summary: 'When something is due that starts at an instant. Landing exactly on closing time is due at closing time, not the next morning.',
});

export const getElapsed = endpoint({
  name: 'getElapsed',
  method: 'GET',
  path: '/calendars/:id/elapsed',
  input: z.object({ id: Id, from: Instant, to: Instant }),
  /** Negative where `to` is before `from`. */
  output: z.object({ seconds: z.number() }),
  permission: 'record:read',
  summary: 'The time of a calendar between two instants, in seconds.',
});

const Coded = z.array(z.object({ code: z.string(), name: z.string() }));

export const listHolidayPlaces = endpoint({
  name: 'listHolidayPlaces',
  method: 'GET',
  path: '/holidays/places',
  input: z.object({ country: Place.shape.country.optional(), state: Place.shape.country.optional() }),
  output: z.object({ countries: Coded, states: Coded, regions: Coded }),
  permission: 'record:read',
  summary: 'Countries whose public holidays are known, and the states and regions of a chosen one.',
});

export const listHolidays = endpoint({
  name: 'listHolidays',
  method: 'GET',
  path: '/holidays',
  input: z.object({ place: Place, fromYear: z.int().min(1970).max(2100), toYear: z.int().min(1970).max(2100) }),
  output: z.object({ days: z.array(z.object({ date: Day, name: z.string() })) }),
  permission: 'record:read',
  summary: 'The public holidays of a place, year by year, at most ten years at once.',
});

export const getHolidayChanges = endpoint({
  name: 'getHolidayChanges',
  method: 'GET',
  path: '/calendars/:id/holiday-changes',
  input: z.object({ id: Id }),
  output: z.object({
    /** Public holidays of the coming years that the calendar does not have. */
    add: z.array(z.object({ date: Day, name: z.string() })),
    /** Days to come that were taken from the list of the place, and are not in it any more. */
    remove: z.array(z.object({ date: Day, name: z.string() })),
  }),
  permission: 'record:read',
  summary: 'What would change if the public holidays of the calendar’s place were taken again. Nothing changes until somebody saves it.',
});
