-- Exports of a whole workspace: made by a job into one file, fetched, and gone after some days.

create table export (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  tables_done int not null default 0,
  tables_total int not null default 0,
  rows_done bigint not null default 0,
  -- The one file; null until it is whole.
  file_id uuid,
  problem text,
  created_by uuid,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  expires_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, file_id) references file (workspace_id, id) on delete set null (file_id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
call behind_wall('export', 'rw', false);

-- An export says by which version of the schema it was written.
grant select on migration to truce_app;
