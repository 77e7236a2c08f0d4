import type Holidays from 'date-holidays';
import { dayIn, moveDay } from '#platform/shared/calendar.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { changesOf } from '../rules/holidays.ts';
import type { Place } from '../schema.ts';
import type { CurrentCalendar } from './calendars.ts';

export interface NamedDay {
  date: string;
  name: string;
}

/** How many years beside this one a calendar is filled for. */
const YEARS_AHEAD = 2;
const MOST_YEARS = 10;
const LANGUAGE = 'en';

let library: Promise<typeof Holidays> | undefined;

/** The data of all countries takes 70 MB, so it is loaded when somebody first asks. */
async function load(): Promise<typeof Holidays> {
  library ??= import('date-holidays').then((module) => module.default);
  return library;
}

/** Of the list itself, not of what every object has. */
const has = (names: object | undefined, code: string) => names !== undefined && Object.hasOwn(names, code);

type Coded = { code: string; name: string }[];

function coded(names: Readonly<Record<string, string>> | undefined): Coded {
  return Object.entries(names ?? {})
    .map(([code, name]) => ({ code, name }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

export async function holidayPlaces(chosen: {
  country?: string | undefined;
  state?: string | undefined;
}): Promise<{ countries: Coded; states: Coded; regions: Coded }> {
  const known = new (await load())();
  const { country, state } = chosen;
  return {
    countries: coded(known.getCountries(LANGUAGE)),
    states: coded(country ? known.getStates(country, LANGUAGE) : undefined),
    regions: coded(country && state ? known.getRegions(country, state, LANGUAGE) : undefined),
  };
}

/** The whole days that are public holidays of a place, ascending; a holiday of several days is several. */
export async function holidaysOf(place: Place, years: { from: number; to: number }): Promise<NamedDay[] | Refusal> {
  if (years.to < years.from || years.to - years.from >= MOST_YEARS)
    return refuse('invalid', `Ask for one to ${MOST_YEARS} years.`, { field: 'toYear' });
  const Known = await load();
  const known = new Known();
  const { country, state, region } = place;
  if (!has(known.getCountries(LANGUAGE), country)) return refuse('invalid', 'Choose a country of the list.', { field: 'place.country' });
  if (state !== null && !has(known.getStates(country, LANGUAGE), state))
    return refuse('invalid', 'Choose a state of the list.', { field: 'place.state' });
  if (region !== null && !(state && has(known.getRegions(country, state, LANGUAGE), region)))
    return refuse('invalid', 'Choose a region of the list.', { field: 'place.region' });
  const list = new Known({ country, ...(state ? { state } : {}), ...(region ? { region } : {}) });
  const days = new Map<string, string>();
  for (let year = years.from; year <= years.to; year++)
    for (const holiday of list.getHolidays(year, LANGUAGE))
      if (holiday.type === 'public') for (const date of datesOf(holiday)) if (!days.has(date)) days.set(date, holiday.name);
  return [...days].map(([date, name]) => ({ date, name })).sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** The local dates of a holiday. One that begins in the evening is that of the next day; one of a few hours is no day off. */
function datesOf({ date, start, end }: { date: string; start: Date; end: Date }): string[] {
  const hours = (end.getTime() - start.getTime()) / 3_600_000;
  const [day = '', time = ''] = date.split(' ');
  if (hours < 20) return [];
  const first = Number(time.slice(0, 2)) >= 12 ? moveDay(day, 1, 'day') : day;
  return Array.from({ length: Math.max(1, Math.round(hours / 24)) }, (_, n) => (first ? moveDay(first, n, 'day') : null)).flatMap(
    (one) => one ?? [],
  );
}

/** What taking the holidays of the calendar’s place again would change, from today on; the past is never touched. */
export async function holidayChanges(calendar: CurrentCalendar, now: string): Promise<{ add: NamedDay[]; remove: NamedDay[] } | Refusal> {
  const today = dayIn(calendar.hours.zone, now);
  if (calendar.place === null) return { add: [], remove: [] };
  const year = Number(today.slice(0, 4));
  const known = await holidaysOf(calendar.place, { from: year, to: year + YEARS_AHEAD });
  return 'refused' in known ? known : changesOf(calendar.days, known, { from: today, to: `${year + YEARS_AHEAD}-12-31` });
}
