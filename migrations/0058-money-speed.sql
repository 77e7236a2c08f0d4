-- Reports of money answer at once: what they add up is kept a row for each deal and line, with all models beside each other.

-- What a deal's touches and credits were worked out from, so that nothing is written again that is as it was.
alter table deal_path add column touch_print text, add column credit_print text, add column weights_print text;

-- A touch's credits by every model, in the order of `MODELS` of the program (a new model comes last); 0 is no share. Before, each model had a row of its own.
alter table deal_credit rename to deal_credit_before;
alter table deal_credit_before rename constraint deal_credit_pkey to deal_credit_before_pkey;
create table deal_credit (
  workspace_id uuid not null,
  deal_id uuid not null,
  place int not null,
  shares double precision[] not null,
  booked_minor bigint[] not null,
  invoiced_minor bigint[] not null,
  paid_minor bigint[] not null,
  primary key (workspace_id, deal_id, place),
  -- Not to the touch: each touch that goes would be looked for here.
  foreign key (workspace_id, deal_id) references deal_path (workspace_id, deal_id) on delete cascade
);
call behind_wall('deal_credit', 'rw', false);

-- The same added up by what reports have lines for: of won and lost deals each channel, campaign, document and offer with a touch in the window. Written with
-- the credits. The arrays of a lost deal are empty.
create table deal_share (
  workspace_id uuid not null,
  deal_id uuid not null,
  dimension text not null check (dimension in ('channel', 'campaign', 'asset', 'offer')),
  -- '': a touch without one.
  key text not null,
  shares double precision[] not null,
  booked_minor bigint[] not null,
  invoiced_minor bigint[] not null,
  paid_minor bigint[] not null,
  primary key (workspace_id, deal_id, dimension, key),
  foreign key (workspace_id, deal_id) references deal_path (workspace_id, deal_id) on delete cascade
);
call behind_wall('deal_share', 'rw', false);

do $$
declare
  models text[] := '{first,last,last_non_direct,linear,time_decay,u_ends,u_lead,w,full_path,markov,shapley}';
  given text;
  added text;
begin
  select string_agg(format('array[%s]', (select string_agg(format('coalesce(max(%I) filter (where model = %L), 0)', c, m), ', ' order by n)
      from unnest(models) with ordinality x(m, n))), ', ' order by place),
    string_agg(format('array[%s]', (select string_agg(format('sum(c.%I[%s])', c, n), ', ' order by n) from unnest(models) with ordinality x(m, n))), ', ' order by place)
    into given, added
    from unnest('{share,booked_minor,invoiced_minor,paid_minor}'::text[]) with ordinality y(c, place);
  execute format('insert into deal_credit (workspace_id, deal_id, place, shares, booked_minor, invoiced_minor, paid_minor)
    select workspace_id, deal_id, place, %s from deal_credit_before group by workspace_id, deal_id, place', given);
  execute format('insert into deal_share (workspace_id, deal_id, dimension, key, shares, booked_minor, invoiced_minor, paid_minor)
    select t.workspace_id, t.deal_id, k.dimension, k.key, %s from deal_credit c join deal_touch t on (t.workspace_id, t.deal_id, t.place) = (c.workspace_id, c.deal_id, c.place)
    cross join lateral (values (''channel'', t.channel), (''campaign'', coalesce(t.campaign_id::text, '''')), (''asset'', coalesce(t.asset_id::text, '''')),
      (''offer'', coalesce(t.offer_id::text, ''''))) k(dimension, key) group by 1, 2, 3, 4', replace(added, 'c.share[', 'c.shares['));
end $$;
drop table deal_credit_before;
insert into deal_share (workspace_id, deal_id, dimension, key, shares, booked_minor, invoiced_minor, paid_minor)
  select distinct t.workspace_id, t.deal_id, k.dimension, k.key, '{}'::float8[], '{}'::bigint[], '{}'::bigint[], '{}'::bigint[]
  from deal_path p join deal_touch t on t.workspace_id = p.workspace_id and t.deal_id = p.deal_id
    left join attribution_version v on v.workspace_id = p.workspace_id and v.status = 'in_force'
    cross join lateral (values ('channel', t.channel), ('campaign', coalesce(t.campaign_id::text, '')), ('asset', coalesce(t.asset_id::text, '')),
      ('offer', coalesce(t.offer_id::text, ''))) k(dimension, key)
  where p.status = 'lost' and t.at <= p.closed_at and t.at >= p.closed_at - coalesce(v.lookback_days, 365) * interval '1 day'
  on conflict do nothing;

-- What happened with a company and names nobody: few rows of many.
create index activity_company_alone on activity (workspace_id, company_id, occurred_at) where company_id is not null and contact_id is null and deal_id is null;

-- An amount in minor units by a factor that was found already: for many amounts of few days, whose rates are found once a day. `in_base` says the same by itself.
create function worth_at(amount bigint, factor numeric) returns bigint language sql immutable parallel safe as $$
  select case when abs(round(amount * factor)) <= 9007199254740991 then round(amount * factor) end::bigint
$$;
create or replace function in_base(workspace uuid, amount bigint, currency text, on_day date) returns bigint language plpgsql stable parallel safe as $$
declare
  base text;
  factor numeric;
begin
  if amount is null then return null; end if;
  select w.base_currency into base from workspace w where w.id = in_base.workspace;
  if in_base.currency is null or in_base.currency = base then return amount; end if;
  select r.rate into factor from exchange_rate r
    where r.workspace_id = in_base.workspace and r.currency = in_base.currency::bpchar and r.valid_from <= on_day order by r.valid_from desc limit 1;
  return worth_at(amount, factor * 10::numeric ^ (minor_digits(base) - minor_digits(in_base.currency)));
end $$;
