-- Conversions found to be what they are by class and reason, calls with a recording, and what the lifecycle reports read.

-- ---------------------------------------------------------------- leads: validation of two levels
alter table conversion
  add column reason_id uuid,
  add column note text,
  -- As it came: the page and campaign marks of a form, the head of a mail.
  add column original jsonb not null default '{}',
  -- The id that the source gave it: the same mail taken in twice is one conversion.
  add column source_id text check (length(source_id) between 1 and 300),
  add foreign key (workspace_id, reason_id) references reason (workspace_id, id);
create unique index conversion_once on conversion (workspace_id, kind, source_id) where source_id is not null;
create index conversion_reason on conversion (workspace_id, reason_id) where reason_id is not null;

alter table conversion drop constraint conversion_validation_check;
update conversion v set reason_id = r.id from reason r
  where r.workspace_id = v.workspace_id and (v.validation, r.class, r.code) in (
    ('spam', 'not_a_lead', 'spam'), ('service_request', 'not_a_lead', 'service_request'), ('job_applicant', 'not_a_lead', 'job_applicant'),
    ('solicitation', 'not_a_lead', 'vendor_solicitation'), ('wrong_number', 'not_a_lead', 'wrong_number'), ('test', 'not_a_lead', 'test'),
    ('incomplete', 'bad_data', 'insufficient_data'));
update conversion set validation = case when validation = 'incomplete' then 'bad_data' else 'not_a_lead' end
  where validation not in ('sales_lead', 'unreviewed');
alter table conversion add check (validation in ('sales_lead', 'not_a_lead', 'bad_data', 'not_fit', 'already_ours', 'unreviewed'));

-- Who has a conversion open in the inbox: one each, for as long as it is renewed.
create table conversion_view (
  workspace_id uuid not null,
  member_id uuid not null,
  conversion_id uuid not null,
  viewed_at timestamptz not null,
  primary key (workspace_id, member_id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, conversion_id) references conversion (workspace_id, id) on delete cascade
);
create index conversion_view_of on conversion_view (workspace_id, conversion_id);
call behind_wall('conversion_view', 'rw', false);

-- A stay that should not have been is marked by the row that sets it right; both stay.
alter table stage_visit add column corrects_id uuid,
  add foreign key (workspace_id, corrects_id) references stage_visit (workspace_id, id) on delete cascade;
create index stage_visit_corrects on stage_visit (workspace_id, corrects_id) where corrects_id is not null;

-- ---------------------------------------------------------------- recordings of calls
create table recording_policy (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  keep_days int not null default 90 check (keep_days between 1 and 3650),
  basis text not null default '' check (length(basis) <= 500)
);
call behind_wall('recording_policy');

create table recording (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  -- Of the ledger, where the call is.
  activity_id uuid not null,
  conversion_id uuid,
  contact_id uuid,
  file_id uuid,
  media_type text,
  consent text not null check (consent in ('unknown', 'announced', 'granted', 'refused', 'not_required')),
  consent_method text check (length(consent_method) <= 200),
  consent_at timestamptz,
  consent_by uuid,
  basis text check (length(basis) <= 500),
  keep_until date,
  deleted_at timestamptz,
  deleted_because text check (deleted_because in ('refused', 'due', 'by_hand', 'erased')),
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, activity_id),
  foreign key (workspace_id, conversion_id) references conversion (workspace_id, id) on delete set null (conversion_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references file (workspace_id, id),
  foreign key (workspace_id, consent_by) references member (workspace_id, id) on delete set null (consent_by),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
create index recording_contact on recording (workspace_id, contact_id);
create index recording_conversion on recording (workspace_id, conversion_id) where conversion_id is not null;
create index recording_due on recording (workspace_id, keep_until) where file_id is not null and deleted_at is null;
call behind_wall('recording');

-- Who listened when. Its id is what the player shows at the door.
create table recording_listen (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  recording_id uuid not null,
  member_id uuid not null,
  listened_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, recording_id) references recording (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id)
);
create index recording_listen_of on recording_listen (workspace_id, recording_id, listened_at);
call behind_wall('recording_listen', 'ra', false);

-- ---------------------------------------------------------------- lifecycle
-- What a workspace calls stalled and abandoned; the usual where there is no row.
create table stall_rule (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  share numeric(3, 2) not null default 0.75 check (share in (0.75, 0.90)),
  quiet_days int not null default 14 check (quiet_days between 1 and 365),
  least_touches int not null default 3 check (least_touches between 1 and 20)
);
call behind_wall('stall_rule');

create index lead_of_period on lead (workspace_id, opened_at) include (id, source_team, source_channel, campaign_id, owner_id, stage, fit, score_label)
  where deleted_at is null;
create index stage_visit_walk on stage_visit (workspace_id, lead_id) include (stage, entered_at, exited_at, cause, corrects_id);
create index conversion_counted on conversion (workspace_id, occurred_at) include (channel, campaign_id, validation, contact_id, kind);
