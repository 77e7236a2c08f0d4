import { sql } from 'kysely';
import { z } from 'zod';
import { notify } from '#modules/notices/commands.ts';
import { accountableOf } from '#modules/team/queries/people.ts';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import type { BusinessCalendar } from '#platform/shared/businesstime.ts';
import { groupBy } from '#platform/shared/group.ts';
import { reachableDue } from '../queries/calendars.ts';
import type { Escalation } from '../schema.ts';

/** The one person who answers for both teams: where escalations end. */
const ACCOUNTABLE = 'accountable';
/** Whoever stands in where a role is empty: there is always somebody who is told. */
const STAND_INS: Readonly<Record<Escalation, readonly string[]>> = {
  sales_lead: ['sales_lead', ACCOUNTABLE, 'revenue_lead', 'admin'],
  marketing_lead: ['marketing_lead', ACCOUNTABLE, 'revenue_lead', 'admin'],
  revenue_lead: [ACCOUNTABLE, 'revenue_lead', 'admin'],
};

/** The active members of a role, or of the first that stands in for it and has any. The last step goes to the one who is accountable. */
export async function peopleOf(ctx: Pick<Ctx, 'tx' | 'scope'>, role: Escalation): Promise<string[]> {
  const { rows } = await sql<{ id: string; roles: string[] }>`select id, roles from member
    where workspace_id = ${ctx.scope.workspaceId} and status = 'active' and roles && ${[...STAND_INS[role]]}::text[] order by created_at, id`.execute(
    ctx.tx,
  );
  const accountable = await accountableOf(ctx.tx, ctx.scope);
  for (const one of STAND_INS[role]) {
    if (one === ACCOUNTABLE && accountable) return [accountable.id];
    const people = rows.filter(({ roles }) => roles.includes(one)).map(({ id }) => id);
    if (people.length > 0) return people;
  }
  return [];
}

/** Whoever signed a promise that is in force hears of a change to the hours it runs on. */
export async function tellSigners(ctx: Ctx, calendar: { name: string; number: number; calendarId: string }): Promise<void> {
  const { rows } = await sql<{ member_id: string }>`select distinct s.member_id from signature s
    join agreement_version a on a.workspace_id = s.workspace_id and a.id = s.subject_id and a.status = 'signed' and coalesce(a.superseded_at > ${ctx.now}::timestamptz, true)
    join clause c on c.workspace_id = s.workspace_id and c.version_id = s.subject_id and c.calendar_id = ${calendar.calendarId}
    where s.workspace_id = ${ctx.scope.workspaceId} and s.subject = 'agreement'`.execute(ctx.tx);
  for (const { member_id } of rows)
    await notify(ctx, {
      memberId: member_id,
      kind: 'calendar.changed',
      title: `The hours of “${calendar.name}” changed`,
      body: `${ctx.scope.actor.label} changed a calendar on which promises of the agreement run. Clocks that are running keep the old hours.`,
      link: '/settings/calendars',
      dedupeKey: `calendar:${calendar.calendarId}:${calendar.number}`,
    });
}

/** Asks for the people of a role once, however many clocks tell them. */
export interface Hearers {
  of(role: Escalation): Promise<string[]>;
}

export function hearersIn(ctx: Pick<Ctx, 'tx' | 'scope'>): Hearers {
  const known = new Map<Escalation, Promise<string[]>>();
  return {
    of: (role) => {
      const people = known.get(role) ?? peopleOf(ctx, role);
      known.set(role, people);
      return people;
    },
  };
}

export interface Telling {
  clockId: string;
  memberId: string;
  kind: 'clock.warning' | 'clock.breached' | 'clock.passed_on';
  title: string;
  body: string;
  dedupeKey: string;
}

/** When people hear what happens now: at once in the hours of the calendar, else when it opens. */
export function tellAt(hours: BusinessCalendar | undefined, now: string): string {
  const soon = hours && !hours.always ? reachableDue(hours, now, 1) : null;
  return soon === null ? now : new Date(Math.max(Date.parse(now), Date.parse(soon) - 1000)).toISOString();
}

/** Tells people what waits for them in `clock_notice`. */
export const tellClocks = job('agreements.tellClocks', z.object({}));

/** What belongs together comes within this time: it waits that long for more. */
const GATHER_MS = 2_000;

/** Keeps what somebody is to hear until it is told. */
export async function tellLater(ctx: Ctx, tellings: readonly Telling[], at: string): Promise<void> {
  if (tellings.length === 0) return;
  const { workspaceId } = ctx.scope;
  await ctx.tx
    .insertInto('clock_notice')
    .values(
      tellings.map(({ clockId, memberId, kind, title, body, dedupeKey }) => ({
        workspace_id: workspaceId,
        clock_id: clockId,
        member_id: memberId,
        kind,
        title,
        body,
        dedupe_key: dedupeKey,
        tell_at: at,
      })),
    )
    .onConflict((conflict) => conflict.columns(['workspace_id', 'member_id', 'dedupe_key']).doNothing())
    .execute();
  const when = at <= ctx.now ? 'now' : at;
  const runAt = new Date(Math.max(Date.parse(at), Date.parse(ctx.now)) + GATHER_MS).toISOString();
  await ctx.enqueue(tellClocks, {}, { runAt, key: `clocks.tell:${workspaceId}:${when}` });
}

/** From so many on, one person gets one notice that counts them. */
const TOO_MANY = 10;

interface Waiting {
  member_id: string;
  kind: Telling['kind'];
  title: string;
  body: string;
  dedupe_key: string;
  clock_id: string;
  subject_id: string;
  stale: boolean;
}

/**
 * Tells what is due to be told. What is no news any more is dropped: a reminder of a time that has passed since, a breach that was answered before
 * anybody heard of it. A person who would get a heap of notices gets one that opens them.
 */
export async function tellWaiting(ctx: Ctx): Promise<void> {
  const { rows } = await sql<Waiting>`with told as (delete from clock_notice n
      where n.workspace_id = ${ctx.scope.workspaceId} and n.tell_at <= ${ctx.now} returning n.*)
    select t.member_id, t.kind, t.title, t.body, t.dedupe_key, t.clock_id, k.subject_id,
      k.closed_at is not null or (t.kind = 'clock.warning' and coalesce(k.due_at < ${ctx.now}, false)) as stale
    from told t join clock k on k.workspace_id = t.workspace_id and k.id = t.clock_id order by t.id`.execute(ctx.tx);
  // Of several reminders of one clock the last one says it.
  const last = new Map(rows.map((row) => [`${row.member_id} ${row.clock_id} ${row.kind}`, row]));
  const news = [...last.values()].filter(({ stale }) => !stale);
  for (const [memberId, mine] of groupBy(news, ({ member_id }) => member_id)) {
    if (mine.length > TOO_MANY) await notify(ctx, { memberId, ...digestOf(mine), dedupeKey: `clocks:${mine[0]?.dedupe_key}:${ctx.now}` });
    else
      for (const { title, body, kind, subject_id, dedupe_key } of mine)
        await notify(ctx, { memberId, kind, title, body, link: `/leads/${subject_id}`, dedupeKey: dedupe_key });
  }
}

const COUNTED: readonly [Telling['kind'], string][] = [
  ['clock.breached', 'passed their time'],
  ['clock.warning', 'are close to it'],
  ['clock.passed_on', 'came to you from others'],
];

function digestOf(mine: readonly Waiting[]) {
  const parts = COUNTED.flatMap(([kind, words]) => {
    const n = mine.filter((one) => one.kind === kind).length;
    return n > 0 ? [`${n} ${words}`] : [];
  });
  const owed = mine.every(({ kind }) => kind === 'clock.passed_on');
  return {
    kind: 'clock.many',
    title: `${mine.length} promises need a look`,
    body: `${parts.join(', ')}.${owed ? ' They are in your queue.' : ' The oldest first on the scorecard.'}`,
    link: owed ? '/' : '/scorecard',
  };
}
