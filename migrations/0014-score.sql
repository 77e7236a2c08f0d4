-- The score: versions that both sides sign, tried on past leads before they count; momentum and reason beside the label.

alter table score_model_version drop constraint score_model_version_status_check;
alter table score_model_version add constraint score_model_version_status_check check (status in ('draft', 'signed_by_one', 'active', 'superseded'));
alter table score_model_version
  -- Labels that are never handed off, not even by hand; whoever raises a hand is looked at all the same.
  add never_labels text[] not null default '{}',
  -- What is taken off from those of whom nothing was heard for so long: {"afterDays": 30, "points": 10}.
  add inactivity jsonb,
  -- The version whose content this one took up again.
  add restored_from int;
drop index score_model_one_draft;
create unique index score_model_one_draft on score_model_version (workspace_id) where status in ('draft', 'signed_by_one');

-- How points fade: by half in each half-life, or evenly so that half is left after it and nothing after twice of it.
alter table score_rule add fading text not null default 'half_life' check (fading in ('half_life', 'linear'));

alter table contact
  -- Points gained or lost within seven days, and what that is among those who are active.
  add engagement_change numeric(6, 3),
  add momentum text check (momentum in ('rising', 'steady', 'falling')),
  -- The strongest of what they did lately, in the words of its rule.
  add score_reason text,
  add score_reason_at timestamptz,
  -- By which versions the stored score was worked out.
  add score_model_number int,
  add score_profile_number int;
alter table lead
  add momentum text check (momentum in ('rising', 'steady', 'falling')),
  add score_reason text,
  add score_reason_at timestamptz,
  add score_model_number int;

-- From which change on someone counts as falling or rising: quartiles among those who are active.
create table score_pace (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  falling numeric(6, 3) not null,
  rising numeric(6, 3) not null,
  people int not null,
  measured_at timestamptz not null
);
call behind_wall('score_pace', 'rw', false);

-- One run over everybody after the rules changed: how far it is.
create table score_run (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  cause text not null check (cause in ('model', 'profile')),
  total int not null,
  done int not null default 0,
  -- Where the next batch goes on.
  after_id uuid,
  started_at timestamptz not null,
  finished_at timestamptz,
  primary key (workspace_id, id)
);
create unique index score_run_one on score_run (workspace_id) where finished_at is null;
call behind_wall('score_run', 'rw', false);

-- The record of a person as it stood when their lead first reached Sales: which criteria it met, for looking back without knowing better.
create table score_snapshot (
  workspace_id uuid not null references workspace (id) on delete cascade,
  lead_id uuid not null,
  at timestamptz not null,
  fit text,
  fit_score numeric(5, 2),
  engagement_score numeric(6, 3),
  label text,
  model_number int,
  profile_number int,
  primary key (workspace_id, lead_id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
call behind_wall('score_snapshot', 'rw', false);

-- A version of the score run over the leads of the past.
create table score_backtest (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  version_id uuid not null,
  -- What the version said then; another hash now means another draft.
  content_hash text not null,
  window_days int not null check (window_days between 7 and 1095),
  status text not null default 'waiting' check (status in ('waiting', 'running', 'done', 'failed')),
  total int not null default 0,
  done int not null default 0,
  result jsonb,
  asked_by uuid,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, version_id) references score_model_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, asked_by) references member (workspace_id, id) on delete set null (asked_by)
);
create index score_backtest_version on score_backtest (workspace_id, version_id, created_at desc);
call behind_wall('score_backtest');

create table score_backtest_lead (
  workspace_id uuid not null,
  backtest_id uuid not null,
  lead_id uuid not null,
  at timestamptz not null,
  won boolean not null,
  -- The window after it has passed.
  mature boolean not null,
  fit text,
  -- Whether the fit is the one of then, or today's for want of it.
  fit_of_then boolean not null,
  engagement numeric(6, 3) not null,
  label text,
  live_engagement numeric(6, 3),
  live_label text,
  -- Positions of the rules that counted something of what they had done by then.
  rules smallint[] not null default '{}',
  primary key (workspace_id, backtest_id, lead_id),
  foreign key (workspace_id, backtest_id) references score_backtest (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create index score_backtest_lead_lead on score_backtest_lead (workspace_id, lead_id);
call behind_wall('score_backtest_lead', 'rw', false);
