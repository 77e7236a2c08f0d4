import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { groupBy } from '#platform/shared/group.ts';
import type { Escalation } from '../schema.ts';

/** Whoever stands in where a role is empty: there is always somebody who is told. */
const STAND_INS: Readonly<Record<Escalation, readonly string[]>> = {
  sales_lead: ['sales_lead', 'revenue_lead', 'admin'],
  marketing_lead: ['marketing_lead', 'revenue_lead', 'admin'],
  revenue_lead: ['revenue_lead', 'admin'],
};

/** The active members of a role, or of the first role that stands in for it and has any. */
export async function peopleOf(ctx: Pick<Ctx, 'tx' | 'scope'>, role: Escalation): Promise<string[]> {
  const { rows } = await sql<{ id: string; roles: string[] }>`select id, roles from member
    where workspace_id = ${ctx.scope.workspaceId} and status = 'active' and roles && ${[...STAND_INS[role]]}::text[] order by created_at, id`.execute(
    ctx.tx,
  );
  for (const one of STAND_INS[role]) {
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

export interface Telling {
  clockId: string;
  memberId: string;
  kind: 'clock.warning' | 'clock.breached';
  title: string;
  body: string;
  subjectId: string;
  dedupeKey: string;
}

/** From so many on, one person gets one notice that counts them. */
const TOO_MANY = 10;

/** Sends what a sweep found. After a downtime a person who would get a heap of notices gets one that opens them. */
export async function tellOfClocks(ctx: Ctx, tellings: readonly Telling[]): Promise<void> {
  for (const [memberId, mine] of groupBy(tellings, (telling) => telling.memberId)) {
    if (mine.length <= TOO_MANY) {
      for (const { title, body, kind, subjectId, dedupeKey } of mine)
        await notify(ctx, { memberId, kind, title, body, link: `/leads/${subjectId}`, dedupeKey });
      continue;
    }
    const late = mine.filter(({ kind }) => kind === 'clock.breached').length;
    const parts = [
      ...(late > 0 ? [`${late} passed their time`] : []),
      ...(late < mine.length ? [`${mine.length - late} are close to it`] : []),
    ];
    await notify(ctx, {
      memberId,
      kind: 'clock.many',
      title: `${mine.length} promises need a look`,
      body: `${parts.join(', ')}. The oldest first on the scorecard.`,
      link: '/scorecard',
      dedupeKey: `clocks:${mine[0]?.clockId}:${mine.length}:${ctx.now}`,
    });
  }
}
