-- Websites of a workspace, what was seen on them, and who it was.
create table website (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  -- Stands in the snippet; says which site it is, and opens nothing.
  public_id text not null unique check (public_id ~ '^[a-z0-9]{16}$'),
  name text not null,
  hosts text[] not null check (cardinality(hosts) between 1 and 20),
  consent_mode text not null check (consent_mode in ('none_needed', 'cookieless', 'nothing')),
  honours_signals boolean not null default true,
  -- For how long hits, and visits of people who never became known, are kept.
  keep_days int not null default 395 check (keep_days between 30 and 1200),
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
call behind_wall('website');
-- A visitor has no session; the public id says which workspace.
create function website_by(key text) returns table (workspace_id uuid, id uuid, hosts text[], consent_mode text, honours_signals boolean)
language sql stable security definer set search_path = public as $$
  select workspace_id, id, hosts, consent_mode, honours_signals from website where public_id = key and archived_at is null
$$;
grant execute on function website_by to truce_app;

-- What was not kept, counted: hits from pages of other hosts, over the limit, without consent.
create table website_refusal (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  website_id uuid not null,
  day date not null,
  reason text not null check (reason in ('host', 'limit', 'consent', 'opted_out', 'invalid')),
  n bigint not null,
  primary key (workspace_id, id),
  unique (workspace_id, website_id, day, reason),
  foreign key (workspace_id, website_id) references website (workspace_id, id) on delete cascade
);
call behind_wall('website_refusal', 'rw', false);

-- With it the names of visitors without a cookie are made for one day. It is deleted the day after, and nobody can make them again.
create table visit_salt (
  workspace_id uuid not null references workspace (id) on delete cascade,
  day date not null,
  salt text not null,
  primary key (workspace_id, day)
);
call behind_wall('visit_salt', 'rw', false);

-- One stay of one visitor on one site: hits that follow each other within half an hour. Made from the hits, and made anew when late ones come.
create table visit (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  website_id uuid not null,
  visitor text not null,
  contact_id uuid,
  started_at timestamptz not null,
  -- Of the last hit.
  ended_at timestamptz not null,
  pages int not null,
  downloads int not null,
  seconds int not null,
  host text not null,
  entry_path text not null,
  exit_path text not null,
  referrer text,
  source text not null,
  medium text not null,
  utm_campaign text,
  utm_term text,
  utm_content text,
  campaign_id uuid,
  verdict text not null check (verdict in ('human', 'suspected', 'machine')),
  reason text not null,
  -- A person said so; the rules do not change it any more.
  judged_by uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, website_id) references website (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete set null (contact_id),
  foreign key (workspace_id, campaign_id) references campaign (workspace_id, id) on delete set null (campaign_id),
  foreign key (workspace_id, judged_by) references member (workspace_id, id) on delete set null (judged_by)
);
create index visit_started on visit (workspace_id, started_at desc, id desc);
create index visit_visitor on visit (workspace_id, visitor, started_at);
create index visit_contact on visit (workspace_id, contact_id, started_at desc) where contact_id is not null;
create index visit_campaign on visit (workspace_id, campaign_id) where campaign_id is not null;
create index visit_judge on visit (workspace_id, judged_by) where judged_by is not null;
call behind_wall('visit', 'rw', false);

-- What the script on a page sent. The id is the page's own, so that what is sent twice is kept once.
create table visit_hit (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  website_id uuid not null,
  -- `i:` and the id in the visitor's cookie, or `h:` and a hash that lives for a day.
  visitor text not null,
  kind text not null check (kind in ('page', 'download', 'outbound', 'trap', 'leave', 'seal')),
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  host text not null,
  path text not null,
  title text,
  referrer text,
  target text,
  utm jsonb,
  -- Of `leave`: the page that was left, for how many seconds it was in sight, whether somebody moved or typed.
  page_id uuid,
  seconds int,
  touched boolean,
  -- Of `seal`: whom the seal names. It was checked before it was kept.
  contact_id uuid,
  agent text,
  verdict text not null check (verdict in ('human', 'suspected', 'machine')),
  reason text not null,
  folded boolean not null default false,
  visit_id uuid,
  activity_id uuid,
  -- How the ledger has it.
  activity_traffic text,
  primary key (workspace_id, id),
  foreign key (workspace_id, website_id) references website (workspace_id, id) on delete cascade
);
create index visit_hit_visitor on visit_hit (workspace_id, visitor, occurred_at);
create index visit_hit_unfolded on visit_hit (workspace_id, visitor) where not folded;
create index visit_hit_received on visit_hit (workspace_id, website_id, received_at);
create index visit_hit_visit on visit_hit (workspace_id, visit_id) where visit_id is not null;
call behind_wall('visit_hit', 'rw', false);

-- From when on a visitor is known to be somebody. What was before the first of them is theirs too.
create table visitor_identity (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  visitor text not null,
  contact_id uuid not null,
  since timestamptz not null,
  how text not null check (how in ('seal', 'form', 'mail', 'chat')),
  primary key (workspace_id, id),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade
);
create index visitor_identity_visitor on visitor_identity (workspace_id, visitor, since);
create index visitor_identity_contact on visitor_identity (workspace_id, contact_id);
call behind_wall('visitor_identity', 'rw', false);

-- How links name a campaign: utm_campaign.
alter table campaign add column code text;
