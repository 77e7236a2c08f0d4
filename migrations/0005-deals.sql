-- Orders and invoices as an ERP calls them, and the paths that their lists and the board take.

-- What the system that sends them calls them; upserts over the API go by this.
alter table product add column ref text;
alter table sales_order add column ref text, add column cancelled_at timestamptz;
alter table invoice add column ref text;
create unique index product_ref on product (workspace_id, ref) where ref is not null;
create unique index sales_order_ref on sales_order (workspace_id, ref) where ref is not null;
create unique index invoice_ref on invoice (workspace_id, ref) where ref is not null;

alter table order_line add column created_at timestamptz not null default now(), add column updated_at timestamptz not null default now();

create index product_code on product (workspace_id, lower(code)) where code is not null;
create index sales_order_number on sales_order (workspace_id, lower(number)) where number is not null;
create index sales_order_at on sales_order (workspace_id, ordered_at desc, id desc);
create index sales_order_deal on sales_order (workspace_id, deal_id) where deal_id is not null;
create index invoice_number on invoice (workspace_id, lower(number)) where number is not null;
create index invoice_order on invoice (workspace_id, order_id) where order_id is not null;
create index invoice_deal on invoice (workspace_id, deal_id) where deal_id is not null;

alter table campaign add column import_id uuid;
alter table conversion add column import_id uuid;

create index campaign_member_recent on campaign_member (workspace_id, campaign_id, added_at desc, id desc);
create index conversion_recent on conversion (workspace_id, occurred_at desc, id desc);
create index conversion_unreviewed on conversion (workspace_id, occurred_at desc, id desc) where validation = 'unreviewed';
create index conversion_campaign on conversion (workspace_id, campaign_id) where campaign_id is not null;
create index lead_episode on lead (workspace_id, contact_id, opened_at desc) where deleted_at is null;
-- One stay at a time: two people moving the same lead or deal meet at its row; this is the wall behind that lock.
create unique index stage_visit_now on stage_visit (workspace_id, lead_id) where exited_at is null;
create unique index deal_stage_visit_now on deal_stage_visit (workspace_id, deal_id) where exited_at is null;
