-- Conversations by kind and time: what the reports count. Without the columns that were carried along it is a third of what it was.
drop index activity_conversation;
create index activity_conversation on activity (workspace_id, kind, occurred_at)
  where kind in ('call', 'mail', 'meeting', 'chat') and corrects_id is null and (data ->> 'automated') is distinct from 'true';
-- And by person: whether somebody spoke with them, asked of the thousands of people behind the leads of a year.
create index activity_spoken on activity (workspace_id, contact_id, kind) include (lead_id, id)
  where kind in ('call', 'mail', 'meeting', 'chat') and corrects_id is null and (data ->> 'automated') is distinct from 'true';
