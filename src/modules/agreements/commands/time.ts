import { record } from '#modules/activities/commands/record.ts';
import type { Ctx } from '#platform/context.ts';
import { clockBreached } from '../events.ts';
import type { LoadedClock } from '../queries/clocks.ts';
import type { ClockState } from '../rules/clock.ts';
import { type PassOn, passOnsOf, remindersOf, toldOf } from '../schema.ts';
import { addEvent } from './events.ts';
import type { Hearers, Telling } from './notices.ts';

/** What a step of the ladder brings along beside its event: people to tell, a lead to pass on. */
export interface Noted {
  tellings: Telling[];
  passOn: PassOn['do'] | null;
}

const NOTHING: Noted = { tellings: [], passOn: null };

/**
 * Writes down that a warning, the due time or a step after it has passed, once each, and says what follows. Of several that passed at once (the program
 * was not running) only the last has an effect: nobody needs a reminder of a time that has passed, and no lead goes through three hands in a second.
 */
export async function noteTime(ctx: Ctx, clock: LoadedClock, at: { state: ClockState; hearers: Hearers }): Promise<Noted> {
  const { state, hearers } = at;
  if (clock.row.closed_at !== null) return NOTHING;
  if (state.state === 'breached') {
    const tellings = clock.events.some(({ kind }) => kind === 'breached') ? [] : await breach(ctx, clock, at);
    return { tellings, passOn: await escalate(ctx, clock, state) };
  }
  const running = state.state === 'running' || state.state === 'due_soon';
  // Under other terms the shares of the time are others.
  const since = clock.events.findLastIndex(({ kind }) => kind === 'rebased');
  const warned = clock.events.slice(since + 1).filter(({ kind }) => kind === 'warned').length;
  if (!running || state.warningsPassed <= warned) return NOTHING;
  return { tellings: await warn(ctx, clock, { passed: state.warningsPassed, warned, hearers }), passOn: null };
}

async function warn(
  ctx: Ctx,
  { row, clause, events }: LoadedClock,
  count: { passed: number; warned: number; hearers: Hearers },
): Promise<Telling[]> {
  for (let n = count.warned + 1; n <= count.passed; n++)
    await addEvent(ctx, row.id, { kind: 'warned', at: ctx.now, memberId: row.assignee_id, data: { n } });
  const share = remindersOf(clause.escalation)[count.passed - 1] ?? 0;
  const people = row.assignee_id ? [row.assignee_id] : await count.hearers.of(clause.party === 'sales' ? 'sales_lead' : 'marketing_lead');
  const terms = events.filter(({ kind }) => kind === 'rebased').length;
  return people.map((memberId) => ({
    clockId: row.id,
    memberId,
    kind: 'clock.warning',
    title: `${row.label}: “${clause.title}” is due soon`,
    body: `${Number((share * 100).toFixed(1))} % of the time has run.`,
    dedupeKey: `clock:${row.id}:warned:${terms}:${count.passed}`,
  }));
}

async function breach(
  ctx: Ctx,
  { row, clause }: LoadedClock,
  { state, hearers }: { state: ClockState; hearers: Hearers },
): Promise<Telling[]> {
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
  const told: string[] = [];
  for (const role of toldOf(clause.escalation)) told.push(...(await hearers.of(role)));
  return [...new Set(told)].map((memberId) => ({
    clockId: row.id,
    memberId,
    kind: 'clock.breached',
    title: `${row.label}: “${clause.title}” passed its time`,
    body: row.assignee ? `Nothing is on the record yet. It lies with ${row.assignee}.` : 'Nothing is on the record yet, and nobody has it.',
    dedupeKey: `clock:${row.id}:breached`,
  }));
}

/** Writes down the steps after the due time that have come. @returns the last of them: what is to be done */
async function escalate(ctx: Ctx, { row, clause, events }: LoadedClock, state: ClockState): Promise<PassOn['do'] | null> {
  const steps = passOnsOf(clause.escalation);
  const done = events.filter(({ kind }) => kind === 'escalated').length;
  for (let step = done; step < state.passOnsPassed; step++)
    await addEvent(ctx, row.id, {
      kind: 'escalated',
      at: ctx.now,
      memberId: row.assignee_id,
      data: { step, do: steps[step]?.do, skipped: step < state.passOnsPassed - 1 },
    });
  return state.passOnsPassed > done ? (steps[state.passOnsPassed - 1]?.do ?? null) : null;
}
