-- Reports answer at once: what they read many thousands of rows of stands in an index that says all of it.

-- The calls of Sales by time, with all that is counted of them, so that a year of them is read without the record.
create index activity_called on activity (workspace_id, occurred_at) include (id, contact_id, company_id, deal_id, direction, outcome, duration_seconds)
  where kind = 'call' and side = 'sales' and corrects_id is null and (data ->> 'automated') is distinct from 'true';
-- And the few of them that say how long they were prepared.
create index activity_prepared on activity (workspace_id, occurred_at)
  where kind = 'call' and side = 'sales' and corrects_id is null and (data ->> 'automated') is distinct from 'true' and data ? 'preparationMinutes';
-- The meetings with a person by time, with how they went.
create index activity_met on activity (workspace_id, occurred_at) include (id, contact_id, company_id, outcome)
  where kind = 'meeting' and corrects_id is null and (data ->> 'automated') is distinct from 'true';
-- Deals by when they ended, however they did: what is asked of those that closed lately.
create index deal_by_ended on deal (workspace_id, closed_at) where deleted_at is null and status in ('won', 'lost');
