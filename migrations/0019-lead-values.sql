-- What a lead is worth by what made it and how well it fits: worked out when an agreement is signed, and then it stands as long as that agreement does.
create table value_table (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  agreement_version_id uuid not null,
  frozen_at timestamptz not null,
  currency char(3) not null,
  -- Closed leads, and the won among them: where a type with a short history leans to.
  closed int not null,
  won int not null,
  sales int not null,
  average_minor bigint,
  -- Won deals that could not be averaged: in another currency, or without an amount.
  other_currency int not null default 0,
  without_amount int not null default 0,
  primary key (workspace_id, id),
  unique (workspace_id, agreement_version_id),
  foreign key (workspace_id, agreement_version_id) references agreement_version (workspace_id, id) on delete cascade
);
call behind_wall('value_table', 'ra');

create table value_rate (
  workspace_id uuid not null,
  table_id uuid not null,
  type text not null,
  segment text not null,
  closed int not null,
  won int not null,
  close_rate numeric(9, 8) not null,
  sales int not null,
  average_minor bigint,
  average_of text not null check (average_of in ('segment', 'all', 'none')),
  value_minor bigint,
  primary key (workspace_id, table_id, type, segment),
  foreign key (workspace_id, table_id) references value_table (workspace_id, id) on delete cascade
);
call behind_wall('value_rate', 'ra', false);
