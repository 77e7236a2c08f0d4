-- Reports: paths into the ledger.

-- Who was talked to, and since when: first versions of conversations of people, found without reading the ledger's rows.
create index activity_conversation on activity (workspace_id, kind, occurred_at) include (contact_id, lead_id, id)
  where kind in ('call', 'mail', 'meeting', 'chat') and corrects_id is null and (data ->> 'automated') is distinct from 'true';
create index deal_by_closed on deal (workspace_id, closed_at) where deleted_at is null and status = 'won';
