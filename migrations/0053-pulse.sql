-- What is hard right now, and how both teams feel about it.

-- Nobody can read who raised an anonymous challenge, nor who answered a pulse: no member, no instant and no id that holds one (uuid7) stands in these rows, and
-- they are not audited, as the audit names who acted. `token` is keyed by a secret outside of the database (one for each challenge, or question and period): it
-- lets a person take back what is theirs, and be counted once.
create table challenge (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  title text not null check (length(title) between 1 and 120),
  words text not null default '' check (length(words) <= 2000),
  party text not null check (party in ('sales', 'marketing')),
  -- Null: anonymous.
  raised_by uuid,
  anonymous boolean not null,
  -- The Monday of its week.
  raised_in date not null,
  state text not null default 'open' check (state in ('open', 'working', 'solved')),
  -- Who put it into its state, and what helped.
  state_by uuid,
  state_on date,
  helped text check (length(helped) between 1 and 1000),
  discussion_id uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, raised_by) references member (workspace_id, id) on delete set null (raised_by),
  foreign key (workspace_id, state_by) references member (workspace_id, id) on delete set null (state_by),
  foreign key (workspace_id, discussion_id) references discussion (workspace_id, id) on delete set null (discussion_id),
  check (not anonymous or raised_by is null),
  check (state <> 'solved' or helped is not null)
);
create index challenge_state on challenge (workspace_id, state);
call behind_wall('challenge', 'rw', false);

create table challenge_voice (
  workspace_id uuid not null,
  challenge_id uuid not null,
  token text not null,
  -- Of whoever raised it.
  first boolean not null default false,
  primary key (workspace_id, challenge_id, token),
  foreign key (workspace_id, challenge_id) references challenge (workspace_id, id) on delete cascade
);
call behind_wall('challenge_voice', 'rw', false);

create table pulse_question (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  party text not null check (party in ('sales', 'marketing')),
  words text not null check (length(words) between 1 and 200),
  rhythm text not null check (rhythm in ('week', 'month')),
  starts_on date not null,
  ended_on date,
  asked_by uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, asked_by) references member (workspace_id, id) on delete set null (asked_by)
);
create unique index pulse_question_running on pulse_question (workspace_id, party) where ended_on is null;
call behind_wall('pulse_question');

-- `period`: its first day.
create table pulse_answer (
  workspace_id uuid not null,
  question_id uuid not null,
  period date not null,
  token text not null,
  value smallint not null check (value between 1 and 5),
  word text check (length(word) between 1 and 40),
  primary key (workspace_id, question_id, period, token),
  foreign key (workspace_id, question_id) references pulse_question (workspace_id, id) on delete cascade
);
call behind_wall('pulse_answer', 'rw', false);
