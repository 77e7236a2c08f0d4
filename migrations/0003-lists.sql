-- Reading of workspaces' own fields, saved views, bulk changes.

-- Values of the `custom` column by kind. None of these can fail, whatever an import or an older version has left there.
create function custom_text(custom jsonb, key text) returns text language sql immutable parallel safe as $$
  select custom ->> key
$$;
create function custom_number(custom jsonb, key text) returns numeric language sql immutable parallel safe as $$
  select case when jsonb_typeof(custom -> key) = 'number' then (custom ->> key)::numeric end
$$;
create function custom_amount(custom jsonb, key text) returns numeric language sql immutable parallel safe as $$
  select case when jsonb_typeof(custom -> key -> 'amountMinor') = 'number' then (custom -> key ->> 'amountMinor')::numeric end
$$;
create function custom_currency(custom jsonb, key text) returns text language sql immutable parallel safe as $$
  select custom -> key ->> 'currency'
$$;
create function custom_yes_no(custom jsonb, key text) returns boolean language sql immutable parallel safe as $$
  select case when jsonb_typeof(custom -> key) = 'boolean' then (custom ->> key)::boolean end
$$;
-- The first of the month and days on top: the 31st of a short month cannot fail.
create function custom_day(custom jsonb, key text) returns date language sql immutable parallel safe as $$
  select case when custom ->> key ~ '^[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T|$)'
    then make_date(left(custom ->> key, 4)::int, substr(custom ->> key, 6, 2)::int, 1) + (substr(custom ->> key, 9, 2)::int - 1) end
$$;
create function custom_instant(custom jsonb, key text) returns timestamptz language sql immutable parallel safe as $$
  select case when custom ->> key ~ '^[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?Z$'
    then (custom_day(custom, key) + make_interval(hours => substr(custom ->> key, 12, 2)::int, mins => substr(custom ->> key, 15, 2)::int,
      secs => rtrim(substr(custom ->> key, 18), 'Z')::double precision)) at time zone 'UTC' end
$$;
create function custom_texts(custom jsonb, key text) returns text[] language sql immutable parallel safe as $$
  select case when jsonb_typeof(custom -> key) = 'array' then array(select jsonb_array_elements_text(custom -> key)) end
$$;
create function custom_id(custom jsonb, key text) returns uuid language sql immutable parallel safe as $$
  select case when custom ->> key ~ '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' then (custom ->> key)::uuid end
$$;

-- A list as somebody likes to see it. `team`: the owner's team; `everyone`: the workspace.
create table saved_view (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  entity text not null check (entity in ('company', 'contact', 'deal', 'lead', 'campaign')),
  name text not null check (length(name) between 1 and 80),
  visibility text not null default 'private' check (visibility in ('private', 'team', 'everyone')),
  member_id uuid not null,
  team_id uuid,
  criteria jsonb not null,
  columns text[] not null default '{}',
  sort jsonb not null default '[]',
  position int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, team_id) references team (workspace_id, id) on delete cascade
);
create index saved_view_entity on saved_view (workspace_id, entity, position);
call behind_wall('saved_view');

-- With which view a person's list opens.
create table view_default (
  workspace_id uuid not null,
  member_id uuid not null,
  entity text not null check (entity in ('company', 'contact', 'deal', 'lead', 'campaign')),
  view_id uuid not null,
  primary key (workspace_id, member_id, entity),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, view_id) references saved_view (workspace_id, id) on delete cascade
);
call behind_wall('view_default', 'rw', false);

-- One change of many records. Its rows are fixed when it begins; what they were before is kept until it can no longer be undone.
create table bulk_change (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  entity text not null check (entity in ('company', 'contact', 'deal', 'lead', 'campaign')),
  kind text not null check (kind in ('edit', 'trash', 'restore', 'purge')),
  change jsonb not null default '{}',
  state text not null default 'running' check (state in ('running', 'done', 'undoing', 'undone')),
  member_id uuid not null,
  total int not null default 0,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  undo_until timestamptz,
  undone_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create index bulk_change_recent on bulk_change (workspace_id, created_at desc);
call behind_wall('bulk_change');

create table bulk_change_row (
  workspace_id uuid not null,
  bulk_change_id uuid not null,
  entity_id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'changed', 'skipped', 'undone', 'kept')),
  -- Why it was skipped, or not undone.
  reason text,
  before jsonb,
  after jsonb,
  primary key (workspace_id, bulk_change_id, entity_id),
  foreign key (workspace_id, bulk_change_id) references bulk_change (workspace_id, id) on delete cascade
);
create index bulk_change_row_waiting on bulk_change_row (workspace_id, bulk_change_id, entity_id) where state = 'waiting';
call behind_wall('bulk_change_row', 'rw', false);
