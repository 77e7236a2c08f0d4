-- A call blitz: days on which people of sales work through a list by telephone. Whom it works through is kept when it is planned: a list that
-- looks at calls would lose each person who was called.
create table call_blitz (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  title text not null check (length(title) between 1 and 200),
  from_day date not null,
  to_day date not null,
  owner_id uuid,
  view_id uuid,
  campaign_id uuid,
  created_by uuid,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  cancelled_at timestamptz,
  primary key (workspace_id, id),
  check (to_day >= from_day),
  check (num_nonnulls(view_id, campaign_id) <= 1),
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id),
  foreign key (workspace_id, view_id) references saved_view (workspace_id, id) on delete set null (view_id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete set null (campaign_id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
create index call_blitz_days on call_blitz (workspace_id, from_day);
create index call_blitz_view on call_blitz (workspace_id, view_id) where view_id is not null;
create index call_blitz_campaign on call_blitz (workspace_id, campaign_id) where campaign_id is not null;
call behind_wall('call_blitz');

create table call_blitz_person (
  workspace_id uuid not null,
  blitz_id uuid not null,
  contact_id uuid not null,
  primary key (workspace_id, blitz_id, contact_id),
  foreign key (workspace_id, blitz_id) references call_blitz (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade
);
create index call_blitz_person_contact on call_blitz_person (workspace_id, contact_id);
call behind_wall('call_blitz_person', 'rw', false);

-- Where following up begins to lose heart: a warning is open as long as the figures say so, and told once.
create table reluctance_warning (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  -- The channel of the leads; null where it is not known.
  channel text,
  opened_at timestamptz not null,
  seen_at timestamptz not null,
  closed_at timestamptz,
  -- Acceptance and hours to the first touch, of late and before.
  figures jsonb not null,
  primary key (workspace_id, id)
);
create unique index reluctance_warning_open on reluctance_warning (workspace_id, channel) nulls not distinct where closed_at is null;
call behind_wall('reluctance_warning');
