-- Sales data: credit notes, payments, whose a document is.

-- A credit note is an invoice of a negative amount: whatever sums invoices sums them less what was credited.
alter table invoice
  add column credit_note boolean generated always as (coalesce(total_minor, 0) < 0) stored not null,
  add column credits_id uuid,
  -- Who says that it is paid: a person or the other system (`hand`), or the payments. Null while it is not.
  add column paid_by text check (paid_by in ('hand', 'payments')),
  add foreign key (workspace_id, credits_id) references invoice (workspace_id, id) on delete set null (credits_id);
update invoice set paid_by = 'hand' where paid_at is not null;
create index invoice_credits on invoice (workspace_id, credits_id) where credits_id is not null;
-- Other systems number the two apart.
drop index invoice_ref;
create unique index invoice_ref on invoice (workspace_id, credit_note, ref) where ref is not null;

create table payment (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  ref text,
  invoice_id uuid,
  paid_on date not null,
  -- Negative: money that went back.
  amount_minor bigint not null check (amount_minor <> 0),
  currency char(3) not null,
  reference text,
  -- The invoice's number as it was said, where that invoice is not here (yet).
  invoice_number text,
  import_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, invoice_id) references invoice (workspace_id, id) on delete cascade
);
create unique index payment_ref on payment (workspace_id, ref) where ref is not null;
create index payment_invoice on payment (workspace_id, invoice_id);
create index payment_on on payment (workspace_id, paid_on desc, id desc);
create index payment_import on payment (workspace_id, import_id) where import_id is not null;
create index payment_loose on payment (workspace_id, lower(invoice_number)) where invoice_id is null;
call behind_wall('payment');

-- What an invoice is still owed, less what was credited and paid; null where it names no amount. Only payments in its own currency count.
create function invoice_open(of invoice) returns bigint language sql stable parallel safe as $$
  select of.total_minor
    + coalesce((select sum(c.total_minor) from invoice c where c.workspace_id = of.workspace_id and c.credits_id = of.id and c.cancelled_at is null and c.currency = of.currency), 0)::bigint
    - coalesce((select sum(p.amount_minor) from payment p where p.workspace_id = of.workspace_id and p.invoice_id = of.id and p.currency = of.currency), 0)::bigint
$$;

-- Names and numbers of customers as they are compared: without case, marks, legal forms.
create function customer_name_key(name text) returns text language sql immutable parallel safe as $$
  select nullif(trim(regexp_replace(regexp_replace(' ' || regexp_replace(lower(name), '[^[:alnum:]]+', ' ', 'g') || ' ',
    ' (gmbh|mbh|ag|kg|ohg|ug|se|ltd|limited|inc|llc|corp|corporation|company|co|plc|sa|sas|sarl|srl|spa|bv|nv|oy|ab|as|aps|sp z o o|e k|ek|gbr|und|and|the)(?= )', ' ', 'g'), ' +', ' ', 'g')), '')
$$;
create function tax_key(tax_id text) returns text language sql immutable parallel safe as $$
  select nullif(upper(regexp_replace(tax_id, '[^A-Za-z0-9]', '', 'g')), '')
$$;
create index company_by_tax on company (workspace_id, tax_key(tax_id)) where tax_id is not null;
create index company_by_customer_name on company (workspace_id, customer_name_key(name)) where deleted_at is null;
create index company_like_name on company using gin (workspace_id, customer_name_key(name) gin_trgm_ops) where deleted_at is null;

-- Companies of a like name. The similarity operator is not leakproof, so it runs here and keeps to the workspace by itself.
create function companies_like(name text, most int) returns table (company_id uuid, likeness real)
language plpgsql stable security definer set search_path = public set pg_trgm.similarity_threshold = 0.4 as $$
begin
  return query select c.id, similarity(customer_name_key(c.name), customer_name_key(companies_like.name)) from company c
    where c.workspace_id = current_workspace() and c.deleted_at is null and customer_name_key(c.name) % customer_name_key(companies_like.name)
    order by 2 desc, c.id limit most;
end $$;
grant execute on function companies_like to truce_app;

-- A document that names its customer: what it said, and what came of it.
create table customer_match (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  order_id uuid,
  invoice_id uuid,
  number text,
  name text,
  tax_id text,
  email text,
  state text not null check (state in ('waiting', 'settled', 'aside')),
  -- By what it was settled.
  how text check (how in ('number', 'tax_id', 'domain', 'name', 'person')),
  decided_by uuid,
  decided_at timestamptz,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  unique (workspace_id, order_id),
  unique (workspace_id, invoice_id),
  check ((order_id is null) <> (invoice_id is null)),
  foreign key (workspace_id, order_id) references sales_order (workspace_id, id) on delete cascade,
  foreign key (workspace_id, invoice_id) references invoice (workspace_id, id) on delete cascade,
  foreign key (workspace_id, decided_by) references member (workspace_id, id) on delete set null (decided_by)
);
create index customer_match_state on customer_match (workspace_id, state, created_at desc, id desc);
create index customer_match_number on customer_match (workspace_id, lower(number)) where number is not null;
call behind_wall('customer_match', 'rw', false);

-- Whose a customer number of the other system is, once somebody or a certain match has said so.
create table customer_number (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  number text not null,
  company_id uuid not null,
  decided_by uuid,
  decided_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, company_id) references company (workspace_id, id) on delete cascade,
  foreign key (workspace_id, decided_by) references member (workspace_id, id) on delete set null (decided_by)
);
create unique index customer_number_one on customer_number (workspace_id, lower(number));
create index customer_number_company on customer_number (workspace_id, company_id);
call behind_wall('customer_number');

-- A folder of the state directory that the worker looks into, one a workspace; its files come in by the rules for their names.
create table watched_folder (
  workspace_id uuid not null references workspace (id) on delete cascade,
  -- Made by the program, never typed: a folder below `inbox` in the state directory.
  name text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,79}$'),
  active boolean not null default true,
  -- Imports run with this person's rights, and problems are told to them.
  owner_id uuid not null,
  -- [{pattern, entity, headerKey}]: the first pattern that fits a file's name says which saved mapping it takes.
  rules jsonb not null default '[]',
  changed_at timestamptz not null,
  primary key (workspace_id),
  unique (name),
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete cascade
);
call behind_wall('watched_folder');

create table watched_file (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null,
  size_bytes bigint not null,
  modified_ms bigint not null,
  content_hash text,
  state text not null check (state in ('settling', 'running', 'done', 'known', 'failed')),
  note text,
  import_id uuid,
  seen_at timestamptz not null,
  ended_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, import_id) references import (workspace_id, id) on delete set null (import_id)
);
create unique index watched_file_settling on watched_file (workspace_id, name) where state in ('settling', 'running');
create index watched_file_seen on watched_file (workspace_id, seen_at desc, id desc);
create index watched_file_hash on watched_file (workspace_id, content_hash) where content_hash is not null;
call behind_wall('watched_file', 'rw', false);
