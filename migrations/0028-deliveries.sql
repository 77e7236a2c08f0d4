-- Where mail providers and mail servers tell what became of mails. `public_id` stands in the address a provider posts to.
create table delivery_source (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  public_id text not null unique check (length(public_id) between 20 and 60),
  provider text not null,
  name text not null check (length(name) between 1 and 120),
  -- Locked with the installation's key; null: none was given yet, and nothing is taken.
  secret text,
  -- How a generic provider's events are read.
  mapping jsonb,
  -- An address that Amazon asks to be visited before it sends, shown until somebody has confirmed it.
  confirm_url text,
  created_by uuid,
  created_at timestamptz not null,
  paused_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
create unique index delivery_source_name on delivery_source (workspace_id, lower(name));
call behind_wall('delivery_source', 'rw', false);
-- One source for each workspace is filled by hand and by mailboxes; it has no address outside.
create unique index delivery_source_mailbox on delivery_source (workspace_id) where provider = 'mailbox';

-- A provider has no session; the public id says which workspace it means.
create function delivery_source_by(public text) returns table (workspace_id uuid, id uuid, provider text, secret text, mapping jsonb, paused_at timestamptz)
language sql stable security definer set search_path = public as $$
  select workspace_id, id, provider, secret, mapping, paused_at from delivery_source where public_id = public and provider <> 'mailbox'
$$;
revoke execute on function delivery_source_by from public;
grant execute on function delivery_source_by to truce_app;

-- What came in at once: the body of a request, a file of events, or a mail (then its bytes are a file).
create table delivery_post (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  source_id uuid not null,
  received_at timestamptz not null,
  media_type text not null,
  body text,
  file_id uuid,
  events int not null default 0,
  problem text,
  primary key (workspace_id, id),
  foreign key (workspace_id, source_id) references delivery_source (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references file (workspace_id, id) on delete set null (file_id)
);
create index delivery_post_source on delivery_post (workspace_id, source_id, received_at desc);
call behind_wall('delivery_post', 'rw', false);

-- One thing told about one mail to one person. Append-only; a second telling of the same is not kept.
create table delivery_event (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  source_id uuid not null,
  post_id uuid,
  dedupe_key text not null,
  kind text not null,
  hardness text check (hardness in ('hard', 'soft')),
  word text not null,
  address text,
  contact_id uuid,
  message_id text,
  at timestamptz not null,
  received_at timestamptz not null,
  reply_code text,
  status text,
  reason text,
  detail text,
  url text,
  user_agent text,
  tags text[] not null default '{}',
  metadata jsonb not null default '{}',
  primary key (workspace_id, id),
  unique (workspace_id, source_id, dedupe_key),
  foreign key (workspace_id, source_id) references delivery_source (workspace_id, id) on delete cascade,
  foreign key (workspace_id, post_id) references delivery_post (workspace_id, id) on delete set null (post_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete set null (contact_id)
);
create index delivery_event_received on delivery_event (workspace_id, received_at desc, id desc);
create index delivery_event_source on delivery_event (workspace_id, source_id, received_at desc);
create index delivery_event_message on delivery_event (workspace_id, message_id) where message_id is not null;
create index delivery_event_contact on delivery_event (workspace_id, contact_id, at desc) where contact_id is not null;
create index delivery_event_address on delivery_event (workspace_id, address) where address is not null;
call behind_wall('delivery_event', 'rw', false);

-- What has become of one mail to one person: the furthest that was told, whatever the order it was told in.
create table delivery_state (
  workspace_id uuid not null references workspace (id) on delete cascade,
  source_id uuid not null,
  message_id text not null,
  address text not null,
  state text not null,
  rank int not null,
  at timestamptz not null,
  primary key (workspace_id, source_id, message_id, address),
  foreign key (workspace_id, source_id) references delivery_source (workspace_id, id) on delete cascade
);
call behind_wall('delivery_state', 'rw', false);

-- Requests that were turned away, counted by the hour: a stranger can add to a number, not to a list.
create table delivery_refusal (
  workspace_id uuid not null references workspace (id) on delete cascade,
  source_id uuid not null,
  hour timestamptz not null,
  cause text not null check (cause in ('signature', 'old', 'unreadable', 'no_secret')),
  n int not null,
  primary key (workspace_id, source_id, hour, cause),
  foreign key (workspace_id, source_id) references delivery_source (workspace_id, id) on delete cascade
);
call behind_wall('delivery_refusal', 'rw', false);
