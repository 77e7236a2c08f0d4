-- The gate before every send: what both sides agreed it looks at, holds of the people who know the customer, attention that is spoken for.

alter table signature drop constraint signature_subject_check;
alter table signature add constraint signature_subject_check
  check (subject in ('agreement', 'profile', 'score_model', 'threshold', 'reasons', 'gate'));

-- What the gate weighs and how firmly it says no. None in force: as the program comes.
create table gate_rules (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  number int not null,
  status text not null default 'proposed' check (status in ('proposed', 'in_force', 'superseded', 'withdrawn')),
  rules jsonb not null,
  proposed_by uuid,
  proposed_at timestamptz not null,
  in_force_from timestamptz,
  ended_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, proposed_by) references member (workspace_id, id) on delete set null (proposed_by)
);
create unique index gate_rules_one_proposed on gate_rules (workspace_id) where status = 'proposed';
create unique index gate_rules_one_in_force on gate_rules (workspace_id) where status = 'in_force';
call behind_wall('gate_rules');
create trigger forget_signatures after delete on gate_rules for each row execute function forget_signatures('gate');

-- Somebody asks that a person, a company's people or those of a deal be left in peace until a day. Never deleted: what has ended is history.
create table hold (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  contact_id uuid,
  company_id uuid,
  deal_id uuid,
  against text not null check (against in ('marketing', 'everybody')),
  reason text not null check (length(reason) between 1 and 500),
  set_by uuid,
  set_at timestamptz not null,
  until timestamptz not null check (until > set_at),
  lifted_by uuid,
  lifted_at timestamptz,
  primary key (workspace_id, id),
  check (num_nonnulls(contact_id, company_id, deal_id) = 1),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, company_id) references company (workspace_id, id) on delete cascade,
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete cascade,
  foreign key (workspace_id, set_by) references member (workspace_id, id) on delete set null (set_by),
  foreign key (workspace_id, lifted_by) references member (workspace_id, id) on delete set null (lifted_by)
);
create index hold_contact on hold (workspace_id, contact_id) where contact_id is not null;
create index hold_company on hold (workspace_id, company_id) where company_id is not null;
create index hold_deal on hold (workspace_id, deal_id) where deal_id is not null;
create index hold_open on hold (workspace_id, until) where lifted_at is null;
call behind_wall('hold');

-- Attention that a planned doing has been promised. Once it has happened, the ledger counts and this is settled.
create table attention_reservation (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  contact_id uuid not null,
  weight numeric(6, 2) not null check (weight > 0),
  at timestamptz not null,
  -- What it is for, such as the message: asked for again, it is answered and not taken twice.
  ref text not null check (length(ref) between 1 and 200),
  state text not null default 'open' check (state in ('open', 'settled', 'released')),
  reserved_by uuid,
  reserved_at timestamptz not null,
  ended_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, contact_id, ref),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, reserved_by) references member (workspace_id, id) on delete set null (reserved_by)
);
create index attention_reservation_open on attention_reservation (workspace_id, contact_id, at) where state = 'open';
call behind_wall('attention_reservation', 'rw', false);

-- Somebody's own limit, where they asked for less than everybody else gets.
create table attention_cap (
  workspace_id uuid not null,
  contact_id uuid not null,
  cap numeric(6, 2) not null check (cap > 0),
  set_by uuid,
  set_at timestamptz not null,
  primary key (workspace_id, contact_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, set_by) references member (workspace_id, id) on delete set null (set_by)
);
call behind_wall('attention_cap');
