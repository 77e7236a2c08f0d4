-- What one person promised another, or the other team, by a day.
create table person_promise (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  by_id uuid not null,
  to_id uuid,
  to_party text check (to_party in ('sales', 'marketing')),
  what text not null check (length(what) between 1 and 300),
  due_on date not null,
  written_by uuid,
  made_at timestamptz not null,
  -- Nobody is bound by another: it is a promise from when whoever gives it says yes.
  answered_at timestamptz,
  accepted boolean,
  -- The day on which whoever gave it says that it is there.
  done_on date,
  -- What whoever got it says of it; that stands.
  outcome text check (outcome in ('kept', 'late', 'missed')),
  judged_by uuid,
  judged_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, by_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, to_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, written_by) references member (workspace_id, id) on delete set null (written_by),
  foreign key (workspace_id, judged_by) references member (workspace_id, id) on delete set null (judged_by),
  check (num_nonnulls(to_id, to_party) = 1),
  check (to_id is distinct from by_id),
  check ((accepted is null) = (answered_at is null)),
  check ((outcome is null) = (judged_at is null))
);
create index person_promise_due on person_promise (workspace_id, due_on desc, id desc);
create index person_promise_by on person_promise (workspace_id, by_id);
create index person_promise_to on person_promise (workspace_id, to_id);
call behind_wall('person_promise');
