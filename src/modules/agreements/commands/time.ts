import { record } from '#modules/activities/commands/record.ts';
import type { Ctx } from '#platform/context.ts';
import { clockBreached } from '../events.ts';
import type { LoadedClock } from '../queries/clocks.ts';
import type { ClockState } from '../rules/clock.ts';
import { remindersOf, toldOf } from '../schema.ts';
import { addEvent } from './events.ts';
import { peopleOf, type Telling } from './notices.ts';

/**
 * Writes down that a warning or the due time has passed, once each, and says whom to tell. Of several that passed at once (the program was not running)
 * only the last matters: nobody needs a reminder of a time that has passed.
 */
export async function noteTime(ctx: Ctx, clock: LoadedClock, state: ClockState): Promise<Telling[]> {
  if (state.state === 'breached') return clock.events.some(({ kind }) => kind === 'breached') ? [] : breach(ctx, clock, state);
  const running = state.state === 'running' || state.state === 'due_soon';
  // Under other terms the shares of the time are others.
  const since = clock.events.findLastIndex(({ kind }) => kind === 'rebased');
  const warned = clock.events.slice(since + 1).filter(({ kind }) => kind === 'warned').length;
  return running && state.warningsPassed > warned ? warn(ctx, clock, { passed: state.warningsPassed, warned }) : [];
}

async function warn(ctx: Ctx, { row, clause }: LoadedClock, count: { passed: number; warned: number }): Promise<Telling[]> {
  for (let n = count.warned + 1; n <= count.passed; n++)
    await addEvent(ctx, row.id, { kind: 'warned', at: ctx.now, memberId: row.assignee_id, data: { n } });
  const share = remindersOf(clause.escalation)[count.passed - 1] ?? 0;
  const people = row.assignee_id ? [row.assignee_id] : await peopleOf(ctx, clause.party === 'sales' ? 'sales_lead' : 'marketing_lead');
  return people.map((memberId) => ({
    clockId: row.id,
    memberId,
    kind: 'clock.warning',
    title: `${row.label}: “${clause.title}” is due soon`,
    body: `${Math.round(share * 100)} % of the time has run.`,
    subjectId: row.subject_id,
    dedupeKey: `clock:${row.id}:warned:${count.passed}`,
  }));
}

async function breach(ctx: Ctx, { row, clause }: LoadedClock, state: ClockState): Promise<Telling[]> {
  const at = state.breachedAt ?? ctx.now;
  await addEvent(ctx, row.id, { kind: 'breached', at, memberId: row.assignee_id });
  await record(ctx, [
    {
      kind: 'clock',
      occurredAt: at,
      evidence: 'system',
      side: 'system',
      contactId: row.contact_id,
      leadId: row.subject_id,
      subject: `“${clause.title}”: the time passed`,
      data: { clockId: row.id, lineId: row.line_id, party: clause.party, state: 'breached' },
      dedupeKey: `clock:${row.id}:breached`,
    },
  ]);
  await ctx.announce(clockBreached, {
    clockId: row.id,
    clauseId: row.clause_id,
    party: clause.party,
    proof: clause.proof,
    subjectId: row.subject_id,
    causeId: row.cause_id,
    assigneeId: row.assignee_id,
    at,
  });
  const told = await Promise.all(toldOf(clause.escalation).map((role) => peopleOf(ctx, role)));
  const people = [...new Set(told.flat())];
  return people.map((memberId) => ({
    clockId: row.id,
    memberId,
    kind: 'clock.breached',
    title: `${row.label}: “${clause.title}” passed its time`,
    body: row.assignee ? `Nothing is on the record yet. It lies with ${row.assignee}.` : 'Nothing is on the record yet, and nobody has it.',
    subjectId: row.subject_id,
    dedupeKey: `clock:${row.id}:breached`,
  }));
}
