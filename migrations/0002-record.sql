-- The shared record: companies, contacts, deals, the activity ledger, tasks, campaigns, leads, products, orders, invoices.

create table custom_field (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  entity text not null check (entity in ('company', 'contact', 'deal', 'lead', 'campaign')),
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,59}$'),
  label text not null,
  kind text not null check (kind in ('text', 'long_text', 'number', 'money', 'date', 'instant', 'yes_no', 'choice', 'choices', 'url', 'email', 'phone', 'member')),
  options jsonb not null default '[]',
  required boolean not null default false,
  position int not null default 0,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, entity, key)
);
call behind_wall('custom_field');

create table campaign (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null,
  kind text,
  channel text,
  status text not null default 'planned' check (status in ('planned', 'active', 'paused', 'completed', 'cancelled')),
  starts_on date,
  ends_on date,
  budget_minor bigint,
  cost_minor bigint,
  expected_revenue_minor bigint,
  currency char(3),
  audience_kind text not null default 'prospect' check (audience_kind in ('prospect', 'customer', 'mixed')),
  owner_id uuid,
  parent_id uuid,
  description text,
  tags text[] not null default '{}',
  custom jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id),
  foreign key (workspace_id, parent_id) references campaign (workspace_id, id) on delete set null (parent_id)
);
create index campaign_name on campaign (workspace_id, lower(name)) where deleted_at is null;
call behind_wall('campaign');

create table company (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 300),
  name_key text generated always as (lower(name)) stored,
  domain text,
  domains text[] not null default '{}',
  website text,
  industry text,
  employee_count int,
  annual_revenue_minor bigint,
  currency char(3),
  phone text,
  street text, city text, region text, postal_code text, country text,
  kind text,
  tax_id text,
  description text,
  owner_id uuid,
  parent_id uuid,
  tags text[] not null default '{}',
  custom jsonb not null default '{}',
  -- Derived from invoices and won deals by orders/commands and deals/commands; never set by hand.
  customer_status text not null default 'prospect' check (customer_status in ('prospect', 'customer', 'former_customer')),
  customer_since timestamptz,
  invoiced_minor bigint not null default 0,
  last_activity_at timestamptz,
  source text,
  import_id uuid,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id),
  foreign key (workspace_id, parent_id) references company (workspace_id, id) on delete set null (parent_id)
);
create index company_by_name on company (workspace_id, name_key, id) where deleted_at is null;
create index company_by_created on company (workspace_id, created_at desc, id desc) where deleted_at is null;
create index company_by_activity on company (workspace_id, last_activity_at desc nulls last, id desc) where deleted_at is null;
create index company_by_domain on company (workspace_id, domain) where domain is not null;
create index company_by_owner on company (workspace_id, owner_id);
call behind_wall('company');

create table contact (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  first_name text,
  last_name text,
  name text generated always as (coalesce(nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), '')) stored,
  name_key text generated always as (lower(coalesce(last_name, '') || ' ' || coalesce(first_name, ''))) stored,
  email text,
  phone text,
  job_title text,
  job_function text,
  seniority text,
  company_id uuid,
  owner_id uuid,
  buying_role text,
  lifecycle_stage text not null default 'inquiry',
  source_channel text,
  time_zone text, locale text,
  street text, city text, region text, postal_code text, country text,
  description text,
  interests text[] not null default '{}',
  tags text[] not null default '{}',
  custom jsonb not null default '{}',
  mail_permission text not null default 'unknown' check (mail_permission in ('unknown', 'granted', 'opted_out', 'bounced', 'complained')),
  -- Written by scoring/commands only.
  fit char(1), fit_score numeric(5, 2), fit_coverage numeric(4, 3),
  engagement smallint, engagement_score numeric(6, 3), score_label text, scored_at timestamptz, score_due_at timestamptz,
  last_activity_at timestamptz,
  source text,
  import_id uuid,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, company_id) references company (workspace_id, id) on delete set null (company_id),
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id)
);
create index contact_by_name on contact (workspace_id, name_key, id) where deleted_at is null;
create index contact_by_created on contact (workspace_id, created_at desc, id desc) where deleted_at is null;
create index contact_by_activity on contact (workspace_id, last_activity_at desc nulls last, id desc) where deleted_at is null;
create index contact_by_email on contact (workspace_id, email) where email is not null;
create index contact_by_company on contact (workspace_id, company_id);
create index contact_by_owner on contact (workspace_id, owner_id);
create index contact_by_label on contact (workspace_id, score_label) where deleted_at is null;
call behind_wall('contact');

-- All addresses of a contact, the primary one included; lower case. One address is one person.
create table contact_email (
  workspace_id uuid not null,
  contact_id uuid not null,
  email text not null check (email = lower(email)),
  is_primary boolean not null default false,
  kind text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, email),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade
);
create index contact_email_contact on contact_email (workspace_id, contact_id);
call behind_wall('contact_email');
create table contact_phone (
  workspace_id uuid not null,
  contact_id uuid not null,
  phone text not null,
  raw text not null,
  kind text,
  is_primary boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (workspace_id, contact_id, phone),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade
);
create index contact_phone_number on contact_phone (workspace_id, phone);
call behind_wall('contact_phone');
create table contact_company (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  contact_id uuid not null,
  company_id uuid not null,
  job_title text,
  starts_on date,
  ends_on date,
  is_primary boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, company_id) references company (workspace_id, id) on delete cascade
);
create index contact_company_contact on contact_company (workspace_id, contact_id);
create index contact_company_company on contact_company (workspace_id, company_id);
call behind_wall('contact_company');

create table pipeline (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null,
  position int not null default 0,
  is_default boolean not null default false,
  archived_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, name)
);
call behind_wall('pipeline');
create table pipeline_stage (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  pipeline_id uuid not null,
  name text not null,
  kind text not null default 'open' check (kind in ('open', 'won', 'lost')),
  probability numeric(5, 4) not null check (probability between 0 and 1),
  position int not null,
  archived_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, pipeline_id) references pipeline (workspace_id, id) on delete cascade,
  unique (workspace_id, pipeline_id, name)
);
call behind_wall('pipeline_stage');

-- Reason codes of two levels: class, then code (notes: not_a_lead, bad_data, not_fit, already_ours, not_now, lost).
create table reason (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  class text not null check (class in ('not_a_lead', 'bad_data', 'not_fit', 'already_ours', 'not_now', 'lost')),
  code text not null check (code ~ '^[a-z][a-z0-9_]{0,59}$'),
  label text not null,
  needs_note boolean not null default false,
  needs_date boolean not null default false,
  position int not null default 0,
  archived_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, class, code)
);
call behind_wall('reason');

-- A lead: one sales-readiness episode of a contact.
create table lead (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  contact_id uuid not null,
  company_id uuid,
  stage text not null default 'inquiry' check (stage in ('inquiry', 'mql', 'sal', 'sql', 'opportunity', 'customer', 'recycled', 'disqualified')),
  working_status text,
  owner_id uuid,
  source_team text not null default 'marketing' check (source_team in ('marketing', 'sales', 'partner', 'customer_referral')),
  source_channel text,
  campaign_id uuid,
  hand_raised boolean not null default false,
  why_now text,
  fit char(1), score_label text,
  opened_at timestamptz not null default now(),
  stage_since timestamptz not null default now(),
  first_touch_at timestamptz,
  last_touch_at timestamptz,
  touches int not null default 0,
  closed_at timestamptz,
  reason_id uuid,
  recycle_until date,
  recycle_count int not null default 0,
  tags text[] not null default '{}',
  custom jsonb not null default '{}',
  -- Imported history is replayed, never clocked.
  imported boolean not null default false,
  import_id uuid,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, company_id) references company (workspace_id, id) on delete set null (company_id),
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete set null (campaign_id),
  foreign key (workspace_id, reason_id) references reason (workspace_id, id) on delete set null (reason_id)
);
create index lead_by_contact on lead (workspace_id, contact_id);
create index lead_by_company on lead (workspace_id, company_id);
create index lead_by_stage on lead (workspace_id, stage, stage_since desc, id desc) where deleted_at is null;
create index lead_by_owner on lead (workspace_id, owner_id, stage) where deleted_at is null;
create index lead_by_campaign on lead (workspace_id, campaign_id);
create index lead_by_opened on lead (workspace_id, opened_at desc, id desc) where deleted_at is null;
call behind_wall('lead');

create table stage_visit (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  lead_id uuid not null,
  stage text not null,
  direction text not null check (direction in ('forward', 'skip', 'repeat', 'back')),
  entered_at timestamptz not null,
  exited_at timestamptz,
  cause text not null,
  actor_member_id uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete cascade
);
create index stage_visit_lead on stage_visit (workspace_id, lead_id, entered_at);
create index stage_visit_stage on stage_visit (workspace_id, stage, entered_at);
call behind_wall('stage_visit', 'rw', false);

create table conversion (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  lead_id uuid,
  contact_id uuid,
  kind text not null check (kind in ('form', 'inquiry_mail', 'call', 'chat', 'meeting', 'list', 'import', 'manual')),
  channel text,
  campaign_id uuid,
  occurred_at timestamptz not null,
  content text,
  payload jsonb not null default '{}',
  validation text not null default 'unreviewed'
    check (validation in ('sales_lead', 'spam', 'service_request', 'job_applicant', 'solicitation', 'wrong_number', 'incomplete', 'test', 'unreviewed')),
  validated_by uuid,
  validated_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete set null (lead_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete set null (campaign_id)
);
create index conversion_lead on conversion (workspace_id, lead_id);
create index conversion_contact on conversion (workspace_id, contact_id);
call behind_wall('conversion');

create table deal (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 300),
  name_key text generated always as (lower(name)) stored,
  company_id uuid,
  contact_id uuid,
  lead_id uuid,
  campaign_id uuid,
  pipeline_id uuid not null,
  stage_id uuid not null,
  status text not null default 'open' check (status in ('open', 'won', 'lost')),
  amount_minor bigint,
  currency char(3),
  probability numeric(5, 4),
  expected_close_on date,
  closed_at timestamptz,
  reason_id uuid,
  lost_note text,
  kind text,
  source_team text,
  source_channel text,
  owner_id uuid,
  stage_since timestamptz not null default now(),
  position double precision not null default 0,
  description text,
  tags text[] not null default '{}',
  custom jsonb not null default '{}',
  last_activity_at timestamptz,
  imported boolean not null default false,
  import_id uuid,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, company_id) references company (workspace_id, id) on delete set null (company_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete set null (contact_id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete set null (lead_id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete set null (campaign_id),
  foreign key (workspace_id, pipeline_id) references pipeline (workspace_id, id),
  foreign key (workspace_id, stage_id) references pipeline_stage (workspace_id, id),
  foreign key (workspace_id, reason_id) references reason (workspace_id, id) on delete set null (reason_id),
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id)
);
create index deal_by_stage on deal (workspace_id, stage_id, position, id) where deleted_at is null;
create index deal_by_company on deal (workspace_id, company_id);
create index deal_by_contact on deal (workspace_id, contact_id);
create index deal_by_lead on deal (workspace_id, lead_id);
create index deal_by_owner on deal (workspace_id, owner_id, status);
create index deal_by_campaign on deal (workspace_id, campaign_id);
create index deal_by_created on deal (workspace_id, created_at desc, id desc) where deleted_at is null;
create index deal_by_name on deal (workspace_id, name_key, id) where deleted_at is null;
create index deal_by_close on deal (workspace_id, expected_close_on, id) where deleted_at is null;
call behind_wall('deal');

create table deal_stage_visit (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  deal_id uuid not null,
  stage_id uuid not null,
  entered_at timestamptz not null,
  exited_at timestamptz,
  actor_member_id uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete cascade,
  foreign key (workspace_id, stage_id) references pipeline_stage (workspace_id, id)
);
create index deal_stage_visit_deal on deal_stage_visit (workspace_id, deal_id, entered_at);
call behind_wall('deal_stage_visit', 'rw', false);

-- The ledger. Append-only: corrections are new rows that name the row they correct. No foreign keys on its subjects:
-- what happened stays true when a record is purged. Only the links may be moved (a merge).
create table activity (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  occurred_at timestamptz not null,
  logged_at timestamptz not null default now(),
  kind text not null check (kind in (
    'call', 'mail', 'meeting', 'note', 'task_done', 'stage_change', 'campaign_response', 'form', 'page_visit', 'file_download',
    'order', 'invoice', 'deal_created', 'deal_stage', 'deal_won', 'deal_lost', 'handoff', 'verdict', 'clock', 'owner_change',
    'mail_event', 'chat', 'quote', 'case', 'merge', 'record_created')),
  direction text check (direction in ('in', 'out')),
  side text not null default 'system' check (side in ('marketing', 'sales', 'customer', 'system')),
  subject text,
  body text,
  outcome text,
  duration_seconds int,
  evidence text not null default 'manual' check (evidence in ('system', 'confirmed', 'manual', 'imported')),
  traffic text check (traffic in ('human', 'suspected', 'machine')),
  contact_id uuid, company_id uuid, deal_id uuid, lead_id uuid, campaign_id uuid,
  member_id uuid,
  mentions uuid[] not null default '{}',
  data jsonb not null default '{}',
  corrects_id uuid,
  retracted boolean not null default false,
  dedupe_key text,
  import_id uuid,
  primary key (workspace_id, occurred_at, id)
) partition by range (occurred_at);
create index activity_contact on activity (workspace_id, contact_id, occurred_at desc) where contact_id is not null;
create index activity_company on activity (workspace_id, company_id, occurred_at desc) where company_id is not null;
create index activity_deal on activity (workspace_id, deal_id, occurred_at desc) where deal_id is not null;
create index activity_lead on activity (workspace_id, lead_id, occurred_at desc) where lead_id is not null;
create index activity_campaign on activity (workspace_id, campaign_id, occurred_at desc) where campaign_id is not null;
create index activity_member on activity (workspace_id, member_id, occurred_at desc) where member_id is not null;
create index activity_id on activity (workspace_id, id);
create index activity_corrects on activity (workspace_id, corrects_id) where corrects_id is not null;
create unique index activity_once on activity (workspace_id, dedupe_key, occurred_at) where dedupe_key is not null;

-- Years, not months, and made ahead: a contact's timeline has no time predicate, so every partition costs planning time.
do $$ begin
  for y in 2018..2034 loop
    execute format('create table activity_%s partition of activity for values from (%L) to (%L)', y, make_date(y, 1, 1), make_date(y + 1, 1, 1));
  end loop;
end $$;
create table activity_other partition of activity default;
call behind_wall('activity', 'ra', false);
grant update (contact_id, company_id, deal_id, lead_id, campaign_id) on activity to truce_app;

create table task (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  subject text not null,
  body text,
  due_at timestamptz,
  done_at timestamptz,
  status text not null default 'open' check (status in ('open', 'done', 'cancelled')),
  assignee_id uuid,
  contact_id uuid, company_id uuid, deal_id uuid, lead_id uuid,
  import_id uuid,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, assignee_id) references member (workspace_id, id) on delete set null (assignee_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete set null (contact_id),
  foreign key (workspace_id, company_id) references company (workspace_id, id) on delete set null (company_id),
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete set null (deal_id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete set null (lead_id)
);
create index task_open on task (workspace_id, assignee_id, due_at) where status = 'open';
create index task_contact on task (workspace_id, contact_id);
call behind_wall('task');

create table campaign_member (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  campaign_id uuid not null,
  contact_id uuid not null,
  lead_id uuid,
  status text not null,
  responded boolean not null default false,
  responded_at timestamptz,
  added_at timestamptz not null default now(),
  import_id uuid,
  primary key (workspace_id, id),
  unique (workspace_id, campaign_id, contact_id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete set null (lead_id)
);
create index campaign_member_contact on campaign_member (workspace_id, contact_id);
call behind_wall('campaign_member', 'rw', false);

create table product (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null,
  code text,
  category text,
  active boolean not null default true,
  price_minor bigint,
  cost_minor bigint,
  currency char(3),
  data jsonb not null default '{}',
  import_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index product_name on product (workspace_id, lower(name));
call behind_wall('product');

-- Orders are booked, invoices are invoiced; both keep what the ERP said, with no amount where it said none.
create table sales_order (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  number text, subject text, status text,
  company_id uuid, contact_id uuid, deal_id uuid, owner_id uuid,
  ordered_at timestamptz not null, due_on date,
  sub_total_minor bigint, discount_minor bigint, tax_minor bigint, adjustment_minor bigint, total_minor bigint,
  currency char(3) not null,
  data jsonb not null default '{}',
  import_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, company_id) references company (workspace_id, id) on delete set null (company_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete set null (contact_id),
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete set null (deal_id),
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id)
);
create index sales_order_company on sales_order (workspace_id, company_id, ordered_at desc);
call behind_wall('sales_order');
create table invoice (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  number text, subject text, status text,
  order_id uuid, company_id uuid, contact_id uuid, deal_id uuid, owner_id uuid,
  invoiced_at timestamptz not null, due_on date, paid_at timestamptz, cancelled_at timestamptz,
  sub_total_minor bigint, discount_minor bigint, tax_minor bigint, adjustment_minor bigint, total_minor bigint,
  currency char(3) not null,
  data jsonb not null default '{}',
  import_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, order_id) references sales_order (workspace_id, id) on delete set null (order_id),
  foreign key (workspace_id, company_id) references company (workspace_id, id) on delete set null (company_id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete set null (contact_id),
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete set null (deal_id),
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id)
);
create index invoice_company on invoice (workspace_id, company_id, invoiced_at desc);
create index invoice_at on invoice (workspace_id, invoiced_at desc, id desc);
call behind_wall('invoice');
create table order_line (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  order_id uuid, invoice_id uuid,
  product_id uuid, product_name text not null,
  quantity numeric(18, 4) not null default 1,
  list_price_minor bigint, discount_minor bigint, tax_minor bigint, total_minor bigint,
  position int not null default 0,
  import_id uuid,
  primary key (workspace_id, id),
  check (num_nonnulls(order_id, invoice_id) = 1),
  foreign key (workspace_id, order_id) references sales_order (workspace_id, id) on delete cascade,
  foreign key (workspace_id, invoice_id) references invoice (workspace_id, id) on delete cascade,
  foreign key (workspace_id, product_id) references product (workspace_id, id) on delete set null (product_id)
);
create index order_line_order on order_line (workspace_id, order_id) where order_id is not null;
create index order_line_invoice on order_line (workspace_id, invoice_id) where invoice_id is not null;
create index order_line_product on order_line (workspace_id, product_id);
call behind_wall('order_line', 'rw', false);

-- What another system calls a record of ours. One row per (system, entity, their id).
create table external_ref (
  workspace_id uuid not null references workspace (id) on delete cascade,
  system text not null,
  entity text not null,
  external_id text not null,
  entity_id uuid not null,
  import_id uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, system, entity, external_id)
);
create index external_ref_entity on external_ref (workspace_id, entity, entity_id);
call behind_wall('external_ref', 'rw', false);

-- ---------------------------------------------------------------- search: one row per word
-- Prefix search from two letters must stop early; a trigram or full-text index cannot. LIKE is not leakproof, so under row-level
-- security it could not use an index either: the search runs in a definer function that filters by the workspace itself.
create table search_word (
  workspace_id uuid not null,
  word text not null,
  entity text not null,
  entity_id uuid not null,
  primary key (workspace_id, entity_id, word)
);
create index search_word_prefix on search_word (workspace_id, word text_pattern_ops, entity, entity_id);
alter table search_word enable row level security;
create policy tenant on search_word using (workspace_id = current_workspace());
grant select on search_word to truce_app;

create function words_of(value text) returns setof text language sql immutable parallel safe as $$
  select distinct left(w, 40) from regexp_split_to_table(lower(coalesce(value, '')), '[^[:alnum:]]+') w where w <> ''
  union select left(lower(w), 40) from regexp_split_to_table(coalesce(value, ''), '[[:space:]]+') w where w ~ '[@.]'
$$;

create function index_words() returns trigger language plpgsql security definer set search_path = public as $$
declare before_text text; after_text text; cols text[] := tg_argv[1]::text[]; was jsonb; is_now jsonb;
begin
  if tg_op <> 'INSERT' then was := to_jsonb(old); select string_agg(was ->> c, ' ') into before_text from unnest(cols) c; end if;
  if tg_op <> 'DELETE' then is_now := to_jsonb(new); select string_agg(is_now ->> c, ' ') into after_text from unnest(cols) c; end if;
  if tg_op = 'UPDATE' and before_text is not distinct from after_text and (was ->> 'deleted_at') is not distinct from (is_now ->> 'deleted_at') then return null; end if;
  if tg_op <> 'INSERT' then delete from search_word where workspace_id = old.workspace_id and entity_id = old.id; end if;
  if tg_op <> 'DELETE' and (is_now ->> 'deleted_at') is null then
    insert into search_word (workspace_id, word, entity, entity_id)
      select new.workspace_id, w, tg_argv[0], new.id from words_of(after_text) w on conflict do nothing;
  end if;
  return null;
end $$;
create trigger words after insert or update or delete on company for each row execute function index_words('company', '{name,domain}');
create trigger words after insert or update or delete on contact for each row execute function index_words('contact', '{first_name,last_name,email,phone}');
create trigger words after insert or update or delete on deal for each row execute function index_words('deal', '{name}');
create trigger words after insert or update or delete on campaign for each row execute function index_words('campaign', '{name}');

-- Records whose words start with every word of the needle; exact words first. At most `most` rows.
-- A range on the pattern operators, not LIKE: a generic plan cannot turn a LIKE parameter into an index range.
create function search_records(needle text, entities text[], most int) returns table (entity text, entity_id uuid)
language plpgsql stable security definer set search_path = public as $$
declare parts text[]; longest text;
begin
  select array_agg(w) into parts from words_of(needle) w;
  if parts is null then return; end if;
  select w into longest from unnest(parts) w order by length(w) desc limit 1;
  return query
    select s.entity, s.entity_id from search_word s
    where s.workspace_id = current_workspace() and s.word ~>=~ longest and s.word ~<~ (longest || chr(1114111)) and s.entity = any (entities)
      and not exists (select from unnest(parts) p where p <> longest and not exists (
        select from search_word o where o.workspace_id = s.workspace_id and o.entity_id = s.entity_id and o.word ~>=~ p and o.word ~<~ (p || chr(1114111))))
    order by s.word using ~<~ limit most;
end $$;
grant execute on function search_records to truce_app;
