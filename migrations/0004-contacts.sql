-- People: what remains after an erasure, and how an erasure reaches what the application may only append to.

alter table contact add column erased_at timestamptz;

-- Addresses that must not be written to again, without knowing them: hex SHA-256 of `<workspace>:<address in lower case>`.
create table suppression (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  hash text not null,
  reason text not null check (reason in ('erased')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, hash)
);
call behind_wall('suppression', 'ra', false);

create function address_hash(workspace uuid, address text) returns text language sql immutable parallel safe as $$
  select encode(sha256(convert_to(workspace || ':' || lower(address), 'UTF8')), 'hex')
$$;

-- What customers said: few of the rows, asked for by criteria.
create index activity_insight on activity (workspace_id, contact_id, company_id) where data ? 'insights';

-- A customer who refuses the recording has it dropped from every version of the call; that the call took place stays.
create function drop_recording(call_id uuid) returns void language sql security definer set search_path = public as $$
  update activity set data = data #- '{recording,reference}'
    where workspace_id = current_workspace() and (id = call_id or corrects_id = call_id) and data #> '{recording,reference}' is not null
$$;
grant execute on function drop_recording to truce_app;

-- Empties one person's records. Rows stay, so that figures about the past keep their counts; what names the person goes.
-- The audit trigger is off meanwhile: it would keep what is being erased.
create function erase_person(persons uuid[], at timestamptz) returns void language plpgsql security definer set search_path = public as $$
declare ws uuid := current_workspace(); was_audit text := coalesce(current_setting('truce.audit', true), 'on');
begin
  perform set_config('truce.audit', 'off', true);
  insert into suppression (workspace_id, hash, reason)
    select ws, address_hash(ws, email), 'erased' from contact_email where workspace_id = ws and contact_id = any (persons)
    on conflict do nothing;
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
grant execute on function erase_person to truce_app;

-- A pattern that finds any of the words as a whole, however it is written; null where there is none.
create function pattern_of(words text[]) returns text language sql immutable parallel safe as $$
  select '(?<![[:alnum:]._%+-])(?:' || string_agg(regexp_replace(w, '([][\\.*+?^${}()|-])', '\\\1', 'g'), '|') || ')(?![[:alnum:]])'
  from unnest(words) w where length(w) >= 6
$$;

-- The second half of an erasure: empties the audit rows about the person, then replaces what is left of their addresses, numbers and full
-- names in every text of the workspace, whatever table it stands in, so that a table that is added later is covered by itself.
-- Mail addresses are one person's; numbers and names are not, so they go only from messages, logs and records that are not somebody else's.
create function erase_traces(persons uuid[], mails text[], phones text[], names text[]) returns void
language plpgsql security definer set search_path = public as $$
declare
  ws uuid := current_workspace();
  was_audit text := coalesce(current_setting('truce.audit', true), 'on');
  known uuid[];
  leads uuid[];
  words text;
  mine text;
  t record;
begin
  perform set_config('truce.audit', 'off', true);
  select coalesce(array_agg(id), '{}') into leads from lead where workspace_id = ws and contact_id = any (persons);
  select persons || leads || array(select id from task where workspace_id = ws and contact_id = any (persons))
    || array(select id from conversion where workspace_id = ws and contact_id = any (persons)) into known;
  update audit_log set before = null, after = null where workspace_id = ws and (before is not null or after is not null) and (
    entity_id = any (known::text[]) or before ->> 'contact_id' = any (persons::text[]) or after ->> 'contact_id' = any (persons::text[]));
  for t in
    select c.relname as name,
      string_agg(format(
        case y.typname when 'jsonb' then '%1$I = regexp_replace(%1$I::text, $2, ''[erased]'', ''gi'')::jsonb'
          when '_text' then '%1$I = array(select regexp_replace(one, $2, ''[erased]'', ''gi'') from unnest(%1$I) one)'
          else '%1$I = regexp_replace(%1$I, $2, ''[erased]'', ''gi'')' end, a.attname), ', ')
        filter (where y.typname in ('text', 'jsonb', '_text')) as changes,
      string_agg(format('%I = null', a.attname), ', ') filter (where y.typname = 'jsonb' and not a.attnotnull) as emptied,
      bool_or(a.attname = 'entity_id' and y.typname = 'uuid') as has_entity,
      bool_or(a.attname = 'contact_id') as has_contact,
      bool_or(a.attname = 'lead_id') as has_lead,
      bool_or(a.attname in ('contact_id', 'lead_id', 'entity_id')) or c.relname in ('mail', 'notification', 'idempotency_key') as about_people
    from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      join pg_type y on y.oid = a.atttypid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not in ('workspace', 'team', 'member', 'member_leave', 'invitation', 'api_key', 'role_right', 'field_right', 'search_word', 'suppression', 'external_ref')
      and exists (select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id')
    group by c.relname
  loop
    continue when t.changes is null;
    -- Rows of imports and bulk changes keep what a record looked like before and after.
    if t.has_entity and t.emptied is not null then
      execute format('update %I set %s where workspace_id = $1 and entity_id = any ($2)', t.name, t.emptied) using ws, known;
    end if;
    words := pattern_of(mails);
    mine := pattern_of(phones || names);
    if words is not null then
      execute format('update %I x set %s where x.workspace_id = $1 and x::text ~* $2', t.name, t.changes) using ws, words;
    end if;
    if mine is not null and t.about_people and t.name <> 'contact_phone' then
      execute format('update %I x set %s where x.workspace_id = $1 and x::text ~* $2', t.name, t.changes)
        || case when t.has_contact then ' and (x.contact_id is null or x.contact_id = any ($3))' else ' and $3 is not null' end
        || case when t.has_lead then ' and (x.lead_id is null or x.lead_id = any ($4))' else ' and $4 is not null' end
        using ws, mine, persons, leads;
    end if;
  end loop;
  perform set_config('truce.audit', was_audit, true);
end $$;
grant execute on function erase_traces to truce_app;
