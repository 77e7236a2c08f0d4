-- Forms and simple pages for people outside: what is asked and shown, as versions that never change; what was answered, and what came of it.
create table publication (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  kind text not null check (kind in ('form', 'page')),
  -- Stands in the address; says which one it is, and opens nothing.
  public_id text not null unique check (public_id ~ '^[a-z0-9]{16}$'),
  name text not null check (length(name) between 1 and 120),
  created_by uuid,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
create index publication_by_kind on publication (workspace_id, kind);
call behind_wall('publication');

create table publication_version (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  publication_id uuid not null,
  -- Null: the draft.
  number int check (number > 0),
  content jsonb not null,
  -- Counts the savings of a draft: who saves over another's change is told.
  revision int not null default 1,
  saved_by uuid,
  saved_at timestamptz not null default now(),
  published_by uuid,
  published_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, publication_id, number),
  check ((number is null) = (published_at is null)),
  foreign key (workspace_id, publication_id) references publication (workspace_id, id) on delete cascade,
  foreign key (workspace_id, saved_by) references member (workspace_id, id) on delete set null (saved_by),
  foreign key (workspace_id, published_by) references member (workspace_id, id) on delete set null (published_by)
);
create unique index publication_draft on publication_version (workspace_id, publication_id) where number is null;
-- A draft is saved every other second, and a published version says itself who made it and when: no copies in the audit.
call behind_wall('publication_version', 'rw', false);

create function refuse_change_of_publication() returns trigger language plpgsql as $$
begin
  if old.number is not null and (new.content, new.number, new.published_at, new.publication_id)
    is distinct from (old.content, old.number, old.published_at, old.publication_id)
  then raise exception 'a published version does not change'; end if;
  return new;
end $$;
create trigger published_stays before update on publication_version for each row execute function refuse_change_of_publication();

-- A stranger has no session; the public id says which workspace.
create function publication_by(key text) returns table (workspace_id uuid, id uuid, kind text)
language sql stable security definer set search_path = public as $$
  select workspace_id, id, kind from publication where public_id = key and archived_at is null
$$;
grant execute on function publication_by to truce_app;

-- What somebody sent. A suspected one is kept aside until a person looks at it; nothing else happens with it.
create table form_answer (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  form_id uuid not null,
  version_id uuid not null,
  -- Of the page that it was filled in on: the same page sent twice is one answer.
  token text not null,
  state text not null check (state in ('taken', 'aside')),
  suspicions text[] not null default '{}',
  received_at timestamptz not null,
  -- By the key of the field; what was not asked is not kept.
  answers jsonb not null,
  -- Page, referrer, marks of the link.
  origin jsonb not null default '{}',
  page_id uuid,
  visitor text,
  -- Followed a sealed link of a mail to the contact.
  identified boolean not null default false,
  -- Hashes: where it came from, and what it says.
  place_hash text not null,
  content_hash text not null,
  agent text,
  contact_id uuid,
  -- Whom a sealed link named, for an answer that is aside; no reference, as it opens nothing by itself.
  linked_id uuid,
  lead_id uuid,
  conversion_id uuid,
  rescued_by uuid,
  rescued_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, token),
  foreign key (workspace_id, form_id) references publication (workspace_id, id) on delete cascade,
  foreign key (workspace_id, version_id) references publication_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, page_id) references publication (workspace_id, id) on delete set null (page_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete set null (contact_id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete set null (lead_id),
  foreign key (workspace_id, conversion_id) references conversion (workspace_id, id) on delete set null (conversion_id),
  foreign key (workspace_id, rescued_by) references member (workspace_id, id) on delete set null (rescued_by)
);
create index form_answer_newest on form_answer (workspace_id, form_id, received_at desc, id desc);
create index form_answer_contact on form_answer (workspace_id, contact_id) where contact_id is not null;
create index form_answer_lead on form_answer (workspace_id, lead_id) where lead_id is not null;
create index form_answer_conversion on form_answer (workspace_id, conversion_id) where conversion_id is not null;
create index form_answer_same on form_answer (workspace_id, content_hash, received_at);
create index form_answer_aside on form_answer (workspace_id, received_at) where state = 'aside';
-- Its answers are the copy; the audit would be a second one.
call behind_wall('form_answer', 'rw', false);

-- What an answer says differently from what is on record. Nothing is changed until a person says so.
create table form_difference (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  answer_id uuid not null,
  target text not null,
  given text not null,
  state text not null default 'open' check (state in ('open', 'accepted', 'dismissed')),
  decided_by uuid,
  decided_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, answer_id, target),
  foreign key (workspace_id, answer_id) references form_answer (workspace_id, id) on delete cascade,
  foreign key (workspace_id, decided_by) references member (workspace_id, id) on delete set null (decided_by)
);
call behind_wall('form_difference');

-- Files of answers: kept, given out as downloads only.
create table form_file (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  answer_id uuid not null,
  field text not null,
  file_id uuid not null,
  name text not null,
  media_type text not null,
  size_bytes int not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, answer_id) references form_answer (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references file (workspace_id, id)
);
create index form_file_answer on form_file (workspace_id, answer_id);
call behind_wall('form_file', 'rw', false);

-- How often a form or page was seen and begun, by day; people and machines apart.
create table publication_tally (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  publication_id uuid not null,
  day date not null,
  seen int not null default 0,
  begun int not null default 0,
  machines int not null default 0,
  primary key (workspace_id, id),
  unique (workspace_id, publication_id, day),
  foreign key (workspace_id, publication_id) references publication (workspace_id, id) on delete cascade
);
call behind_wall('publication_tally', 'rw', false);
