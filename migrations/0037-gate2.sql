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
