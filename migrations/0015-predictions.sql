-- A probability learned from the workspace's own closed leads.

alter table lead add column probability double precision check (probability between 0 and 1);
create index lead_by_probability on lead (workspace_id, probability desc nulls last, id desc) where deleted_at is null and closed_at is null;

create table prediction_setting (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  -- What is predicted: a won deal, or that it comes to an opportunity at all.
  outcome text not null default 'customer' check (outcome in ('customer', 'opportunity')),
  -- A lead that is open for longer than this has not been won.
  window_days int not null default 180 check (window_days between 14 and 1095),
  -- An own field of leads that tells older from newer where their dates do not (a running number); null: when they were handed off or opened.
  order_field text,
  -- Put out of use by a person: nothing is trained by itself and no lead carries a probability.
  off boolean not null default false,
  updated_at timestamptz not null default now(),
  updated_by uuid,
  foreign key (workspace_id, updated_by) references member (workspace_id, id)
);
call behind_wall('prediction_setting');

-- What a person said about a field: known at the hand-off although it looks like a leak, or not to be used at all.
create table fact_ruling (
  workspace_id uuid not null references workspace (id) on delete cascade,
  key text not null,
  ruling text not null check (ruling in ('known', 'out')),
  note text,
  member_id uuid,
  ruled_at timestamptz not null,
  primary key (workspace_id, key),
  foreign key (workspace_id, member_id) references member (workspace_id, id)
);
call behind_wall('fact_ruling');

-- What was known of a lead at its latest hand-off, or when it was opened where it was never handed off. Never written again for the same event.
create table lead_snapshot (
  workspace_id uuid not null,
  lead_id uuid not null,
  cause text not null check (cause in ('opened', 'handed_off')),
  taken_at timestamptz not null,
  label text,
  facts jsonb not null,
  -- What the model of that time said, to be held against what came.
  probability double precision,
  training_id uuid,
  primary key (workspace_id, lead_id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create index lead_snapshot_taken on lead_snapshot (workspace_id, taken_at);
call behind_wall('lead_snapshot', 'rw', false);

create table training (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  number int not null,
  cause text not null check (cause in ('hand', 'schedule')),
  asked_by uuid,
  asked_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'cancelled', 'failed')),
  share real not null default 0,
  started_at timestamptz,
  ended_at timestamptz,
  seconds real,
  memory_mb int,
  problem text,
  -- Whether it was put in force by itself, and why or why not.
  verdict text check (verdict in ('first', 'better', 'not_better', 'no_use', 'replaces_leak', 'off')),
  -- The model in force, scored on the same newest leads.
  rival jsonb,
  report jsonb,
  in_force_from timestamptz,
  in_force_until timestamptz,
  forced_by uuid,
  primary key (workspace_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, asked_by) references member (workspace_id, id),
  foreign key (workspace_id, forced_by) references member (workspace_id, id)
);
create unique index training_under_way on training (workspace_id) where state in ('waiting', 'running');
create unique index training_in_force on training (workspace_id) where in_force_from is not null and in_force_until is null;
call behind_wall('training');
alter table lead_snapshot add foreign key (workspace_id, training_id) references training (workspace_id, id) on delete set null (training_id);

create table training_model (
  workspace_id uuid not null,
  training_id uuid not null,
  model jsonb not null,
  primary key (workspace_id, training_id),
  foreign key (workspace_id, training_id) references training (workspace_id, id) on delete cascade
);
call behind_wall('training_model', 'rw', false);
