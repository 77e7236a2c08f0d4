import { sql } from 'kysely';
import { readAgreement } from '#modules/agreements/queries/views.ts';
import { PARTIES } from '#modules/agreements/schema.ts';
import { seats } from '#modules/handoffs/queries/seats.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import type { getDuties } from '../contract.ts';

type Duties = OutputOf<typeof getDuties>;
type Person = Duties['people'][number];

const PARTY_OF: Readonly<Record<string, Person['party']>> = {
  rep: 'sales',
  sales_lead: 'sales',
  marketer: 'marketing',
  marketing_lead: 'marketing',
};

/** Who does what: what each side promised, and each person's card with their load. Both teams read the same. */
export async function readDuties(ctx: ReadCtx, { memberId }: { memberId?: string }): Promise<Duties> {
  const read = await readAgreement(ctx);
  const version = !isRefusal(read) && read.version?.state === 'in_force' ? read.version : null;
  const people = await peopleWithLoad(ctx, memberId);
  return {
    agreement: version ? { number: version.number, title: version.title } : null,
    sides: PARTIES.map((party) => ({
      party,
      duties: (version?.clauses ?? [])
        .filter((clause) => clause.party === party)
        .map(({ lineId, title, text }) => ({ lineId, title, text })),
    })),
    people,
  };
}

interface Row
  extends Omit<Person, 'party' | 'responsibleFor' | 'measuredOn' | 'askMeFor' | 'onDuty' | 'waiting' | 'capacity' | 'away' | 'mine'> {
  card: Partial<Pick<Person, 'responsibleFor' | 'measuredOn' | 'askMeFor'>>;
}

async function peopleWithLoad(ctx: ReadCtx, memberId: string | undefined): Promise<Person[]> {
  const zone = await timeZoneOf(ctx);
  const day = dayIn(zone, ctx.now);
  const { rows } = await sql<Row>`select m.id, m.name, m.roles, m.department, m.role_card as card,
      (select (max(l.ends_on) + 1)::text from member_leave l where l.workspace_id = m.workspace_id and l.member_id = m.id and ${day}::date between l.starts_on and l.ends_on) as "backOn",
      (select count(*) from clock k where k.workspace_id = m.workspace_id and k.assignee_id = m.id and k.closed_at is null)::int as "openClocks",
      (select count(*) from task t where t.workspace_id = m.workspace_id and t.assignee_id = m.id and t.done_at is null)::int as "openTasks"
    from member m where m.workspace_id = ${ctx.scope.workspaceId} and m.status = 'active' and (m.access_until is null or m.access_until > ${ctx.now})
      and ${memberId ? sql`m.id = ${memberId}` : sql`true`} order by lower(m.name), m.id`.execute(ctx.tx);
  const seatOf = new Map((await seats(ctx)).map((seat) => [seat.memberId, seat]));
  return rows.map(({ card, ...row }) => {
    const seat = seatOf.get(row.id);
    const byRole = row.roles.map((role) => PARTY_OF[role] ?? null).find((party) => party !== null) ?? null;
    return {
      ...row,
      party: row.department === 'sales' || row.department === 'marketing' ? row.department : byRole,
      responsibleFor: card.responsibleFor ?? '',
      measuredOn: card.measuredOn ?? '',
      askMeFor: card.askMeFor ?? '',
      away: row.backOn !== null,
      onDuty: seat?.onDuty ?? false,
      waiting: seat?.waiting ?? 0,
      capacity: seat?.capacity ?? null,
      mine: row.id === ctx.scope.actor.memberId,
    };
  });
}
