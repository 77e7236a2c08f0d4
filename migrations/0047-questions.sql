-- A question on a record or on none, to a person or to a team, with a time by which an answer is owed. Also what one team asks of the other
-- for help: an introduction, expertise, company on a call; such a request ends with an outcome.
create table question (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  kind text not null default 'question' check (kind in ('question', 'expertise', 'intro', 'content', 'call_along')),
  -- What it is about; a record that is gone leaves the question without one.
  subject text check (subject in ('lead', 'contact', 'company', 'deal', 'campaign', 'handoff', 'offer', 'asset', 'send', 'clause', 'goal')),
  subject_id uuid,
  words text not null check (length(words) <= 2000),
  asked_by uuid,
  asked_at timestamptz not null,
  -- The team that owes the answer, and who of it; nobody as long as the first who takes it has not come.
  to_team text not null check (to_team in ('sales', 'marketing', 'coordination')),
  assignee_id uuid,
  taken_at timestamptz,
  due_at timestamptz not null,
  answer text check (length(answer) <= 5000),
  answered_by uuid,
  answered_at timestamptz,
  answered_through text check (answered_through in ('app', 'mail', 'link')),
  outcome text check (outcome in ('done', 'partly', 'declined')),
  withdrawn_at timestamptz,
  reminded_at timestamptz,
  escalated_at timestamptz,
  kept_at timestamptz,
  kept_by uuid,
  found tsvector generated always as (to_tsvector('simple', words || ' ' || coalesce(answer, ''))) stored,
  primary key (workspace_id, id),
  check ((subject is null) = (subject_id is null)),
  check ((answered_at is null) = (answered_through is null)),
  foreign key (workspace_id, asked_by) references member (workspace_id, id) on delete set null (asked_by),
  foreign key (workspace_id, assignee_id) references member (workspace_id, id) on delete set null (assignee_id),
  foreign key (workspace_id, answered_by) references member (workspace_id, id) on delete set null (answered_by),
  foreign key (workspace_id, kept_by) references member (workspace_id, id) on delete set null (kept_by)
);
create index question_open on question (workspace_id, due_at, id) where answered_at is null and withdrawn_at is null;
create index question_subject on question (workspace_id, subject_id, asked_at desc) where subject_id is not null;
create index question_due on question (workspace_id, to_team, due_at);
create index question_answered on question (workspace_id, answered_at desc) where answered_at is not null;
create index question_found on question using gin (found);
call behind_wall('question', 'rw', false);

-- What was said beside the first answer.
create table question_word (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  question_id uuid not null,
  body text not null check (length(body) <= 5000),
  member_id uuid,
  at timestamptz not null,
  through text not null check (through in ('app', 'mail', 'link')),
  primary key (workspace_id, id),
  foreign key (workspace_id, question_id) references question (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id)
);
create index question_word_question on question_word (workspace_id, question_id, at);
call behind_wall('question_word', 'rw', false);

-- Who was written to, and the secret of the address at which their answer arrives: it is of one person for one question.
create table question_address (
  workspace_id uuid not null references workspace (id) on delete cascade,
  question_id uuid not null,
  member_id uuid not null,
  token text not null check (length(token) between 20 and 40),
  created_at timestamptz not null,
  primary key (workspace_id, question_id, member_id),
  foreign key (workspace_id, question_id) references question (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create unique index question_address_token on question_address (workspace_id, token);
call behind_wall('question_address', 'rw', false);

-- Whom an answer that was there already spared a question.
create table question_help (
  workspace_id uuid not null references workspace (id) on delete cascade,
  question_id uuid not null,
  member_id uuid not null,
  at timestamptz not null,
  primary key (workspace_id, question_id, member_id),
  foreign key (workspace_id, question_id) references question (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('question_help', 'rw', false);

create table question_setting (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  -- Within how much working time an answer is owed, and on whose hours; the first calendar with hours where none is named.
  within_seconds int not null check (within_seconds between 1800 and 720000),
  calendar_id uuid,
  -- Who gets what a team is asked, where the record names nobody of that team.
  rule text not null check (rule in ('first', 'rota', 'least_open')),
  changed_by uuid,
  changed_at timestamptz not null,
  foreign key (workspace_id, calendar_id) references calendar (workspace_id, id) on delete set null (calendar_id),
  foreign key (workspace_id, changed_by) references member (workspace_id, id) on delete set null (changed_by)
);
call behind_wall('question_setting');

-- Who is around, and which record they look at: only the last look, for minutes.
create table presence (
  workspace_id uuid not null references workspace (id) on delete cascade,
  member_id uuid not null,
  seen_at timestamptz not null,
  subject text,
  subject_id uuid,
  -- Does not want to be seen.
  hidden boolean not null default false,
  primary key (workspace_id, member_id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('presence', 'rw', false);

-- What Marketing was asked about a lead becomes a question like any other, and the tasks that stood for it end with it.
insert into question (workspace_id, id, subject, subject_id, words, asked_by, asked_at, to_team, assignee_id, taken_at, due_at, answer, answered_by, answered_at, answered_through, reminded_at, escalated_at)
  select q.workspace_id, q.id, 'lead', q.lead_id, q.question, q.asked_by, q.asked_at, 'marketing', coalesce(t.assignee_id, q.answered_by), q.asked_at, q.due_at, q.answer,
    q.answered_by, q.answered_at, case when q.answered_at is not null then 'app' end,
    -- Who missed it then is not told today.
    case when q.due_at < now() then now() end, case when q.due_at < now() then now() end
  from lead_question q left join task t on t.workspace_id = q.workspace_id and t.id = q.task_id;
update task t set status = 'done', done_at = now() from lead_question q where q.workspace_id = t.workspace_id and q.task_id = t.id and t.done_at is null;
drop table lead_question;
