-- Each mail through a server may have a return address of its own, so that what comes back finds its mail whatever it says.
alter table mail_server add own_returns boolean not null default true;
-- Whether the server took the test mail from and to such an address. Only then they are used.
alter table mail_server_test add returns text check (returns in ('taken', 'refused')), add returns_response text;

-- Keys of a sending domain: one signs; a next one waits until its record is seen; those before stay published until what they signed has arrived.
create table sending_key (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  domain_id uuid not null,
  state text not null check (state in ('next', 'signing', 'former')),
  selector text not null,
  -- SPKI, base64, as it stands in the record.
  public_key text not null,
  created_at timestamptz not null,
  -- Of a next one: when its record was looked for last, and what came of it.
  checked_at timestamptz,
  reason text,
  -- Of a former one: since when another signs.
  replaced_at timestamptz check ((state = 'former') = (replaced_at is not null)),
  primary key (workspace_id, id),
  unique (workspace_id, domain_id, selector),
  foreign key (workspace_id, domain_id) references sending_domain (workspace_id, id) on delete cascade
);
create unique index sending_key_one on sending_key (workspace_id, domain_id, state) where state <> 'former';
insert into sending_key (workspace_id, domain_id, state, selector, public_key, created_at)
  select workspace_id, id, 'signing', selector, public_key, created_at from sending_domain;
call behind_wall('sending_key');

-- The private halves, locked, apart from what the audit keeps.
create table sending_key_secret (
  workspace_id uuid not null,
  key_id uuid not null,
  private_key text not null,
  primary key (workspace_id, key_id),
  foreign key (workspace_id, key_id) references sending_key (workspace_id, id) on delete cascade
);
insert into sending_key_secret (workspace_id, key_id, private_key)
  select k.workspace_id, k.id, s.private_key from sending_key k join sending_domain_key s on s.workspace_id = k.workspace_id and s.domain_id = k.domain_id;
call behind_wall('sending_key_secret', 'rw', false);
drop table sending_domain_key;
alter table sending_domain drop column selector, drop column public_key;

-- A link for a mailing that became the own one of the person to whom the message went.
alter table asset_share add from_share_id uuid,
  add foreign key (workspace_id, from_share_id) references asset_share (workspace_id, id) on delete set null (from_share_id);
create unique index asset_share_reader on asset_share (workspace_id, message_id, from_share_id) where from_share_id is not null;
create index asset_share_from on asset_share (workspace_id, from_share_id) where from_share_id is not null;
