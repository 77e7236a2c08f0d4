-- Tracks: what people get over time, one engine for nurture, retention, support of deals and the sequences of reps.

create table nurture_track (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  kind text not null check (kind in ('nurture', 'retention', 'deal_support', 'sequence')),
  name text not null check (length(name) between 1 and 120),
  description text not null default '',
  audience text not null check (audience in ('prospects', 'customers', 'everybody')),
  purpose_id uuid,
  owner_id uuid,
  -- The recycle tactic that it stands for.
  tactic text,
  state text not null default 'draft' check (state in ('draft', 'running', 'paused', 'ended')),
  draft jsonb not null,
  revision int not null default 1,
  -- The version that new people begin on. A key from here as well would make a circle of the two tables, and what is in a circle can't be removed table by table.
  version_id uuid,
  -- It looks at people whose record changes: a trigger, a goal or a wait by criteria.
  watches boolean not null default false,
  created_by uuid,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, purpose_id) references mail_purpose (workspace_id, id) on delete set null (purpose_id),
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
create index nurture_track_watches on nurture_track (workspace_id) where state = 'running' and watches;
call behind_wall('nurture_track');

-- What was published stays as it was: people go on by the version they are on.
create table nurture_version (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  track_id uuid not null,
  number int not null,
  content jsonb not null,
  -- Where people of nodes that are gone went: from node to node.
  moved jsonb not null default '{}',
  note text not null default '',
  published_by uuid,
  published_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, track_id, number),
  foreign key (workspace_id, track_id) references nurture_track (workspace_id, id) on delete cascade,
  foreign key (workspace_id, published_by) references member (workspace_id, id) on delete set null (published_by)
);
call behind_wall('nurture_version', 'ra');

-- One person once on one track. Where they are is here; what they had is in the steps.
create table nurture_enrolment (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  track_id uuid not null,
  version_id uuid not null,
  contact_id uuid not null,
  deal_id uuid,
  lead_id uuid,
  plan_id uuid,
  state text not null default 'waiting' check (state in ('waiting', 'review', 'finished', 'reached', 'left', 'failed')),
  -- Null where the person has left.
  node_id text,
  -- The number of the visit that is under way; its step is written once.
  visit int not null default 1,
  awaits text check (awaits in ('time', 'criteria', 'task', 'message', 'hold', 'review')),
  due_at timestamptz,
  -- When the visit under way began.
  since timestamptz not null,
  message_id uuid,
  task_id uuid,
  note text,
  entered_at timestamptz not null,
  entered_by text not null,
  entered_by_member uuid,
  entered_node text not null,
  -- Where the person was when they left.
  left_node text,
  left_why text,
  ended_at timestamptz,
  reached_at timestamptz,
  tries int not null default 0,
  primary key (workspace_id, id),
  check ((state in ('waiting', 'review')) = (node_id is not null)),
  check ((state in ('waiting', 'review')) = (ended_at is null)),
  foreign key (workspace_id, track_id) references nurture_track (workspace_id, id) on delete cascade,
  foreign key (workspace_id, version_id) references nurture_version (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete set null (deal_id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete set null (lead_id),
  foreign key (workspace_id, plan_id) references recycle_plan (workspace_id, id) on delete set null (plan_id),
  foreign key (workspace_id, task_id) references task (workspace_id, id) on delete set null (task_id),
  foreign key (workspace_id, entered_by_member) references member (workspace_id, id) on delete set null (entered_by_member)
);
create index nurture_enrolment_due on nurture_enrolment (workspace_id, due_at) where state = 'waiting';
create index nurture_enrolment_contact on nurture_enrolment (workspace_id, contact_id, track_id);
create index nurture_enrolment_track on nurture_enrolment (workspace_id, track_id, entered_at desc, id desc);
create index nurture_enrolment_version on nurture_enrolment (workspace_id, version_id) where ended_at is null;
create index nurture_enrolment_deal on nurture_enrolment (workspace_id, deal_id) where deal_id is not null;
create index nurture_enrolment_lead on nurture_enrolment (workspace_id, lead_id) where lead_id is not null;
create index nurture_enrolment_plan on nurture_enrolment (workspace_id, plan_id) where plan_id is not null;
create index nurture_enrolment_task on nurture_enrolment (workspace_id, task_id) where task_id is not null;
create index nurture_enrolment_message on nurture_enrolment (workspace_id, message_id) where message_id is not null;
call behind_wall('nurture_enrolment', 'rw', false);

-- What each visit did. Only ever added to; the key is what keeps a step from being done twice.
create table nurture_step (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  enrolment_id uuid not null,
  visit int not null,
  track_id uuid not null,
  version_id uuid not null,
  node_id text not null,
  kind text not null,
  -- When the person came to the node, and when they went on.
  since timestamptz not null,
  at timestamptz not null,
  outcome text not null check (outcome in ('passed', 'queued', 'done', 'skipped', 'blocked', 'late', 'reached', 'done_before', 'failed')),
  port text,
  says text not null default '',
  -- Held back by the gate at first.
  held boolean not null default false,
  message_id uuid,
  task_id uuid,
  primary key (workspace_id, id),
  unique (workspace_id, enrolment_id, visit),
  foreign key (workspace_id, enrolment_id) references nurture_enrolment (workspace_id, id) on delete cascade
);
create index nurture_step_node on nurture_step (workspace_id, track_id, node_id, at desc, id desc);
create index nurture_step_message on nurture_step (workspace_id, message_id) where message_id is not null;
call behind_wall('nurture_step', 'ra', false);

-- Who meets the criteria of a trigger now: whoever comes to meet them afterwards comes onto the track.
create table nurture_met (
  workspace_id uuid not null,
  track_id uuid not null,
  node_id text not null,
  contact_id uuid not null,
  primary key (workspace_id, track_id, node_id, contact_id),
  foreign key (workspace_id, track_id) references nurture_track (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade
);
create index nurture_met_contact on nurture_met (workspace_id, contact_id);
call behind_wall('nurture_met', 'rw', false);

-- People whose record changed since tracks last looked.
create table nurture_changed (
  workspace_id uuid not null references workspace (id) on delete cascade,
  contact_id uuid not null,
  at timestamptz not null default now(),
  primary key (workspace_id, contact_id)
);
call behind_wall('nurture_changed', 'rw', false);
create function nurture_look() returns trigger language plpgsql as $$
begin
  if exists (select from nurture_track where workspace_id = new.workspace_id and state = 'running' and watches) then
    insert into nurture_changed (workspace_id, contact_id) values (new.workspace_id, new.id) on conflict do nothing;
  end if;
  return null;
end $$;
create trigger nurture_look_new after insert on contact for each row execute function nurture_look();
create trigger nurture_look after update on contact for each row
  when ((old.job_title, old.job_function, old.seniority, old.company_id, old.owner_id, old.buying_role, old.lifecycle_stage, old.source_channel, old.email,
      old.city, old.region, old.country, old.locale, old.interests, old.tags, old.custom, old.mail_permission, old.score_label, old.deleted_at)
    is distinct from (new.job_title, new.job_function, new.seniority, new.company_id, new.owner_id, new.buying_role, new.lifecycle_stage, new.source_channel, new.email,
      new.city, new.region, new.country, new.locale, new.interests, new.tags, new.custom, new.mail_permission, new.score_label, new.deleted_at))
  execute function nurture_look();
create function nurture_look_at_people() returns trigger language plpgsql as $$
begin
  if exists (select from nurture_track where workspace_id = new.workspace_id and state = 'running' and watches) then
    insert into nurture_changed (workspace_id, contact_id)
      select c.workspace_id, c.id from contact c where c.workspace_id = new.workspace_id and c.company_id = new.id and c.deleted_at is null on conflict do nothing;
  end if;
  return null;
end $$;
create trigger nurture_look after update on company for each row
  when ((old.industry, old.employee_count, old.annual_revenue_minor, old.kind, old.owner_id, old.country, old.tags, old.custom, old.customer_status)
    is distinct from (new.industry, new.employee_count, new.annual_revenue_minor, new.kind, new.owner_id, new.country, new.tags, new.custom, new.customer_status))
  execute function nurture_look_at_people();

-- A mail of a sequence that waits for the rep.
create table nurture_mail (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  enrolment_id uuid not null,
  visit int not null,
  contact_id uuid not null,
  member_id uuid,
  subject text not null,
  body text not null,
  made_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  decision text check (decision in ('send', 'skip')),
  primary key (workspace_id, id),
  unique (workspace_id, enrolment_id, visit),
  foreign key (workspace_id, enrolment_id) references nurture_enrolment (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id),
  foreign key (workspace_id, decided_by) references member (workspace_id, id) on delete set null (decided_by)
);
create index nurture_mail_open on nurture_mail (workspace_id, member_id) where decided_at is null;
create index nurture_mail_contact on nurture_mail (workspace_id, contact_id);
call behind_wall('nurture_mail', 'rw', false);

-- Onto which track a returned lead comes.
create table nurture_assignment (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  position int not null,
  reason_id uuid,
  interest text,
  stage text,
  track_id uuid not null,
  days_before int not null default 0,
  primary key (workspace_id, id),
  foreign key (workspace_id, reason_id) references reason (workspace_id, id) on delete cascade,
  foreign key (workspace_id, track_id) references nurture_track (workspace_id, id) on delete cascade
);
create index nurture_assignment_track on nurture_assignment (workspace_id, track_id);
create index nurture_assignment_reason on nurture_assignment (workspace_id, reason_id) where reason_id is not null;
call behind_wall('nurture_assignment');

-- Sales asks Marketing for support on an open deal.
create table nurture_support (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  deal_id uuid not null,
  state text not null default 'requested' check (state in ('requested', 'running', 'declined', 'withdrawn', 'ended')),
  wish text not null,
  requested_by uuid,
  requested_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  answer text,
  track_id uuid,
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete cascade,
  foreign key (workspace_id, track_id) references nurture_track (workspace_id, id) on delete set null (track_id),
  foreign key (workspace_id, requested_by) references member (workspace_id, id) on delete set null (requested_by),
  foreign key (workspace_id, decided_by) references member (workspace_id, id) on delete set null (decided_by)
);
create unique index nurture_support_one on nurture_support (workspace_id, deal_id) where state in ('requested', 'running');
create index nurture_support_state on nurture_support (workspace_id, state, requested_at desc);
call behind_wall('nurture_support');

-- Addresses that steps post to, and what was posted.
create table nurture_hook (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 80),
  url text not null,
  -- Locked by the vault.
  secret text not null,
  active boolean not null default true,
  created_by uuid,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
call behind_wall('nurture_hook');
create table nurture_post (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  hook_id uuid not null,
  enrolment_id uuid,
  visit int,
  body jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  tries int not null default 0,
  made_at timestamptz not null,
  next_at timestamptz,
  last_at timestamptz,
  last_says text,
  primary key (workspace_id, id),
  foreign key (workspace_id, hook_id) references nurture_hook (workspace_id, id) on delete cascade,
  foreign key (workspace_id, enrolment_id) references nurture_enrolment (workspace_id, id) on delete cascade
);
create index nurture_post_waiting on nurture_post (workspace_id, next_at) where state = 'waiting';
create index nurture_post_hook on nurture_post (workspace_id, hook_id, made_at desc);
create index nurture_post_enrolment on nurture_post (workspace_id, enrolment_id);
call behind_wall('nurture_post', 'rw', false);

create table retention_setting (
  workspace_id uuid not null references workspace (id) on delete cascade,
  settings jsonb not null,
  changed_by uuid,
  changed_at timestamptz not null,
  primary key (workspace_id),
  foreign key (workspace_id, changed_by) references member (workspace_id, id) on delete set null (changed_by)
);
call behind_wall('retention_setting');
