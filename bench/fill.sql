-- Fills one workspace with a company that has worked in it for three years. Every value comes from its row number, so every run makes the same.
-- Settings: bench.workspace, bench.contacts, bench.companies, bench.deals, bench.activities, bench.leads (open ones), bench.now.

-- step: helpers
-- Each argument is used once and nothing is called less stable than it is, so that PostgreSQL puts the expressions in place of the calls.
create function pg_temp.setting(name text) returns bigint language sql stable as $$ select current_setting('bench.' || name)::bigint $$;
create function pg_temp.ws() returns uuid language sql stable as $$ select current_setting('bench.workspace')::uuid $$;
create function pg_temp.this_moment() returns timestamptz language sql stable as $$ select current_setting('bench.now')::timestamptz $$;
-- An even number below `most` for row n.
create function pg_temp.pick(n bigint, salt int, most bigint) returns int language sql immutable as $$ select abs(hashint8extended(n, salt) % most)::int $$;
-- A share between 0 and 1 for row n.
create function pg_temp.share(n bigint, salt int) returns float8 language sql immutable as $$ select abs(hashint8extended(n, salt) % 1000003)::float8 / 1000003 $$;
-- The id that row n got at an instant: ordered by time, as live ids are.
create function pg_temp.id_at(at timestamptz, n bigint, salt int) returns uuid language sql stable as $$
  select overlay(overlay(overlay(md5(salt || ':' || n) placing lpad(to_hex((date_part('epoch', at) * 1000)::bigint), 12, '0') from 1) placing '7' from 13) placing 'a' from 17)::uuid
$$;
create function pg_temp.born(n bigint, most bigint) returns timestamptz language sql stable as $$
  select pg_temp.this_moment() - interval '1095 days' * (1 - n::float8 / most)
$$;
create function pg_temp.contact(n bigint) returns uuid language sql stable as $$ select pg_temp.id_at(pg_temp.born(n, pg_temp.setting('contacts')), n, 1) $$;
create function pg_temp.company(n bigint) returns uuid language sql stable as $$ select pg_temp.id_at(pg_temp.born(n, pg_temp.setting('companies')), n, 2) $$;
create function pg_temp.deal(n bigint) returns uuid language sql stable as $$ select pg_temp.id_at(pg_temp.born(n, pg_temp.setting('deals')), n, 3) $$;
create function pg_temp.lead(n bigint) returns uuid language sql stable as $$ select pg_temp.id_at(pg_temp.born(n, pg_temp.setting('leads') * 11), n, 4) $$;
-- Large companies employ more of the contacts.
create function pg_temp.employer(n bigint) returns bigint language sql stable as $$
  select 1 + floor(pg_temp.setting('companies') * power(pg_temp.share(n, 11), 1.5))::bigint
$$;
create temp table seller as select row_number() over (order by email) - 1 as n, id, team_id from member
  where workspace_id = pg_temp.ws() and roles && '{rep,sales_lead}'::text[];
create temp table lists as select
  string_to_array('Anna Ben Carla David Elena Felix Greta Hannah Ivan Julia Karl Lena Marco Nina Oskar Paula Quentin Rosa Stefan Tina Ulrich Vera Walter Xenia Yannick Zoe Maria Martin Mark Marlene Matthias Michael Monika Peter Petra Robert Sabine Simon Sophie Thomas Andreas Alice Amir Beatrix Claire Diego Emma Fatima George Helen Igor Jana Kofi Laura Mehmet Nora Olga Pierre Ruth Samir', ' ') as first,
  string_to_array('Ander Bau Berg Brandt Carl Dahl Eber Falk Fisch Gold Hart Heller Hoff Jansen Kauf Keller Klein Krug Lang Lind Mar May Meier Neu Ober Paul Pfei Raben Roth Sand Schmidt Schul Stein Stern Thal Uhl Vogel Wald Weber Zimmer', ' ') as head,
  string_to_array('son mann bach feld hardt hauser berger stein er lein rich wald auer ke ler ling ner ow ski ten', ' ') as tail,
  string_to_array('Alpen Atlas Baltic Blue Bright Cedar Core Delta Ever Falcon First Global Green Harbor Hydro Inter Iron Jade Kite Lumen Macro Mari Micro Nord Nova Omni Orbit Peak Pine Polar Prime Quantum River Silver Solar Swift Terra Trans Ultra Vector Vista West', ' ') as firm,
  string_to_array('Logistics Systems Software Foods Energy Motors Pharma Tools Textiles Optics Media Consulting Steel Plastics Robotics Water Care Finance Paper Sensors', ' ') as trade;

-- step: campaigns
insert into campaign (workspace_id, id, name, kind, channel, status, starts_on, budget_minor, cost_minor, currency)
select pg_temp.ws(), pg_temp.id_at(pg_temp.born(n, 40), n, 5), 'Campaign ' || n, 'webinar', 'mail', case when n < 36 then 'completed' else 'active' end,
  pg_temp.born(n, 40)::date, 1000000, 900000, 'EUR' from generate_series(1, 40) n;

-- step: activities
-- `offset 0` keeps each drawn value from being drawn again wherever it is used.
-- The ledger comes first: what it says about the last activity of a record is then part of the record from the start.
create temp table chosen as select array_agg(id order by id) campaigns, (select array_agg(id order by n) from seller) sellers from campaign where workspace_id = pg_temp.ws();
insert into activity (workspace_id, id, occurred_at, logged_at, kind, direction, side, subject, body, outcome, duration_seconds, evidence, traffic, contact_id, company_id,
  campaign_id, member_id, data, dedupe_key)
select pg_temp.ws(), pg_temp.id_at(at, n, 6), at, at + case when kind in ('call', 'meeting') then interval '20 minutes' else interval '0' end, kind,
  case when kind in ('call', 'mail', 'meeting') then case when dice % 3 = 0 then 'in' else 'out' end end,
  case when kind in ('call', 'mail', 'meeting', 'note') then 'sales' when kind in ('page_visit', 'form', 'file_download') then 'customer' else 'marketing' end,
  case when kind in ('mail', 'meeting', 'call') then (array['Next steps', 'Your question', 'Offer', 'Follow-up', 'Introduction'])[1 + dice % 5] end,
  case when kind in ('mail', 'note') then repeat('We spoke about the rollout and what has to be ready before the summer. ', 1 + dice % 4) end,
  case when kind = 'call' then (array['reached', 'voicemail', 'no_answer', 'callback'])[1 + dice % 4] end,
  case when kind in ('call', 'meeting') then 60 + dice * 13 % 1800 end,
  case when kind in ('call', 'note', 'meeting') then 'manual' else 'system' end,
  case when kind in ('page_visit', 'form', 'file_download') then case when dice % 25 = 0 then 'machine' when dice % 25 = 1 then 'suspected' else 'human' end end,
  pg_temp.contact(person), pg_temp.company(employer),
  case when kind in ('campaign_response', 'mail_event') then chosen.campaigns[1 + dice % 40] end,
  case when kind in ('call', 'mail', 'meeting', 'note') then chosen.sellers[1 + person % cardinality(chosen.sellers)] end,
  case kind when 'page_visit' then jsonb_build_object('path', (array['/', '/product', '/blog/a', '/blog/b', '/customers', '/pricing', '/docs', '/about'])[1 + dice % 8])
    when 'mail_event' then '{"event": "delivered"}'::jsonb else '{}'::jsonb end,
  case when kind in ('page_visit', 'mail_event') then 'e' || n end
from chosen, (select *, pg_temp.employer(person) as employer from (
  select n, pg_temp.born(n, pg_temp.setting('activities')) as at, pg_temp.pick(n, 7, 1000) as dice,
    (array['page_visit','page_visit','page_visit','page_visit','page_visit','page_visit','page_visit','page_visit','page_visit','mail_event','mail_event','mail_event','mail_event',
      'mail','mail','call','call','note','campaign_response','meeting'])[1 + pg_temp.pick(n, 8, 20)] as kind,
    -- Of a thousand, one is about the first person, two about the next twenty; few people do most of the rest.
    case n % 1000 when 0 then 1 when 1 then 2 + n / 1000 % 20 when 2 then 2 + n / 1000 % 20
      else 1 + floor(pg_temp.setting('contacts') * power(pg_temp.share(n, 9), 2))::bigint end as person
  from generate_series(1, pg_temp.setting('activities')) n offset 0) drawn offset 0) known;

-- step: companies
create temp table last_of_contact as select contact_id as id, max(occurred_at) filter (where kind in ('call', 'mail', 'meeting', 'note', 'form', 'page_visit', 'campaign_response')) as at
  from activity where workspace_id = pg_temp.ws() group by 1;
create temp table last_of_company as select pg_temp.company(pg_temp.employer(n)) as id, max(l.at) as at
  from generate_series(1, pg_temp.setting('contacts')) n left join last_of_contact l on l.id = pg_temp.contact(n) group by 1;
insert into company (workspace_id, id, name, domain, domains, industry, employee_count, annual_revenue_minor, currency, city, country, owner_id, customer_status, customer_since,
  invoiced_minor, last_activity_at, created_at, updated_at)
select pg_temp.ws(), drawn.id, name, domain, array[domain], (array['Logistics', 'Software', 'Food', 'Energy', 'Automotive', 'Pharma', 'Tools', 'Textiles', 'Retail', 'Finance'])[1 + pg_temp.pick(drawn.n, 21, 10)],
  10 + pg_temp.pick(drawn.n, 22, 5000), 100000000::bigint * pg_temp.pick(drawn.n, 23, 900), 'EUR', (array['Berlin', 'Hamburg', 'Wien', 'Zürich', 'Köln', 'Graz', 'Bern', 'Bremen'])[1 + pg_temp.pick(drawn.n, 24, 8)],
  (array['DE', 'DE', 'DE', 'AT', 'CH'])[1 + pg_temp.pick(drawn.n, 25, 5)], s.id, case when drawn.n % 5 = 0 then 'customer' else 'prospect' end, case when drawn.n % 5 = 0 then born + interval '30 days' end,
  case when drawn.n % 5 = 0 then 5000000 else 0 end, l.at, born, born
from (select n, pg_temp.born(n, pg_temp.setting('companies')) born, pg_temp.company(n) id, firm[1 + pg_temp.pick(n, 26, cardinality(firm))] || trade[1 + pg_temp.pick(n, 27, cardinality(trade))] || ' ' || n as name,
    lower(firm[1 + pg_temp.pick(n, 26, cardinality(firm))]) || n || '.example' as domain from lists, generate_series(1, pg_temp.setting('companies')) n) drawn
  left join last_of_company l using (id) left join seller s on s.n = drawn.n % (select count(*) from seller);

-- step: contacts
create temp table person as
select n, pg_temp.contact(n) as id, born, first[1 + pg_temp.pick(n, 31, cardinality(first))] as first_name, head[1 + pg_temp.pick(n, 32, cardinality(head))] || tail[1 + pg_temp.pick(n, 33, cardinality(tail))] as last_name, pg_temp.employer(n) as employer,
  '+4930' || (10000000 + n) as phone from lists, (select n, pg_temp.born(n, pg_temp.setting('contacts')) born from generate_series(1, pg_temp.setting('contacts')) n offset 0) drawn;
alter table person add email text;
update person set email = lower(first_name || '.' || last_name) || n || '@' || lower(firm[1 + pg_temp.pick(employer, 26, cardinality(firm))]) || employer || '.example' from lists;
insert into contact (workspace_id, id, first_name, last_name, email, phone, job_title, job_function, seniority, company_id, owner_id, lifecycle_stage, city, country, tags, mail_permission, fit,
  fit_score, fit_coverage, engagement, engagement_score, score_label, scored_at, last_activity_at, created_at, updated_at)
select pg_temp.ws(), p.id, first_name, last_name, email, phone, (array['Head of Purchasing', 'CEO', 'IT Manager', 'Engineer', 'Plant Manager', 'Buyer'])[1 + pg_temp.pick(p.n, 34, 6)],
  (array['purchasing', 'management', 'it', 'engineering', 'operations', 'purchasing'])[1 + pg_temp.pick(p.n, 34, 6)],
  (array['head', 'c_level', 'manager', 'staff', 'manager', 'staff'])[1 + pg_temp.pick(p.n, 34, 6)], pg_temp.company(employer), case when p.n % 3 > 0 then s.id end,
  (array['inquiry', 'inquiry', 'inquiry', 'mql', 'customer'])[1 + pg_temp.pick(p.n, 35, 5)], (array['Berlin', 'Hamburg', 'Wien', 'Zürich'])[1 + pg_temp.pick(p.n, 36, 4)], 'DE',
  case when p.n % 10 = 0 then '{vip}'::text[] else '{}' end, case when p.n % 7 = 0 then 'granted' else 'unknown' end, chr(65 + pg_temp.pick(p.n, 37, 4)), 50, 0.8,
  1 + pg_temp.pick(p.n, 38, 4), 10, chr(65 + pg_temp.pick(p.n, 37, 4)) || (1 + pg_temp.pick(p.n, 38, 4)), pg_temp.this_moment(), l.at, born, born
from person p left join last_of_contact l on l.id = p.id left join seller s on s.n = p.n % (select count(*) from seller);
insert into contact_email (workspace_id, contact_id, email, is_primary, created_at) select pg_temp.ws(), id, email, true, born from person;
insert into contact_phone (workspace_id, contact_id, phone, raw, is_primary, created_at) select pg_temp.ws(), id, phone, phone, true, born from person;
insert into contact_company (workspace_id, contact_id, company_id, is_primary, created_at) select pg_temp.ws(), id, pg_temp.company(employer), true, born from person;

-- step: deals
create temp table stage as select row_number() over (partition by kind order by position) - 1 as k, count(*) over (partition by kind) as most, * from pipeline_stage
  where workspace_id = pg_temp.ws() and pipeline_id = (select id from pipeline where workspace_id = pg_temp.ws() order by is_default desc, position limit 1);
insert into deal (workspace_id, id, name, company_id, contact_id, pipeline_id, stage_id, status, amount_minor, currency, probability, expected_close_on, closed_at, owner_id, stage_since,
  last_activity_at, created_at, updated_at)
select pg_temp.ws(), pg_temp.deal(drawn.n), 'Deal ' || trade[1 + pg_temp.pick(drawn.n, 41, cardinality(trade))] || ' ' || drawn.n, pg_temp.company(pg_temp.employer(person)), pg_temp.contact(person), s.pipeline_id, s.id, s.kind,
  100000::bigint * (1 + pg_temp.pick(drawn.n, 42, 500)), 'EUR', s.probability, (born + interval '60 days')::date, case when s.kind <> 'open' then least(born + interval '45 days', pg_temp.this_moment()) end,
  o.id, born, born, born, born
from (select n, pg_temp.born(n, pg_temp.setting('deals')) born, 1 + pg_temp.pick(n, 43, pg_temp.setting('contacts'))::bigint person,
    case when n > pg_temp.setting('deals') * 0.8 then 'open' when pg_temp.pick(n, 44, 3) = 0 then 'won' else 'lost' end kind from generate_series(1, pg_temp.setting('deals')) n) drawn
  cross join lists join stage s on s.kind = drawn.kind and s.k = drawn.n % s.most left join seller o on o.n = drawn.n % (select count(*) from seller);
insert into deal_stage_visit (workspace_id, deal_id, stage_id, entered_at) select workspace_id, id, stage_id, stage_since from deal where workspace_id = pg_temp.ws();
insert into invoice (workspace_id, number, status, company_id, deal_id, invoiced_at, total_minor, currency)
select workspace_id, 'R' || row_number() over (order by id), 'paid', company_id, id, closed_at, amount_minor, currency from deal where workspace_id = pg_temp.ws() and status = 'won';

-- step: leads
-- Ten closed ones for each that is open; the open ones are the youngest.
create temp table case_of as
select n, pg_temp.lead(n) as id, case when open then pg_temp.this_moment() - interval '3 days' * pg_temp.share(n, 55) else born end as opened_at, open,
  1 + pg_temp.pick(n, 51, pg_temp.setting('contacts'))::bigint as person, pg_temp.share(n, 52) < 0.3 as hand_raised, pg_temp.share(n, 53) as luck,
  pg_temp.id_at(born, n, 54) as handoff_id
from (select n, pg_temp.born(n, pg_temp.setting('leads') * 11) born, n > pg_temp.setting('leads') * 10 as open from generate_series(1, pg_temp.setting('leads') * 11) n) drawn;
insert into lead (workspace_id, id, contact_id, company_id, stage, working_status, owner_id, source_channel, campaign_id, hand_raised, why_now, fit, score_label, opened_at, stage_since,
  first_touch_at, last_touch_at, touches, closed_at, created_at, updated_at)
select pg_temp.ws(), l.id, pg_temp.contact(person), pg_temp.company(pg_temp.employer(person)),
  case when open then case when luck < 0.6 then 'mql' when luck < 0.85 then 'sal' else 'sql' end when luck < 0.4 then 'disqualified' else 'customer' end, 'assigned', s.id, 'web',
  chosen.campaigns[1 + l.n % 40], hand_raised, 'Wants to replace the old line before the summer', chr(65 + pg_temp.pick(l.n, 37, 4)), chr(65 + pg_temp.pick(l.n, 37, 3)) || (1 + pg_temp.pick(l.n, 38, 3)),
  opened_at, opened_at, touched, touched, case when touched is null then 0 else 1 end, case when not open then opened_at + interval '20 days' end, opened_at, opened_at
from (select *, case when not open or luck > 0.5 then least(opened_at + interval '8 hours' * luck, pg_temp.this_moment()) end as touched from case_of) l, chosen, seller s
where s.n = l.n % (select count(*) from seller);
insert into stage_visit (workspace_id, lead_id, stage, direction, entered_at, exited_at, cause)
select workspace_id, id, 'inquiry', 'forward', opened_at, opened_at, 'opened' from lead where workspace_id = pg_temp.ws()
union all select workspace_id, id, stage, 'forward', opened_at, null, 'handoff:threshold' from lead where workspace_id = pg_temp.ws();
insert into conversion (workspace_id, lead_id, contact_id, kind, channel, occurred_at) select workspace_id, id, contact_id, 'form', 'web', opened_at from lead where workspace_id = pg_temp.ws();
insert into handoff (workspace_id, id, lead_id, contact_id, company_id, campaign_id, cause, route, assignee_id, handed_at, label, fit, why_now, value_minor, decision, decided_at, closed_at)
select l.workspace_id, c.handoff_id, l.id, l.contact_id, l.company_id, l.campaign_id, case when l.hand_raised then 'hand_raise' else 'threshold' end, 'round_robin', l.owner_id, l.opened_at,
  l.score_label, l.fit, l.why_now, 100000, case when l.stage = 'mql' then null when l.stage = 'disqualified' then 'rejected' else 'accepted' end,
  case when l.stage <> 'mql' then l.opened_at + interval '6 hours' end, l.closed_at
from lead l join case_of c on c.id = l.id where l.workspace_id = pg_temp.ws();
insert into verdict (workspace_id, handoff_id, lead_id, decision, reason_id, decided_at, decided_by, took_seconds)
select workspace_id, id, lead_id, decision, case when decision = 'rejected' then (select r.id from reason r where r.workspace_id = h.workspace_id order by r.position, r.id limit 1) end, decided_at,
  assignee_id, 21600 from handoff h where workspace_id = pg_temp.ws() and decision is not null;
insert into task (workspace_id, subject, due_at, status, done_at, assignee_id, contact_id, lead_id, created_at, updated_at)
select workspace_id, 'Call back', opened_at + interval '2 days', case when closed_at is null then 'open' else 'done' end, closed_at, owner_id, contact_id, id, opened_at, opened_at
from lead where workspace_id = pg_temp.ws() and touches > 0;

-- step: clocks
-- Two of three promises were kept in time; those of open leads run.
create temp table ticking as
select gen_random_uuid() as id, k.id as clause_id, k.line_id, k.party, v.id as calendar_version_id, h.lead_id, h.id as handoff_id, h.contact_id, h.assignee_id, c.name as label, h.handed_at,
  h.handed_at + make_interval(secs => k.within_seconds) as due_at,
  case when h.closed_at is not null or h.decision is not null then h.handed_at + make_interval(secs => k.within_seconds * 1.5 * pg_temp.share(o.n, 61)) end as met_at
from handoff h join case_of o on o.handoff_id = h.id join contact c on c.workspace_id = h.workspace_id and c.id = h.contact_id
  join clause k on k.workspace_id = h.workspace_id and k.starts_when = case when o.hand_raised then 'hand_raised' else 'handed_off' end
  join agreement_version a on a.workspace_id = h.workspace_id and a.id = k.version_id and a.status = 'signed'
  join lateral (select id from calendar_version x where x.workspace_id = h.workspace_id and x.calendar_id = k.calendar_id order by number desc limit 1) v on true
where h.workspace_id = pg_temp.ws();
insert into clock (workspace_id, id, clause_id, line_id, party, calendar_version_id, subject_entity, subject_id, cause_id, contact_id, assignee_id, label, started_at, due_at, next_change_at, closed_at)
select pg_temp.ws(), id, clause_id, line_id, party, calendar_version_id, 'lead', lead_id, handoff_id, contact_id, assignee_id, label, handed_at, due_at, case when met_at is null then due_at end, met_at
from ticking;
insert into clock_event (workspace_id, clock_id, kind, at, logged_at, by)
select pg_temp.ws(), id, 'started', handed_at, handed_at, null from ticking
union all select pg_temp.ws(), id, 'breached', due_at, due_at, null from ticking where coalesce(met_at, pg_temp.this_moment()) > due_at
union all select pg_temp.ws(), id, 'met', met_at, met_at, 'owner' from ticking where met_at is not null;
