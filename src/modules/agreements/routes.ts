import { signsFor } from '#modules/signatures/queries.ts';
import { accountableOf } from '#modules/team/queries/people.ts';
import { type Route, route } from '#platform/http/route.ts';
import { refuse } from '#platform/shared/refusal.ts';
import { discardAgreement, draftAgreement, proposeAgreement, signAgreement, writeAgreement } from './commands/agreement.ts';
import { changeCalendar, createCalendar, deleteCalendar } from './commands/calendars.ts';
import { excuseClock, pauseClock, resumeClock } from './commands/decisions.ts';
import * as agreement from './contract/agreement.ts';
import * as calendars from './contract/calendars.ts';
import * as clocks from './contract/clocks.ts';
import * as measures from './contract/measures.ts';
import * as owed from './contract/owed.ts';
import { calendarUse, currentCalendars, dueUnder, elapsedUnder } from './queries/calendars.ts';
import { clockWithEvents, listClocks } from './queries/clocks.ts';
import { holidayChanges, holidayPlaces, holidaysOf } from './queries/holidays.ts';
import { measureRows, readMeasures } from './queries/measures.ts';
import { owedRows, readOwed } from './queries/owed.ts';
import { restRows, restsIn } from './queries/rests.ts';
import { readAgreement, readingOf, versionEffect } from './queries/views.ts';

export const routes: Route[] = [
  route(calendars.listCalendars, async ({ tx, scope, now }) => {
    const use = await calendarUse(tx, scope, now);
    const items = [...(await currentCalendars(tx, scope)).values()].map(({ id, name, hours, windows, days, place }) => ({
      id,
      name,
      zone: hours.zone,
      windows,
      days,
      place,
      always: hours.always,
      ...(use.get(id) ?? { clauses: 0, openClocks: 0 }),
    }));
    return { items };
  }),
  route(calendars.createCalendar, createCalendar),
  route(calendars.changeCalendar, changeCalendar),
  route(calendars.deleteCalendar, (ctx, { id }) => deleteCalendar(ctx, id)),

  route(calendars.getDue, ({ tx, scope }, input) => dueUnder(tx, scope, input)),
  route(calendars.getElapsed, ({ tx, scope }, input) => elapsedUnder(tx, scope, input)),
  route(calendars.listHolidayPlaces, (_ctx, input) => holidayPlaces(input)),
  route(calendars.listHolidays, async (_ctx, { place, fromYear, toYear }) => {
    const days = await holidaysOf(place, { from: fromYear, to: toYear });
    return 'refused' in days ? days : { days };
  }),
  route(calendars.getHolidayChanges, async ({ tx, scope, now }, { id }) => {
    const calendar = (await currentCalendars(tx, scope)).get(id);
    return calendar ? holidayChanges(calendar, now) : refuse('not_found', 'This calendar is not there any more.');
  }),

  route(agreement.getAgreement, async (ctx, { number }) => {
    const shown = await readAgreement(ctx, number);
    return 'refused' in shown
      ? shown
      : {
          ...shown,
          signsFor: await signsFor(ctx, 'agreement:sign'),
          mayWrite: ctx.scope.permissions.has('agreement:write'),
          accountable: await accountableOf(ctx.tx, ctx.scope),
        };
  }),
  route(agreement.draftAgreement, draftAgreement),
  route(agreement.writeAgreement, writeAgreement),
  route(agreement.discardAgreement, (ctx, { id }) => discardAgreement(ctx, id)),
  route(agreement.proposeAgreement, (ctx, { id }) => proposeAgreement(ctx, id)),
  route(agreement.signAgreement, signAgreement),
  route(agreement.getVersionEffect, (ctx, { id }) => versionEffect(ctx, id)),
  route(measures.getMeasures, readMeasures),
  route(measures.listMeasureRows, measureRows),
  route(owed.getOwed, readOwed),
  route(owed.listOwed, owedRows),
  route(agreement.readClause, (ctx, { clause }) => readingOf(ctx, clause)),

  route(clocks.listClocks, ({ tx, scope, now }, input) => listClocks(tx, scope, { ...input, now })),
  route(clocks.getClock, async ({ tx, scope, now }, { id }) => {
    return (
      (await clockWithEvents(tx, scope, { id, now })) ??
      refuse('not_found', 'This clock is not there any more, or its lead is not yours to see.')
    );
  }),
  route(clocks.getRests, restsIn),
  route(clocks.listRests, restRows),
  route(clocks.pauseClock, pauseClock),
  route(clocks.resumeClock, (ctx, { id }) => resumeClock(ctx, id)),
  route(clocks.excuseClock, excuseClock),
];
