-- What both teams want to reach, how a quarter is to be made, how it goes, and why it went as it did.

-- Which subjects there are is said by the program (SUBJECTS of signatures): a list here would have to be written anew with each of them.
alter table signature drop constraint signature_subject_check;
alter table signature add constraint signature_subject_check check (subject ~ '^[a-z_]{3,40}$');

create table goal (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  created_at timestamptz not null,
  retired_at timestamptz,
  primary key (workspace_id, id)
);
call behind_wall('goal');

-- A goal as it was written down each time. Without `signed_at`: the draft, at most one.
create table goal_version (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  goal_id uuid not null,
  number int not null check (number > 0),
  title text not null check (length(title) between 1 and 160),
  why text check (length(why) <= 2000),
  metric text not null,
  period text not null check (period in ('month', 'quarter', 'year')),
  starts_on date not null,
  -- A count, or minor units of the base currency.
  target bigint not null check (target > 0),
  -- Marketing's share of the target in hundredths; the rest is Sales'.
  marketing_percent int not null check (marketing_percent between 0 and 100),
  parent_id uuid,
  accountable_id uuid not null,
  responsible_ids uuid[] not null default '{}',
  drafted_by uuid,
  drafted_at timestamptz not null,
  signed_at timestamptz,
  superseded_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, goal_id, number),
  foreign key (workspace_id, goal_id) references goal (workspace_id, id) on delete cascade,
  foreign key (workspace_id, parent_id) references goal (workspace_id, id) on delete set null (parent_id),
  foreign key (workspace_id, accountable_id) references member (workspace_id, id),
  foreign key (workspace_id, drafted_by) references member (workspace_id, id) on delete set null (drafted_by)
);
create unique index goal_version_draft on goal_version (workspace_id, goal_id) where signed_at is null;
create unique index goal_version_current on goal_version (workspace_id, goal_id) where signed_at is not null and superseded_at is null;
call behind_wall('goal_version');
create trigger forget_signatures after delete on goal_version for each row execute function forget_signatures('goal');

-- The joint plan of a quarter: one draft, and what was signed before.
create table joint_plan (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  quarter_on date not null,
  number int not null check (number > 0),
  vision text check (length(vision) <= 4000),
  target_minor bigint not null check (target_minor > 0),
  -- Sales that come without a lead on record, in the whole quarter.
  base_minor bigint not null default 0 check (base_minor >= 0),
  -- Share of the leads' part that Marketing's leads bring, in hundredths.
  marketing_percent int not null check (marketing_percent between 0 and 100),
  currency char(3) not null,
  -- Shares lead → hand-off → accepted → deal → won, the sale, and the kernel: measured or entered by hand, each says which.
  levers jsonb not null,
  -- What a lead costs, minor units; null where no spend is known.
  lead_cost_minor bigint,
  -- Leads, hand-offs and spend by month as they were signed.
  months jsonb not null,
  drafted_by uuid,
  drafted_at timestamptz not null,
  signed_at timestamptz,
  superseded_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, quarter_on, number),
  foreign key (workspace_id, drafted_by) references member (workspace_id, id) on delete set null (drafted_by)
);
create unique index joint_plan_draft on joint_plan (workspace_id, quarter_on) where signed_at is null;
call behind_wall('joint_plan');
create trigger forget_signatures after delete on joint_plan for each row execute function forget_signatures('joint_plan');

-- Who does what by when. No item without an owner.
create table plan_item (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  plan_id uuid not null,
  what text not null check (length(what) between 1 and 300),
  accountable_id uuid not null,
  responsible_ids uuid[] not null default '{}',
  due_on date not null,
  done_at timestamptz,
  done_by uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, plan_id) references joint_plan (workspace_id, id) on delete cascade,
  foreign key (workspace_id, accountable_id) references member (workspace_id, id),
  foreign key (workspace_id, done_by) references member (workspace_id, id) on delete set null (done_by)
);
create index plan_item_plan on plan_item (workspace_id, plan_id, due_on);
call behind_wall('plan_item');

-- The way of each lead in one row, read from the record by a job: cohorts, lags, levers.
create table lead_journey (
  workspace_id uuid not null references workspace (id) on delete cascade,
  lead_id uuid not null,
  opened_at timestamptz not null,
  -- First day of the month in the workspace's zone.
  month date not null,
  team text not null,
  channel text not null,
  fit text not null,
  campaign_id uuid,
  handed_at timestamptz,
  accepted_at timestamptz,
  deal_at timestamptz,
  won_at timestamptz,
  won_month date,
  primary key (workspace_id, lead_id)
);
create index lead_journey_month on lead_journey (workspace_id, month) include (team, channel, fit, campaign_id, handed_at, accepted_at, deal_at, won_at, won_month);
create index lead_journey_campaign on lead_journey (workspace_id, campaign_id, month) where campaign_id is not null;
call behind_wall('lead_journey', 'rw', false);

-- Money as it came: an invoice, or a won deal (booked), with the lead that it began with where there is one.
create table revenue_entry (
  workspace_id uuid not null references workspace (id) on delete cascade,
  basis text not null check (basis in ('invoiced', 'booked')),
  entity_id uuid not null,
  at timestamptz not null,
  month date not null,
  -- In the base currency; null where no rate is known.
  amount_minor bigint,
  lead_id uuid,
  lead_month date,
  campaign_id uuid,
  team text,
  primary key (workspace_id, basis, entity_id)
);
create index revenue_entry_month on revenue_entry (workspace_id, basis, month) include (amount_minor, lead_month, team, campaign_id);
create index revenue_entry_lead on revenue_entry (workspace_id, lead_id) where lead_id is not null;
call behind_wall('revenue_entry', 'rw', false);

-- What each metric came to by day and side: for history, pace and feasibility.
create table metric_day (
  workspace_id uuid not null references workspace (id) on delete cascade,
  metric text not null,
  day date not null,
  side text not null check (side in ('marketing', 'sales', 'none')),
  value bigint not null,
  primary key (workspace_id, metric, day, side)
);
call behind_wall('metric_day', 'rw', false);

create table journey_state (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  read_at timestamptz not null,
  rebuilt_at timestamptz not null,
  -- The newest lead or sale: what is older than two months is judged as of then.
  newest_at timestamptz
);
call behind_wall('journey_state', 'rw', false);

-- What was expected of a month, kept each week as it was said then.
create table forecast_month (
  workspace_id uuid not null references workspace (id) on delete cascade,
  made_on date not null,
  month date not null,
  low_minor bigint not null,
  expected_minor bigint not null,
  high_minor bigint not null,
  -- Of the expected: from leads that were there already.
  in_pipe_minor bigint not null,
  made_at timestamptz not null,
  primary key (workspace_id, made_on, month)
);
call behind_wall('forecast_month', 'rw', false);

-- A change of outcome that is more than chance, for the owner of the campaign: taken or set aside, or gone by itself.
create table course_signal (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  kind text not null check (kind in ('campaign', 'channel', 'team', 'fit')),
  segment text not null,
  campaign_id uuid,
  owner_id uuid,
  -- Before and after: [from, to) and k of n.
  before_from timestamptz not null,
  split_at timestamptz not null,
  after_to timestamptz not null,
  before_k int not null,
  before_n int not null,
  after_k int not null,
  after_n int not null,
  z double precision not null,
  raised_at timestamptz not null,
  settled_at timestamptz,
  settled_by uuid,
  settlement text check (settlement in ('taken', 'set_aside')),
  reason text check (length(reason) <= 1000),
  cleared_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete cascade,
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id),
  foreign key (workspace_id, settled_by) references member (workspace_id, id) on delete set null (settled_by),
  check ((settled_at is null) = (settlement is null)),
  check (settlement is distinct from 'set_aside' or reason is not null)
);
create unique index course_signal_one on course_signal (workspace_id, kind, segment) where cleared_at is null;
create index course_signal_owner on course_signal (workspace_id, owner_id) where settled_at is null and cleared_at is null;
call behind_wall('course_signal');

-- Who promised what to whom by when. With an amount, how much of it came counts.
create table team_promise (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  by_party text not null check (by_party in ('sales', 'marketing')),
  what text not null check (length(what) between 1 and 300),
  due_on date not null,
  promised double precision check (promised > 0),
  delivered double precision check (delivered >= 0),
  kept boolean,
  made_by uuid,
  made_at timestamptz not null,
  judged_by uuid,
  judged_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, made_by) references member (workspace_id, id) on delete set null (made_by),
  foreign key (workspace_id, judged_by) references member (workspace_id, id) on delete set null (judged_by),
  check ((kept is null) = (judged_at is null))
);
create index team_promise_due on team_promise (workspace_id, due_on desc, id desc);
call behind_wall('team_promise');
