-- What people said about mail, and where no mail may go. What holds is read from here; nothing but a release is ever changed.

create table mail_purpose (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 80),
  description text not null check (length(description) between 1 and 500),
  -- consent: only who said so. relation: also people of customers. interest: also everybody who has not said no.
  ground text not null check (ground in ('consent', 'relation', 'interest')),
  -- What a form says counts once the owner of the address has confirmed it.
  double_opt_in boolean not null default true,
  position int not null,
  retired_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
create unique index mail_purpose_name on mail_purpose (workspace_id, lower(name)) where retired_at is null;
call behind_wall('mail_purpose');
revoke delete on mail_purpose from truce_app;

-- What people are asked to agree to, word for word. A change is a new version.
create table consent_text (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  purpose_id uuid not null,
  number int not null,
  body text not null check (length(body) between 1 and 4000),
  -- Hex SHA-256 of the body.
  hash text not null,
  created_by uuid,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, purpose_id, number),
  foreign key (workspace_id, purpose_id) references mail_purpose (workspace_id, id) on delete cascade,
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
call behind_wall('consent_text', 'ra');

-- Every address about which something was said; `hash` is address_hash. Its row is what a withdrawal and a send meet at.
create table mail_address (
  workspace_id uuid not null references workspace (id) on delete cascade,
  hash text not null,
  -- Null once the person was erased.
  email text check (email = lower(email)),
  created_at timestamptz not null default now(),
  primary key (workspace_id, hash)
);
create unique index mail_address_email on mail_address (workspace_id, email) where email is not null;
call behind_wall('mail_address', 'rw', false);

create table consent_entry (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  hash text not null,
  -- Who had the address when it was said: a "no" holds for the person, whatever becomes of the address.
  contact_id uuid,
  -- Null: about every purpose.
  purpose_id uuid,
  word text not null check (word in ('given', 'confirmed', 'withdrawn', 'objected', 'paused', 'resumed')),
  at timestamptz not null,
  -- Of two words of one instant the later one was written later.
  recorded_at timestamptz not null default clock_timestamp(),
  until timestamptz,
  -- person: through a link that only came to this address. form: whoever filled it in.
  by_kind text not null check (by_kind in ('person', 'form', 'member', 'import', 'provider', 'program')),
  member_id uuid,
  through text not null check (through ~ '^[a-z_]{1,40}$'),
  basis text check (basis in ('consent', 'relation', 'interest')),
  text_id uuid,
  -- Form or message, hash of the network address, browser, note.
  proof jsonb,
  primary key (workspace_id, id),
  check ((word in ('given', 'confirmed', 'withdrawn')) = (purpose_id is not null)),
  check ((word = 'paused') = (until is not null)),
  foreign key (workspace_id, hash) references mail_address (workspace_id, hash) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete set null (contact_id),
  foreign key (workspace_id, purpose_id) references mail_purpose (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id),
  foreign key (workspace_id, text_id) references consent_text (workspace_id, id) on delete set null (text_id)
);
create index consent_entry_address on consent_entry (workspace_id, hash, at);
create index consent_entry_contact on consent_entry (workspace_id, contact_id) where contact_id is not null;
create index consent_entry_objected on consent_entry (workspace_id, at desc, id desc) where word = 'objected';
call behind_wall('consent_entry', 'ra', false);

-- An address or a whole domain that gets no mail. Several causes can hold at once; each is released by itself.
insert into mail_address (workspace_id, hash) select workspace_id, hash from suppression;
alter table suppression drop constraint suppression_workspace_id_hash_key;
alter table suppression drop constraint suppression_reason_check;
alter table suppression rename column reason to cause;
alter table suppression rename column created_at to since;
alter table suppression alter column hash drop not null;
alter table suppression
  add column domain text check (domain = lower(domain)),
  add column evidence jsonb,
  add column member_id uuid,
  add column released_at timestamptz,
  add column released_by uuid,
  add column release_reason text,
  add check (cause in ('bounced', 'complained', 'blocked_by_hand', 'erased')),
  add check (num_nonnulls(hash, domain) = 1),
  add check ((released_at is null) = (release_reason is null)),
  add foreign key (workspace_id, hash) references mail_address (workspace_id, hash) on delete cascade,
  add foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id),
  add foreign key (workspace_id, released_by) references member (workspace_id, id) on delete set null (released_by);
create unique index suppression_address on suppression (workspace_id, hash, cause) where released_at is null and hash is not null;
create unique index suppression_domain on suppression (workspace_id, domain) where released_at is null and domain is not null;
create index suppression_since on suppression (workspace_id, since desc, id desc);
grant update on suppression to truce_app;
create trigger audit after insert or update or delete on suppression for each row execute function audit_row();

-- Somebody outside asks for what is kept about them, or that it goes.
create table privacy_request (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  kind text not null check (kind in ('export', 'erasure')),
  hash text not null,
  contact_id uuid,
  asked_at timestamptz not null,
  done_at timestamptz,
  done_by uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, hash) references mail_address (workspace_id, hash) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete set null (contact_id),
  foreign key (workspace_id, done_by) references member (workspace_id, id) on delete set null (done_by)
);
create unique index privacy_request_open on privacy_request (workspace_id, hash, kind) where done_at is null;
create index privacy_request_contact on privacy_request (workspace_id, contact_id) where contact_id is not null;
call behind_wall('privacy_request');

-- The usual purposes for the workspaces that are here already; new ones get theirs from the program.
insert into mail_purpose (workspace_id, name, description, ground, double_opt_in, position)
  select w.id, p.name, p.description, p.ground, p.twice, p.position from workspace w cross join (values
    ('News', 'What is new with us, about once a month.', 'consent', true, 0),
    ('Offers', 'Promotions and prices, when there are some.', 'consent', true, 1),
    ('Events', 'Invitations to fairs, webinars and meetings.', 'consent', true, 2),
    ('Product updates', 'Changes to products you have from us.', 'relation', false, 3)) as p (name, description, ground, twice, position);

-- What the contacts' own column knew so far.
insert into mail_address (workspace_id, hash, email)
  select e.workspace_id, address_hash(e.workspace_id, e.email), e.email from contact_email e
    join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id where c.mail_permission <> 'unknown' and c.erased_at is null
  on conflict (workspace_id, hash) do update set email = excluded.email;
insert into consent_entry (workspace_id, hash, contact_id, purpose_id, word, at, by_kind, through, basis)
  select e.workspace_id, address_hash(e.workspace_id, e.email), c.id, p.id, case c.mail_permission when 'granted' then 'given' else 'objected' end, c.updated_at,
    'program', 'carried_over', case c.mail_permission when 'granted' then 'consent' end
  from contact_email e join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id
    left join mail_purpose p on p.workspace_id = e.workspace_id and p.position = 0 and c.mail_permission = 'granted'
  where c.mail_permission in ('granted', 'opted_out') and c.erased_at is null;
insert into suppression (workspace_id, hash, cause, since, evidence)
  select e.workspace_id, address_hash(e.workspace_id, e.email), c.mail_permission, c.updated_at, '{"through": "carried_over"}'
  from contact_email e join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id
  where c.erased_at is null and ((c.mail_permission = 'bounced' and e.is_primary) or c.mail_permission = 'complained')
  on conflict do nothing;
insert into consent_entry (workspace_id, hash, word, at, by_kind, through)
  select workspace_id, hash, 'objected', since, 'program', 'erasure' from suppression where cause = 'erased';

-- The purposes that a person agreed to and has not taken back, by address. A "no" counts for the person, a "yes" for the address.
create function agreed_purposes(ws uuid, contacts uuid[]) returns table (contact_id uuid, purpose_id uuid) language sql stable set search_path = public as $$
  with address as (select e.contact_id, address_hash(ws, e.email) as hash from contact_email e where e.workspace_id = ws and e.contact_id = any (contacts)),
  said as (
    select a.contact_id, a.hash, c.purpose_id, c.word, c.by_kind, c.at from address a join consent_entry c on c.workspace_id = ws and c.hash = a.hash
    union select c.contact_id, null, c.purpose_id, c.word, c.by_kind, c.at from consent_entry c
      where c.workspace_id = ws and c.contact_id = any (contacts) and c.word in ('withdrawn', 'objected')),
  no as (select s.contact_id, p.id as purpose_id, max(s.at) as at from said s join mail_purpose p on p.workspace_id = ws and (s.purpose_id = p.id or s.purpose_id is null)
    where s.word in ('withdrawn', 'objected') group by 1, 2)
  select distinct s.contact_id, s.purpose_id from said s join mail_purpose p on p.workspace_id = ws and p.id = s.purpose_id and p.retired_at is null
    left join no on no.contact_id = s.contact_id and no.purpose_id = s.purpose_id
  where s.hash is not null and s.word in ('given', 'confirmed')
    and (case when no.at is null then s.by_kind <> 'form' or not p.double_opt_in or s.word = 'confirmed' else s.by_kind = 'person' and s.at > no.at end)
$$;

-- contact.mail_permission sums up in one word, for lists and the score, what the ledger says; no sender reads it.
create function sum_up_mail_permission(ws uuid, contacts uuid[]) returns void language sql set search_path = public as $$
  with address as (select e.contact_id, address_hash(ws, e.email) as hash, e.is_primary from contact_email e where e.workspace_id = ws and e.contact_id = any (contacts)),
  said as (
    select a.contact_id, c.purpose_id, c.word, c.by_kind, c.at from address a join consent_entry c on c.workspace_id = ws and c.hash = a.hash
    union all select c.contact_id, c.purpose_id, c.word, c.by_kind, c.at from consent_entry c
      where c.workspace_id = ws and c.contact_id = any (contacts) and c.word in ('withdrawn', 'objected')),
  heard as (select contact_id, max(at) filter (where word in ('given', 'confirmed') and by_kind = 'person') as own,
      max(at) filter (where word = 'objected') as objected, bool_or(word = 'withdrawn') as withdrew from said group by 1),
  barred as (select a.contact_id, max(s.since) filter (where s.cause = 'complained') as complained, max(s.since) filter (where s.cause = 'erased') as erased,
      bool_or(s.cause = 'bounced' and a.is_primary) as bounced
    from address a join suppression s on s.workspace_id = ws and s.hash = a.hash and s.released_at is null group by 1),
  agreed as (select distinct g.contact_id from agreed_purposes(ws, contacts) g),
  sum as (
    select c.id, case
      when b.complained >= coalesce(h.own, '-infinity') then 'complained'
      when b.erased >= coalesce(h.own, '-infinity') or h.objected >= coalesce(h.own, '-infinity') then 'opted_out'
      when h.withdrew and g.contact_id is null then 'opted_out'
      when b.bounced then 'bounced'
      when g.contact_id is not null then 'granted' else 'unknown' end as permission
    from contact c left join heard h on h.contact_id = c.id left join barred b on b.contact_id = c.id left join agreed g on g.contact_id = c.id
    where c.workspace_id = ws and c.id = any (contacts) and c.erased_at is null)
  update contact c set mail_permission = s.permission from sum s where c.workspace_id = ws and c.id = s.id and c.mail_permission <> s.permission
$$;

create function mail_words_changed() returns trigger language plpgsql set search_path = public as $$
declare ws uuid; persons uuid[];
begin
  for ws in select distinct workspace_id from fresh loop
    select array_agg(distinct e.contact_id) into persons from fresh f join mail_address a on a.workspace_id = ws and a.hash = f.hash
      join contact_email e on e.workspace_id = ws and e.email = a.email where f.workspace_id = ws;
    if persons is not null then perform sum_up_mail_permission(ws, persons); end if;
  end loop;
  return null;
end $$;
create trigger mail_words_new after insert on consent_entry referencing new table as fresh for each statement execute function mail_words_changed();
create trigger mail_words_new after insert on suppression referencing new table as fresh for each statement execute function mail_words_changed();
create trigger mail_words_changed after update on suppression referencing new table as fresh for each statement execute function mail_words_changed();

create function mail_addresses_moved() returns trigger language plpgsql set search_path = public as $$
declare ws uuid; persons uuid[];
begin
  for ws in select distinct workspace_id from fresh loop
    select array_agg(distinct contact_id) into persons from fresh where workspace_id = ws;
    perform sum_up_mail_permission(ws, persons);
  end loop;
  return null;
end $$;
create trigger mail_address_new after insert on contact_email referencing new table as fresh for each statement execute function mail_addresses_moved();
create trigger mail_address_gone after delete on contact_email referencing old table as fresh for each statement execute function mail_addresses_moved();
create trigger mail_address_moved_to after update on contact_email referencing new table as fresh for each statement execute function mail_addresses_moved();
create trigger mail_address_moved_from after update on contact_email referencing old table as fresh for each statement execute function mail_addresses_moved();

create trigger mail_words_moved_to after update on consent_entry referencing new table as fresh for each statement execute function mail_addresses_moved();
create trigger mail_words_moved_from after update on consent_entry referencing old table as fresh for each statement execute function mail_addresses_moved();

-- As before, and: the ledger keeps what was said, not who said it; the address stays as a hash that gets no mail.
create or replace function erase_person(persons uuid[], at timestamptz) returns void language plpgsql security definer set search_path = public as $$
declare ws uuid := current_workspace(); was_audit text := coalesce(current_setting('truce.audit', true), 'on'); hashes text[];
begin
  perform set_config('truce.audit', 'off', true);
  select coalesce(array_agg(address_hash(ws, email)), '{}') into hashes from contact_email where workspace_id = ws and contact_id = any (persons);
  insert into mail_address (workspace_id, hash) select ws, h from unnest(hashes) h on conflict (workspace_id, hash) do nothing;
  insert into suppression (workspace_id, hash, cause, since) select ws, h, 'erased', at from unnest(hashes) h on conflict do nothing;
  insert into consent_entry (workspace_id, hash, word, at, by_kind, through) select ws, h, 'objected', at, 'program', 'erasure' from unnest(hashes) h;
  update mail_address set email = null where workspace_id = ws and hash = any (hashes);
  update consent_entry set proof = null where workspace_id = ws and (hash = any (hashes) or contact_id = any (persons)) and proof is not null;
  update suppression set evidence = null where workspace_id = ws and hash = any (hashes) and evidence is not null;
  update activity set subject = null, body = null, data = '{}', mentions = '{}' where workspace_id = ws and contact_id = any (persons);
  update task set subject = '[erased]', body = null where workspace_id = ws and contact_id = any (persons);
  update lead set why_now = null, custom = '{}', tags = '{}' where workspace_id = ws and contact_id = any (persons);
  update conversion set content = null, payload = '{}' where workspace_id = ws and contact_id = any (persons);
  delete from external_ref where workspace_id = ws and (
    (entity = 'contact' and entity_id = any (persons))
    or (entity = 'lead' and entity_id in (select id from lead where workspace_id = ws and contact_id = any (persons))));
  delete from contact_email where workspace_id = ws and contact_id = any (persons);
  delete from contact_phone where workspace_id = ws and contact_id = any (persons);
  update contact_company set job_title = null where workspace_id = ws and contact_id = any (persons);
  update contact set first_name = null, last_name = null, email = null, phone = null, job_title = null, buying_role = null, time_zone = null,
      locale = null, street = null, city = null, region = null, postal_code = null, country = null, description = null, interests = '{}', tags = '{}',
      custom = '{}', source = null, mail_permission = 'opted_out', deleted_at = coalesce(deleted_at, at), erased_at = at, updated_at = at
    where workspace_id = ws and id = any (persons);
  perform set_config('truce.audit', was_audit, true);
end $$;

-- Where a word stands in the ledger: for readings that want the last one.
create type consent_place as (at timestamptz, recorded_at timestamptz, id uuid, word text, until timestamptz);
