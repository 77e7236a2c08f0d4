import type { NewActivity } from '#modules/activities/commands/record.ts';
import type { Ctx } from '#platform/context.ts';
import type { LoadedClock } from '../queries/clocks.ts';
import type { ClockState } from '../rules/clock.ts';
import { type PassOn, passOnsOf, remindersOf, toldOf } from '../schema.ts';
import type { NewEvent } from './events.ts';
import type { Hearers, Telling } from './notices.ts';

/** What time did to a clock: the steps that came, once each, and what they bring along. */
export interface Noted {
  events: NewEvent[];
  /** The row of the ledger and the instant of a breach that is new. */
  breached: { activity: NewActivity; at: string } | null;
  tellings: Telling[];
  passOn: PassOn['do'] | null;
}

const NOTHING: Noted = { events: [], breached: null, tellings: [], passOn: null };

/**
 * Which warning, due time or step after it has passed and is not on the record of the clock yet, and what follows. Of several that passed at once (the program
 * was not running) only the last has an effect: nobody needs a reminder of a time that has passed, and no lead goes through three hands in a second.
 */
export async function noteTime(ctx: Ctx, clock: LoadedClock, at: { state: ClockState; hearers: Hearers }): Promise<Noted> {
  const { state, hearers } = at;
  if (state.state === 'breached') {
    const breached = clock.events.some(({ kind }) => kind === 'breached') ? NOTHING : await breach(ctx, clock, at);
    const further = escalate(ctx, clock, state);
    return { ...breached, events: [...breached.events, ...further.events], passOn: further.passOn };
  }
  const running = state.state === 'running' || state.state === 'due_soon';
  // Under other terms the shares of the time are others.
  const since = clock.events.findLastIndex(({ kind }) => kind === 'rebased');
  const warned = clock.events.slice(since + 1).filter(({ kind }) => kind === 'warned').length;
  if (!running || state.warningsPassed <= warned) return NOTHING;
  return warn(ctx, clock, { passed: state.warningsPassed, warned, hearers });
}

async function warn(
  ctx: Ctx,
  { row, clause, events }: LoadedClock,
  count: { passed: number; warned: number; hearers: Hearers },
): Promise<Noted> {
  const passed = Array.from({ length: count.passed - count.warned }, (_, index) => count.warned + 1 + index);
  const share = remindersOf(clause.escalation)[count.passed - 1] ?? 0;
  const people = row.assignee_id ? [row.assignee_id] : await count.hearers.of(clause.party === 'sales' ? 'sales_lead' : 'marketing_lead');
  const terms = events.filter(({ kind }) => kind === 'rebased').length;
  const tellings = people.map((memberId) => ({
    clockId: row.id,
    memberId,
    kind: 'clock.warning' as const,
    title: `${row.label}: “${clause.title}” is due soon`,
    body: `${Number((share * 100).toFixed(1))} % of the time has run.`,
    dedupeKey: `clock:${row.id}:warned:${terms}:${count.passed}`,
  }));
  return {
    ...NOTHING,
    events: passed.map((n) => ({ kind: 'warned', at: ctx.now, memberId: row.assignee_id, data: { n } })),
    tellings,
  };
}

async function breach(ctx: Ctx, { row, clause }: LoadedClock, { state, hearers }: { state: ClockState; hearers: Hearers }): Promise<Noted> {
  const at = state.breachedAt ?? ctx.now;
  const activity: NewActivity = {
    kind: 'clock',
    occurredAt: at,
    evidence: 'system',
    side: 'system',
    contactId: row.contact_id,
    leadId: row.subject_id,
    subject: `“${clause.title}”: the time passed`,
    data: { clockId: row.id, lineId: row.line_id, party: clause.party, state: 'breached' },
    dedupeKey: `clock:${row.id}:breached`,
  };
  const told: string[] = [];
  for (const role of toldOf(clause.escalation)) told.push(...(await hearers.of(role)));
  const tellings = [...new Set(told)].map((memberId) => ({
    clockId: row.id,
    memberId,
    kind: 'clock.breached' as const,
    title: `${row.label}: “${clause.title}” passed its time`,
    body: row.assignee ? `Nothing is on the record yet. It lies with ${row.assignee}.` : 'Nothing is on the record yet, and nobody has it.',
    dedupeKey: `clock:${row.id}:breached`,
  }));
  return { ...NOTHING, events: [{ kind: 'breached', at, memberId: row.assignee_id }], breached: { activity, at }, tellings };
}

/** The steps after the due time that have come; the last of them is to be done. */
function escalate(ctx: Ctx, { row, clause, events }: LoadedClock, state: ClockState): Pick<Noted, 'events' | 'passOn'> {
  const steps = passOnsOf(clause.escalation);
  const done = events.filter(({ kind }) => kind === 'escalated').length;
  const come = steps.slice(done, state.passOnsPassed);
  return {
    events: come.map((step, index) => ({
      kind: 'escalated',
      at: ctx.now,
      memberId: row.assignee_id,
      data: { step: done + index, do: step.do, skipped: index < come.length - 1 },
    })),
    passOn: come.at(-1)?.do ?? null,
  };
}
