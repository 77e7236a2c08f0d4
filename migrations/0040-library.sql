-- What Marketing writes and Sales hands on: what there is, which version who got, whether it was read, what is missing, and where the two disagree.
create table library_terms (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  -- Within so many days a request is delivered; so many days before, it is warned of.
  answer_days int not null default 7 check (answer_days between 1 and 90),
  warn_days int not null default 2 check (warn_days between 0 and 30),
  -- For how long a personal link opens.
  link_days int not null default 180 check (link_days between 1 and 1100),
  check (warn_days < answer_days)
);
call behind_wall('library_terms');

create table asset (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('practical_information', 'article', 'special_offer', 'case_study', 'deck', 'one_pager', 'battle_card', 'template', 'video', 'web_page')),
  audience text not null check (audience in ('everybody', 'prospects', 'customers', 'internal')),
  language text not null,
  -- For whom and when; empty: for anybody, at any time.
  personas text[] not null default '{}',
  stages text[] not null default '{}',
  buying_jobs text[] not null default '{}',
  topics text[] not null default '{}',
  industries text[] not null default '{}',
  how_to text,
  dos text[] not null default '{}',
  donts text[] not null default '{}',
  owner_id uuid,
  review_on date,
  -- The last day on which it may be sent.
  expires_on date,
  created_by uuid,
  created_at timestamptz not null,
  retired_at timestamptz,
  retired_by uuid,
  retire_reason text,
  primary key (workspace_id, id),
  check (kind <> 'battle_card' or audience = 'internal'),
  foreign key (workspace_id, owner_id) references member (workspace_id, id) on delete set null (owner_id),
  foreign key (workspace_id, created_by) references member (workspace_id, id) on delete set null (created_by),
  foreign key (workspace_id, retired_by) references member (workspace_id, id) on delete set null (retired_by)
);
create index asset_review on asset (workspace_id, review_on) where review_on is not null and retired_at is null;
call behind_wall('asset');

-- At most one draft. What was published stays as it was: a link that was sent shows for ever what was sent.
create table asset_version (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  asset_id uuid not null,
  -- Null: the draft.
  number int check (number > 0),
  file_id uuid,
  file_name text,
  media_type text,
  size_bytes bigint,
  url text check (length(url) <= 2000),
  template_version_id uuid,
  changes text check (length(changes) <= 1000),
  saved_by uuid,
  saved_at timestamptz not null,
  published_by uuid,
  published_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, asset_id, number),
  check (num_nonnulls(file_id, url, template_version_id) = 1),
  check ((file_id is null) = (media_type is null) and (file_id is null) = (file_name is null) and (file_id is null) = (size_bytes is null)),
  check ((number is null) = (published_at is null)),
  foreign key (workspace_id, asset_id) references asset (workspace_id, id) on delete cascade,
  foreign key (workspace_id, file_id) references file (workspace_id, id),
  foreign key (workspace_id, template_version_id) references template_version (workspace_id, id),
  foreign key (workspace_id, saved_by) references member (workspace_id, id) on delete set null (saved_by),
  foreign key (workspace_id, published_by) references member (workspace_id, id) on delete set null (published_by)
);
create unique index asset_version_draft on asset_version (workspace_id, asset_id) where number is null;
create index asset_version_file on asset_version (workspace_id, file_id) where file_id is not null;
create index asset_version_template on asset_version (workspace_id, template_version_id) where template_version_id is not null;
call behind_wall('asset_version');

create function refuse_change_of_asset() returns trigger language plpgsql as $$
begin
  if old.number is not null and (new.asset_id, new.number, new.file_id, new.file_name, new.media_type, new.size_bytes, new.url, new.template_version_id, new.changes, new.published_at)
    is distinct from (old.asset_id, old.number, old.file_id, old.file_name, old.media_type, old.size_bytes, old.url, old.template_version_id, old.changes, old.published_at)
  then raise exception 'a published version does not change'; end if;
  return new;
end $$;
create trigger published_stays before update on asset_version for each row execute function refuse_change_of_asset();

-- A version given to a person. Without a contact: a link for a mailing or a website, of which nobody knows who opens it.
create table asset_share (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  asset_id uuid not null,
  version_id uuid not null,
  contact_id uuid,
  lead_id uuid,
  deal_id uuid,
  way text not null check (way in ('mail', 'link', 'mailing')),
  member_id uuid,
  shared_at timestamptz not null,
  -- Of a mail: when it had left.
  message_id uuid,
  sent_at timestamptz,
  stopped_as text,
  -- Who it was then, and whether that is whom the asset is for.
  stage text,
  persona text,
  fits boolean,
  misses text[] not null default '{}',
  -- With it the names of visitors are made; of one link alone.
  salt text not null,
  expires_at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  primary key (workspace_id, id),
  check ((way = 'mailing') = (contact_id is null)),
  foreign key (workspace_id, asset_id) references asset (workspace_id, id) on delete cascade,
  foreign key (workspace_id, version_id) references asset_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, contact_id) references contact (workspace_id, id) on delete cascade,
  foreign key (workspace_id, lead_id) references lead (workspace_id, id) on delete set null (lead_id),
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete set null (deal_id),
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id),
  foreign key (workspace_id, withdrawn_by) references member (workspace_id, id) on delete set null (withdrawn_by)
);
create index asset_share_asset on asset_share (workspace_id, asset_id, shared_at desc);
create index asset_share_contact on asset_share (workspace_id, contact_id, shared_at desc) where contact_id is not null;
create index asset_share_message on asset_share (workspace_id, message_id) where message_id is not null;
call behind_wall('asset_share');

-- What was asked of a link. A request to read appends here and changes nothing.
create table asset_hit (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  share_id uuid not null,
  view_id uuid not null,
  kind text not null check (kind in ('open', 'download', 'follow')),
  at timestamptz not null,
  visitor text not null,
  agent text,
  verdict text not null check (verdict in ('human', 'suspected', 'machine')),
  reason text not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, share_id) references asset_share (workspace_id, id) on delete cascade
);
create index asset_hit_share on asset_hit (workspace_id, share_id, at);
call behind_wall('asset_hit', 'ra', false);

-- One stay on a document, made of what its page told: how long which page was in sight.
create table asset_view (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  share_id uuid not null,
  opened_at timestamptz not null,
  last_at timestamptz not null,
  visitor text not null,
  -- Another visitor than the first person who opened the link.
  is_other boolean not null default false,
  verdict text not null check (verdict in ('human', 'suspected', 'machine')),
  reason text not null,
  seconds int not null default 0,
  pages jsonb not null default '{}',
  touched boolean not null default false,
  downloaded_at timestamptz,
  -- The number of the last beat that was taken: what is sent twice counts once.
  beat int not null default 0,
  activity_id uuid,
  told_at timestamptz,
  settled_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, share_id) references asset_share (workspace_id, id) on delete cascade
);
create index asset_view_share on asset_view (workspace_id, share_id, opened_at);
create index asset_view_unsettled on asset_view (workspace_id, last_at) where settled_at is null;
call behind_wall('asset_view', 'rw', false);

-- What Sales needs and does not have.
create table asset_request (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  need text not null check (length(need) between 1 and 2000),
  persona text,
  stage text,
  asked_by uuid,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  warn_at timestamptz not null,
  warned_at timestamptz,
  status text not null check (status in ('asked', 'accepted', 'declined', 'delivered', 'confirmed', 'withdrawn')),
  answered_by uuid,
  answered_at timestamptz,
  reason text,
  asset_id uuid,
  delivered_by uuid,
  delivered_at timestamptz,
  confirmed_at timestamptz,
  primary key (workspace_id, id),
  check ((status in ('delivered', 'confirmed')) = (delivered_at is not null)),
  check (status <> 'declined' or reason is not null),
  foreign key (workspace_id, asked_by) references member (workspace_id, id) on delete set null (asked_by),
  foreign key (workspace_id, answered_by) references member (workspace_id, id) on delete set null (answered_by),
  foreign key (workspace_id, delivered_by) references member (workspace_id, id) on delete set null (delivered_by),
  foreign key (workspace_id, asset_id) references asset (workspace_id, id) on delete set null (asset_id)
);
create index asset_request_open on asset_request (workspace_id, due_at) where status in ('asked', 'accepted');
call behind_wall('asset_request');

create table asset_request_deal (
  workspace_id uuid not null references workspace (id) on delete cascade,
  request_id uuid not null,
  deal_id uuid not null,
  primary key (workspace_id, request_id, deal_id),
  foreign key (workspace_id, request_id) references asset_request (workspace_id, id) on delete cascade,
  foreign key (workspace_id, deal_id) references deal (workspace_id, id) on delete cascade
);
create index asset_request_deal_deal on asset_request_deal (workspace_id, deal_id);
call behind_wall('asset_request_deal');

-- What Sales has made or would say otherwise; Marketing answers.
create table asset_proposal (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  title text not null check (length(title) between 1 and 200),
  words text not null check (length(words) <= 5000),
  -- The asset that it would change; null: a new one.
  about_id uuid,
  file_id uuid,
  file_name text,
  media_type text,
  size_bytes bigint,
  proposed_by uuid,
  proposed_at timestamptz not null,
  answer text check (answer in ('accepted', 'declined')),
  answered_by uuid,
  answered_at timestamptz,
  reason text,
  -- The draft that was made of it.
  asset_id uuid,
  primary key (workspace_id, id),
  check ((answer is null) = (answered_at is null)),
  foreign key (workspace_id, about_id) references asset (workspace_id, id) on delete set null (about_id),
  foreign key (workspace_id, asset_id) references asset (workspace_id, id) on delete set null (asset_id),
  foreign key (workspace_id, file_id) references file (workspace_id, id),
  foreign key (workspace_id, proposed_by) references member (workspace_id, id) on delete set null (proposed_by),
  foreign key (workspace_id, answered_by) references member (workspace_id, id) on delete set null (answered_by)
);
call behind_wall('asset_proposal');

-- The teams disagree on an asset. It ends with a decision that both sides have signed.
create table asset_dispute (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  asset_id uuid not null,
  claim text not null check (length(claim) between 1 and 1000),
  -- How it was used and what came of it, on the day it was raised.
  evidence jsonb not null,
  raised_by uuid,
  raised_at timestamptz not null,
  outcome text check (outcome in ('fix', 'retrain', 'retire', 'create', 'keep')),
  note text,
  decided_at timestamptz,
  primary key (workspace_id, id),
  check ((outcome is null) = (note is null)),
  foreign key (workspace_id, asset_id) references asset (workspace_id, id) on delete cascade,
  foreign key (workspace_id, raised_by) references member (workspace_id, id) on delete set null (raised_by)
);
create index asset_dispute_asset on asset_dispute (workspace_id, asset_id, raised_at desc);
call behind_wall('asset_dispute');

create table asset_dispute_entry (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  dispute_id uuid not null,
  body text not null check (length(body) between 1 and 2000),
  member_id uuid,
  at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, dispute_id) references asset_dispute (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id) on delete set null (member_id)
);
create index asset_dispute_entry_dispute on asset_dispute_entry (workspace_id, dispute_id, at);
call behind_wall('asset_dispute_entry', 'ra', false);

alter table signature drop constraint signature_subject_check;
alter table signature add constraint signature_subject_check
  check (subject in ('agreement', 'profile', 'score_model', 'threshold', 'reasons', 'gate', 'asset_dispute'));
create trigger forget_signatures after delete on asset_dispute for each row execute function forget_signatures('asset_dispute');
