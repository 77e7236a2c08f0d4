import { conditionOf, lensOf } from '#modules/criteria/queries/lens.ts';
import { signaturesOn } from '#modules/signatures/queries.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { BusinessCalendar } from '#platform/shared/businesstime.ts';
import { addBusinessMs } from '#platform/shared/businesstime.ts';
import { dayIn, moveDay, startOfDay } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getAgreement, readClause } from '../contract/agreement.ts';
import { criteriaInWords, type LabelOf } from '../rules/conditions.ts';
import { bothReadings, clauseInWords } from '../rules/wording.ts';
import type { ClauseInput } from '../schema.ts';
import { clausesOf, contentHashOf, stateOf, type VersionRow, versionsOf } from './agreement.ts';
import { type CurrentCalendar, currentCalendars, hoursByCalendar } from './calendars.ts';

type Shown = Pick<OutputOf<typeof getAgreement>, 'version' | 'versions'>;

/** The version asked for, else the one in force, else the newest. */
export async function readAgreement(ctx: ReadCtx, number?: number): Promise<Shown | Refusal> {
  const versions = await versionsOf(ctx.tx, ctx.scope);
  const inForce = versions.find((one) => stateOf(one, ctx.now) === 'in_force');
  const chosen = number === undefined ? (inForce ?? versions[0]) : versions.find((one) => one.number === number);
  if (number !== undefined && !chosen) return refuse('not_found', 'There is no such version of the agreement.');
  return {
    version: chosen ? await shownVersion(ctx, chosen) : null,
    versions: versions.map((one) => ({
      id: one.id,
      number: one.number,
      title: one.title,
      state: stateOf(one, ctx.now),
      inForceAt: one.in_force_at,
    })),
  };
}

async function shownVersion(ctx: ReadCtx, version: VersionRow): Promise<NonNullable<Shown['version']>> {
  const clauses = await clausesOf(ctx.tx, ctx.scope, version.id);
  // Calendars that were put away are still those of older versions.
  const calendars = await hoursByCalendar(ctx.tx, ctx.scope);
  const labelOf = await labels(ctx);
  return {
    id: version.id,
    number: version.number,
    title: version.title,
    state: stateOf(version, ctx.now),
    effectiveOn: version.effective_on,
    inForceAt: version.in_force_at,
    supersededAt: version.superseded_at,
    note: version.note,
    createdAt: version.created_at,
    contentHash: contentHashOf(version, clauses),
    signatures: await signaturesOn(ctx.tx, ctx.scope, { subject: 'agreement', id: version.id }),
    clauses: await Promise.all(
      clauses.map(async ({ versionId: _version, ...clause }) => {
        const calendar = calendars.get(clause.calendarId);
        return {
          ...clause,
          calendarName: calendar?.name ?? '',
          reading: calendar?.hours.always ? ('calendar' as const) : ('business' as const),
          text: calendar ? worded(clause, calendar, labelOf) : '',
          problem: await problemOf(ctx, clause),
        };
      }),
    ),
  };
}

/** A field that was removed leaves a clause that nobody can judge; better said than silently skipped. */
async function problemOf(ctx: ReadCtx, clause: ClauseInput): Promise<string | null> {
  if (clause.criteria.of.length === 0) return null;
  const condition = await conditionOf(ctx.tx, unlimited(ctx.scope), { criteria: clause.criteria, entity: 'lead', row: 't', now: ctx.now });
  return isRefusal(condition) ? condition.message : null;
}

async function labels(ctx: ReadCtx): Promise<LabelOf> {
  const { fields } = await lensOf(ctx.tx, unlimited(ctx.scope), 'lead');
  return (key) => fields.get(key)?.label ?? key;
}

function worded(clause: ClauseInput, calendar: CurrentCalendar, labelOf: LabelOf): string {
  return clauseInWords({
    ...clause,
    forWhom: criteriaInWords(clause.criteria, labelOf),
    calendar: calendar.hours,
    calendarName: calendar.name,
  });
}

/** What a promise would say, and its hours read both ways. */
export async function readingOf(ctx: ReadCtx, clause: ClauseInput): Promise<OutputOf<typeof readClause> | Refusal> {
  const calendars = await currentCalendars(ctx.tx, ctx.scope);
  const calendar = calendars.get(clause.calendarId);
  if (!calendar) return refuse('invalid', 'Choose a calendar of this workspace.', { field: 'clause.calendarId' });
  const condition = await conditionOf(ctx.tx, unlimited(ctx.scope), {
    criteria: clause.criteria,
    entity: 'lead',
    row: 't',
    now: ctx.now,
    path: 'clause.criteria',
  });
  if (isRefusal(condition)) return condition;
  const business = calendar.hours.always ? [...calendars.values()].find(({ hours }) => !hours.always) : calendar;
  return {
    text: worded(clause, calendar, await labels(ctx)),
    readings: business ? bothReadings(clause.withinSeconds, business.hours, exampleStarts(business.hours, ctx.now)) : [],
    businessCalendar: business?.name ?? '',
  };
}

/** Next week's Tuesday at ten, its Friday at four, its Saturday at noon, in the calendar's zone: where the two readings part. */
function exampleStarts(calendar: BusinessCalendar, now: string): string[] {
  const today = dayIn(calendar.zone, now);
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay() || 7;
  const at = (day: number, hour: number) => {
    const date = moveDay(today, 8 - weekday + day - 1, 'day') ?? today;
    return new Date(
      addBusinessMs(Date.parse(startOfDay(calendar.zone, date)), hour * 3_600_000, { ...calendar, always: true }),
    ).toISOString();
  };
  return [at(2, 10), at(5, 16), at(6, 12)];
}
