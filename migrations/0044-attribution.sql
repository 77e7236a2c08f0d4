-- Which touches share in a deal's money, by which rule, and the rule that both sides signed.

create table attribution_version (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  number int not null,
  status text not null default 'draft' check (status in ('draft', 'in_force', 'superseded', 'withdrawn')),
  model text not null check (model in ('first', 'last', 'last_non_direct', 'linear', 'time_decay', 'u_ends', 'u_lead', 'w', 'full_path', 'markov', 'shapley')),
  half_life_days int not null check (half_life_days between 1 and 365),
  lookback_days int not null check (lookback_days between 7 and 730),
  sourced text not null check (sourced in ('recorded', 'first_touch', 'before_sales')),
  -- Of what is invoiced; null: nobody said, returns are on revenue.
  gross_margin numeric(5, 4) check (gross_margin > 0 and gross_margin <= 1),
  made_by uuid,
  made_at timestamptz not null,
  in_force_from timestamptz,
  ended_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, number),
  foreign key (workspace_id, made_by) references member (workspace_id, id) on delete set null (made_by)
);
create unique index attribution_version_one_draft on attribution_version (workspace_id) where status = 'draft';
create unique index attribution_version_one_in_force on attribution_version (workspace_id) where status = 'in_force';
call behind_wall('attribution_version');
create trigger forget_signatures after delete on attribution_version for each row execute function forget_signatures('attribution');

-- A deal's way to its end, worked out from the ledger; money in minor units of the workspace's currency.
create table deal_path (
  workspace_id uuid not null,
  deal_id uuid not null,
  status text not null check (status in ('open', 'won', 'lost')),
  closed_at timestamptz,
  -- In the workspace's time zone.
  closed_on date,
  touches int not null,
  -- Channels in order of time, the same one twice in a row once.
  channels text[] not null,
  -- The same without what Sales does once the deal is open: from these the models learn.
  learned text[] not null,
  -- From the first touch to the end (or to now).
  days numeric(8, 2),
  recorded boolean not null,
  first_touch boolean not null,
  before_sales boolean not null,
  lead_place int,
  opportunity_place int,
  close_place int,
  first_of_company boolean not null,
  booked_minor bigint not null,
  invoiced_minor bigint not null,
  paid_minor bigint not null,
  -- Amounts in a currency for which no rate is known: in none of the sums.
  without_rate int not null default 0,
  brought_at timestamptz not null,
  primary key (workspace_id, deal_id),
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete cascade
);
create index deal_path_closed on deal_path (workspace_id, status, closed_on);
call behind_wall('deal_path', 'rw', false);

create table deal_touch (
  workspace_id uuid not null,
  deal_id uuid not null,
  place int not null,
  at timestamptz not null,
  kind text not null check (kind in ('response', 'form', 'visit', 'document', 'click', 'mail', 'chat', 'call', 'meeting', 'named')),
  channel text not null,
  team text not null check (team in ('marketing', 'sales')),
  direct boolean not null,
  -- What Sales does once the deal is open.
  process boolean not null,
  contact_id uuid,
  campaign_id uuid,
  asset_id uuid,
  offer_id uuid,
  activity_id uuid,
  subject text,
  primary key (workspace_id, deal_id, place),
  foreign key (workspace_id, deal_id) references deal_path (workspace_id, deal_id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete set null (contact_id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete set null (campaign_id),
  foreign key (workspace_id, asset_id) references asset (workspace_id, id) on delete set null (asset_id),
  foreign key (workspace_id, offer_id) references offer (workspace_id, id) on delete set null (offer_id)
);
create index deal_touch_contact on deal_touch (workspace_id, contact_id) where contact_id is not null;
create index deal_touch_campaign on deal_touch (workspace_id, campaign_id) where campaign_id is not null;
create index deal_touch_asset on deal_touch (workspace_id, asset_id) where asset_id is not null;
create index deal_touch_offer on deal_touch (workspace_id, offer_id) where offer_id is not null;
call behind_wall('deal_touch', 'rw', false);

-- Of won deals, touches with a share. The parts of a deal and model add up to its money.
create table deal_credit (
  workspace_id uuid not null,
  deal_id uuid not null,
  model text not null,
  place int not null,
  share double precision not null,
  booked_minor bigint not null,
  invoiced_minor bigint not null,
  paid_minor bigint not null,
  primary key (workspace_id, deal_id, model, place),
  foreign key (workspace_id, deal_id, place) references deal_touch (workspace_id, deal_id, place) on delete cascade
);
call behind_wall('deal_credit', 'rw', false);

-- What the models that learn have learned of each channel, from every closed deal.
create table channel_weight (
  workspace_id uuid not null references workspace (id) on delete cascade,
  model text not null check (model in ('markov', 'shapley')),
  channel text not null,
  -- Removal effect, or mean marginal contribution to the rate; can be below 0.
  weight double precision not null,
  conversions double precision not null,
  primary key (workspace_id, model, channel)
);
call behind_wall('channel_weight', 'rw', false);

-- The last time that all of it was worked out anew.
create table attribution_run (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  done int not null default 0,
  total int,
  asked_by uuid,
  asked_at timestamptz not null,
  ended_at timestamptz,
  -- Closed deals with a path that the models have learned from, and how many of them were won.
  paths int,
  won int,
  foreign key (workspace_id, asked_by) references member (workspace_id, id) on delete set null (asked_by)
);
call behind_wall('attribution_run', 'rw', false);

-- Deals of which something changed, until their path is brought forward.
create table attribution_due (
  workspace_id uuid not null,
  deal_id uuid not null,
  primary key (workspace_id, deal_id),
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete cascade
);
call behind_wall('attribution_due', 'rw', false);

create function deal_path_due() returns trigger language plpgsql as $$
begin
  insert into attribution_due (workspace_id, deal_id) values (new.workspace_id, new.id) on conflict do nothing;
  return null;
end $$;
create trigger deal_path_due_new after insert on deal for each row execute function deal_path_due();
create trigger deal_path_due after update on deal for each row
  when ((new.status, new.closed_at, new.created_at, new.amount_minor, new.currency, new.company_id, new.contact_id, new.lead_id, new.campaign_id, new.source_team, new.deleted_at)
    is distinct from (old.status, old.closed_at, old.created_at, old.amount_minor, old.currency, old.company_id, old.contact_id, old.lead_id, old.campaign_id, old.source_team, old.deleted_at))
  execute function deal_path_due();

create function invoice_path_due() returns trigger language plpgsql as $$
begin
  insert into attribution_due (workspace_id, deal_id)
    select d.workspace_id, d.id from deal d
    where d.workspace_id = new.workspace_id and (d.id = new.deal_id
      or d.id = (select o.deal_id from sales_order o where o.workspace_id = new.workspace_id and o.id = new.order_id))
    on conflict do nothing;
  return null;
end $$;
create trigger invoice_path_due after insert or update on invoice for each row
  when (new.deal_id is not null or new.order_id is not null) execute function invoice_path_due();

-- A rate that is known or corrected now changes what deals and their invoices brought.
create function rate_path_due() returns trigger language plpgsql as $$
begin
  insert into attribution_due (workspace_id, deal_id)
    select d.workspace_id, d.id from deal d where d.workspace_id = coalesce(new.workspace_id, old.workspace_id) and d.status = 'won'
      and (d.currency = coalesce(new.currency, old.currency) or exists (select from invoice i where i.workspace_id = d.workspace_id and i.deal_id = d.id
        and i.currency = coalesce(new.currency, old.currency)))
    on conflict do nothing;
  return null;
end $$;
create trigger rate_path_due after insert or update or delete on exchange_rate for each row execute function rate_path_due();
