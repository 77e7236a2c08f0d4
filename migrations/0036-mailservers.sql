-- Servers that a workspace sends through. None: the installation's own, and without one mails stay in the app.
create table mail_server (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 120),
  host text not null check (length(host) between 1 and 253),
  port int not null check (port between 1 and 65535),
  tls text not null check (tls in ('implicit', 'starttls', 'if_offered', 'none')),
  user_name text check (length(user_name) between 1 and 320),
  -- Where bounces go; the sender's own address where none is given.
  bounce_address text check (length(bounce_address) <= 254),
  -- Numeric addresses from which its mails leave, where somebody knows them.
  sends_from text[] not null default '{}',
  per_minute int check (per_minute > 0),
  per_hour int check (per_hour > 0),
  -- {"gmail.com": 20}: a minute, to one domain of recipients.
  domain_rates jsonb not null default '{}',
  -- Empty: every lane, every sender. A sender is an address or @domain.
  lanes text[] not null default '{}' check (lanes <@ array['transactional', 'personal', 'bulk']),
  senders text[] not null default '{}',
  -- What a process compares before it goes on with connections it has open.
  revision int not null default 1,
  paused_at timestamptz,
  created_by uuid,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
create unique index mail_server_name on mail_server (workspace_id, lower(name));
call behind_wall('mail_server');

-- Locked with the installation's key, apart from what the audit keeps.
create table mail_server_secret (
  workspace_id uuid not null references workspace (id) on delete cascade,
  server_id uuid not null,
  password text not null,
  primary key (workspace_id, server_id),
  foreign key (workspace_id, server_id) references mail_server (workspace_id, id) on delete cascade
);
call behind_wall('mail_server_secret', 'rw', false);

-- How the last try to connect ended. `address`: the numeric one that answered.
create table mail_server_test (
  workspace_id uuid not null references workspace (id) on delete cascade,
  server_id uuid not null,
  tested_at timestamptz not null,
  works boolean not null,
  stage text,
  response text,
  address text,
  primary key (workspace_id, server_id),
  foreign key (workspace_id, server_id) references mail_server (workspace_id, id) on delete cascade
);
call behind_wall('mail_server_test', 'rw', false);

-- Domains in whose name mails are signed.
create table sending_domain (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  domain text not null check (length(domain) between 3 and 253),
  selector text not null,
  -- SPKI, base64, as it stands in the record.
  public_key text not null,
  created_by uuid,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, domain),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
call behind_wall('sending_domain');

create table sending_domain_key (
  workspace_id uuid not null references workspace (id) on delete cascade,
  domain_id uuid not null,
  private_key text not null,
  primary key (workspace_id, domain_id),
  foreign key (workspace_id, domain_id) references sending_domain (workspace_id, id) on delete cascade
);
call behind_wall('sending_domain_key', 'rw', false);

-- What the name servers said last, a row for each check.
create table sending_domain_check (
  workspace_id uuid not null references workspace (id) on delete cascade,
  domain_id uuid not null,
  kind text not null check (kind in ('dkim', 'spf', 'dmarc', 'mx', 'reverse')),
  state text not null check (state in ('pass', 'fail', 'unknown')),
  reason text not null,
  -- What was found, as it stands there.
  found text,
  checked_at timestamptz not null,
  -- Since when the state is what it is.
  since timestamptz not null,
  primary key (workspace_id, domain_id, kind),
  foreign key (workspace_id, domain_id) references sending_domain (workspace_id, id) on delete cascade
);
call behind_wall('sending_domain_check', 'rw', false);
