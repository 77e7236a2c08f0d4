-- A table that was emptied and filled again is no larger than before, so its pages alone do not tell that the planner believes it empty:
-- then the check of each reference reads the whole table. Counted are the changed rows as well, those of the running transaction too.
-- Whoever fills a table in one transaction holds its statistics until the end: another who comes by meanwhile does not wait for it.
create or replace function refresh_statistics() returns void language plpgsql security definer set search_path = public as $$
declare grown name;
begin
  for grown in
    select distinct coalesce(parent.relname, c.relname) as name from pg_class c
      left join pg_inherits i on i.inhrelid = c.oid left join pg_class parent on parent.oid = i.inhparent
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and (pg_relation_size(c.oid) / current_setting('block_size')::int > 2 * greatest(c.relpages, 0) + 4
        or pg_stat_get_mod_since_analyze(c.oid) + pg_stat_get_xact_tuples_inserted(c.oid) > greatest(c.reltuples, 0) + 50)
    order by name
  loop
    execute format('analyze (skip_locked) %I', grown);
  end loop;
end $$;
