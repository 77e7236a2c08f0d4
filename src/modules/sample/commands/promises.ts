import { sql } from 'kysely';
import { insertClauses } from '#modules/agreements/commands/clauses.ts';
import { type ClockClauseRow, clausesOf, contentHashOf, versionsOf } from '#modules/agreements/queries/agreement.ts';
import { currentCalendars } from '#modules/agreements/queries/calendars.ts';
import { clauseApplies, type PastStart, type ReplayedClock, replayClause } from '#modules/agreements/queries/replay.ts';
import { type ClauseInput, EVERYTHING, isClocked } from '#modules/agreements/schema.ts';
import { criteriaOf, profileHashOf, profileVersions } from '#modules/scoring/queries/profile.ts';
import { keepSignature } from '#modules/signatures/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { uuid7 } from '#platform/db/uuid7.ts';

const DAY_MS = 86_400_000;

/** Both teams have signed what a new workspace finds drafted, before the year began. @returns since when it holds */
export async function signBoth(ctx: Ctx): Promise<string> {
  const since = new Date(Date.parse(ctx.now) - 372 * DAY_MS).toISOString();
  const signers = await signersOf(ctx);
  await signAgreement(ctx, signers, since);
  await signProfile(ctx, signers, since);
  return since;
}

interface Signer {
  id: string;
  party: 'sales' | 'marketing';
}

async function signersOf(ctx: Ctx): Promise<Signer[]> {
  const { rows } =
    await sql<Signer>`select distinct on (department) id, department as party from member where workspace_id = ${ctx.scope.workspaceId}
    and roles && '{sales_lead,marketing_lead}'::text[] and email like '%@example.test' order by department, name`.execute(ctx.tx);
  return rows;
}

const over = { criteria: EVERYTHING, period: 'month' } as const;
const untimed = { withinSeconds: null, required: [] };
/** What both sides promised besides what runs on a clock. */
const COUNTED: readonly ClauseInput[] = [
  { ...over, ...untimed, family: 'share', title: 'Leads that Sales takes on', party: 'marketing', measure: 'accepted', target: 0.8 },
  { ...over, ...untimed, family: 'share', title: 'Returned with a reason', party: 'sales', measure: 'reasons_given', target: 0.95 },
  { ...over, family: 'amount', title: 'Leads handed off', party: 'marketing', measure: 'handoffs_delivered', amount: 65 },
  { ...over, family: 'amount', title: 'Leads of our own', party: 'sales', measure: 'sales_sourced', amount: 30 },
  { ...over, family: 'amount', title: 'Calls of each rep', party: 'sales', measure: 'calls_each', amount: 12 },
];

async function signAgreement(ctx: Ctx, signers: readonly Signer[], since: string): Promise<void> {
  const [version] = await versionsOf(ctx.tx, ctx.scope);
  if (!version) throw new Error('a new workspace has a drafted agreement');
  await insertClauses(ctx, { versionId: version.id, clauses: COUNTED, after: (await clausesOf(ctx.tx, ctx.scope, version.id)).length });
  const hash = contentHashOf(version, await clausesOf(ctx.tx, ctx.scope, version.id));
  for (const { id, party } of signers)
    await keepSignature(ctx, { subject: 'agreement', id: version.id, party, memberId: id, at: since, contentHash: hash });
  await ctx.tx
    .updateTable('agreement_version')
    .set({ status: 'signed', proposed_at: since, signed_at: since, in_force_at: since, updated_at: since })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', version.id)
    .execute();
}

async function signProfile(ctx: Ctx, signers: readonly Signer[], since: string): Promise<void> {
  const [version] = await profileVersions(ctx.tx, ctx.scope);
  if (!version) throw new Error('a new workspace has a drafted profile');
  const hash = profileHashOf(version, await criteriaOf(ctx.tx, ctx.scope, version.id));
  for (const { id, party } of signers)
    await keepSignature(ctx, { subject: 'profile', id: version.id, party, memberId: id, at: since, contentHash: hash });
  await ctx.tx
    .updateTable('profile_version')
    .set({ status: 'active', active_from: since, updated_at: since })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', version.id)
    .execute();
}

interface Start extends PastStart {
  contactId: string;
  leadId: string;
  causeId: string;
  assigneeId: string | null;
  label: string;
  handRaised: boolean;
  when: 'handed_off' | 'recycled';
  /** Nothing is owed any more: the hand-off is closed, the plan has ended. */
  endedAt: string | null;
  /** Since when silence counts as the verdict. */
  silentAt: string | null;
}

/** Clocks of every promise of the year, with what happened to them: worked out from the ledger by the functions that run them. */
export async function runClocks(ctx: Ctx): Promise<number> {
  const [version] = await versionsOf(ctx.tx, ctx.scope);
  const clauses = version ? (await clausesOf(ctx.tx, ctx.scope, version.id)).filter(isClocked) : [];
  const calendars = await currentCalendars(ctx.tx, ctx.scope);
  const starts = await startsOf(ctx);
  let made = 0;
  for (const clause of clauses) {
    const calendar = calendars.get(clause.calendarId);
    const meant = starts.filter((start) => isMeant(clause, start, clauses)).map((start) => endedFor(clause, start));
    if (!calendar || meant.length === 0) continue;
    const clocks = await replayClause(ctx.tx, ctx.scope, { clause, starts: meant, now: ctx.now });
    const byId = new Map(meant.map((start) => [start.id, start]));
    const rows = clocks.flatMap((clock) => {
      const start = byId.get(clock.id);
      return start
        ? [
            {
              ...rowOf(clock, start, ctx.now),
              clause_id: clause.id,
              line_id: clause.lineId,
              party: clause.party,
              calendar_version_id: calendar.versionId,
            },
          ]
        : [];
    });
    await insertClocks(ctx, rows);
    made += rows.length;
  }
  return made;
}

type Clause = ClockClauseRow;

/** Someone who asked is promised what is promised to them, and of the general promises those that are about something else. */
function isMeant(clause: Clause, start: Start, clauses: readonly Clause[]): boolean {
  return clauseApplies(clauses, start.handRaised ? 'hand_raised' : start.when).includes(clause);
}

/** Silence ends the wait for a verdict, and no other promise. */
function endedFor(clause: Clause, start: Start): Start {
  const { endedAt, silentAt } = start;
  if (silentAt === null || !(clause.proof as readonly string[]).includes('verdict')) return start;
  return { ...start, endedAt: endedAt !== null && endedAt < silentAt ? endedAt : silentAt };
}

async function startsOf(ctx: Ctx): Promise<Start[]> {
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<Start>`
    select h.id, h.id as "causeId", h.contact_id as "contactId", h.lead_id as "leadId", h.handed_at as "startedAt", h.assignee_id as "assigneeId", c.name as label,
      l.hand_raised as "handRaised", 'handed_off' as when, h.closed_at as "endedAt",
      case when h.decision = 'accepted_by_default' then h.decided_at end as "silentAt"
    from handoff h join contact c on c.workspace_id = h.workspace_id and c.id = h.contact_id join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
    where h.workspace_id = ${workspaceId}
    union all
    select p.id, p.id, p.contact_id, p.lead_id, p.returned_at, null, c.name, false, 'recycled', p.ended_at, null
    from recycle_plan p join contact c on c.workspace_id = p.workspace_id and c.id = p.contact_id where p.workspace_id = ${workspaceId}
    order by "startedAt", id`.execute(ctx.tx);
  return rows;
}

type Event = { kind: string; at: string; by?: string; activity_id?: string; member_id?: string | null; data?: Record<string, unknown> };

const ENDED = ['met', 'met_late', 'met_by_customer', 'excused', 'void'];

function rowOf({ state, proof, startedAt }: ReplayedClock, start: Start, now: string) {
  const { endedAt } = start;
  const late = state.dueAt !== null && endedAt !== null && state.dueAt < endedAt;
  // What nobody had answered when its ground went away is owed by nobody, unless its time had passed before.
  const gone = endedAt !== null && !late && (proof === null || proof.at > endedAt);
  if (gone)
    return clockRow(start, {
      startedAt,
      dueAt: null,
      next: null,
      closedAt: endedAt,
      events: [
        { kind: 'started', at: startedAt },
        { kind: 'voided', at: endedAt },
      ],
    });
  const ended = ENDED.includes(state.state);
  const closedAt = ended ? (proof?.at ?? startedAt) : endedAt;
  const events: Event[] = [{ kind: 'started', at: startedAt }];
  const running = state.state === 'running' || state.state === 'due_soon';
  // A warning of the past is nobody's any more; what still runs has had its own.
  if (running)
    for (let n = 1; n <= state.warningsPassed; n++) events.push({ kind: 'warned', at: now, member_id: start.assigneeId, data: { n } });
  if (state.breachedAt) events.push({ kind: 'breached', at: state.breachedAt, member_id: start.assigneeId });
  if (proof && ended)
    events.push({ kind: 'met', at: proof.at, by: proof.by, activity_id: proof.factId, data: proof.flagged ? { flagged: true } : {} });
  return clockRow(start, { startedAt, dueAt: state.dueAt, next: closedAt === null ? state.nextChangeAt : null, closedAt, events });
}

function clockRow(
  start: Start,
  run: { startedAt: string; dueAt: string | null; next: string | null; closedAt: string | null; events: Event[] },
) {
  return {
    id: uuid7(),
    subject_entity: 'lead',
    subject_id: start.leadId,
    cause_id: start.causeId,
    contact_id: start.contactId,
    assignee_id: start.assigneeId,
    label: start.label,
    started_at: run.startedAt,
    due_at: run.dueAt,
    next_change_at: run.next,
    closed_at: run.closedAt,
    events: run.events,
  };
}

type ClockRow = ReturnType<typeof rowOf>;

async function insertClocks(ctx: Ctx, rows: readonly ClockRow[]): Promise<void> {
  const { workspaceId } = ctx.scope;
  const clocks = rows.map(({ events: _events, ...clock }) => clock);
  await sql`insert into clock (workspace_id, id, clause_id, line_id, party, calendar_version_id, subject_entity, subject_id, cause_id, contact_id, assignee_id, label, started_at, due_at, next_change_at, closed_at)
    select ${workspaceId}, r.id, r.clause_id, r.line_id, r.party, r.calendar_version_id, r.subject_entity, r.subject_id, r.cause_id, r.contact_id, r.assignee_id, r.label, r.started_at, r.due_at, r.next_change_at, r.closed_at
    from json_populate_recordset(null::clock, ${JSON.stringify(clocks)}::json) r`.execute(ctx.tx);
  const events = rows.flatMap(({ id, events: happened }) =>
    happened.map((event) => ({ clock_id: id, member_id: null, by: null, activity_id: null, data: {}, ...event })),
  );
  await sql`insert into clock_event (workspace_id, clock_id, kind, at, logged_at, by, member_id, activity_id, data)
    select ${workspaceId}, r.clock_id, r.kind, r.at, r.at, r.by, r.member_id, r.activity_id, r.data
    from json_populate_recordset(null::clock_event, ${JSON.stringify(events)}::json) r`.execute(ctx.tx);
}
