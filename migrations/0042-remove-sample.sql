-- A track names its version and the version its track: the one that is checked at the end only is let go of first, and does not count as a circle.
create or replace function remove_sample(keep boolean) returns boolean language plpgsql security definer set search_path = public as $$
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
  update nurture_track set version_id = null where workspace_id = ws and version_id is not null;
  select array_agg(c.relname::text order by c.relname) into remaining from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all (stays)
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped);
  while cardinality(remaining) > 0 loop
    select array_agg(r) into ready from unnest(remaining) r where not exists (
      select from pg_constraint k where k.contype = 'f' and k.confrelid = r::regclass and k.conrelid <> k.confrelid
        and k.conparentid = 0 and not k.condeferrable and (select relname::text from pg_class where oid = k.conrelid) = any (remaining));
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
