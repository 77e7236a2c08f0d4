import { sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';

/** Hand-offs that wait for a verdict, with the deadline of the promise that runs on them. */
const verdicts: AskSource = {
  kind: 'verdict',
  area: 'handoffs',
  read: async ({ tx, scope }) => {
    const { rows } =
      await sql<Ask>`select h.id, null as about, h.contact_id as "contactId", 'sales' as side, h.assignee_id as "memberId", h.handed_at as since,
        (select min(k.due_at) from clock k where k.workspace_id = h.workspace_id and k.cause_id = h.id and k.party = 'sales' and k.closed_at is null) as "dueAt",
        '/leads/' || h.lead_id as link
      from handoff h where h.workspace_id = ${scope.workspaceId} and h.decision is null and h.closed_at is null
      order by h.handed_at limit ${MOST_ASKS}`.execute(tx);
    return rows;
  },
};

/** Disputed verdicts that a side has not judged blind. */
const reviews: AskSource = {
  kind: 'review',
  area: 'handoffs',
  read: async ({ tx, scope }) => {
    const { rows } =
      await sql<Ask>`select k.id, null as about, h.contact_id as "contactId", p.party as side, null as "memberId", k.drawn_at as since, null as "dueAt",
        '/disputes?tab=judge' as link
      from review_case k join handoff h on h.workspace_id = k.workspace_id and h.id = k.handoff_id
        join dispute d on d.workspace_id = k.workspace_id and d.id = k.dispute_id and d.ruling is null
        cross join (values ('sales'), ('marketing')) p (party)
      where k.workspace_id = ${scope.workspaceId}
        and not exists (select from review_judgment j where j.workspace_id = k.workspace_id and j.case_id = k.id and j.party = p.party)
      order by k.drawn_at limit ${MOST_ASKS}`.execute(tx);
    return rows;
  },
};

export const asks: readonly AskSource[] = [verdicts, reviews];
