-- Coordination: what a coordinator of an agency may see of a workspace and until when, what they looked at, whom they reminded, what they drafted.

-- The end of access is that of the member (`member.access_until`); here stands how far it goes.
create table coordinator_grant (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  member_id uuid not null,
  areas text[] not null check (areas <@ array['handoffs', 'content', 'meetings', 'figures']),
  contact_names boolean not null,
  -- The end that both sides are asked to sign; null while nobody asks.
  renew_until timestamptz,
  granted_by uuid,
  granted_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, member_id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, granted_by) references member (workspace_id, id) on delete set null (granted_by)
);
call behind_wall('coordinator_grant');

-- One row for each thing and hour: what was opened or changed, and what was refused.
create table coordinator_access (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  member_id uuid not null,
  endpoint text not null check (length(endpoint) <= 80),
  subject text not null default '' check (length(subject) <= 200),
  outcome text not null check (outcome in ('read', 'changed', 'refused')),
  hour timestamptz not null,
  times int not null default 1 check (times > 0),
  last_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, member_id, hour, endpoint, subject, outcome),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create index coordinator_access_newest on coordinator_access (workspace_id, last_at desc, id desc);
call behind_wall('coordinator_access');

-- A polite reminder; the same person hears of the same thing at most once a day.
create table ask_nudge (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  kind text not null check (length(kind) <= 40),
  ask_id uuid not null,
  to_member_id uuid not null,
  by_member_id uuid,
  words text check (length(words) <= 500),
  on_day date not null,
  nudged_at timestamptz not null,
  -- When the thing was no longer asked for.
  settled_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, kind, ask_id, to_member_id, on_day),
  foreign key (workspace_id, to_member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, by_member_id) references member (workspace_id, id) on delete set null (by_member_id)
);
create index ask_nudge_open on ask_nudge (workspace_id, nudged_at) where settled_at is null;
call behind_wall('ask_nudge');

-- What one person keeps about an ask for themselves: until when they do not want to see it, a note.
create table ask_mark (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  member_id uuid not null,
  kind text not null check (length(kind) <= 40),
  ask_id uuid not null,
  snoozed_until date,
  note text check (length(note) <= 1000),
  primary key (workspace_id, id),
  unique (workspace_id, member_id, kind, ask_id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('ask_mark');

-- Somebody is asked to close a gap; the ask ends when nothing of theirs is missing any more, or when they say so.
create table gap_ask (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  gap text not null check (length(gap) <= 40),
  to_member_id uuid not null,
  asked_by uuid,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  missing int not null check (missing > 0),
  closed_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, to_member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, asked_by) references member (workspace_id, id) on delete set null (asked_by)
);
create unique index gap_ask_once on gap_ask (workspace_id, gap, to_member_id) where closed_at is null;
call behind_wall('gap_ask');

-- A ruling or a plan that a coordinator drafts; it counts once both sides have signed it.
create table coordination_draft (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  kind text not null check (kind in ('ruling', 'plan')),
  dispute_id uuid,
  title text not null check (length(title) between 3 and 200),
  body text not null check (length(body) between 10 and 4000),
  -- The figure by which both will see whether it worked, named beforehand, and the day of looking.
  -- What a ruling says about the disputed verdict.
  ruling text check (ruling in ('upheld', 'overturned')),
  measure text check (length(measure) <= 300),
  check_on date,
  state text not null default 'draft' check (state in ('draft', 'proposed', 'agreed', 'withdrawn')),
  outcome text check (outcome in ('worked', 'did_not', 'unclear')),
  outcome_note text check (length(outcome_note) <= 1000),
  created_by uuid,
  created_at timestamptz not null,
  proposed_at timestamptz,
  agreed_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
call behind_wall('coordination_draft');

alter table signature drop constraint signature_subject_check;
alter table signature add constraint signature_subject_check check (subject ~ '^[a-z_]{3,40}$');
create trigger forget_signatures after delete on coordinator_grant for each row execute function forget_signatures('coordinator');
create trigger forget_signatures after delete on coordination_draft for each row execute function forget_signatures('coordination_draft');
