-- Reports: paths into the ledger.

-- Who was talked to, and since when: first versions of conversations of people, found without reading the ledger's rows.
create index activity_conversation on activity (workspace_id, kind, occurred_at) include (contact_id, lead_id, id)
  where kind in ('call', 'mail', 'meeting', 'chat') and corrects_id is null and (data ->> 'automated') is distinct from 'true';
create index deal_by_closed on deal (workspace_id, closed_at) where deleted_at is null and status = 'won';

-- A sample company goes as it came: whole. The ledger is append-only for the application, so this runs as its owner, and only on a sample.
-- keep: the workspace stays with its people, keys and rights, empty; else it is gone.
create function remove_sample(keep boolean) returns void language plpgsql security definer set search_path = public as $$
declare
  ws uuid := current_workspace();
  stays text[] := case when keep then '{workspace,member,team,member_leave,invitation,api_key,role_right,field_right,audit_log,idempotency_key}'::text[] else '{workspace}' end;
  remaining text[];
  ready text[];
  t text;
begin
  if not exists (select from workspace where id = ws and is_sample) then raise exception 'this workspace is no sample'; end if;
  perform set_config('truce.audit', 'off', true);
  select array_agg(c.relname::text) into remaining from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all (stays)
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped);
  -- Whatever nothing else names goes first.
  while cardinality(remaining) > 0 loop
    select array_agg(r) into ready from unnest(remaining) r where not exists (
      select from pg_constraint k where k.contype = 'f' and k.confrelid = r::regclass and k.conrelid <> k.confrelid
        and k.conparentid = 0 and (select relname::text from pg_class where oid = k.conrelid) = any (remaining));
    if ready is null then raise exception 'tables that name each other in a circle: %', remaining; end if;
    foreach t in array ready loop execute format('delete from %I where workspace_id = $1', t) using ws; end loop;
    select coalesce(array_agg(r), '{}') into remaining from unnest(remaining) r where r <> all (ready);
  end loop;
  if keep then
    delete from member m using workspace w where w.id = ws and m.workspace_id = ws and w.settings -> 'sampleMembers' ? m.id::text;
    update workspace set is_sample = false, settings = settings - 'sampleMembers' where id = ws;
  else
    delete from workspace where id = ws;
  end if;
  perform set_config('truce.audit', 'on', true);
end $$;
grant execute on function remove_sample to truce_app;
