-- Imports: what came in, row by row, and how to take it out again.

create table import (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null,
  -- uploaded → running ⇄ stopped → done; done → undoing → undone. `failed` where the work itself broke, not a row.
  state text not null default 'uploaded' check (state in ('uploaded', 'running', 'stopping', 'stopped', 'done', 'failed', 'undoing', 'undone')),
  options jsonb not null default '{}',
  problem text,
  created_by uuid,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  -- Renewed with every chunk: a running import that falls silent is taken up again.
  beat_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
call behind_wall('import');

create table import_file (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  import_id uuid not null,
  file_id uuid not null,
  name text not null,
  position int not null,
  sniff jsonb not null,
  preset text,
  entity text,
  mapping jsonb not null default '{}',
  -- Rows read so far; the next chunk begins here.
  done_rows bigint not null default 0,
  finished boolean not null default false,
  rows_created bigint not null default 0,
  rows_updated bigint not null default 0,
  rows_merged bigint not null default 0,
  rows_skipped bigint not null default 0,
  rows_failed bigint not null default 0,
  notes jsonb not null default '[]',
  problem text,
  primary key (workspace_id, id),
  foreign key (workspace_id, import_id) references import (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references file (workspace_id, id) on delete cascade
);
create index import_file_import on import_file (workspace_id, import_id, position);
call behind_wall('import_file', 'rw', false);

-- One row per row of a file: the truth from which every total is counted.
create table import_row (
  workspace_id uuid not null,
  import_file_id uuid not null,
  n bigint not null,
  line bigint not null,
  outcome text not null check (outcome in ('created', 'updated', 'merged', 'skipped', 'failed')),
  entity text,
  entity_id uuid,
  -- Of an update: the columns it changed, as they were and as they became. What undo puts back.
  before jsonb,
  after jsonb,
  column_name text,
  reason text,
  cells jsonb,
  undone text check (undone in ('removed', 'restored', 'kept')),
  primary key (workspace_id, import_file_id, n),
  foreign key (workspace_id, import_file_id) references import_file (workspace_id, id) on delete cascade
);
create index import_row_problem on import_row (workspace_id, import_file_id, n) where outcome in ('skipped', 'failed');
create index import_row_entity on import_row (workspace_id, entity_id) where entity_id is not null;
call behind_wall('import_row', 'rw', false);

-- A mapping that a person made once for a header row is offered again.
create table import_mapping (
  workspace_id uuid not null references workspace (id) on delete cascade,
  header_key text not null,
  entity text not null,
  mapping jsonb not null,
  used_at timestamptz not null default now(),
  primary key (workspace_id, header_key)
);
call behind_wall('import_mapping', 'rw', false);

-- What a row said when it last came in: the same row again is passed over without a look at the record.
alter table external_ref add column content_hash text;

-- Taking an import out of the ledger. The application's role may not delete there; this function only takes what one import brought.
create function remove_imported_activities(which uuid, most int) returns int language plpgsql security definer set search_path = public as $$
declare gone int;
begin
  delete from activity a using (
    select occurred_at, id from activity where workspace_id = current_workspace() and import_id = which limit most) one
  where a.workspace_id = current_workspace() and a.occurred_at = one.occurred_at and a.id = one.id;
  get diagnostics gone = row_count;
  return gone;
end $$;
grant execute on function remove_imported_activities to truce_app;
create index activity_import on activity (workspace_id, import_id) where import_id is not null;
create index company_import on company (workspace_id, import_id) where import_id is not null;
create index contact_import on contact (workspace_id, import_id) where import_id is not null;
create index lead_import on lead (workspace_id, import_id) where import_id is not null;
create index deal_import on deal (workspace_id, import_id) where import_id is not null;
create index external_ref_import on external_ref (workspace_id, import_id) where import_id is not null;

-- Foreign-key checks keep the plan they made when a table was small. Fresh statistics make them plan anew, before autovacuum comes by.
create function refresh_statistics() returns void language plpgsql security definer set search_path = public as $$
begin
  analyze company, contact, contact_email, contact_phone, contact_company, lead, stage_visit, conversion, deal, deal_stage_visit, campaign, campaign_member,
    product, sales_order, invoice, order_line, task, external_ref, import_row, handoff, verdict, activity;
end $$;
grant execute on function refresh_statistics to truce_app;
