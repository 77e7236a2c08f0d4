-- What a large company taught (docs/bench.md), and an end for what is kept.

-- For how long after an import its uploaded files are kept.
alter table workspace add column keep_uploads_days int not null default 30 check (keep_uploads_days between 0 and 3650);
-- When the content was taken away on purpose; the row stays.
alter table file add column discarded_at timestamptz;
-- Of the process on its machine.
alter table job_worker add column pid int;

drop trigger words on company;
drop trigger words on contact;
drop trigger words on deal;
drop trigger words on campaign;
drop function index_words();
-- Keeps the words of an entity's columns. New rows are many at a time (imports): one statement for all of them. Changes are few, and `when` lets
-- through only those of the words; row by row they need no join of the old rows with the new, which a kept plan gets wrong once they are many.
create procedure index_words(relation text, columns text[]) language plpgsql as $$
declare
  text_of text := (select 'concat_ws('' '', ' || string_agg(format('%%1$s.%I', c), ', ') || ')' from unnest(columns) c);
  changed text := (select string_agg(format('old.%1$I is distinct from new.%1$I', c), ' or ') from unnest(columns || '{deleted_at}'::text[]) c);
begin
  execute format('create function words_of_new_%1$s() returns trigger language plpgsql security definer set search_path = public as $f$
    begin
      insert into search_word (workspace_id, word, entity, entity_id)
        select n.workspace_id, w, %1$L, n.id from new_rows n cross join lateral words_of(%2$s) w where n.deleted_at is null
        on conflict do nothing;
      return null;
    end $f$', relation, format(text_of, 'n'));
  execute format('create function words_of_old_%1$s() returns trigger language plpgsql security definer set search_path = public as $f$
    begin
      delete from search_word where workspace_id = old.workspace_id and entity_id = old.id;
      if tg_op = ''UPDATE'' and new.deleted_at is null then
        insert into search_word (workspace_id, word, entity, entity_id)
          select new.workspace_id, w, %1$L, new.id from words_of(%2$s) w on conflict do nothing;
      end if;
      return null;
    end $f$', relation, format(text_of, 'new'));
  execute format('create trigger words_new after insert on %1$I referencing new table as new_rows for each statement execute function words_of_new_%1$s()', relation);
  execute format('create trigger words_changed after update on %1$I for each row when (%2$s) execute function words_of_old_%1$s()', relation, changed);
  execute format('create trigger words_gone after delete on %1$I for each row execute function words_of_old_%1$s()', relation);
end $$;
call index_words('company', '{name,domain}');
call index_words('contact', '{first_name,last_name,email,phone}');
call index_words('deal', '{name}');
call index_words('campaign', '{name}');

drop function search_records(text, text[], int);
-- Records whose words start with every word of the needle; exact words first. At most `most` rows.
-- `of`: null for the records themselves; `lead` for the leads of these contacts or companies. `owners`: only records that these own, and
-- `source_owners`: only where they own what the words are about; null for everybody's. Filtered while the index is read, so that it can stop early.
-- Ranges on the pattern operators, not LIKE. Planned for the words that are asked for: some are in a thousand records, some in one.
create function search_records(needle text, kind text, most int, of text default null, owners uuid[] default null, source_owners uuid[] default null)
returns setof uuid language plpgsql stable rows 100 security definer set search_path = public as $$
declare parts text[]; rest text := '';
begin
  select array_agg(w order by length(w) desc, w) into parts from words_of(needle) w;
  if parts is null or kind not in ('contact', 'company', 'deal', 'campaign') then return; end if;
  for n in 2 .. cardinality(parts) loop
    rest := rest || format(' and s.entity_id in (select o.entity_id from search_word o where o.workspace_id = $1 and o.word ~>=~ $2[%1$s] and o.word ~<~ ($2[%1$s] || chr(1114111)) and o.entity = $3)', n);
  end loop;
  if of is not null or owners is not null then
    rest := rest || format(' and exists (select from %I t where t.workspace_id = $1 and t.%I = s.entity_id and t.deleted_at is null and ($4 is null or t.owner_id = any ($4)))',
      coalesce(of, kind), case when of is null then 'id' else kind || '_id' end);
  end if;
  if source_owners is not null then
    rest := rest || format(' and exists (select from %I t where t.workspace_id = $1 and t.id = s.entity_id and t.owner_id = any ($5))', kind);
  end if;
  return query execute format('select s.entity_id from search_word s where s.workspace_id = $1 and s.word ~>=~ $2[1] and s.word ~<~ ($2[1] || chr(1114111)) and s.entity = $3 %s
      order by s.word using ~<~ limit $6', rest)
    using current_workspace(), parts, kind, owners, source_owners, most;
end $$;
grant execute on function search_records to truce_app;

-- Where a record that goes is still named: without these every one that goes reads the whole of these tables.
create index company_parent on company (workspace_id, parent_id) where parent_id is not null;
create index campaign_parent on campaign (workspace_id, parent_id) where parent_id is not null;
create index invoice_contact on invoice (workspace_id, contact_id) where contact_id is not null;
create index sales_order_contact on sales_order (workspace_id, contact_id) where contact_id is not null;
create index task_company on task (workspace_id, company_id) where company_id is not null;
create index task_deal on task (workspace_id, deal_id) where deal_id is not null;
create index task_lead on task (workspace_id, lead_id) where lead_id is not null;
create index campaign_member_lead on campaign_member (workspace_id, lead_id) where lead_id is not null;
create index handoff_company on handoff (workspace_id, company_id) where company_id is not null;
create index recycle_handoff on recycle_plan (workspace_id, handoff_id) where handoff_id is not null;

drop index clock_contact_open;
create index clock_contact on clock (workspace_id, contact_id);

drop index import_row_problem;
create index import_row_problem on import_row (workspace_id, import_file_id, n) where outcome in ('skipped', 'failed') or reason is not null;

drop index duplicate_text_like;
-- No list of pending entries: a scan that has just written the lines would read all of them at every search.
create index duplicate_text_like on duplicate_text using gin (workspace_id, entity, (name || ' ' || place) gin_trgm_ops) with (fastupdate = off);

-- Foreign-key checks keep the plan they made when a table was small. Fresh statistics make them plan anew, before autovacuum comes by.
-- Looked at are tables that have more than doubled; the months of the ledger are looked at together, through their parent.
create or replace function refresh_statistics() returns void language plpgsql security definer set search_path = public as $$
declare grown name;
begin
  for grown in
    select distinct coalesce(parent.relname, c.relname) from pg_class c
      left join pg_inherits i on i.inhrelid = c.oid left join pg_class parent on parent.oid = i.inhparent
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and coalesce(parent.relname, c.relname) = any (array['company', 'contact', 'contact_email',
        'contact_phone', 'contact_company', 'lead', 'stage_visit', 'conversion', 'deal', 'deal_stage_visit', 'campaign', 'campaign_member', 'product', 'sales_order',
        'invoice', 'order_line', 'task', 'external_ref', 'import_row', 'handoff', 'verdict', 'activity'])
      and pg_relation_size(c.oid) / current_setting('block_size')::int > 2 * greatest(c.relpages, 0) + 4
  loop
    execute format('analyze %I', grown);
  end loop;
end $$;

drop function remove_sample(boolean);
-- A sample company goes as it came: whole. The ledger is append-only for the application, so this runs as its owner, and only on a sample.
-- One table per call, what nothing else names first, until it says that nothing is left: in one transaction each of thousands of checks
-- of references would read again what was just deleted.
-- keep: the workspace stays with its people, keys and rights, empty; else it is gone.
create function remove_sample(keep boolean) returns boolean language plpgsql security definer set search_path = public as $$
declare
  ws uuid := current_workspace();
  stays text[] := case when keep then '{workspace,member,team,member_leave,invitation,api_key,role_right,field_right,audit_log,idempotency_key}'::text[] else '{workspace}' end;
  remaining text[];
  ready text[];
  t text;
  n bigint;
begin
  if not exists (select from workspace where id = ws and is_sample) then raise exception 'this workspace is no sample'; end if;
  perform set_config('truce.audit', 'off', true);
  select array_agg(c.relname::text order by c.relname) into remaining from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all (stays)
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped);
  while cardinality(remaining) > 0 loop
    select array_agg(r) into ready from unnest(remaining) r where not exists (
      select from pg_constraint k where k.contype = 'f' and k.confrelid = r::regclass and k.conrelid <> k.confrelid
        and k.conparentid = 0 and (select relname::text from pg_class where oid = k.conrelid) = any (remaining));
    if ready is null then raise exception 'tables that name each other in a circle: %', remaining; end if;
    foreach t in array ready loop
      execute format('delete from %I where workspace_id = $1', t) using ws;
      get diagnostics n = row_count;
      if n > 0 then return true; end if;
    end loop;
    select coalesce(array_agg(r), '{}') into remaining from unnest(remaining) r where r <> all (ready);
  end loop;
  if keep then
    delete from member m using workspace w where w.id = ws and m.workspace_id = ws and w.settings -> 'sampleMembers' ? m.id::text;
    update workspace set is_sample = false, settings = settings - 'sampleMembers' where id = ws;
  else
    delete from workspace where id = ws;
  end if;
  return false;
end $$;
grant execute on function remove_sample to truce_app;
