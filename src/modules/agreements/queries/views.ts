import { conditionOf, lensOf } from '#modules/criteria/queries/lens.ts';
import { signaturesOn } from '#modules/signatures/queries.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { BusinessCalendar } from '#platform/shared/businesstime.ts';
import { addBusinessMs } from '#platform/shared/businesstime.ts';
import { dayIn, moveDay, startOfDay } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getAgreement, getVersionEffect, readClause } from '../contract/agreement.ts';
import { criteriaInWords, type LabelOf } from '../rules/conditions.ts';
import { bothReadings, calendarInWords, clauseInWords, type Wording } from '../rules/wording.ts';
import { type ClauseInput, isClocked } from '../schema.ts';
import { clausesOf, contentHashOf, stateOf, type VersionRow, versionsOf } from './agreement.ts';
import { type CurrentCalendar, currentCalendars, hoursByCalendar, reachableDue } from './calendars.ts';
import { labelsOf } from './clocks.ts';
import { effectByLine, effectOnOpen } from './effect.ts';

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
  const names = await namesOf(ctx);
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
    openClocks: version.open_clocks,
    calendars: clauses.filter(isClocked).flatMap(({ calendarId }, index, all) => {
      const calendar = calendars.get(calendarId);
      const first = all.findIndex((one) => one.calendarId === calendarId) === index;
      return calendar && first ? [{ id: calendarId, name: calendar.name, text: calendarInWords(calendar.hours) }] : [];
    }),
    clauses: await Promise.all(
      clauses.map(async ({ versionId: _version, ...clause }) => {
        const calendar = isClocked(clause) ? calendars.get(clause.calendarId) : undefined;
        return {
          ...clause,
          calendarName: calendar?.name ?? null,
          reading: calendar ? (calendar.hours.always ? ('calendar' as const) : ('business' as const)) : null,
          ...worded(clause, calendar, names),
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

/** What a text takes from the workspace. */
interface Names {
  labelOf: LabelOf;
  currency: string;
}

/** Two fields of one name are told apart by their keys. */
async function namesOf(ctx: ReadCtx): Promise<Names> {
  const { base_currency: currency } = await ctx.tx
    .selectFrom('workspace')
    .select('base_currency')
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  const { fields } = await lensOf(ctx.tx, unlimited(ctx.scope), 'lead');
  const names = [...fields.values()].map(({ label }) => label);
  const labelOf = (key: string) => {
    const label = fields.get(key)?.label ?? key;
    return names.indexOf(label) === names.lastIndexOf(label) ? label : `${label} (${key})`;
  };
  return { labelOf, currency };
}

function worded(clause: ClauseInput, calendar: CurrentCalendar | undefined, names: Names): Wording {
  const forWhom = criteriaInWords(clause.criteria, names.labelOf);
  return clauseInWords({
    ...clause,
    forWhom,
    currency: names.currency,
    calendar: calendar && { name: calendar.name, hours: calendar.hours },
  });
}

/** What a promise would say, and its hours read both ways. */
export async function readingOf(ctx: ReadCtx, clause: ClauseInput): Promise<OutputOf<typeof readClause> | Refusal> {
  const condition = await conditionOf(ctx.tx, unlimited(ctx.scope), {
    criteria: clause.criteria,
    entity: 'lead',
    row: 't',
    now: ctx.now,
    path: 'clause.criteria',
  });
  if (isRefusal(condition)) return condition;
  const names = await namesOf(ctx);
  if (!isClocked(clause)) return { ...worded(clause, undefined, names), readings: [], businessCalendar: '' };
  const calendars = await currentCalendars(ctx.tx, ctx.scope);
  const calendar = calendars.get(clause.calendarId);
  if (!calendar) return refuse('invalid', 'Choose a calendar of this workspace.', { field: 'clause.calendarId' });
  const business = calendar.hours.always ? [...calendars.values()].find(({ hours }) => !hours.always) : calendar;
  const can = business && reachableDue(business.hours, ctx.now, clause.withinSeconds) !== null;
  return {
    ...worded(clause, calendar, names),
    readings: can ? bothReadings(clause.withinSeconds, business.hours, exampleStarts(business.hours, ctx.now)) : [],
    businessCalendar: business?.name ?? '',
  };
}

/** What the version would do to the clocks that are open, worked out by what does it. */
export async function versionEffect(ctx: ReadCtx, id: string): Promise<OutputOf<typeof getVersionEffect> | Refusal> {
  const version = (await versionsOf(ctx.tx, ctx.scope)).find((one) => one.id === id);
  if (!version) return refuse('not_found', 'This version is not there any more.');
  const lines = await effectByLine(effectOnOpen(ctx.tx, ctx.scope, { versionId: id, now: ctx.now }));
  const labels = await labelsOf(
    ctx.tx,
    ctx.scope,
    lines.flatMap(({ examples }) => examples.map(({ clockId }) => clockId)),
  );
  const named = lines.map((line) => ({
    ...line,
    examples: line.examples.map((one) => ({ ...one, label: labels.get(one.clockId) ?? null })),
  }));
  return { openClocks: version.open_clocks, asOf: ctx.now, lines: named };
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
