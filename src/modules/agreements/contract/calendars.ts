import { z } from 'zod';
import { Done, endpoint, Id } from '#modules/team/schema.ts';
import { CalendarHours } from '../schema.ts';

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
