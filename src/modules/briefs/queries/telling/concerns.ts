import { sql } from 'kysely';
import type { Teller } from '../tellers.ts';
import { linesOf } from './changes.ts';

/** A reason has risen: at least so often, and at least so many times as often as in the time before. */
const LEAST_TIMES = 3;
const RISEN = 1.5;

/** Goals that stand in the agreement; modules that keep goals of their own tell theirs beside them. */
export const goals: readonly Teller[] = [
  {
    name: 'agreement.promises',
    section: 'goals',
    parties: ['sales', 'marketing'],
    tell: (ctx, { party }) =>
      linesOf(
        ctx,
        sql`select 'We promised: ' || c.title || coalesce(' (' || round(c.target * 100) || ' % of the time)', '') as words, '/agreement' as link from clause c
          join agreement_version v on v.workspace_id = c.workspace_id and v.id = c.version_id
          where c.workspace_id = ${ctx.scope.workspaceId} and c.party = ${party} and v.status = 'signed' and v.in_force_at <= ${ctx.now}
            and coalesce(v.superseded_at > ${ctx.now}::timestamptz, true) order by c.position`,
      ),
  },
];

export const concerns: readonly Teller[] = [
  {
    // Sales sees the reasons rise; Marketing reads them.
    name: 'verdicts.reasons',
    section: 'concerns',
    parties: ['sales'],
    tell: (ctx, { from, until }) =>
      linesOf(
        ctx,
        sql`select 'Given back more often for “' || r.label || '”: ' || t.k || ', ' || t.before || ' in the time before' as words, '/returned' as link
          from (select v.reason_id, count(*) filter (where v.decided_at >= ${from}) as k, count(*) filter (where v.decided_at < ${from}) as before from verdict v
            where v.workspace_id = ${ctx.scope.workspaceId} and v.decision in ('rejected', 'recycled') and v.decided_at < ${until}
              and v.decided_at >= ${from}::timestamptz - (${until}::timestamptz - ${from}::timestamptz) group by 1) t
          join reason r on r.workspace_id = ${ctx.scope.workspaceId} and r.id = t.reason_id
          where t.k >= ${LEAST_TIMES} and t.k >= ${RISEN}::numeric * t.before and ${!ctx.scope.hidden.has('lead.reason')} order by t.k - t.before desc, r.label`,
      ),
  },
  {
    name: 'promises.missed',
    section: 'concerns',
    parties: ['sales', 'marketing'],
    tell: (ctx, { party, from, until }) =>
      linesOf(
        ctx,
        sql`select 'We were late on “' || t.title || '”: ' || t.late || ' of ' || t.n || ' that came due' as words, '/scorecard' as link
          from (select c.title, count(*) as n, count(*) filter (where e.id is not null) as late from clock k
              join clause c on c.workspace_id = k.workspace_id and c.id = k.clause_id
              left join clock_event e on e.workspace_id = k.workspace_id and e.clock_id = k.id and e.kind = 'breached'
            where k.workspace_id = ${ctx.scope.workspaceId} and k.party = ${party} and k.due_at >= ${from} and k.due_at < ${until} group by 1) t
          where t.late > 0 order by t.late desc, t.title`,
      ),
  },
  {
    name: 'questions.open',
    section: 'concerns',
    parties: ['sales', 'marketing'],
    tell: (ctx, { party }) =>
      linesOf(
        ctx,
        sql`select t.n || case t.n when 1 then ' question' else ' questions' end || ' of ours to you waits past its time' as words, '/questions' as link
          from (select count(*) as n from question q join member m on m.workspace_id = q.workspace_id and m.id = q.asked_by and m.department = ${party}
            where q.workspace_id = ${ctx.scope.workspaceId} and q.to_team in ('sales', 'marketing') and q.to_team <> ${party}
              and q.answered_at is null and q.withdrawn_at is null and q.due_at < ${ctx.now}) t where t.n > 0`,
      ),
  },
  {
    name: 'drift.cases',
    section: 'concerns',
    parties: ['sales', 'marketing'],
    tell: (ctx, { from, until }) =>
      linesOf(
        ctx,
        sql`select 'Who buys may be moving away from the profile: ' || count(*) || case count(*) when 1 then ' case' else ' cases' end || ' to look at' as words, '/drift' as link
          from drift_case d where d.workspace_id = ${ctx.scope.workspaceId} and d.opened_at >= ${from} and d.opened_at < ${until} and d.closed_at is null having count(*) > 0`,
      ),
  },
];
