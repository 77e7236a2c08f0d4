-- Coordination asks somebody else of the same side to take over what is owed: a request, not a change of the record that it is about.

create table ask_pass (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  kind text not null check (length(kind) <= 40),
  ask_id uuid not null,
  side text not null check (side in ('sales', 'marketing')),
  -- Who owes it by its record; null where the whole side does.
  from_member_id uuid,
  to_member_id uuid not null,
  by_member_id uuid,
  words text not null check (length(words) between 3 and 300),
  state text not null default 'asked' check (state in ('asked', 'taken', 'declined', 'withdrawn')),
  asked_at timestamptz not null,
  decided_at timestamptz,
  -- When nothing waits by this request any more: declined, taken back, moved with its record, or the thing is done.
  closed_at timestamptz,
  primary key (workspace_id, id),
  check (state not in ('declined', 'withdrawn') or closed_at is not null),
  check ((state = 'asked') = (decided_at is null)),
  foreign key (workspace_id, from_member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, to_member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, by_member_id) references member (workspace_id, id) on delete set null (by_member_id)
);
create unique index ask_pass_once on ask_pass (workspace_id, kind, ask_id, side, from_member_id) nulls not distinct where closed_at is null;
create index ask_pass_to on ask_pass (workspace_id, to_member_id) where closed_at is null;
call behind_wall('ask_pass');

-- Both leads can let a coordinator read the minutes: two signatures on the grant, gone with it.
create trigger forget_minutes after delete on coordinator_grant for each row execute function forget_signatures('coordinator_minutes');
