-- Reports answer at once, the last of them.

-- The calls that Sales made, by time: those that came in are not among them, so that they need not be read to be left out.
drop index activity_called;
create index activity_called on activity (workspace_id, occurred_at) include (id, contact_id, company_id, deal_id, outcome, duration_seconds)
  where kind = 'call' and side = 'sales' and (direction is null or direction = 'out') and corrects_id is null and (data ->> 'automated') is distinct from 'true';
