-- Promises of more than one family; a ladder instead of one warning list and one addressee; versions that can take open clocks along; named holidays.

-- ---------------------------------------------------------------- clauses by family
alter table clause
  add column family text not null default 'in_time' check (family in ('in_time', 'depth', 'share', 'amount')),
  -- What happens while the time runs and when it has passed, in order.
  add column escalation jsonb not null default '[]',
  add column attempts int check (attempts between 2 and 50),
  add column channels int check (channels between 1 and 4),
  add column measure text,
  add column period text check (period in ('month', 'quarter')),
  add column required text[] not null default '{}',
  add column amount bigint check (amount between 1 and 1000000000000);
update clause set escalation = (select coalesce(jsonb_agg(jsonb_build_object('do', 'remind', 'at', w) order by w), '[]') from unnest(warn_at) w)
  || case when escalate_to is null then '[]'::jsonb else jsonb_build_array(jsonb_build_object('do', 'tell', 'role', escalate_to)) end;
-- What can set a clock going is a list of the program that grows with what it records.
alter table clause drop constraint clause_starts_when_check, drop constraint clause_proof_check;
alter table clause
  drop column warn_at,
  drop column escalate_to,
  alter column family drop default,
  alter column starts_when drop not null,
  alter column proof set default '{}',
  alter column within_seconds drop not null,
  alter column calendar_id drop not null,
  alter column target drop not null,
  add constraint clause_family_terms check (case family
    when 'in_time' then starts_when is not null and cardinality(proof) > 0 and within_seconds is not null and calendar_id is not null and target is not null
    when 'depth' then starts_when is not null and cardinality(proof) > 0 and within_seconds is not null and calendar_id is not null and target is not null
      and attempts is not null and channels is not null
    when 'share' then measure is not null and period is not null and target is not null
    else measure is not null and period is not null and amount is not null end);

-- ---------------------------------------------------------------- open clocks under a new version
alter table agreement_version
  add column open_clocks text not null default 'new_only' check (open_clocks in ('new_only', 'open_too')),
  -- When the clocks that were open were moved to it; null where none had to be, or not yet.
  add column rebased_at timestamptz;
alter table clock_event drop constraint clock_event_kind_check, add constraint clock_event_kind_check check (kind in
  ('started', 'restarted', 'paused', 'resumed', 'met', 'excused', 'voided', 'warned', 'breached', 'reassigned', 'flagged', 'rebased'));

-- ---------------------------------------------------------------- days off with names
alter table calendar_version
  -- [{date, name, windows, from}]: days with hours of their own; no windows is a holiday.
  add column days jsonb not null default '[]',
  -- {country, state, region}: whose public holidays they are; null for a calendar kept by hand.
  add column place jsonb;
update calendar_version set days = (select coalesce(jsonb_agg(jsonb_build_object('date', d, 'name', '', 'windows', '[]'::jsonb, 'from', 'hand') order by d), '[]')
  from unnest(holidays) d);
alter table calendar_version drop column holidays;
