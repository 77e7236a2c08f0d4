-- A version of the agreement run over a past period: what it was run under, how far it is, what came out.
create table agreement_replay (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  version_id uuid not null,
  version_number int not null,
  -- What the version said when it was run: a replay of other words says nothing about these.
  content_hash text not null,
  from_day date not null,
  to_day date not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  done int not null default 0,
  total int,
  -- As of when the record was read; what came out.
  as_of timestamptz,
  result jsonb,
  asked_by uuid,
  asked_at timestamptz not null,
  ended_at timestamptz,
  primary key (workspace_id, id),
  check (from_day <= to_day),
  check ((state = 'done') = (result is not null)),
  foreign key (workspace_id, version_id) references agreement_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, asked_by) references member (workspace_id, id) on delete set null (asked_by)
);
create index agreement_replay_version on agreement_replay (workspace_id, version_id, asked_at desc);
call behind_wall('agreement_replay');

-- One clock that would have run.
create table agreement_replay_row (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  replay_id uuid not null,
  line_id uuid not null,
  lead_id uuid,
  contact_id uuid,
  owner_id uuid,
  state text not null,
  started_at timestamptz not null,
  due_at timestamptz,
  met_at timestamptz,
  breached_at timestamptz,
  -- Score band and type of lead, for comparing like with like.
  band text not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, replay_id) references agreement_replay (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id)
);
create index agreement_replay_row_place on agreement_replay_row (workspace_id, replay_id, line_id, started_at desc, id desc);
create index agreement_replay_row_lead on agreement_replay_row (workspace_id, lead_id);
create index agreement_replay_row_contact on agreement_replay_row (workspace_id, contact_id);
call behind_wall('agreement_replay_row');
