import { type RawBuilder, sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';
import type { ReadCtx } from '#platform/context.ts';

/** What is promised is asked for when its day is near, not the whole time before. */
const AHEAD_DAYS = 7;

/** A row for each side that has not signed `from`, a draft with `id`, `title`, `since` and `link`. */
async function unsigned({ tx, scope }: ReadCtx, subject: 'goal' | 'joint_plan', from: RawBuilder<unknown>): Promise<Ask[]> {
  const { rows } =
    await sql<Ask>`select x.id, x.title as about, null as "contactId", p.party as side, null as "memberId", x.since, null as "dueAt", x.link
    from (${from}) x cross join (values ('sales'), ('marketing')) p (party)
    where not exists (select from signature s where s.workspace_id = ${scope.workspaceId} and s.subject = ${subject} and s.subject_id = x.id and s.party = p.party)
    order by x.since, x.id limit ${MOST_ASKS}`.execute(tx);
  return rows;
}

/** Goals and plans that a side has not signed, what is due of the plan in force, and promises whose day is near or over. */
export const asks: readonly AskSource[] = [
  {
    kind: 'goal_signature',
    area: 'figures',
    read: (ctx) =>
      unsigned(
        ctx,
        'goal',
        sql`select v.id, v.title, v.drafted_at as since, '/goals' as link from goal_version v
          join goal g on g.workspace_id = v.workspace_id and g.id = v.goal_id and g.retired_at is null
          where v.workspace_id = ${ctx.scope.workspaceId} and v.signed_at is null`,
      ),
  },
  {
    kind: 'plan_signature',
    area: 'figures',
    read: (ctx) =>
      unsigned(
        ctx,
        'joint_plan',
        sql`select p.id, to_char(p.quarter_on, '"Q"Q YYYY') as title, p.drafted_at as since, '/plan?day=' || p.quarter_on as link from joint_plan p
          where p.workspace_id = ${ctx.scope.workspaceId} and p.signed_at is null`,
      ),
  },
  {
    kind: 'plan_item',
    area: 'figures',
    read: async ({ tx, scope, now }) => {
      const { rows } =
        await sql<Ask>`select i.id, i.what as about, null as "contactId", m.department as side, m.id as "memberId", p.signed_at as since,
          (i.due_on + 1)::timestamp at time zone w.time_zone as "dueAt", '/plan?day=' || p.quarter_on as link
        from plan_item i join joint_plan p on p.workspace_id = i.workspace_id and p.id = i.plan_id and p.signed_at is not null and p.superseded_at is null
          join member m on m.workspace_id = i.workspace_id and m.id = i.accountable_id and m.status = 'active' and m.department in ('sales', 'marketing')
          join workspace w on w.id = i.workspace_id
        where i.workspace_id = ${scope.workspaceId} and i.done_at is null and i.due_on <= ${now}::timestamptz + make_interval(days => ${AHEAD_DAYS})
        order by i.due_on, i.id limit ${MOST_ASKS}`.execute(tx);
      return rows;
    },
  },
  {
    kind: 'promise',
    area: 'figures',
    read: async ({ tx, scope, now }) => {
      const { rows } =
        await sql<Ask>`select p.id, p.what as about, null as "contactId", p.by_party as side, m.id as "memberId", p.made_at as since,
          (p.due_on + 1)::timestamp at time zone w.time_zone as "dueAt", '/goals' as link
        from team_promise p join workspace w on w.id = p.workspace_id
          left join member m on m.workspace_id = p.workspace_id and m.id = p.made_by and m.status = 'active'
        where p.workspace_id = ${scope.workspaceId} and p.kept is null and p.due_on <= ${now}::timestamptz + make_interval(days => ${AHEAD_DAYS})
        order by p.due_on, p.id limit ${MOST_ASKS}`.execute(tx);
      return rows;
    },
  },
];
