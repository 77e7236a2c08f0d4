-- The ladder goes on after the due time: to the next person, to the pool. Notices wait for working hours and are told together.

alter table clock_event drop constraint clock_event_kind_check, add constraint clock_event_kind_check check (kind in
  ('started', 'restarted', 'paused', 'resumed', 'met', 'excused', 'voided', 'warned', 'breached', 'escalated', 'reassigned', 'flagged', 'rebased'));
-- Each step of a clock happens once; the row lock that goes before makes it so, this makes sure.
create unique index clock_event_breached on clock_event (workspace_id, clock_id) where kind = 'breached';
create unique index clock_event_escalated on clock_event (workspace_id, clock_id, (data ->> 'step')) where kind = 'escalated';

-- What somebody is to hear about a clock, until it is told: in working hours, and together with the rest.
create table clock_notice (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  clock_id uuid not null,
  member_id uuid not null,
  kind text not null check (kind in ('clock.warning', 'clock.breached', 'clock.passed_on')),
  title text not null,
  body text not null,
  dedupe_key text not null,
  tell_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, member_id, dedupe_key),
  foreign key (workspace_id, clock_id) references clock (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create index clock_notice_due on clock_notice (workspace_id, tell_at);
create index clock_notice_clock on clock_notice (workspace_id, clock_id);
call behind_wall('clock_notice');
