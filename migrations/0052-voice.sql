-- What customers say, as rows that can be counted: read out of the ledger, sorted into themes by people.

-- `words` suggest a theme: an insight that says one of them is put there until a person sorts it. A merged theme keeps its insights; they count with the
-- theme it was merged into, so that a merge can be taken back.
create table theme (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 80),
  words text[] not null default '{}',
  merged_into uuid,
  created_by uuid,
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, merged_into) references theme (workspace_id, id) on delete set null (merged_into),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by),
  check (merged_into <> id)
);
create unique index theme_name on theme (workspace_id, lower(name)) where merged_into is null;
call behind_wall('theme');

-- Letters and digits alone, small, one blank between words: what is compared of what was said, of a theme's words and of a search.
create function plain_words(words text) returns text language sql immutable parallel safe as $$
  select btrim(regexp_replace(lower(words), '[^[:alnum:]]+', ' ', 'g'))
$$;

-- One thing that was said, by the first version of the activity in which it stands and its place there. `plain`: with a blank at either end.
-- Not audited: the activity is the record, and this is made from it.
create table insight (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  activity_id uuid not null,
  place int not null,
  kind text not null,
  about text not null,
  words text not null,
  plain text generated always as (' ' || plain_words(words) || ' ') stored,
  said_at timestamptz not null,
  through text not null,
  contact_id uuid, company_id uuid, deal_id uuid, lead_id uuid,
  member_id uuid,
  sorted_by uuid,
  sorted_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, activity_id, place),
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, company_id) references company (workspace_id, id) on delete set null (company_id),
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete set null (deal_id),
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete set null (lead_id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id),
  foreign key (workspace_id, sorted_by) references member (workspace_id, id) on delete set null (sorted_by)
);
create index insight_said on insight (workspace_id, said_at desc, id desc);
create index insight_company on insight (workspace_id, company_id) where company_id is not null;
create index insight_deal on insight (workspace_id, deal_id) where deal_id is not null;
create index insight_contact on insight (workspace_id, contact_id) where contact_id is not null;
create index insight_lead on insight (workspace_id, lead_id) where lead_id is not null;
call behind_wall('insight', 'rw', false);

create table insight_theme (
  workspace_id uuid not null,
  insight_id uuid not null,
  theme_id uuid not null,
  by_person boolean not null default false,
  primary key (workspace_id, insight_id, theme_id),
  foreign key (workspace_id, insight_id) references insight (workspace_id, id) on delete cascade,
  foreign key (workspace_id, theme_id) references theme (workspace_id, id) on delete cascade
);
create index insight_theme_theme on insight_theme (workspace_id, theme_id);
call behind_wall('insight_theme', 'rw', false);

-- What a theme touches: a document, an offer, a claim, or the customer profile.
create table theme_link (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  theme_id uuid not null,
  target text not null check (target in ('asset', 'offer', 'claim', 'profile')),
  asset_id uuid, offer_id uuid, claim_id uuid,
  linked_by uuid,
  linked_at timestamptz not null,
  -- The last day on which its owner was told that objections rise.
  flagged_on date,
  primary key (workspace_id, id),
  foreign key (workspace_id, theme_id) references theme (workspace_id, id) on delete cascade,
  foreign key (workspace_id, asset_id) references asset (workspace_id, id) on delete cascade,
  foreign key (workspace_id, offer_id) references offer (workspace_id, id) on delete cascade,
  foreign key (workspace_id, claim_id) references claim (workspace_id, id) on delete cascade,
  foreign key (workspace_id, linked_by) references member (workspace_id, id) on delete set null (linked_by),
  check ((target = 'asset') = (asset_id is not null) and (target = 'offer') = (offer_id is not null) and (target = 'claim') = (claim_id is not null)),
  unique nulls not distinct (workspace_id, theme_id, target, asset_id, offer_id, claim_id)
);
create index theme_link_asset on theme_link (workspace_id, asset_id) where asset_id is not null;
create index theme_link_offer on theme_link (workspace_id, offer_id) where offer_id is not null;
create index theme_link_claim on theme_link (workspace_id, claim_id) where claim_id is not null;
call behind_wall('theme_link');

-- Why a deal was won or lost, asked twice: the rep soon after, the buyer by somebody neutral later. A row is a talk that was held, or will not be.
create table deal_interview (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  deal_id uuid not null,
  kind text not null check (kind in ('debrief', 'interview')),
  member_id uuid,
  at timestamptz not null,
  activity_id uuid,
  skipped_because text check (length(skipped_because) between 1 and 300),
  primary key (workspace_id, id),
  unique (workspace_id, deal_id, kind),
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id),
  check ((activity_id is null) <> (skipped_because is null))
);
call behind_wall('deal_interview');

-- The few activities of the ledger in which something was said.
create index activity_insights on activity (workspace_id, logged_at) where data ? 'insights';

-- A talk of both teams can begin at a theme.
alter table discussion drop constraint discussion_subject_check;
alter table discussion add constraint discussion_subject_check check (subject in ('lead', 'handoff', 'campaign', 'returned', 'pattern', 'theme'));
