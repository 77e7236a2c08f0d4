import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { type FieldError, isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { ClauseRow } from '../queries/agreement.ts';
import { type CurrentCalendar, currentCalendars, reachableDue } from '../queries/calendars.ts';
import {
  AMOUNT_MEASURES,
  type ClauseInput,
  type ClockClause,
  isClocked,
  type MeasureClause,
  type Party,
  passOnsOf,
  SHARE_MEASURES,
  START_TERMS,
  TIMED_MEASURES,
} from '../schema.ts';

export function asInput({ id: _id, versionId: _version, ...clause }: ClauseRow): ClauseInput {
  return clause;
}

/** The columns that the family of a clause fills. */
function termsIn(clause: ClauseInput) {
  if (isClocked(clause))
    return {
      starts_when: clause.startsWhen,
      proof: [...new Set<string>(clause.proof)],
      least_evidence: clause.leastEvidence,
      within_seconds: clause.withinSeconds,
      calendar_id: clause.calendarId,
      escalation: JSON.stringify(clause.escalation),
      target: clause.target,
      ...(clause.family === 'depth' ? { attempts: clause.attempts, channels: clause.channels } : {}),
    };
  const measured = { measure: clause.measure, period: clause.period };
  if (clause.family === 'amount') return { ...measured, amount: clause.amount };
  return { ...measured, within_seconds: clause.withinSeconds, required: [...new Set<string>(clause.required)], target: clause.target };
}

/** `after`: how many promises the version has already. */
export async function insertClauses(
  ctx: Ctx,
  { versionId, clauses, after = 0 }: { versionId: string; clauses: readonly ClauseInput[]; after?: number },
): Promise<void> {
  for (const [position, clause] of clauses.entries())
    await ctx.tx
      .insertInto('clause')
      .values({
        workspace_id: ctx.scope.workspaceId,
        version_id: versionId,
        ...(clause.lineId ? { line_id: clause.lineId } : {}),
        position: after + position,
        title: clause.title,
        party: clause.party,
        family: clause.family,
        criteria: JSON.stringify(clause.criteria),
        ...termsIn(clause),
      })
      .execute();
}

const SIDE: Readonly<Record<Party, string>> = { sales: 'Sales', marketing: 'Marketing' };

function clockProblems(clause: ClockClause, calendar: CurrentCalendar | undefined, now: string): FieldError[] {
  const errors: FieldError[] = [];
  const { proofs, parties } = START_TERMS[clause.startsWhen] as { proofs: readonly string[]; parties: readonly Party[] };
  if (!calendar) errors.push({ field: 'calendarId', message: 'Choose a calendar of this workspace.' });
  else if (reachableDue(calendar.hours, now, clause.withinSeconds) === null)
    errors.push({ field: 'withinSeconds', message: 'The calendar has too little time for that: it would never fall due.' });
  const passOns = passOnsOf(clause.escalation);
  const last = passOns.at(-1)?.after ?? 0;
  if (passOns.length > 0 && clause.party !== 'sales')
    errors.push({ field: 'escalation', message: 'Only a lead that lies with Sales can be passed on.' });
  else if (passOns.length < clause.escalation.filter((step) => 'after' in step).length)
    errors.push({ field: 'escalation', message: 'Steps after the due time come one after the other, and the pool is the last.' });
  else if (calendar && last > 0 && reachableDue(calendar.hours, now, clause.withinSeconds + last) === null)
    errors.push({ field: 'escalation', message: 'The calendar has too little time for that: the last step would never come.' });
  if (!parties.includes(clause.party)) errors.push({ field: 'startsWhen', message: `${SIDE[clause.party]} has nothing to answer there.` });
  if (clause.proof.some((one) => !proofs.includes(one)))
    errors.push({
      field: 'proof',
      message: clause.startsWhen === 'recycled' ? 'A returned lead has its verdict already.' : 'Only a returned lead gets a new tactic.',
    });
  if (clause.family === 'depth' && clause.channels > new Set(clause.proof).size)
    errors.push({ field: 'channels', message: 'There are not so many ways to reach the person in what counts as an attempt.' });
  return errors;
}

function measureProblems(clause: MeasureClause): FieldError[] {
  const { about, parties }: { about: 'lead' | null; parties: readonly Party[] } =
    clause.family === 'share' ? SHARE_MEASURES[clause.measure] : AMOUNT_MEASURES[clause.measure];
  const errors: FieldError[] = [];
  if (!parties.includes(clause.party)) errors.push({ field: 'measure', message: `${SIDE[clause.party]} cannot promise this.` });
  if (about === null && clause.criteria.of.length > 0)
    errors.push({ field: 'criteria', message: 'This is counted over everything, not over leads.' });
  if (clause.family === 'amount') return errors;
  if (TIMED_MEASURES.includes(clause.measure) !== (clause.withinSeconds !== null))
    errors.push({ field: 'withinSeconds', message: clause.withinSeconds === null ? 'Give a time.' : 'This has no time of its own.' });
  if ((clause.measure === 'complete') !== clause.required.length > 0)
    errors.push({ field: 'required', message: clause.measure === 'complete' ? 'Choose what has to be known.' : 'This asks for nothing.' });
  return errors;
}

/** What keeps clauses from running as they are written, by field; null where all is well. */
export async function clauseProblems(ctx: Ctx, clauses: readonly ClauseInput[]): Promise<Refusal | null> {
  const calendars = await currentCalendars(ctx.tx, ctx.scope);
  const errors: FieldError[] = [];
  const lines = clauses.flatMap(({ lineId }) => lineId ?? []);
  for (const [index, clause] of clauses.entries()) {
    const at = `clauses[${index}]`;
    const own = isClocked(clause) ? clockProblems(clause, calendars.get(clause.calendarId), ctx.now) : measureProblems(clause);
    errors.push(...own.map(({ field, message }) => ({ field: `${at}.${field}`, message })));
    if (clause.lineId && lines.indexOf(clause.lineId) !== lines.lastIndexOf(clause.lineId))
      errors.push({ field: `${at}.lineId`, message: 'This promise is here twice.' });
    const condition = await conditionOf(ctx.tx, unlimited(ctx.scope), {
      criteria: clause.criteria,
      entity: 'lead',
      row: 't',
      now: ctx.now,
      path: `${at}.criteria`,
    });
    if (isRefusal(condition)) errors.push({ field: condition.field ?? `${at}.criteria`, message: condition.message });
  }
  return errors.length === 0 ? null : refuse('invalid', errors[0]?.message ?? '', { errors });
}
