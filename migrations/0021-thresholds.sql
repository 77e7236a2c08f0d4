-- From which score on a lead is for Sales: a value that both sides sign, that decides until its day, and that is watched.

-- What the score reads: at most one row. It decides between its two instants; before and after, the labels of the score do.
create table score_threshold (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  number int not null,
  cut numeric(5, 2) not null check (cut between 0 and 100),
  fit_classes text[] not null check (cardinality(fit_classes) > 0 and fit_classes <@ '{A,B,C,D}'),
  in_force_from timestamptz not null,
  expires_at timestamptz not null
);
call behind_wall('score_threshold');
alter table score_run drop constraint score_run_cause_check;
alter table score_run add constraint score_run_cause_check check (cause in ('model', 'profile', 'threshold'));

-- People below the threshold who go to Sales so that the estimate stays honest.
alter table handoff drop constraint handoff_cause_check;
alter table handoff add constraint handoff_cause_check check (cause in ('threshold', 'hand_raise', 'manual', 'override', 'exploration'));
create index handoff_exploration on handoff (workspace_id, contact_id, handed_at) where cause = 'exploration';

create table threshold (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  number int not null,
  -- asking: each side says alone what it needs. open: both are seen, a value is looked for or waits for signatures.
  status text not null default 'asking' check (status in ('asking', 'open', 'in_force', 'superseded', 'expired', 'withdrawn')),
  -- The figures that both look at: what a won one brings, what a lead costs, attempts and minutes, hours and reps.
  terms jsonb not null,
  -- The proposed value; null before the first proposal.
  cut numeric(5, 2) check (cut between 0 and 100),
  fit_classes text[],
  exploration int check (exploration between 0 and 10),
  expires_on date,
  proposed_by uuid,
  proposed_at timestamptz,
  -- What the past says this value brings, as it was signed.
  expected jsonb,
  begun_by uuid,
  begun_at timestamptz not null,
  in_force_from timestamptz,
  expires_at timestamptz,
  ended_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, proposed_by) references member (workspace_id, id) on delete set null (proposed_by),
  foreign key (workspace_id, begun_by) references member (workspace_id, id) on delete set null (begun_by),
  check (num_nonnulls(cut, fit_classes, exploration, expires_on, expected) in (0, 5)),
  check (cut is not null or status in ('asking', 'open', 'withdrawn'))
);
create unique index threshold_one_open on threshold (workspace_id) where status in ('asking', 'open');
create unique index threshold_one_in_force on threshold (workspace_id) where status = 'in_force';
call behind_wall('threshold');
create trigger forget_signatures after delete on threshold for each row execute function forget_signatures('threshold');

create table threshold_need (
  workspace_id uuid not null,
  threshold_id uuid not null,
  party text not null check (party in ('sales', 'marketing')),
  least_precision numeric check (least_precision between 0 and 1),
  most_per_week numeric check (most_per_week > 0),
  least_per_month numeric check (least_per_month > 0),
  least_value_minor bigint check (least_value_minor > 0),
  -- Both are laid open together, by the program, when the second is in.
  is_open boolean not null default false,
  written_by uuid,
  written_at timestamptz not null,
  primary key (workspace_id, threshold_id, party),
  foreign key (workspace_id, threshold_id) references threshold (workspace_id, id) on delete cascade,
  foreign key (workspace_id, written_by) references member (workspace_id, id) on delete set null (written_by),
  check (party = 'sales' or (least_precision is null and most_per_week is null)),
  check (party = 'marketing' or (least_per_month is null and least_value_minor is null))
);
-- Not in the audit log, which others may read.
call behind_wall('threshold_need', 'rw', false);
-- A second wall inside the workspace: a transaction sees a need that is not open only when it has said that it is that side's.
create policy own_side on threshold_need as restrictive
  using (is_open or coalesce(current_setting('truce.party', true), '') in (party, 'both'))
  with check (is_open or coalesce(current_setting('truce.party', true), '') in (party, 'both'));
