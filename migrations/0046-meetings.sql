-- Meetings of both teams: their rhythm, who comes, what is talked about, what was decided and whether it did what was expected.

-- An invitation goes along with its mail: {method, text}.
alter table mail add column calendar jsonb;

create table meeting_series (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  kind text not null check (kind in ('weekly', 'monthly', 'quarterly', 'root_cause', 'team')),
  title text not null check (length(title) between 1 and 120),
  -- Whose meeting it is, where it is the meeting of one team.
  side text check (side in ('sales', 'marketing')),
  zone text not null,
  first_on date not null,
  at_time text not null check (at_time ~ '^[0-2][0-9]:[0-5][0-9]$'),
  minutes int not null check (minutes between 5 and 480),
  rule text not null,
  until_on date,
  place text,
  link text,
  least_guests int not null check (least_guests between 0 and 20),
  organizer_id uuid,
  uid text not null,
  sequence int not null default 0,
  ended_at timestamptz,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  check ((kind = 'team') = (side is not null)),
  foreign key (workspace_id, organizer_id) references member (workspace_id, id) on delete set null (organizer_id)
);
call behind_wall('meeting_series');

create table meeting_series_person (
  workspace_id uuid not null,
  series_id uuid not null,
  member_id uuid not null,
  primary key (workspace_id, series_id, member_id),
  foreign key (workspace_id, series_id) references meeting_series (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('meeting_series_person');

create table meeting (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  series_id uuid,
  -- When the rhythm put it; it stays when the meeting is moved.
  slot_at timestamptz,
  kind text not null check (kind in ('weekly', 'monthly', 'quarterly', 'root_cause', 'team')),
  title text not null check (length(title) between 1 and 120),
  side text check (side in ('sales', 'marketing')),
  zone text not null,
  starts_at timestamptz not null,
  minutes int not null check (minutes between 5 and 480),
  place text,
  link text,
  least_guests int not null check (least_guests between 0 and 20),
  organizer_id uuid,
  uid text not null,
  sequence int not null default 0,
  cancelled_at timestamptz,
  cancel_reason text,
  published_at timestamptz,
  opened_at timestamptz,
  closed_at timestamptz,
  closed_by uuid,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, series_id, slot_at),
  check ((kind = 'team') = (side is not null)),
  foreign key (workspace_id, series_id) references meeting_series (workspace_id, id) on delete cascade,
  foreign key (workspace_id, organizer_id) references member (workspace_id, id) on delete set null (organizer_id),
  foreign key (workspace_id, closed_by) references member (workspace_id, id) on delete set null (closed_by)
);
create index meeting_by_time on meeting (workspace_id, starts_at);
call behind_wall('meeting');

-- `department`: that of the day of the meeting. Who changes teams later was still a guest then.
create table meeting_person (
  workspace_id uuid not null,
  meeting_id uuid not null,
  member_id uuid not null,
  department text check (department in ('sales', 'marketing', 'coordination')),
  invited_at timestamptz not null,
  reply text check (reply in ('yes', 'no')),
  replied_at timestamptz,
  reminded_at timestamptz,
  attendance text check (attendance in ('in_person', 'remote', 'absent')),
  primary key (workspace_id, meeting_id, member_id),
  foreign key (workspace_id, meeting_id) references meeting (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create index meeting_person_member on meeting_person (workspace_id, member_id);
call behind_wall('meeting_person');

create table meeting_item (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  meeting_id uuid not null,
  source text not null,
  -- What the source is about: a line of the agreement, a reason; none for what was written by hand.
  source_key text,
  position int not null,
  minutes int not null default 5 check (minutes between 1 and 240),
  sentence text not null check (length(sentence) between 1 and 500),
  k int,
  n int,
  -- The rows that were there when it was written: [{entity, id, text}]; names are read when it is shown.
  evidence jsonb not null default '[]',
  total int not null default 0,
  aside_at timestamptz,
  note text not null default '',
  added_by uuid,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, meeting_id, source, source_key),
  foreign key (workspace_id, meeting_id) references meeting (workspace_id, id) on delete cascade,
  foreign key (workspace_id, added_by) references member (workspace_id, id) on delete set null (added_by)
);
call behind_wall('meeting_item');

create table meeting_question (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  meeting_id uuid not null,
  party text not null check (party in ('sales', 'marketing')),
  asked_by uuid,
  body text not null check (length(body) between 1 and 1000),
  answer text,
  answered_by uuid,
  answered_at timestamptz,
  carried int not null default 0,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, meeting_id) references meeting (workspace_id, id) on delete cascade,
  foreign key (workspace_id, asked_by) references member (workspace_id, id) on delete set null (asked_by),
  foreign key (workspace_id, answered_by) references member (workspace_id, id) on delete set null (answered_by)
);
create index meeting_question_meeting on meeting_question (workspace_id, meeting_id);
call behind_wall('meeting_question');

-- A problem that both teams look into together. One that a drop opened belongs to a line of the agreement, and there is one for it, not many.
create table root_cause (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  problem text not null check (length(problem) between 1 and 300),
  line_id uuid,
  k int,
  n int,
  evidence jsonb not null default '[]',
  total int not null default 0,
  causes jsonb not null default '[]',
  check_on date,
  meeting_id uuid,
  outcome text,
  opened_by uuid,
  opened_at timestamptz not null,
  closed_by uuid,
  closed_at timestamptz,
  reminded_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, meeting_id) references meeting (workspace_id, id) on delete set null (meeting_id),
  foreign key (workspace_id, opened_by) references member (workspace_id, id) on delete set null (opened_by),
  foreign key (workspace_id, closed_by) references member (workspace_id, id) on delete set null (closed_by)
);
create unique index root_cause_one_a_line on root_cause (workspace_id, line_id) where closed_at is null and line_id is not null;
call behind_wall('root_cause');

-- What somebody does until a day; the task itself is one like every other.
create table meeting_action (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  meeting_id uuid,
  item_id uuid,
  root_cause_id uuid,
  task_id uuid not null,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, meeting_id) references meeting (workspace_id, id) on delete cascade,
  foreign key (workspace_id, item_id) references meeting_item (workspace_id, id) on delete set null (item_id),
  foreign key (workspace_id, root_cause_id) references root_cause (workspace_id, id) on delete cascade,
  foreign key (workspace_id, task_id) references task (workspace_id, id) on delete cascade
);
call behind_wall('meeting_action');

-- What both decided: the change, what is expected of it and when that is looked at are written before anybody signs.
create table decision (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  number int not null,
  meeting_id uuid,
  item_id uuid,
  title text not null check (length(title) between 1 and 200),
  kind text not null check (kind in ('threshold', 'clause', 'profile', 'asset', 'offer', 'action')),
  change jsonb not null,
  -- What stood there when it was written, as a mark: a change of that asks again.
  basis text not null,
  before jsonb not null default '{}',
  metric text not null,
  line_id uuid,
  expected numeric(14, 4) not null,
  baseline jsonb not null,
  check_on date not null,
  created_by uuid,
  created_at timestamptz not null,
  withdrawn_at timestamptz,
  applied_at timestamptz,
  applied jsonb,
  checked_at timestamptz,
  measured jsonb,
  primary key (workspace_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, meeting_id) references meeting (workspace_id, id) on delete set null (meeting_id),
  foreign key (workspace_id, item_id) references meeting_item (workspace_id, id) on delete set null (item_id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
call behind_wall('decision');

-- Who sits with whom on a day.
create table shared_day (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  on_day date not null,
  host_id uuid not null,
  guest_id uuid not null,
  place text,
  happened boolean,
  created_by uuid,
  primary key (workspace_id, id),
  unique (workspace_id, on_day, host_id, guest_id),
  check (host_id <> guest_id),
  foreign key (workspace_id, host_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, guest_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
call behind_wall('shared_day');

-- The address under which a person's calendar program reads their meetings; without the row it opens nothing.
create table meeting_feed (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  member_id uuid not null,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, member_id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('meeting_feed');
