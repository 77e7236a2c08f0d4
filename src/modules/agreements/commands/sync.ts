import { type RawBuilder, sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import type { Ctx } from '#platform/context.ts';
import { groupBy } from '#platform/shared/group.ts';
import { clockBreached, clockMet, clocksEscalated } from '../events.ts';
import { currentCalendars } from '../queries/calendars.ts';
import { type LoadedClock, loadClocks, proofOf, stateOfClock } from '../queries/clocks.ts';
import { factsFor } from '../queries/ledger.ts';
import type { ClockState } from '../rules/clock.ts';
import { answerOf, closedByHand, kindsFor, type Proven } from '../rules/proof.ts';
import { addEvent, addEvents } from './events.ts';
import { hearersIn, tellAt, tellLater } from './notices.ts';
import { checkAt } from './schedule.ts';
import { type Noted, noteTime } from './time.ts';

/**
 * Reads the ledger again for clocks (a condition on alias `k`), writes down a proof that came or went, warns and breaches where the time says so, and sets
 * when to look next. The only place where this happens: a call that was just logged, a correction, a retraction and the check at the
 * deadline all come here, so they cannot disagree.
 * @returns how many clocks were looked at
 */
export async function syncClocks(ctx: Ctx, where: RawBuilder<unknown>): Promise<number> {
  // Two logs at once, or a log and the deadline, take turns on the row.
  const loaded = await loadClocks(ctx.tx, ctx.scope, sql`${where} for update of k`);
  if (loaded.length === 0) return 0;
  const facts = await factsFor(ctx.tx, ctx.scope, {
    subjects: loaded.map(({ row }) => ({ id: row.id, contactId: row.contact_id, leadId: row.subject_id })),
    kinds: kindsFor(loaded.flatMap(({ clause }) => clause.proof)),
    from: earliestOf(loaded),
  });
  const hearers = hearersIn(ctx);
  const noted: Followed[] = [];
  const marks: Mark[] = [];
  for (const clock of loaded) {
    const { clause, calendar, row, events } = clock;
    const subject = { startedAt: row.started_at, causeId: row.cause_id, facts: facts.get(row.id) ?? [], closedAt: closedByHand(events) };
    const proof = answerOf({ ...clause, calendar }, subject);
    const change = await keepProof(ctx, clock, proof);
    const now = change === 'none' ? clock : ((await loadClocks(ctx.tx, ctx.scope, sql`k.id = ${row.id}`))[0] ?? clock);
    const state = stateOfClock(now, ctx.now);
    if (change === 'met' && proof) await announceMet(ctx, now, { proof, late: state.state === 'met_late' });
    const reopened = change === 'withdrawn';
    if (row.closed_at === null || reopened) noted.push({ clock: now, ...(await noteTime(ctx, now, { state, hearers })) });
    marks.push({ clock: now, state, reopened });
  }
  await writeDown(ctx, noted);
  await markAll(ctx, marks);
  await follow(ctx, noted);
  return loaded.length;
}

type Followed = Noted & { clock: LoadedClock };

/** The steps of many clocks in a few statements: at nine on a Monday hundreds come at once. */
async function writeDown(ctx: Ctx, noted: readonly Followed[]): Promise<void> {
  await addEvents(
    ctx,
    noted.flatMap(({ clock, events }) => events.map((event) => ({ clockId: clock.row.id, ...event }))),
  );
  const breached = noted.flatMap(({ clock, breached }) => (breached ? [{ ...clock, ...breached }] : []));
  if (breached.length === 0) return;
  await record(
    ctx,
    breached.map(({ activity }) => activity),
  );
  for (const { row, clause, at } of breached)
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
}

/** People hear in the hours of the clause's calendar; where it runs day and night, in those of the workspace. */
async function follow(ctx: Ctx, noted: readonly Followed[]): Promise<void> {
  const news = noted.filter(({ tellings, passOn }) => tellings.length > 0 || passOn !== null);
  if (news.length === 0) return;
  const [working] = [...(await currentCalendars(ctx.tx, ctx.scope)).values()];
  const times = news.map((one) => ({ ...one, at: tellAt(one.clock.calendar.always ? working?.hours : one.clock.calendar, ctx.now) }));
  for (const [at, some] of groupBy(times, (one) => one.at))
    await tellLater(
      ctx,
      some.flatMap(({ tellings }) => tellings),
      at,
    );
  const steps = times.flatMap(({ clock: { row, clause }, passOn, at }) =>
    passOn === null
      ? []
      : [{ clockId: row.id, causeId: row.cause_id, assigneeId: row.assignee_id, title: clause.title, do: passOn, tellAt: at }],
  );
  if (steps.length > 0) await ctx.announce(clocksEscalated, { steps, at: ctx.now });
}

/** How many clocks one transaction looks at. */
const BATCH = 50;

/** Looks at clocks whose answer may have changed by time alone. @returns how many; fewer than a batch means that none is left */
export async function sweepClocks(ctx: Ctx): Promise<{ looked: number; more: boolean }> {
  const looked = await syncClocks(
    ctx,
    sql`k.id = any (array(select d.id from clock d where d.workspace_id = ${ctx.scope.workspaceId} and d.next_change_at <= ${ctx.now}
      order by d.next_change_at limit ${BATCH} for update skip locked))`,
  );
  return { looked, more: looked === BATCH };
}

function earliestOf(clocks: readonly LoadedClock[]): string {
  return new Date(Math.min(...clocks.map(({ row, clause }) => Date.parse(row.started_at) - clause.withinSeconds * 1000))).toISOString();
}

/** Adds what changed about the proof as events; nothing is ever rewritten. */
async function keepProof(ctx: Ctx, { row, events }: LoadedClock, proof: Proven | null): Promise<'none' | 'met' | 'moved' | 'withdrawn'> {
  const known = proofOf(events);
  if (known ? known.activity_id === proof?.factId && known.at === proof?.at && known.by === proof?.by : !proof) return 'none';
  if (known)
    await addEvent(ctx, row.id, {
      kind: 'flagged',
      at: ctx.now,
      reason: 'The proof was corrected or taken back.',
      data: { withdraws: known.id },
    });
  if (proof)
    await addEvent(ctx, row.id, {
      kind: 'met',
      at: proof.at,
      by: proof.by,
      activityId: proof.factId,
      data: proof.flagged ? { flagged: true } : {},
    });
  if (!proof) return 'withdrawn';
  return known ? 'moved' : 'met';
}

async function announceMet(ctx: Ctx, { row, clause }: LoadedClock, met: { proof: Proven; late: boolean }): Promise<void> {
  await ctx.announce(clockMet, {
    clockId: row.id,
    clauseId: row.clause_id,
    party: clause.party,
    proof: clause.proof,
    subjectId: row.subject_id,
    causeId: row.cause_id,
    assigneeId: row.assignee_id,
    at: met.proof.at,
    late: met.late,
    by: met.proof.by,
  });
}

const ENDED: readonly ClockState['state'][] = ['met', 'met_late', 'met_by_customer', 'excused', 'void'];

interface Mark {
  clock: LoadedClock;
  state: ClockState;
  reopened: boolean;
}

/** Where to find the clocks again; nobody is shown these columns. */
async function markAll(ctx: Ctx, marks: readonly Mark[]): Promise<void> {
  const rows = marks.map(({ clock: { row }, state, reopened }) => {
    const closed = ENDED.includes(state.state) ? (row.closed_at ?? ctx.now) : reopened ? null : row.closed_at;
    return { id: row.id, due: state.dueAt, next: closed === null ? state.nextChangeAt : null, closed };
  });
  const column = (of: (row: (typeof rows)[number]) => string | null) => rows.map(of);
  await sql`update clock k set due_at = m.due, next_change_at = m.next, closed_at = m.closed
    from unnest(${column(({ id }) => id)}::uuid[], ${column(({ due }) => due)}::timestamptz[], ${column(({ next }) => next)}::timestamptz[],
      ${column(({ closed }) => closed)}::timestamptz[]) as m (id, due, next, closed)
    where k.workspace_id = ${ctx.scope.workspaceId} and k.id = m.id`.execute(ctx.tx);
  await checkAt(
    ctx,
    rows.flatMap(({ next }) => next ?? []),
  );
  for (const { clock } of marks) {
    ctx.changed('clock', clock.row.id);
    ctx.changed('lead', clock.row.subject_id);
  }
}
