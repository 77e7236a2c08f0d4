-- What the gate said no to, and somebody let go all the same: who, why, for whom and what. What came of it is read from the record.
create table gate_override (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  contact_id uuid not null,
  codes text[] not null check (codes <> '{}' and codes <@ '{same_offer,rep_hold,open_negotiation,attention_budget,interest_known}'),
  -- Only for this: the same side, kind and offer.
  side text not null check (side in ('marketing', 'sales')),
  kind text not null check (kind in ('information', 'article', 'offer', 'personal', 'transactional', 'call', 'meeting', 'postal')),
  offer_id uuid,
  reason text not null check (length(reason) between 1 and 500),
  made_by uuid,
  made_at timestamptz not null,
  until timestamptz not null check (until > made_at),
  taken_back_by uuid,
  taken_back_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, offer_id) references offer (workspace_id, id) on delete cascade,
  foreign key (workspace_id, made_by) references member (workspace_id, id) on delete set null (made_by),
  foreign key (workspace_id, taken_back_by) references member (workspace_id, id) on delete set null (taken_back_by)
);
create index gate_override_contact on gate_override (workspace_id, contact_id, until);
create index gate_override_made on gate_override (workspace_id, made_at desc, id desc);
create index gate_override_open on gate_override (workspace_id, kind, side) where taken_back_at is null;
call behind_wall('gate_override');
revoke delete on gate_override from truce_app;

-- A letter by post is a doing of its own: it takes attention, and is no mail.
alter table activity drop constraint activity_kind_check;
alter table activity add constraint activity_kind_check check (kind in (
    'call', 'mail', 'meeting', 'letter', 'note', 'task_done', 'stage_change', 'campaign_response', 'form', 'page_visit', 'file_download',
    'order', 'invoice', 'deal_created', 'deal_stage', 'deal_won', 'deal_lost', 'handoff', 'verdict', 'clock', 'owner_change',
    'mail_event', 'chat', 'quote', 'case', 'merge', 'record_created'));

-- A mailing by post, as the calendar of both teams has it.
create table postal_mailing (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 200),
  side text not null check (side in ('marketing', 'sales')),
  audience text not null check (audience in ('prospects', 'customers', 'everybody')),
  -- The day on which it goes to the post.
  on_day date not null,
  view_id uuid,
  criteria jsonb,
  offer_id uuid,
  -- planned, its list is drawn, posted, cancelled.
  state text not null default 'planned' check (state in ('planned', 'listed', 'posted', 'cancelled')),
  created_by uuid,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  listed_at timestamptz,
  ended_by uuid,
  ended_at timestamptz,
  primary key (workspace_id, id),
  check (num_nonnulls(view_id, criteria) <= 1),
  foreign key (workspace_id, view_id) references saved_view (workspace_id, id) on delete set null (view_id),
  foreign key (workspace_id, offer_id) references offer (workspace_id, id) on delete set null (offer_id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by),
  foreign key (workspace_id, ended_by) references member (workspace_id, id) on delete set null (ended_by)
);
create index postal_mailing_day on postal_mailing (workspace_id, on_day);
create index postal_mailing_view on postal_mailing (workspace_id, view_id) where view_id is not null;
create index postal_mailing_offer on postal_mailing (workspace_id, offer_id) where offer_id is not null;
call behind_wall('postal_mailing');

-- Whom the gate let through when the list was drawn; those it did not stand here with the first reason.
create table postal_recipient (
  workspace_id uuid not null,
  postal_id uuid not null,
  contact_id uuid not null,
  code text,
  primary key (workspace_id, postal_id, contact_id),
  foreign key (workspace_id, postal_id) references postal_mailing (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade
);
create index postal_recipient_contact on postal_recipient (workspace_id, contact_id);
call behind_wall('postal_recipient', 'rw', false);
