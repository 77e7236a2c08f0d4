-- The monthly brief of one team to the other: what changed, goals, concerns.
create table brief (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  party text not null check (party in ('sales', 'marketing')),
  -- The first day of the month it tells of.
  month date not null check (extract(day from month) = 1),
  owner_id uuid,
  drafted_at timestamptz not null,
  due_on date not null,
  reminded_at timestamptz,
  missed_at timestamptz,
  sent_at timestamptz,
  sent_by uuid,
  primary key (workspace_id, id),
  unique (workspace_id, party, month),
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id),
  foreign key (workspace_id, sent_by) references member (workspace_id, id) on delete set null (sent_by)
);
call behind_wall('brief');

create table brief_line (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  brief_id uuid not null,
  section text not null check (section in ('changes', 'goals', 'concerns')),
  position int not null,
  words text not null check (length(words) between 1 and 1000),
  -- A path of the app; what it opens is opened with the reader's own rights.
  link text check (length(link) <= 500 and link like '/%' and link not like '//%'),
  -- What drafted it; null for what its owner wrote.
  source text,
  primary key (workspace_id, id),
  foreign key (workspace_id, brief_id) references brief (workspace_id, id) on delete cascade
);
create index brief_line_brief on brief_line (workspace_id, brief_id, section, position);
call behind_wall('brief_line', 'rw', false);

-- To whom it went, and who has opened it.
create table brief_reader (
  workspace_id uuid not null references workspace (id) on delete cascade,
  brief_id uuid not null,
  member_id uuid not null,
  read_at timestamptz,
  primary key (workspace_id, brief_id, member_id),
  foreign key (workspace_id, brief_id) references brief (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('brief_reader', 'rw', false);

create table brief_setting (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  -- The day of the next month by which a brief is owed.
  due_day int not null check (due_day between 1 and 28),
  -- After so many days without a sign the leads of both teams are told, by sign; a sign that is absent is not watched.
  silence_days jsonb not null,
  changed_by uuid,
  changed_at timestamptz not null,
  foreign key (workspace_id, changed_by) references member (workspace_id, id) on delete set null (changed_by)
);
call behind_wall('brief_setting');

-- Who wants "the other team this week" by mail, and for which week it went last.
create table digest_subscription (
  workspace_id uuid not null references workspace (id) on delete cascade,
  member_id uuid not null,
  sent_for date,
  primary key (workspace_id, member_id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('digest_subscription', 'rw', false);

-- A time in which one team gave the other no sign of one kind.
create table silence (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  sign text not null check (sign in ('answer', 'verdict', 'meeting', 'brief', 'confirmation')),
  -- The side that was silent.
  party text not null check (party in ('sales', 'marketing')),
  -- Since when there was no sign, and when that was noticed.
  since timestamptz not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  primary key (workspace_id, id)
);
create unique index silence_open on silence (workspace_id, sign, party) where ended_at is null;
call behind_wall('silence');
