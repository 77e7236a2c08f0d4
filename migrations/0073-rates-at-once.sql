-- A file of rates brings thousands of days: which deals they reach is looked up once for all of them, not once for each.
drop trigger rate_path_due on exchange_rate;
create or replace function rate_path_due() returns trigger language plpgsql as $$
declare named text[] := array(select distinct r.currency from rates r);
declare ws uuid := (select r.workspace_id from rates r limit 1);
begin
  if ws is null then return null; end if;
  insert into attribution_due (workspace_id, deal_id)
    select d.workspace_id, d.id from deal d where d.workspace_id = ws and d.status = 'won' and (d.currency = any (named) or d.id in (
      select coalesce(i.deal_id, o.deal_id) from invoice i left join sales_order o on o.workspace_id = ws and o.id = i.order_id
      where i.workspace_id = ws and (i.currency = any (named)
        or i.id in (select p.invoice_id from payment p where p.workspace_id = ws and p.currency = any (named)))))
    on conflict do nothing;
  return null;
end $$;
create trigger rate_path_due_new after insert on exchange_rate referencing new table as rates for each statement execute function rate_path_due();
create trigger rate_path_due after update on exchange_rate referencing new table as rates for each statement execute function rate_path_due();
create trigger rate_path_due_gone after delete on exchange_rate referencing old table as rates for each statement execute function rate_path_due();
