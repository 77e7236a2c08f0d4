-- A word that came with an import which was taken out again counts as never said; both words stay in the ledger. A "no" is never taken back so.
alter table consent_entry add column retracts uuid;
alter table consent_entry drop constraint consent_entry_word_check;
alter table consent_entry drop constraint consent_entry_check;
alter table consent_entry
  add constraint consent_entry_word_check check (word in ('given', 'confirmed', 'withdrawn', 'objected', 'paused', 'resumed', 'retracted')),
  add constraint consent_entry_check check ((word in ('given', 'confirmed', 'withdrawn', 'retracted')) = (purpose_id is not null)),
  add constraint consent_entry_retracts check ((word = 'retracted') = (retracts is not null)),
  add foreign key (workspace_id, retracts) references consent_entry (workspace_id, id) on delete cascade;
create unique index consent_entry_retracted on consent_entry (workspace_id, retracts) where retracts is not null;
create index consent_entry_import on consent_entry (workspace_id, (proof ->> 'importId')) where by_kind = 'import' and word in ('given', 'confirmed');

-- The purposes that a person agreed to and has not taken back, by address. A "no" counts for the person, a "yes" for the address.
create or replace function agreed_purposes(ws uuid, contacts uuid[]) returns table (contact_id uuid, purpose_id uuid) language sql stable set search_path = public as $$
  with address as (select e.contact_id, address_hash(ws, e.email) as hash from contact_email e where e.workspace_id = ws and e.contact_id = any (contacts)),
  said as (
    select a.contact_id, a.hash, c.purpose_id, c.word, c.by_kind, c.at from address a join consent_entry c on c.workspace_id = ws and c.hash = a.hash 
      and not exists (select from consent_entry r where r.workspace_id = ws and r.retracts = c.id)
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
create or replace function sum_up_mail_permission(ws uuid, contacts uuid[]) returns void language sql set search_path = public as $$
  with address as (select e.contact_id, address_hash(ws, e.email) as hash, e.is_primary from contact_email e where e.workspace_id = ws and e.contact_id = any (contacts)),
  said as (
    select a.contact_id, c.purpose_id, c.word, c.by_kind, c.at from address a join consent_entry c on c.workspace_id = ws and c.hash = a.hash 
      and not exists (select from consent_entry r where r.workspace_id = ws and r.retracts = c.id)
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

-- Lists of exactly these people: put on and taken off by hand, never by a condition.
create table people_list (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 120),
  -- No longer offered. Conditions that name it go on to hold: whoever was kept out by it stays out.
  archived_at timestamptz,
  created_by uuid,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by)
);
create unique index people_list_name on people_list (workspace_id, lower(name)) where archived_at is null;
call behind_wall('people_list');
revoke delete on people_list from truce_app;

create table people_list_member (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  list_id uuid not null,
  contact_id uuid not null,
  added_by uuid,
  added_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, list_id, contact_id),
  foreign key (workspace_id, list_id) references people_list (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, added_by) references member (workspace_id, id) on delete set null (added_by)
);
create index people_list_member_contact on people_list_member (workspace_id, contact_id);
call behind_wall('people_list_member', 'rw', false);

-- A list says something of who is on it: that goes with a person who is erased.
create function erased_off_lists() returns trigger language plpgsql set search_path = public as $$
begin
  delete from people_list_member where workspace_id = new.workspace_id and contact_id = new.id;
  return null;
end $$;
create trigger erased_off_lists after update of erased_at on contact for each row
  when (new.erased_at is not null and old.erased_at is null) execute function erased_off_lists();
