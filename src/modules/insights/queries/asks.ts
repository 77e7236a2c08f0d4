import { sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';
import { KEPT_DAYS } from '../rules/interviews.ts';
import { DEBRIEF_HOURS, INTERVIEW_DAYS } from '../schema.ts';

/** Deals that closed and of which nobody has said why: first the rep, weeks later somebody neutral asks the buyer. */
export const asks: readonly AskSource[] = [
  {
    kind: 'debrief',
    area: 'handoffs',
    read: async ({ tx, scope, now }) => {
      const { rows } =
        await sql<Ask>`select d.id, null as about, d.contact_id as "contactId", 'sales' as side, m.id as "memberId", d.closed_at as since,
          d.closed_at + make_interval(hours => ${DEBRIEF_HOURS}) as "dueAt", '/deals/' || d.id as link
        from deal d left join member m on m.workspace_id = d.workspace_id and m.id = d.owner_id and m.status = 'active'
        where d.workspace_id = ${scope.workspaceId} and d.status in ('won', 'lost') and d.deleted_at is null and not d.imported
          and d.closed_at <= ${now} and d.closed_at > ${now}::timestamptz - make_interval(days => ${KEPT_DAYS})
          and not exists (select from deal_interview v where v.workspace_id = d.workspace_id and v.deal_id = d.id and v.kind = 'debrief')
        order by d.closed_at, d.id limit ${MOST_ASKS}`.execute(tx);
      return rows;
    },
  },
  {
    kind: 'interview',
    area: 'handoffs',
    read: async ({ tx, scope, now }) => {
      const days = (n: number) => sql`${now}::timestamptz - make_interval(days => ${n})`;
      const { rows } = await sql<Ask>`select d.id, null as about, d.contact_id as "contactId", 'marketing' as side, null as "memberId",
          d.closed_at + make_interval(days => ${INTERVIEW_DAYS.from}) as since, d.closed_at + make_interval(days => ${INTERVIEW_DAYS.to}) as "dueAt",
          '/deals/' || d.id as link
        from deal d where d.workspace_id = ${scope.workspaceId} and d.status in ('won', 'lost') and d.deleted_at is null and not d.imported
          and d.closed_at <= ${days(INTERVIEW_DAYS.from)} and d.closed_at > ${days(INTERVIEW_DAYS.to + KEPT_DAYS)}
          and not exists (select from deal_interview v where v.workspace_id = d.workspace_id and v.deal_id = d.id and v.kind = 'interview')
        order by d.closed_at, d.id limit ${MOST_ASKS}`.execute(tx);
      return rows;
    },
  },
];
