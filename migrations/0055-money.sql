-- Credit notes and payments reach whatever sums money; documents that wait for a customer are looked at again.

-- A credit note belongs to the deal and the order of the invoice that it credits, unless it names its own: whatever sums a deal's invoices sums them net.
create function credit_belongs() returns trigger language plpgsql as $$
declare credited invoice;
begin
  select * into credited from invoice i where i.workspace_id = new.workspace_id and i.id = new.credits_id;
  new.deal_id := coalesce(new.deal_id, credited.deal_id);
  new.order_id := coalesce(new.order_id, credited.order_id);
  return new;
end $$;
create trigger credit_belongs before insert or update of credits_id on invoice for each row when (new.credits_id is not null) execute function credit_belongs();
create function credits_follow() returns trigger language plpgsql as $$
begin
  update invoice c set updated_at = new.updated_at,
      deal_id = case when c.deal_id is not distinct from old.deal_id then new.deal_id else c.deal_id end,
      order_id = case when c.order_id is not distinct from old.order_id then new.order_id else c.order_id end
    where c.workspace_id = new.workspace_id and c.credits_id = new.id;
  return null;
end $$;
create trigger credits_follow after update of deal_id, order_id on invoice for each row
  when ((new.deal_id, new.order_id) is distinct from (old.deal_id, old.order_id)) execute function credits_follow();
update invoice c set deal_id = coalesce(c.deal_id, i.deal_id), order_id = coalesce(c.order_id, i.order_id), updated_at = now()
  from invoice i where i.workspace_id = c.workspace_id and i.id = c.credits_id;

-- Which deals an invoice, an order or a payment counts for.
create function deals_due(ws uuid, deals uuid[], orders uuid[], invoices uuid[]) returns void language plpgsql as $$
begin
  deals := deals || array(select o.deal_id from sales_order o where o.workspace_id = ws and o.id = any (orders))
    || array(select coalesce(i.deal_id, o.deal_id) from invoice i left join sales_order o on o.workspace_id = ws and o.id = i.order_id
      where i.workspace_id = ws and i.id = any (invoices));
  insert into attribution_due (workspace_id, deal_id)
    select d.workspace_id, d.id from deal d where d.workspace_id = ws and d.id = any (deals) on conflict do nothing;
end $$;

-- An invoice that moves to another deal, or goes, changes the one that it leaves as well.
drop trigger invoice_path_due on invoice;
create or replace function invoice_path_due() returns trigger language plpgsql as $$
begin
  perform deals_due(coalesce(new.workspace_id, old.workspace_id), array[new.deal_id, old.deal_id], array[new.order_id, old.order_id], '{}');
  return null;
end $$;
create trigger invoice_path_due_new after insert on invoice for each row when (new.deal_id is not null or new.order_id is not null) execute function invoice_path_due();
create trigger invoice_path_due_gone after delete on invoice for each row when (old.deal_id is not null or old.order_id is not null) execute function invoice_path_due();
create trigger invoice_path_due after update on invoice for each row
  when (coalesce(new.deal_id, new.order_id, old.deal_id, old.order_id) is not null
    and (new.deal_id, new.order_id, new.total_minor, new.currency, new.invoiced_at, new.cancelled_at, new.paid_at, new.paid_by)
      is distinct from (old.deal_id, old.order_id, old.total_minor, old.currency, old.invoiced_at, old.cancelled_at, old.paid_at, old.paid_by))
  execute function invoice_path_due();

create function order_path_due() returns trigger language plpgsql as $$
begin
  perform deals_due(new.workspace_id, array[new.deal_id, old.deal_id], '{}', '{}');
  return null;
end $$;
create trigger order_path_due after update of deal_id on sales_order for each row when (new.deal_id is distinct from old.deal_id) execute function order_path_due();

create function payment_path_due() returns trigger language plpgsql as $$
begin
  perform deals_due(coalesce(new.workspace_id, old.workspace_id), '{}', '{}', array[new.invoice_id, old.invoice_id]);
  return null;
end $$;
create trigger payment_path_due after insert or update or delete on payment for each row execute function payment_path_due();

-- A rate reaches deals also through the orders of their invoices, and through payments in another currency than the invoice's.
create or replace function rate_path_due() returns trigger language plpgsql as $$
declare ws uuid := coalesce(new.workspace_id, old.workspace_id);
declare named text[] := array[new.currency, old.currency];
begin
  insert into attribution_due (workspace_id, deal_id)
    select d.workspace_id, d.id from deal d where d.workspace_id = ws and d.status = 'won' and (d.currency = any (named) or d.id in (
      select coalesce(i.deal_id, o.deal_id) from invoice i left join sales_order o on o.workspace_id = ws and o.id = i.order_id
      where i.workspace_id = ws and (i.currency = any (named)
        or i.id in (select p.invoice_id from payment p where p.workspace_id = ws and p.currency = any (named)))))
    on conflict do nothing;
  return null;
end $$;

-- Companies for which documents that wait for a customer are looked at again. Without waiting documents nothing is noted.
create table customer_due (
  workspace_id uuid not null,
  company_id uuid not null,
  primary key (workspace_id, company_id),
  foreign key (workspace_id, company_id) references company (workspace_id, id) on delete cascade
);
call behind_wall('customer_due', 'rw', false);

create function customer_due() returns trigger language plpgsql as $$
begin
  insert into customer_due (workspace_id, company_id)
    select new.workspace_id, case tg_table_name when 'company' then (to_jsonb(new) ->> 'id')::uuid else (to_jsonb(new) ->> 'company_id')::uuid end
    where exists (select from customer_match m where m.workspace_id = new.workspace_id and m.state = 'waiting')
    on conflict do nothing;
  return null;
end $$;
create trigger customer_due_new after insert on company for each row execute function customer_due();
create trigger customer_due after update on company for each row
  when ((new.name, new.tax_id, new.domain, new.domains, new.deleted_at) is distinct from (old.name, old.tax_id, old.domain, old.domains, old.deleted_at))
  execute function customer_due();
create trigger customer_due after insert or update on customer_number for each row execute function customer_due();
create index customer_match_waiting_tax on customer_match (workspace_id, tax_key(tax_id)) where state = 'waiting' and tax_id is not null;
create index customer_match_waiting_name on customer_match (workspace_id, customer_name_key(name)) where state = 'waiting' and name is not null;
create index customer_match_waiting_domain on customer_match (workspace_id, lower(split_part(email, '@', 2))) where state = 'waiting' and email is not null;
create index customer_match_waiting_number on customer_match (workspace_id, lower(number)) where state = 'waiting' and number is not null;
