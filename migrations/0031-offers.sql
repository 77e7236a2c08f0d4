-- What is offered, what may be said, and how the other team comes to know of a change before the customer does.
create table offer (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('discount', 'bundle', 'trial', 'price', 'event', 'other')),
  owner_id uuid,
  created_by uuid,
  created_at timestamptz not null,
  -- Ended: it had its time. Withdrawn: it was taken back.
  ended_at timestamptz,
  ended_as text check (ended_as in ('ended', 'withdrawn')),
  ended_by uuid,
  end_reason text,
  primary key (workspace_id, id),
  check ((ended_at is null) = (ended_as is null)),
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by),
  foreign key (workspace_id, ended_by) references member (workspace_id, id) on delete set null (ended_by)
);
call behind_wall('offer');

-- A version is a draft, then announced, then runs until the next one does. Once announced its words stay as they are.
create table offer_version (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  offer_id uuid not null,
  number int not null check (number > 0),
  audience text not null check (audience in ('everybody', 'prospects', 'customers')),
  criteria jsonb not null,
  summary text not null,
  from_on date,
  until_on date,
  price_minor bigint check (price_minor >= 0),
  currency char(3),
  discount_percent numeric(5, 2) check (discount_percent > 0 and discount_percent <= 100),
  terms text,
  talking_points text[] not null default '{}',
  replaces_offer_id uuid,
  created_by uuid,
  created_at timestamptz not null,
  announced_by uuid,
  announced_at timestamptz,
  -- Somebody asked that it starts by itself as soon as it may.
  launch_asked_by uuid,
  launch_asked_at timestamptz,
  launched_by uuid,
  launched_at timestamptz,
  launched_because text check (launched_because in ('share', 'lead_time', 'override')),
  override_reason text,
  superseded_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, offer_id, number),
  check ((price_minor is null) = (currency is null)),
  check (until_on >= from_on),
  check (launched_at is null or announced_at is not null),
  check ((launched_at is null) = (launched_because is null)),
  check ((launched_because = 'override') = (override_reason is not null)),
  foreign key (workspace_id, offer_id) references offer (workspace_id, id) on delete cascade,
  foreign key (workspace_id, replaces_offer_id) references offer (workspace_id, id) on delete set null (replaces_offer_id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by),
  foreign key (workspace_id, announced_by) references member (workspace_id, id) on delete set null (announced_by),
  foreign key (workspace_id, launch_asked_by) references member (workspace_id, id) on delete set null (launch_asked_by),
  foreign key (workspace_id, launched_by) references member (workspace_id, id) on delete set null (launched_by)
);
create unique index offer_version_draft on offer_version (workspace_id, offer_id) where announced_at is null;
create unique index offer_version_running on offer_version (workspace_id, offer_id) where launched_at is not null and superseded_at is null;
call behind_wall('offer_version');

-- What a customer was told: by whom, how, and of which version.
create table offer_exposure (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  offer_id uuid not null,
  version_id uuid not null,
  contact_id uuid not null,
  side text not null check (side in ('sales', 'marketing')),
  way text not null check (way in ('call', 'mail', 'meeting', 'post', 'chat')),
  member_id uuid,
  told_at timestamptz not null,
  taken_back_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, offer_id) references offer (workspace_id, id) on delete cascade,
  foreign key (workspace_id, version_id) references offer_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id)
);
create index offer_exposure_contact on offer_exposure (workspace_id, contact_id, offer_id, told_at desc) where taken_back_at is null;
create index offer_exposure_offer on offer_exposure (workspace_id, offer_id, contact_id, told_at desc) where taken_back_at is null;
call behind_wall('offer_exposure');

-- What may be said of product, price, delivery and law, as both teams say it.
create table claim (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  about text not null check (about in ('product', 'price', 'delivery', 'legal', 'company')),
  created_by uuid,
  created_at timestamptz not null,
  retired_at timestamptz,
  retired_by uuid,
  retire_reason text,
  primary key (workspace_id, id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by),
  foreign key (workspace_id, retired_by) references member (workspace_id, id) on delete set null (retired_by)
);
call behind_wall('claim');

create table claim_version (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  claim_id uuid not null,
  number int not null check (number > 0),
  statement text not null check (length(statement) between 1 and 2000),
  -- Other ways in which it is said; looked for in texts beside the statement itself.
  phrases text[] not null default '{}',
  valid_from date not null,
  why text,
  approved_by uuid,
  approved_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, claim_id, number),
  foreign key (workspace_id, claim_id) references claim (workspace_id, id) on delete cascade,
  foreign key (workspace_id, approved_by) references member (workspace_id, id) on delete set null (approved_by)
);
call behind_wall('claim_version');

-- A customer was told two different things.
create table discrepancy (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  said text not null check (length(said) between 1 and 2000),
  said_elsewhere text not null check (length(said_elsewhere) between 1 and 2000),
  seen_where text not null check (length(seen_where) between 1 and 500),
  claim_id uuid,
  offer_id uuid,
  reported_by uuid,
  reported_at timestamptz not null,
  correction text,
  correct_version_id uuid,
  resolved_by uuid,
  resolved_at timestamptz,
  primary key (workspace_id, id),
  check ((resolved_at is null) = (correction is null)),
  foreign key (workspace_id, claim_id) references claim (workspace_id, id) on delete set null (claim_id),
  foreign key (workspace_id, offer_id) references offer (workspace_id, id) on delete set null (offer_id),
  foreign key (workspace_id, reported_by) references member (workspace_id, id) on delete set null (reported_by),
  foreign key (workspace_id, correct_version_id) references claim_version (workspace_id, id) on delete set null (correct_version_id),
  foreign key (workspace_id, resolved_by) references member (workspace_id, id) on delete set null (resolved_by)
);
call behind_wall('discrepancy');

-- How a change is told where the agreement says nothing about it: a row only where the workspace changed what is usual.
create table change_notice_term (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  share numeric(4, 3) not null check (share > 0 and share <= 1),
  lead_seconds int not null check (lead_seconds between 0 and 7776000),
  confirm_seconds int not null check (confirm_seconds between 3600 and 7776000),
  changed_by uuid,
  changed_at timestamptz not null,
  foreign key (workspace_id, changed_by) references member (workspace_id, id) on delete set null (changed_by)
);
call behind_wall('change_notice_term');

-- A change told to the people whom it concerns, with the terms of that moment.
create table change_notice (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  offer_version_id uuid,
  offer_before_id uuid,
  claim_version_id uuid,
  claim_before_id uuid,
  concerns text not null check (concerns in ('everybody', 'owners')),
  announced_by uuid,
  announced_at timestamptz not null,
  due_at timestamptz not null,
  share numeric(4, 3) not null,
  lead_seconds int not null,
  -- A newer version, or the end of the offer: nobody has to confirm it any more.
  closed_at timestamptz,
  primary key (workspace_id, id),
  check (num_nonnulls(offer_version_id, claim_version_id) = 1),
  foreign key (workspace_id, offer_version_id) references offer_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, offer_before_id) references offer_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, claim_version_id) references claim_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, claim_before_id) references claim_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, announced_by) references member (workspace_id, id) on delete set null (announced_by)
);
create unique index change_notice_offer on change_notice (workspace_id, offer_version_id) where offer_version_id is not null;
create unique index change_notice_claim on change_notice (workspace_id, claim_version_id) where claim_version_id is not null;
create index change_notice_open on change_notice (workspace_id, announced_at desc) where closed_at is null;
call behind_wall('change_notice');

create table change_confirmation (
  workspace_id uuid not null references workspace (id) on delete cascade,
  notice_id uuid not null,
  member_id uuid not null,
  confirmed_at timestamptz,
  -- How often they were reminded: at half of the time, and when it had passed.
  reminders int not null default 0 check (reminders between 0 and 2),
  primary key (workspace_id, notice_id, member_id),
  foreign key (workspace_id, notice_id) references change_notice (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete cascade
);
create index change_confirmation_open on change_confirmation (workspace_id, member_id) where confirmed_at is null;
call behind_wall('change_confirmation');
