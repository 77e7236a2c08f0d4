-- What a company with money in three currencies has beside its deals: orders, payments, rates, what customers said, and a list of people. Made once in a filled workspace.

-- step: rates
insert into exchange_rate (workspace_id, base_currency, currency, valid_from, rate, source, set_at)
select w.id, w.base_currency, c.currency, d::date, c.rate + (hashtext(d::text) % 100) / 2000.0, 'ecb', now()
from workspace w, (values ('USD', 0.92), ('CHF', 1.04)) c(currency, rate), generate_series(now() - interval '4 years', now(), interval '7 days') d;

-- step: currencies
-- A third of what was won is in another currency.
create temp table foreign_deal as select id, case when hashtext(id::text) % 6 = 0 then 'USD' else 'CHF' end as currency from deal
  where status = 'won' and hashtext(id::text) % 3 = 0;
update deal d set currency = f.currency from foreign_deal f where f.id = d.id;

-- step: orders
insert into sales_order (workspace_id, number, status, company_id, contact_id, deal_id, owner_id, ordered_at, total_minor, currency, created_at, updated_at)
select workspace_id, 'O' || row_number() over (order by id), 'confirmed', company_id, contact_id, id, owner_id, closed_at, amount_minor, currency, closed_at, closed_at
from deal where status = 'won' and hashtext(id::text) % 10 <> 1;
update invoice i set currency = d.currency, due_on = (i.invoiced_at + interval '30 days')::date, order_id = o.id,
  paid_at = case when hashtext(i.id::text) % 10 = 2 then i.invoiced_at + interval '20 days' end, paid_by = case when hashtext(i.id::text) % 10 = 2 then 'hand' end
from deal d left join sales_order o on o.workspace_id = d.workspace_id and o.deal_id = d.id where d.workspace_id = i.workspace_id and d.id = i.deal_id;
insert into order_line (workspace_id, invoice_id, product_name, quantity, total_minor, position)
select workspace_id, id, 'Part ' || n, n, case when n = 1 then total_minor / 2 else total_minor - total_minor / 2 end, n from invoice, generate_series(1, 2) n;

-- step: payments
insert into payment (workspace_id, invoice_id, paid_on, amount_minor, currency)
select workspace_id, id, least(invoiced_at + interval '25 days', now())::date, total_minor - total_minor / 20 * (hashtext(id::text) % 2), currency from invoice
where paid_at is null and hashtext(id::text) % 10 <> 3;

-- step: insights
insert into theme (workspace_id, name, words, created_at) select w.id, 'Theme ' || n, array['word' || n], now() - interval '2 years' from workspace w, generate_series(1, 20) n;
create temp table said as select row_number() over () as n, a.* from (select workspace_id, id, occurred_at, contact_id, company_id, member_id from activity
  where kind = 'meeting' and contact_id is not null order by occurred_at desc limit 40000) a;
insert into insight (workspace_id, activity_id, place, kind, about, words, said_at, through, contact_id, company_id, deal_id, member_id)
select s.workspace_id, s.id, 0, (array['want', 'objection', 'like', 'dislike', 'usage', 'motive', 'why_now', 'benefit', 'mention'])[1 + s.n % 9],
  (array['product', 'price', 'buying_process', 'content'])[1 + s.n % 4], 'They asked for word' || s.n % 25, s.occurred_at, 'meeting', s.contact_id, s.company_id, d.id, s.member_id
from said s left join lateral (select id from deal d where d.workspace_id = s.workspace_id and d.company_id = s.company_id and d.created_at <= s.occurred_at order by created_at desc limit 1) d on true;
insert into insight_theme (workspace_id, insight_id, theme_id)
select i.workspace_id, i.id, t.id from insight i join theme t on t.workspace_id = i.workspace_id and i.words = 'They asked for ' || t.words[1] on conflict do nothing;

-- step: list
insert into people_list (workspace_id, name, created_at) select id, 'Fair', now() from workspace;
insert into people_list_member (workspace_id, list_id, contact_id, added_at)
select l.workspace_id, l.id, c.id, now() from people_list l join contact c on c.workspace_id = l.workspace_id where hashtext(c.id::text) % 25 = 0;
