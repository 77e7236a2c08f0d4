-- The hand-off, whole: pools, routing that explains itself, reasons that both sides govern, disputes, plans that learn, questions to Marketing.

-- ---------------------------------------------------------------- leads: reasons
-- Days before a lead that was given back for this reason may come by its score; null: the usual.
alter table reason add recycle_days int check (recycle_days between 0 and 730);
update reason set recycle_days = 90 where class = 'not_now' and code = 'no_budget_yet';
update reason set recycle_days = 60 where class = 'not_now' and code = 'authority_missing';

create table reason_proposal (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  kind text not null check (kind in ('add', 'change', 'retire', 'restore', 'remove')),
  reason_id uuid,
  -- What it would say, and what it said when it was proposed.
  change jsonb not null default '{}',
  before jsonb not null default '{}',
  why text not null,
  proposed_by uuid,
  proposed_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'applied', 'withdrawn')),
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, reason_id) references reason (workspace_id, id) on delete set null (reason_id),
  foreign key (workspace_id, proposed_by) references member (workspace_id, id) on delete set null (proposed_by)
);
create unique index reason_proposal_one_open on reason_proposal (workspace_id, reason_id) where state = 'open';
create index reason_proposal_at on reason_proposal (workspace_id, proposed_at desc);
call behind_wall('reason_proposal');
create trigger forget_signatures after delete on reason_proposal for each row execute function forget_signatures('reasons');

-- ---------------------------------------------------------------- handoffs: routing
create table lead_pool (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 120),
  -- Who may take from it; null: everyone of Sales.
  team_id uuid,
  -- Working time after which a lead that was taken and not touched lies in the pool again.
  reclaim_seconds bigint not null check (reclaim_seconds between 900 and 5184000),
  -- Null: day and night.
  calendar_id uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, team_id) references team (workspace_id, id) on delete set null (team_id),
  foreign key (workspace_id, calendar_id) references calendar (workspace_id, id)
);
call behind_wall('lead_pool');

alter table territory add pool_id uuid, drop constraint territory_check,
  add constraint territory_target check (num_nonnulls(member_id, team_id, pool_id) = 1),
  add foreign key (workspace_id, pool_id) references lead_pool (workspace_id, id) on delete cascade;
-- What smooth weighted turns owe each seat; the credits of those who take turns together stay at zero in sum.
alter table routing_seat add credit double precision not null default 0;

alter table handoff drop constraint handoff_route_check,
  add constraint handoff_route_check check (route in ('company_owner', 'territory', 'round_robin', 'catcher', 'chosen', 'pool')),
  add pool_id uuid,
  add taken_at timestamptz,
  add reclaim_at timestamptz,
  -- Why this rep, and who was passed over and why, as it was decided.
  add routing jsonb not null default '{}',
  -- Of a lead that came back: what is different since it was returned.
  add changes jsonb not null default '[]',
  add foreign key (workspace_id, pool_id) references lead_pool (workspace_id, id) on delete set null (pool_id);
create index handoff_pool on handoff (workspace_id, pool_id) where closed_at is null and assignee_id is null;
create index handoff_reclaim on handoff (workspace_id, reclaim_at) where reclaim_at is not null;

-- ---------------------------------------------------------------- handoffs: plans, limbo
alter table recycle_plan add snapshot jsonb not null default '{}',
  add override_reason text,
  -- Left alone on purpose, to see what would have come back by itself.
  add held_out boolean not null default false;

create table loop_setting (
  workspace_id uuid not null primary key references workspace (id) on delete cascade,
  limbo_days int not null default 14 check (limbo_days between 1 and 365),
  holdout_percent int not null default 0 check (holdout_percent between 0 and 50)
);
call behind_wall('loop_setting', 'rw', false);

-- ---------------------------------------------------------------- handoffs: disputes
create table dispute (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  handoff_id uuid not null,
  verdict_id uuid not null,
  why text not null,
  raised_by uuid,
  raised_at timestamptz not null,
  ruling text check (ruling in ('upheld', 'overturned', 'withdrawn')),
  ruling_note text,
  ruled_by uuid,
  ruled_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, handoff_id) references handoff (workspace_id, id) on delete cascade,
  foreign key (workspace_id, verdict_id) references verdict (workspace_id, id) on delete cascade,
  foreign key (workspace_id, raised_by) references member (workspace_id, id) on delete set null (raised_by),
  foreign key (workspace_id, ruled_by) references member (workspace_id, id) on delete set null (ruled_by)
);
-- A verdict is disputed once.
create unique index dispute_verdict on dispute (workspace_id, verdict_id) where ruling is distinct from 'withdrawn';
create index dispute_at on dispute (workspace_id, raised_at desc, id desc);
create index dispute_handoff on dispute (workspace_id, handoff_id);
call behind_wall('dispute');

-- One hand-off to be judged blind by somebody of each side: disputed, or drawn by lot.
create table review_case (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  handoff_id uuid not null,
  dispute_id uuid,
  cause text not null check (cause in ('dispute', 'audit', 'drawn')),
  drawn_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, handoff_id) references handoff (workspace_id, id) on delete cascade,
  foreign key (workspace_id, dispute_id) references dispute (workspace_id, id) on delete cascade
);
create unique index review_case_dispute on review_case (workspace_id, dispute_id) where dispute_id is not null;
create unique index review_case_lot on review_case (workspace_id, handoff_id) where dispute_id is null;
create index review_case_at on review_case (workspace_id, drawn_at desc);
call behind_wall('review_case', 'rw', false);

create table review_judgment (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  case_id uuid not null,
  party text not null check (party in ('sales', 'marketing')),
  member_id uuid,
  judgment text not null check (judgment in ('good', 'poor')),
  note text,
  judged_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, case_id, party),
  foreign key (workspace_id, case_id) references review_case (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id)
);
call behind_wall('review_judgment', 'rw', false);

-- ---------------------------------------------------------------- handoffs: questions
create table lead_question (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  lead_id uuid not null,
  contact_id uuid not null,
  task_id uuid,
  question text not null,
  asked_by uuid,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  answer text,
  answered_by uuid,
  answered_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, task_id) references task (workspace_id, id) on delete set null (task_id),
  foreign key (workspace_id, asked_by) references member (workspace_id, id) on delete set null (asked_by),
  foreign key (workspace_id, answered_by) references member (workspace_id, id) on delete set null (answered_by)
);
create index lead_question_lead on lead_question (workspace_id, lead_id, asked_at desc);
call behind_wall('lead_question', 'rw', false);
