-- A table that was emptied and filled again is no larger than before, so its pages alone do not tell that the planner believes it empty:
-- then the check of each reference reads the whole table. Counted are the changed rows as well, those of the running transaction too.
-- share: how many rows must have changed, as a share of those known. Whoever fills a whole workspace at once says 0: the planner knows
-- the others by name and takes a new one for a handful of rows, however many others there are.
-- Whoever fills a table in one transaction holds its statistics until the end: another who comes by meanwhile does not wait for it.
drop function refresh_statistics();
create function refresh_statistics(share double precision default 1) returns void language plpgsql security definer set search_path = public as $$
declare grown name;
begin
  for grown in
    select distinct coalesce(parent.relname, c.relname) as name from pg_class c
      left join pg_inherits i on i.inhrelid = c.oid left join pg_class parent on parent.oid = i.inhparent
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and (pg_relation_size(c.oid) / current_setting('block_size')::int > 2 * greatest(c.relpages, 0) + 4
        or pg_stat_get_mod_since_analyze(c.oid) + pg_stat_get_xact_tuples_inserted(c.oid) > share * greatest(c.reltuples, 0) + 50)
    order by name
  loop
    execute format('analyze (skip_locked) %I', grown);
  end loop;
end $$;
revoke all on function refresh_statistics from public;
grant execute on function refresh_statistics to truce_app;
