-- Who really buys moves away from whom both teams had in mind: what reps saw, and what the figures say.
create table sighting (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  member_id uuid,
  dimension text not null check (length(dimension) between 1 and 120),
  segment text not null check (length(segment) between 1 and 200),
  way text not null check (way in ('more', 'fewer')),
  note text,
  contact_id uuid,
  seen_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete set null (contact_id)
);
create index sighting_seen on sighting (workspace_id, seen_at desc, id desc);
call behind_wall('sighting');

-- signal: the figures or a person say so. confirmed: people of both sides find it true. proposed: the profile's next draft holds the change.
create table drift_case (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  dimension text not null check (length(dimension) between 1 and 120),
  state text not null default 'signal' check (state in ('signal', 'confirmed', 'proposed', 'signed', 'dismissed')),
  -- The figures on the day it was opened; empty where a person saw it first.
  evidence jsonb not null default '{}',
  opened_by uuid,
  opened_at timestamptz not null,
  confirmed_by uuid,
  confirmed_at timestamptz,
  profile_version_id uuid,
  closed_by uuid,
  closed_at timestamptz,
  reason text,
  primary key (workspace_id, id),
  check ((closed_at is null) = (state not in ('signed', 'dismissed'))),
  foreign key (workspace_id, opened_by) references member (workspace_id, id) on delete set null (opened_by),
  foreign key (workspace_id, confirmed_by) references member (workspace_id, id) on delete set null (confirmed_by),
  foreign key (workspace_id, closed_by) references member (workspace_id, id) on delete set null (closed_by),
  foreign key (workspace_id, profile_version_id) references profile_version (workspace_id, id) on delete set null (profile_version_id)
);
-- One case at a time for each thing that can move.
create unique index drift_case_open on drift_case (workspace_id, dimension) where closed_at is null;
call behind_wall('drift_case');
