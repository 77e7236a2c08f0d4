-- Ground: identifiers, tenant wall, audit, and the tables that know no product word.
-- Runs as the owner role; the application connects as truce_app, which owns nothing and bypasses no policy.

create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create extension if not exists unaccent;

-- Time-ordered random identifiers (RFC 9562, version 7). Written here because PostgreSQL 15 is the floor and has none.
create function uuid7(at timestamptz default clock_timestamp()) returns uuid language sql volatile parallel safe as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from at) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

create function current_workspace() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('truce.workspace', true), '')::uuid
$$;

-- ---------------------------------------------------------------- people who sign in (across workspaces)
create table auth_user (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table auth_session (
  id text primary key,
  token text not null unique,
  user_id text not null references auth_user (id) on delete cascade,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index auth_session_user on auth_session (user_id);
create table auth_account (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references auth_user (id) on delete cascade,
  access_token text, refresh_token text, id_token text,
  access_token_expires_at timestamptz, refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index auth_account_user on auth_account (user_id);
create table auth_verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index auth_verification_identifier on auth_verification (identifier);
create table auth_two_factor (
  id text primary key,
  secret text not null,
  backup_codes text not null,
  user_id text not null references auth_user (id) on delete cascade,
  verified boolean default true,
  failed_verification_count int default 0,
  locked_until timestamptz
);
create index auth_two_factor_user on auth_two_factor (user_id);
-- Guessing is slowed by counting, in the database so that every node counts together. Keys are hashes of what was tried.
create table auth_attempt (
  key text primary key,
  count int not null,
  until timestamptz not null
);
create index auth_attempt_until on auth_attempt (until);

-- ---------------------------------------------------------------- workspaces and their people
create table workspace (
  id uuid primary key default uuid7(),
  name text not null check (length(name) between 1 and 120),
  base_currency char(3) not null default 'EUR',
  time_zone text not null default 'UTC',
  locale text not null default 'en',
  country char(2),
  accountable_member_id uuid,
  is_sample boolean not null default false,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now()
);

create table audit_log (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  at timestamptz not null default clock_timestamp(),
  actor_kind text not null,
  actor_member_id uuid,
  actor_label text not null,
  entity text not null,
  entity_id text not null,
  action text not null check (action in ('created', 'changed', 'deleted', 'signed_in', 'exported', 'refused', 'opened')),
  before jsonb,
  after jsonb,
  primary key (workspace_id, id)
);
create index audit_log_entity on audit_log (workspace_id, entity, entity_id, at desc);
create index audit_log_at on audit_log (workspace_id, at desc);

-- Every audited table calls this. Bulk imports switch it off for their transaction: their row ledger keeps before and after.
create function audit_row() returns trigger language plpgsql security definer set search_path = public as $$
declare
  actor jsonb := coalesce(nullif(current_setting('truce.actor', true), ''), '{"kind":"system","label":"system"}')::jsonb;
  was jsonb; is_now jsonb; row_id text; ws uuid;
begin
  if current_setting('truce.audit', true) = 'off' then return null; end if;
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, n.value) into was, is_now
      from jsonb_each(to_jsonb(old)) o join jsonb_each(to_jsonb(new)) n using (key)
      where o.value is distinct from n.value and o.key not in ('updated_at');
    if was is null then return null; end if;
  elsif tg_op = 'INSERT' then is_now := to_jsonb(new);
  else was := to_jsonb(old);
  end if;
  ws := coalesce((to_jsonb(case when tg_op = 'DELETE' then old else new end) ->> 'workspace_id')::uuid, current_workspace());
  row_id := coalesce(to_jsonb(case when tg_op = 'DELETE' then old else new end) ->> 'id', '');
  -- A workspace that is being deleted takes its log with it.
  if not exists (select from workspace where id = ws) then return null; end if;
  insert into audit_log (workspace_id, actor_kind, actor_member_id, actor_label, entity, entity_id, action, before, after)
  values (ws, actor ->> 'kind', (actor ->> 'memberId')::uuid, actor ->> 'label', tg_table_name, row_id,
    case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end, was, is_now);
  return null;
end $$;

-- Puts a table behind the tenant wall: row-level security on the workspace, and rights for the application role.
-- rights: 'rw' full, 'ra' read and append, 'r' read. audited: changes go to audit_log.
create procedure behind_wall(relation text, rights text default 'rw', audited boolean default true) language plpgsql as $$
begin
  execute format('alter table %I enable row level security', relation);
  execute format('create policy tenant on %I using (workspace_id = current_workspace()) with check (workspace_id = current_workspace())', relation);
  execute format('grant select on %I to truce_app', relation);
  if rights in ('rw', 'ra') then execute format('grant insert on %I to truce_app', relation); end if;
  if rights = 'rw' then execute format('grant update, delete on %I to truce_app', relation); end if;
  if audited then
    execute format('create trigger audit after insert or update or delete on %I for each row execute function audit_row()', relation);
  end if;
end $$;

grant usage on schema public to truce_app;
grant select, insert, update, delete on auth_user, auth_session, auth_account, auth_verification, auth_two_factor, auth_attempt to truce_app;
alter table workspace enable row level security;
create policy tenant on workspace using (id = current_workspace()) with check (id = current_workspace());
grant select, insert, update, delete on workspace to truce_app;
create trigger audit after update on workspace for each row execute function audit_row();
call behind_wall('audit_log', 'ra', false);

create table team (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null,
  department text not null check (department in ('sales', 'marketing', 'coordination')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name)
);
call behind_wall('team');

-- A member is a person's place in one workspace. `placeholder`: known from an import, not invited yet.
create table member (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  user_id text references auth_user (id) on delete set null,
  email text not null,
  name text not null,
  roles text[] not null default '{}',
  department text check (department in ('sales', 'marketing', 'coordination')),
  team_id uuid,
  status text not null default 'invited' check (status in ('placeholder', 'invited', 'active', 'disabled')),
  time_zone text,
  locale text,
  role_card jsonb not null default '{}',
  access_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, user_id),
  foreign key (workspace_id, team_id) references team (workspace_id, id) on delete set null (team_id)
);
create unique index member_email on member (workspace_id, lower(email));
create index member_user on member (user_id);
call behind_wall('member');
alter table workspace add foreign key (id, accountable_member_id) references member (workspace_id, id) on delete set null (accountable_member_id);

-- The workspaces a signed-in person belongs to, before any workspace is chosen. Filters by the person itself.
create function memberships_of(person text) returns table (workspace_id uuid, workspace_name text, member_id uuid, status text, access_until timestamptz)
language sql stable security definer set search_path = public as $$
  select w.id, w.name, m.id, m.status, m.access_until from member m join workspace w on w.id = m.workspace_id
  where m.user_id = person and m.status = 'active' and (m.access_until is null or m.access_until > now()) order by w.name, w.id
$$;
grant execute on function memberships_of to truce_app;

create table member_leave (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  member_id uuid not null,
  starts_on date not null,
  ends_on date not null check (ends_on >= starts_on),
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('member_leave');

create table invitation (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  member_id uuid not null,
  token_hash text not null unique,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('invitation', 'rw', false);
-- An invited person has no session yet; the secret itself says which workspace.
create function invitation_by(hash text) returns table (workspace_id uuid, id uuid, member_id uuid, email text, name text, workspace_name text, expires_at timestamptz, accepted_at timestamptz)
language sql stable security definer set search_path = public as $$
  select i.workspace_id, i.id, i.member_id, m.email, m.name, w.name, i.expires_at, i.accepted_at
  from invitation i join member m on (m.workspace_id, m.id) = (i.workspace_id, i.member_id) join workspace w on w.id = i.workspace_id
  where i.token_hash = hash
$$;
grant execute on function invitation_by to truce_app;

create table api_key (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  member_id uuid not null,
  name text not null,
  prefix text not null,
  hash text not null unique,
  scopes text[] not null default '{}',
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('api_key', 'rw', false);
create function api_key_by(key_hash text) returns table (workspace_id uuid, id uuid, member_id uuid, name text, scopes text[], expires_at timestamptz, revoked_at timestamptz, last_used_at timestamptz)
language sql stable security definer set search_path = public as $$
  select workspace_id, id, member_id, name, scopes, expires_at, revoked_at, last_used_at from api_key where hash = key_hash
$$;
grant execute on function api_key_by to truce_app;
create function api_key_used(workspace uuid, key_id uuid, at timestamptz) returns void language sql security definer set search_path = public as $$
  update api_key set last_used_at = at where workspace_id = workspace and id = key_id
$$;
grant execute on function api_key_used to truce_app;

-- Row rights by role and entity; an absent row means `all`. Field rights: `hidden` or `read`.
create table role_right (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  role text not null,
  entity text not null,
  read_reach text not null default 'all' check (read_reach in ('own', 'team', 'all')),
  write_reach text not null default 'all' check (write_reach in ('own', 'team', 'all')),
  primary key (workspace_id, id),
  unique (workspace_id, role, entity)
);
call behind_wall('role_right');
create table field_right (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  role text not null,
  entity text not null,
  field text not null,
  access text not null check (access in ('hidden', 'read')),
  primary key (workspace_id, id),
  unique (workspace_id, role, entity, field)
);
call behind_wall('field_right');

-- With several roles the widest reach counts.
create function widest_reach(reaches text[]) returns text language sql immutable parallel safe as $$
  select case when 'all' = any (reaches) then 'all' when 'team' = any (reaches) then 'team' else 'own' end
$$;

-- What a member may do and reach now, read anew for every request; no row where they may do nothing (disabled, ended, unknown).
create function member_facts(workspace uuid, member uuid) returns table (id uuid, name text, roles text[], team_id uuid, reach jsonb, fields jsonb)
language sql stable security definer set search_path = public as $$
  select m.id, m.name, m.roles, m.team_id,
    (select jsonb_object_agg(entity, jsonb_build_object('read', read_reach, 'write', write_reach)) from (
      select entity, widest_reach(array_agg(read_reach)) read_reach, widest_reach(array_agg(write_reach)) write_reach
      from role_right r where r.workspace_id = m.workspace_id and r.role = any (m.roles) group by entity having count(*) = cardinality(m.roles)) x),
    (select jsonb_agg(jsonb_build_object('name', x.name, 'access', x.access)) from (
      select f.entity || '.' || f.field as name, case when bool_and(f.access = 'hidden') then 'hidden' else 'read' end as access
      from field_right f where f.workspace_id = m.workspace_id and f.role = any (m.roles) group by 1 having count(*) = cardinality(m.roles)) x)
  from member m where m.workspace_id = workspace and m.id = member and m.status = 'active' and (m.access_until is null or m.access_until > now())
$$;
grant execute on function member_facts to truce_app;

-- Where a member is named: by a foreign key, or (in partitioned tables, which have none) by the column's name. The log stays as it was.
create function member_references() returns table (relation text, field text)
language sql stable security definer set search_path = public as $$
  select distinct c.oid::regclass::text, a.attname::text
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' and k.confrelid = 'member'::regclass and k.conkey[array_length(k.conkey, 1)] = a.attnum
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname not in ('workspace', 'audit_log')
    and exists (select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id' and not w.attisdropped)
    and (k.oid is not null or a.attname in ('member_id', 'owner_id', 'assignee_id'))
  order by 1, 2
$$;
create function member_footprint(member uuid) returns table (entity text, n bigint)
language plpgsql stable security definer set search_path = public as $$
declare place record;
begin
  for place in select * from member_references() loop
    entity := place.relation;
    execute format('select count(*) from %s where workspace_id = current_workspace() and %I = $1', place.relation, place.field) into n using member;
    if n > 0 then return next; end if;
  end loop;
end $$;
grant execute on function member_footprint to truce_app;
-- Lets everything that names one member name another: a placeholder from an import turned out to be someone who is here.
create function repoint_member(was uuid, becomes uuid) returns bigint
language plpgsql security definer set search_path = public as $$
declare place record; moved bigint := 0; n bigint;
begin
  for place in select * from member_references() loop
    execute format('update %s set %I = $2 where workspace_id = current_workspace() and %I = $1', place.relation, place.field, place.field) using was, becomes;
    get diagnostics n = row_count;
    moved := moved + n;
  end loop;
  return moved;
end $$;
grant execute on function repoint_member to truce_app;

-- ---------------------------------------------------------------- mail, notices, files, idempotency, settings of the installation
create table mail (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  kind text not null,
  to_email text not null,
  to_name text,
  from_email text,
  subject text not null,
  body_text text not null,
  body_html text,
  headers jsonb not null default '{}',
  message_id text not null,
  state text not null default 'queued' check (state in ('queued', 'handed', 'sent', 'captured', 'failed', 'held')),
  problem text,
  attempts int not null default 0,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  primary key (workspace_id, id)
);
create index mail_recent on mail (workspace_id, created_at desc);
call behind_wall('mail', 'rw', false);

create table notification (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  member_id uuid not null,
  kind text not null,
  title text not null,
  body text,
  link text,
  dedupe_key text,
  created_at timestamptz not null default now(),
  read_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create index notification_unread on notification (workspace_id, member_id, created_at desc);
create unique index notification_once on notification (workspace_id, member_id, dedupe_key) where dedupe_key is not null;
call behind_wall('notification', 'rw', false);

create table file (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null,
  media_type text not null,
  size_bytes bigint not null default 0,
  sha256 text,
  purpose text not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
call behind_wall('file');
create table file_chunk (
  workspace_id uuid not null,
  file_id uuid not null,
  n int not null,
  bytes bytea not null,
  primary key (workspace_id, file_id, n),
  foreign key (workspace_id, file_id) references file (workspace_id, id) on delete cascade
);
alter table file_chunk alter column bytes set storage external;
call behind_wall('file_chunk', 'rw', false);

create table idempotency_key (
  workspace_id uuid not null references workspace (id) on delete cascade,
  actor text not null,
  key text not null check (length(key) <= 255),
  route text not null,
  request_hash text not null,
  status int,
  response jsonb,
  created_at timestamptz not null default now(),
  primary key (workspace_id, actor, key)
);
create index idempotency_key_age on idempotency_key (created_at);
call behind_wall('idempotency_key', 'rw', false);

-- Facts about this installation: instance id, restored-and-unconfirmed, version that last ran. One writer: the platform.
create table installation (
  name text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);
grant select, insert, update, delete on installation to truce_app;

-- ---------------------------------------------------------------- jobs
-- The queue belongs to the owner role; the application may only add to it, in the transaction that causes the job.
create function enqueue_job(job_name text, job_payload json, job_run_at timestamptz, key text, attempts int, queue text) returns void
language plpgsql security definer set search_path = public as $$
begin
  perform graphile_worker.add_job(job_name, job_payload, queue_name => queue, run_at => job_run_at, max_attempts => attempts, job_key => key);
end $$;
grant execute on function enqueue_job to truce_app;
create function workspace_ids() returns setof uuid language sql stable security definer set search_path = public as $$
  select id from workspace order by id
$$;
grant execute on function workspace_ids to truce_app;

-- Workers that are alive say so; jobs locked by one that fell silent are set free (a killed process cannot unlock its own).
create table job_worker (
  worker_id text primary key,
  seen_at timestamptz not null default now()
);

-- The queue as one workspace may see it. Payloads stay inside: they can hold what a role may not read.
create function jobs_of_workspace(most int) returns table (id text, task text, attempts int, max_attempts int, run_at timestamptz, locked_at timestamptz, problem text, created_at timestamptz)
language sql stable security definer set search_path = public as $$
  select j.id::text, t.identifier, j.attempts::int, j.max_attempts::int, j.run_at, j.locked_at, left(j.last_error, 500), j.created_at
  from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
  where j.payload ->> 'workspaceId' = current_workspace()::text
  order by (j.attempts >= j.max_attempts) desc, j.run_at limit most
$$;
grant execute on function jobs_of_workspace to truce_app;
create function retry_job(job_id text) returns boolean language plpgsql security definer set search_path = public as $$
begin
  if not exists (select from graphile_worker._private_jobs j where j.id = job_id::bigint and j.payload ->> 'workspaceId' = current_workspace()::text and j.locked_at is null) then
    return false;
  end if;
  perform graphile_worker.reschedule_jobs(array[job_id::bigint], run_at => now(), attempts => 0);
  return true;
end $$;
grant execute on function retry_job to truce_app;
