import { sql } from 'kysely';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getCalendar } from '../contract/calendar.ts';
import { type Entry, GROUP_OF, MOST_DAYS } from '../schema.ts';
import { APPOINTMENTS } from './appointments.ts';
import { OUTREACH, type Span } from './sources.ts';

const DAY_MS = 86_400_000;

export function spanProblem({ from, to }: Span): Refusal | null {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  if (days < 0) return refuse('invalid', 'The last day comes before the first one.', { field: 'to' });
  return days > MOST_DAYS ? refuse('invalid', `Ask for at most ${MOST_DAYS} days at once.`, { field: 'to' }) : null;
}

/** What touches a span of days, the earliest first. */
export async function entriesOf(ctx: ReadCtx, span: Span): Promise<Entry[]> {
  const timeZone = await timeZoneOf(ctx);
  const read = async (sources: typeof OUTREACH) =>
    sql.join(await Promise.all(sources.map((source) => source(ctx, { ...span, timeZone }))), sql` union all `);
  const outreach = await read(OUTREACH);
  const appointments = await read(APPOINTMENTS);
  const { rows } = await sql<Entry>`select e.kind, e.id, e.name, e.side, e.audience, e.state, to_char(e.from_day, 'YYYY-MM-DD') as from,
      to_char(e.to_day, 'YYYY-MM-DD') as to, e.at, e.people, e.moved_from as "movedFrom", e.date, e.number, case when o.id is not null then jsonb_build_object('id', o.id, 'name', o.name) end as offer
    from (select r.*, null::timestamptz as moved_from, null as date, null::int as number from (${outreach}) r union all ${appointments}) e left join offer o on o.workspace_id = ${ctx.scope.workspaceId} and o.id = e.offer_id
    order by e.from_day, e.at nulls first, e.name, e.id`.execute(ctx.tx);
  return rows;
}

export async function readCalendar(ctx: ReadCtx, asked: ParsedOf<typeof getCalendar>): Promise<OutputOf<typeof getCalendar> | Refusal> {
  const problem = spanProblem(asked);
  if (isRefusal(problem)) return problem;
  const { side, offerId, audience, group } = asked;
  const items = (await entriesOf(ctx, asked)).filter(
    (entry) =>
      (side === undefined || entry.side === null || entry.side === side) &&
      (group === undefined || GROUP_OF[entry.kind] === group) &&
      (offerId === undefined || entry.offer?.id === offerId) &&
      (audience === undefined || entry.audience === audience),
  );
  return { items, timeZone: await timeZoneOf(ctx), mayPlan: ctx.scope.permissions.has('record:bulk') };
}
