-- Thanks from one person to another for their part in a deal.

create table deal_thanks (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  deal_id uuid not null,
  from_member_id uuid not null,
  to_member_id uuid not null,
  words text not null check (length(words) between 1 and 500),
  given_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete cascade,
  foreign key (workspace_id, from_member_id) references member (workspace_id, id) on delete cascade,
  foreign key (workspace_id, to_member_id) references member (workspace_id, id) on delete cascade,
  check (from_member_id <> to_member_id)
);
create index deal_thanks_deal on deal_thanks (workspace_id, deal_id);
call behind_wall('deal_thanks');
