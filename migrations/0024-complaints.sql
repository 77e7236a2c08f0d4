-- From what somebody finds wrong to a talk between both teams, with the records and figures it is about.
create table discussion (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  subject text not null check (subject in ('lead', 'handoff', 'campaign', 'returned', 'pattern')),
  -- Of a pattern: what was asked, so that it can be opened again. Empty for the others, whose records say it.
  pattern jsonb not null default '{}',
  -- Figures of the day it was opened, each with its n: [{key, k, n}].
  figures jsonb not null default '[]',
  -- All records that it is about, of which the first ones are attached.
  total int not null default 1 check (total >= 0),
  what text not null,
  raised_by uuid,
  raised_at timestamptz not null,
  -- The side that owes an answer, and who of it.
  to_party text not null check (to_party in ('sales', 'marketing')),
  answerer_id uuid,
  due_on date not null,
  reminded_at timestamptz,
  state text not null default 'open' check (state in ('open', 'answered', 'closed')),
  answered_at timestamptz,
  outcome text check (outcome in ('changed', 'stays')),
  outcome_note text,
  closed_by uuid,
  closed_at timestamptz,
  primary key (workspace_id, id),
  check ((state = 'closed') = (closed_at is not null and outcome is not null)),
  foreign key (workspace_id, raised_by) references member (workspace_id, id) on delete set null (raised_by),
  foreign key (workspace_id, answerer_id) references member (workspace_id, id) on delete set null (answerer_id),
  foreign key (workspace_id, closed_by) references member (workspace_id, id) on delete set null (closed_by)
);
create index discussion_open on discussion (workspace_id, due_on, id) where closed_at is null;
create index discussion_raised on discussion (workspace_id, raised_at desc, id desc);
call behind_wall('discussion');

-- What is attached. The record itself says what may be shown of it, to each reader by their own reach.
create table discussion_record (
  workspace_id uuid not null,
  discussion_id uuid not null,
  position int not null,
  lead_id uuid,
  campaign_id uuid,
  primary key (workspace_id, discussion_id, position),
  check (num_nonnulls(lead_id, campaign_id) = 1),
  foreign key (workspace_id, discussion_id) references discussion (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade,
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete cascade
);
create index discussion_record_lead on discussion_record (workspace_id, lead_id) where lead_id is not null;
create index discussion_record_campaign on discussion_record (workspace_id, campaign_id) where campaign_id is not null;
call behind_wall('discussion_record');

create table discussion_entry (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  discussion_id uuid not null,
  member_id uuid,
  -- answer: the first word of the side that owes one.
  kind text not null check (kind in ('answer', 'comment')),
  body text not null,
  written_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, discussion_id) references discussion (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id)
);
create index discussion_entry_of on discussion_entry (workspace_id, discussion_id, written_at);
call behind_wall('discussion_entry');

-- Who takes part beside whoever raised it and whoever owes the answer.
create table discussion_member (
  workspace_id uuid not null,
  discussion_id uuid not null,
  member_id uuid not null,
  joined_at timestamptz not null,
  primary key (workspace_id, discussion_id, member_id),
  foreign key (workspace_id, discussion_id) references discussion (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('discussion_member');
