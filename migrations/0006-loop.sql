-- The loop: calendars, the agreement and its clocks, the customer profile and the score, hand-offs with verdicts, recycle plans.

-- ---------------------------------------------------------------- agreements: calendars
create table calendar (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 120),
  -- Calendar hours: time runs day and night.
  always boolean not null default false,
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name)
);
call behind_wall('calendar');

-- A clock keeps the hours it was started under, so a change is a new row here.
create table calendar_version (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  calendar_id uuid not null,
  number int not null,
  zone text not null,
  windows jsonb not null default '{}',
  holidays date[] not null default '{}',
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, calendar_id, number),
  foreign key (workspace_id, calendar_id) references calendar (workspace_id, id) on delete cascade
);
call behind_wall('calendar_version', 'ra');

-- ---------------------------------------------------------------- agreements: versions, clauses, signatures
-- In force and superseded are facts of time (in_force_at, superseded_at), not states that something has to set.
create table agreement_version (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  number int not null,
  title text not null check (length(title) between 1 and 200),
  status text not null default 'draft' check (status in ('draft', 'proposed', 'signed_by_one', 'signed')),
  effective_on date,
  note text,
  created_by uuid,
  proposed_at timestamptz,
  signed_at timestamptz,
  in_force_at timestamptz,
  superseded_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
-- There is one agreement, so at most one version is being written.
create unique index agreement_one_draft on agreement_version (workspace_id) where status <> 'signed';
call behind_wall('agreement_version');

create table clause (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  version_id uuid not null,
  -- The same promise across versions.
  line_id uuid not null default uuid7(),
  position int not null,
  title text not null check (length(title) between 1 and 120),
  party text not null check (party in ('sales', 'marketing')),
  starts_when text not null check (starts_when in ('handed_off', 'hand_raised', 'recycled')),
  criteria jsonb not null,
  proof text[] not null check (cardinality(proof) > 0),
  least_evidence text not null default 'manual' check (least_evidence in ('manual', 'confirmed', 'system')),
  within_seconds bigint not null check (within_seconds between 60 and 31622400),
  calendar_id uuid not null,
  warn_at numeric(4, 3)[] not null default '{0.5,0.8}',
  escalate_to text check (escalate_to in ('sales_lead', 'marketing_lead', 'revenue_lead')),
  target numeric(4, 3) not null check (target > 0 and target <= 1),
  primary key (workspace_id, id),
  unique (workspace_id, version_id, line_id),
  foreign key (workspace_id, version_id) references agreement_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, calendar_id) references calendar (workspace_id, id)
);
create index clause_line on clause (workspace_id, line_id);
call behind_wall('clause');

create table agreement_signature (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  version_id uuid not null,
  party text not null check (party in ('sales', 'marketing')),
  member_id uuid not null,
  signed_at timestamptz not null,
  -- What the signer had read.
  content_hash text not null,
  primary key (workspace_id, id),
  unique (workspace_id, version_id, party),
  foreign key (workspace_id, version_id) references agreement_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id)
);
call behind_wall('agreement_signature');

-- ---------------------------------------------------------------- agreements: clocks
-- What holds is derived from clock_event by a pure function. due_at, next_change_at and closed_at only find rows; nobody is shown them.
create table clock (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  clause_id uuid not null,
  line_id uuid not null,
  party text not null,
  calendar_version_id uuid not null,
  -- What the clock runs on (a lead), and what set it going (a hand-off, a recycle plan).
  subject_entity text not null,
  subject_id uuid not null,
  cause_id uuid not null,
  contact_id uuid,
  assignee_id uuid,
  label text not null default '',
  started_at timestamptz not null,
  due_at timestamptz,
  next_change_at timestamptz,
  closed_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, clause_id, cause_id),
  foreign key (workspace_id, clause_id) references clause (workspace_id, id),
  foreign key (workspace_id, calendar_version_id) references calendar_version (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, assignee_id) references member (workspace_id, id) on delete set null (assignee_id)
);
create index clock_sweep on clock (workspace_id, next_change_at) where next_change_at is not null;
create index clock_subject on clock (workspace_id, subject_id);
create index clock_open on clock (workspace_id, subject_id, due_at) where closed_at is null;
create index clock_cause on clock (workspace_id, cause_id);
create index clock_contact_open on clock (workspace_id, contact_id) where closed_at is null;
create index clock_line on clock (workspace_id, line_id, started_at);
create index clock_assignee_open on clock (workspace_id, assignee_id, due_at) where closed_at is null;
call behind_wall('clock', 'rw', false);

create table clock_event (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  clock_id uuid not null,
  kind text not null check (kind in
    ('started', 'restarted', 'paused', 'resumed', 'met', 'excused', 'voided', 'warned', 'breached', 'reassigned', 'flagged')),
  -- When it counts, and when it was written down.
  at timestamptz not null,
  logged_at timestamptz not null,
  by text check (by in ('owner', 'customer')),
  reason text,
  member_id uuid,
  activity_id uuid,
  data jsonb not null default '{}',
  primary key (workspace_id, id),
  foreign key (workspace_id, clock_id) references clock (workspace_id, id) on delete cascade
);
create index clock_event_clock on clock_event (workspace_id, clock_id, at);
call behind_wall('clock_event', 'ra', false);

-- ---------------------------------------------------------------- scoring: the customer profile
create table profile_version (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  number int not null,
  name text not null check (length(name) between 1 and 200),
  status text not null default 'draft' check (status in ('draft', 'signed_by_one', 'active', 'superseded')),
  note text,
  review_on date,
  created_by uuid,
  active_from timestamptz,
  superseded_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
create unique index profile_one_active on profile_version (workspace_id) where status = 'active';
create unique index profile_one_draft on profile_version (workspace_id) where status in ('draft', 'signed_by_one');
call behind_wall('profile_version');

create table profile_criterion (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  version_id uuid not null,
  position int not null,
  kind text not null check (kind in ('weighted', 'disqualifier')),
  label text not null check (length(label) between 1 and 120),
  weight numeric(6, 2) not null default 1 check (weight > 0 and weight <= 1000),
  condition jsonb not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, version_id) references profile_version (workspace_id, id) on delete cascade
);
create index profile_criterion_version on profile_criterion (workspace_id, version_id, position);
call behind_wall('profile_criterion');

create table profile_signature (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  version_id uuid not null,
  party text not null check (party in ('sales', 'marketing')),
  member_id uuid not null,
  signed_at timestamptz not null,
  content_hash text not null,
  primary key (workspace_id, id),
  unique (workspace_id, version_id, party),
  foreign key (workspace_id, version_id) references profile_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id)
);
call behind_wall('profile_signature');

-- ---------------------------------------------------------------- scoring: the score model
create table score_model_version (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  number int not null,
  name text not null check (length(name) between 1 and 200),
  status text not null default 'draft' check (status in ('draft', 'active', 'superseded')),
  -- Labels that hand a lead to sales.
  handoff_labels text[] not null default '{A1,A2,B1}',
  groups jsonb not null default '[]',
  note text,
  created_by uuid,
  active_from timestamptz,
  activated_by uuid,
  superseded_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by),
  foreign key (workspace_id, activated_by) references member (workspace_id, id) on delete set null (activated_by)
);
create unique index score_model_one_active on score_model_version (workspace_id) where status = 'active';
create unique index score_model_one_draft on score_model_version (workspace_id) where status = 'draft';
call behind_wall('score_model_version');

create table score_rule (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  version_id uuid not null,
  position int not null,
  label text not null check (length(label) between 1 and 120),
  match jsonb not null,
  points numeric(6, 2) not null check (points <> 0 and abs(points) <= 100),
  half_life_days numeric(7, 2) check (half_life_days > 0),
  cap numeric(6, 2) check (cap > 0),
  daily_cap numeric(6, 2) check (daily_cap > 0),
  group_name text,
  primary key (workspace_id, id),
  foreign key (workspace_id, version_id) references score_model_version (workspace_id, id) on delete cascade
);
create index score_rule_version on score_rule (workspace_id, version_id, position);
call behind_wall('score_rule');

-- Contacts that were never scored, and those whose label time alone will change.
create index contact_unscored on contact (workspace_id, id) where scored_at is null and deleted_at is null;
create index contact_score_due on contact (workspace_id, score_due_at) where score_due_at is not null and deleted_at is null;

-- Whatever changes a record (a person, a bulk edit, an import, a merge) makes its score worth another look: in the next sweep.
-- The beginning of time says so, and tells it from a label that only time will change.
create function score_again() returns trigger language plpgsql as $$
begin
  new.score_due_at := 'epoch';
  return new;
end $$;
create trigger score_again before update on contact for each row
  when ((old.job_title, old.job_function, old.seniority, old.company_id, old.owner_id, old.buying_role, old.lifecycle_stage, old.source_channel, old.email, old.phone,
      old.city, old.region, old.postal_code, old.country, old.locale, old.time_zone, old.interests, old.tags, old.custom, old.mail_permission, old.deleted_at)
    is distinct from (new.job_title, new.job_function, new.seniority, new.company_id, new.owner_id, new.buying_role, new.lifecycle_stage, new.source_channel, new.email, new.phone,
      new.city, new.region, new.postal_code, new.country, new.locale, new.time_zone, new.interests, new.tags, new.custom, new.mail_permission, new.deleted_at))
  execute function score_again();
create function score_people_again() returns trigger language plpgsql as $$
begin
  update contact set score_due_at = 'epoch' where workspace_id = new.workspace_id and company_id = new.id and score_due_at is distinct from 'epoch' and deleted_at is null;
  return null;
end $$;
create trigger score_again after update on company for each row
  when ((old.industry, old.employee_count, old.annual_revenue_minor, old.kind, old.owner_id, old.parent_id, old.domain, old.city, old.region, old.postal_code, old.country,
      old.tags, old.custom, old.customer_status, old.source)
    is distinct from (new.industry, new.employee_count, new.annual_revenue_minor, new.kind, new.owner_id, new.parent_id, new.domain, new.city, new.region, new.postal_code, new.country,
      new.tags, new.custom, new.customer_status, new.source))
  execute function score_people_again();

-- From this instant on a contact's behaviour counts anew (a lead of theirs was returned).
create table score_reset (
  workspace_id uuid not null,
  contact_id uuid not null,
  reset_at timestamptz not null,
  cause text not null,
  primary key (workspace_id, contact_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade
);
call behind_wall('score_reset', 'rw', false);

-- ---------------------------------------------------------------- handoffs
-- The work queue reads nothing but this and the open clocks before it knows which rows to show.
create index lead_queue on lead (workspace_id, owner_id, score_label, hand_raised, id)
  where closed_at is null and deleted_at is null and stage in ('mql', 'sal', 'sql');

create table territory (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 120),
  position int not null,
  criteria jsonb not null,
  member_id uuid,
  team_id uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  check (num_nonnulls(member_id, team_id) = 1),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, team_id) references team (workspace_id, id) on delete cascade
);
create index territory_order on territory (workspace_id, position);
call behind_wall('territory');

-- A rep without a row takes leads without a limit.
create table routing_seat (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  member_id uuid not null,
  on_duty boolean not null default true,
  -- Hand-offs that may wait for this rep's first touch at one time.
  capacity int check (capacity > 0),
  last_routed_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, member_id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('routing_seat', 'rw', false);

create table handoff (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  lead_id uuid not null,
  contact_id uuid not null,
  company_id uuid,
  campaign_id uuid,
  cause text not null check (cause in ('threshold', 'hand_raise', 'manual', 'override')),
  override_reason text,
  route text not null check (route in ('company_owner', 'territory', 'round_robin', 'catcher', 'chosen')),
  territory_id uuid,
  from_member_id uuid,
  assignee_id uuid,
  handed_at timestamptz not null,
  label text,
  fit char(1),
  why_now text,
  -- As it was at the hand-off: score with its three largest contributions, last meaningful interactions, earlier verdicts.
  evidence jsonb not null default '{}',
  -- Probability by label times average sale, at the hand-off.
  value_minor bigint not null default 0,
  cycle int not null default 0,
  decision text check (decision in ('accepted', 'accepted_by_default', 'rejected', 'recycled', 'withdrawn')),
  decided_at timestamptz,
  returned_at timestamptz,
  closed_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, company_id) references company (workspace_id, id) on delete set null (company_id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete set null (campaign_id),
  foreign key (workspace_id, territory_id) references territory (workspace_id, id) on delete set null (territory_id),
  foreign key (workspace_id, from_member_id) references member (workspace_id, id) on delete set null (from_member_id),
  foreign key (workspace_id, assignee_id) references member (workspace_id, id) on delete set null (assignee_id)
);
-- A lead lies with one rep at a time.
create unique index handoff_one_open on handoff (workspace_id, lead_id) where closed_at is null;
create index handoff_queue on handoff (workspace_id, assignee_id, value_minor desc) where closed_at is null;
create index handoff_lead on handoff (workspace_id, lead_id, handed_at desc);
create index handoff_contact on handoff (workspace_id, contact_id);
create index handoff_at on handoff (workspace_id, handed_at desc, id desc);
create index handoff_campaign on handoff (workspace_id, campaign_id, handed_at);
call behind_wall('handoff');

-- What was said about a hand-off, by whom; a lead that was accepted can come back later, so there may be two.
create table verdict (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  handoff_id uuid not null,
  lead_id uuid not null,
  decision text not null check (decision in ('accepted', 'accepted_by_default', 'rejected', 'recycled')),
  reason_id uuid,
  note text,
  quality smallint check (quality between 1 and 5),
  recycle_on date,
  -- What the record says against the reason, as shown to whoever gave it.
  contradictions text[] not null default '{}',
  attempts int not null default 0,
  decided_at timestamptz not null,
  decided_by uuid,
  took_seconds bigint not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, handoff_id) references handoff (workspace_id, id) on delete cascade,
  foreign key (workspace_id, reason_id) references reason (workspace_id, id),
  foreign key (workspace_id, decided_by) references member (workspace_id, id) on delete set null (decided_by)
);
create index verdict_handoff on verdict (workspace_id, handoff_id, decided_at);
create index verdict_at on verdict (workspace_id, decided_at desc, id desc);
create index verdict_lead on verdict (workspace_id, lead_id);
call behind_wall('verdict');

create table recycle_plan (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  lead_id uuid not null,
  contact_id uuid not null,
  handoff_id uuid,
  reason_id uuid,
  note text,
  returned_at timestamptz not null,
  returned_by uuid,
  earliest_on date not null,
  cycle int not null,
  state text not null default 'returned' check (state in ('returned', 'warming', 'requalified', 'archived')),
  tactic text,
  tactic_note text,
  tactic_at timestamptz,
  tactic_by uuid,
  -- What was tried before this return, the oldest first.
  tried text[] not null default '{}',
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, handoff_id) references handoff (workspace_id, id) on delete set null (handoff_id),
  foreign key (workspace_id, reason_id) references reason (workspace_id, id),
  foreign key (workspace_id, returned_by) references member (workspace_id, id) on delete set null (returned_by),
  foreign key (workspace_id, tactic_by) references member (workspace_id, id) on delete set null (tactic_by)
);
create unique index recycle_one_open on recycle_plan (workspace_id, lead_id) where ended_at is null;
create index recycle_list on recycle_plan (workspace_id, state, returned_at desc, id desc);
create index recycle_contact on recycle_plan (workspace_id, contact_id);
call behind_wall('recycle_plan');

-- What a lead of each label has brought: from the workspace's own closed leads where there are enough. Renewed nightly.
create table lead_value (
  workspace_id uuid not null references workspace (id) on delete cascade,
  label text not null,
  closed int not null,
  won int not null,
  probability numeric(6, 5) not null,
  average_minor bigint not null,
  own_data boolean not null,
  computed_at timestamptz not null,
  primary key (workspace_id, label)
);
call behind_wall('lead_value', 'rw', false);
