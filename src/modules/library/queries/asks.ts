import { sql } from 'kysely';
import { type Ask, type AskSource, MOST_ASKS } from '#modules/team/queries/asks.ts';

/** Content that Sales asked for and that is neither there nor refused. */
const requests: AskSource = {
  kind: 'asset_request',
  area: 'content',
  read: async ({ tx, scope }) => {
    const { rows } =
      await sql<Ask>`select r.id, r.need as about, null as "contactId", 'marketing' as side, r.answered_by as "memberId", r.asked_at as since,
        r.due_at as "dueAt", '/library/requests' as link,
        coalesce((select array_agg(c.name) from asset_request_deal x join deal d on d.workspace_id = x.workspace_id and d.id = x.deal_id
          join contact c on c.workspace_id = d.workspace_id and c.id = d.contact_id
          where x.workspace_id = r.workspace_id and x.request_id = r.id), '{}') as names
      from asset_request r where r.workspace_id = ${scope.workspaceId} and r.status in ('asked', 'accepted') order by r.due_at limit ${MOST_ASKS}`.execute(
        tx,
      );
    return rows;
  },
};

/** A decision on an asset that one side proposed and the other has not signed. */
const disputes: AskSource = {
  kind: 'asset_dispute',
  area: 'content',
  read: async ({ tx, scope }) => {
    const { rows } =
      await sql<Ask>`select d.id, a.name as about, null as "contactId", p.party as side, null as "memberId", d.raised_at as since, null as "dueAt",
        '/library/' || d.asset_id as link
      from asset_dispute d join asset a on a.workspace_id = d.workspace_id and a.id = d.asset_id cross join (values ('sales'), ('marketing')) p (party)
      where d.workspace_id = ${scope.workspaceId} and d.decided_at is null
        and not exists (select from signature s where s.workspace_id = d.workspace_id and s.subject = 'asset_dispute' and s.subject_id = d.id and s.party = p.party)
      order by d.raised_at limit ${MOST_ASKS}`.execute(tx);
    return rows;
  },
};

export const asks: readonly AskSource[] = [requests, disputes];
