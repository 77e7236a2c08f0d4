-- What a mail says. A template has at most one draft; what was published never changes: it is kept as it was made, ready to be filled.
alter table workspace add column company_name text check (length(company_name) <= 120);
alter table workspace add column postal_address text check (length(postal_address) <= 300);

create table template (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 120),
  kind text not null check (kind in ('information', 'article', 'offer', 'transactional')),
  language text not null,
  folder text not null default '',
  tags text[] not null default '{}',
  created_by uuid,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
call behind_wall('template');

create table template_version (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  template_id uuid not null,
  -- Null: the draft.
  number int check (number > 0),
  content jsonb not null,
  -- Counts the savings of a draft: who saves over another's change is told.
  revision int not null default 1,
  -- The texts as programs of the merge language, and the facts of the workspace that went into them.
  compiled jsonb,
  content_hash text,
  saved_by uuid,
  saved_at timestamptz not null default now(),
  published_by uuid,
  published_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, template_id, number),
  check ((number is null) = (published_at is null) and (number is null) = (compiled is null) and (number is null) = (content_hash is null)),
  foreign key (workspace_id, template_id) references template (workspace_id, id) on delete cascade,
  foreign key (workspace_id, saved_by) references member (workspace_id, id) on delete set null (saved_by),
  foreign key (workspace_id, published_by) references member (workspace_id, id) on delete set null (published_by)
);
create unique index template_draft on template_version (workspace_id, template_id) where number is null;
-- A draft is saved every other second, and a published version says itself who made it and when: no copies in the audit.
call behind_wall('template_version', 'rw', false);

create function refuse_change_of_published() returns trigger language plpgsql as $$
begin
  if old.number is not null and (new.content, new.compiled, new.number, new.content_hash, new.published_at, new.template_id)
    is distinct from (old.content, old.compiled, old.number, old.content_hash, old.published_at, old.template_id)
  then raise exception 'a published version does not change'; end if;
  return new;
end $$;
create trigger published_stays before update on template_version for each row execute function refuse_change_of_published();

-- A piece that stands in several templates. Every saving is a version.
create table reusable_block (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 120),
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (workspace_id, id)
);
call behind_wall('reusable_block');

create table reusable_block_version (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  reusable_id uuid not null,
  number int not null check (number > 0),
  blocks jsonb not null,
  saved_by uuid,
  saved_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, reusable_id, number),
  foreign key (workspace_id, reusable_id) references reusable_block (workspace_id, id) on delete cascade,
  foreign key (workspace_id, saved_by) references member (workspace_id, id) on delete set null (saved_by)
);
call behind_wall('reusable_block_version', 'ra', false);

-- A picture that mails show. Whoever has the mail may load it; its address can't be guessed.
create table mail_image (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  token text not null unique,
  file_id uuid not null,
  name text not null,
  media_type text not null check (media_type in ('image/png', 'image/jpeg', 'image/gif', 'image/webp')),
  size_bytes int not null,
  width int not null,
  height int not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, file_id) references file (workspace_id, id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
create index mail_image_recent on mail_image (workspace_id, created_at desc);
call behind_wall('mail_image');
-- A reader of mail has no session; the secret itself says which workspace.
create function mail_image_by(secret text) returns table (workspace_id uuid, file_id uuid, media_type text, size_bytes int)
language sql stable security definer set search_path = public as $$
  select workspace_id, file_id, media_type, size_bytes from mail_image where token = secret
$$;
grant execute on function mail_image_by to truce_app;

-- Names and addresses that mails come from.
create table sender_identity (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 120),
  email text not null check (length(email) <= 254),
  reply_to text check (length(reply_to) <= 254),
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index sender_identity_email on sender_identity (workspace_id, lower(email), lower(name));
create unique index sender_identity_default on sender_identity (workspace_id) where is_default;
call behind_wall('sender_identity');
