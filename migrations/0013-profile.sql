-- The customer profile: each side writes its own, both are laid open, and every difference is argued. What is compared is understood first.

-- ---------------------------------------------------------------- companies, contacts: what the program understands
-- stated: facts that somebody set by hand (wire names), which the program leaves alone. understand_due: read again by the next sweep; true for
-- all rows there are, so that the sweep is the backfill as well, and goes on where it was stopped.
alter table company add column size_text text, add column size_band text, add column standard_industry text, add column world_region text,
  add column stated text[] not null default '{}', add column understand_due boolean not null default true;
alter table contact add column world_region text,
  add column stated text[] not null default '{}', add column understand_due boolean not null default true;
create index company_understand on company (workspace_id, id) where understand_due;
create index contact_understand on contact (workspace_id, id) where understand_due;

create function understand_again() returns trigger language plpgsql as $$
begin
  new.understand_due := true;
  return new;
end $$;
create trigger understand_again before update on company for each row
  when ((old.industry, old.employee_count, old.size_text, old.country, old.region, old.stated)
    is distinct from (new.industry, new.employee_count, new.size_text, new.country, new.region, new.stated))
  execute function understand_again();
create trigger understand_again before update on contact for each row
  when ((old.job_title, old.country, old.region, old.stated) is distinct from (new.job_title, new.country, new.region, new.stated))
  execute function understand_again();

-- What is understood decides the fit as well.
drop trigger score_again on contact;
create trigger score_again before update on contact for each row
  when ((old.job_title, old.job_function, old.seniority, old.company_id, old.owner_id, old.buying_role, old.lifecycle_stage, old.source_channel, old.email, old.phone,
      old.city, old.region, old.postal_code, old.country, old.world_region, old.locale, old.time_zone, old.interests, old.tags, old.custom, old.mail_permission, old.deleted_at)
    is distinct from (new.job_title, new.job_function, new.seniority, new.company_id, new.owner_id, new.buying_role, new.lifecycle_stage, new.source_channel, new.email, new.phone,
      new.city, new.region, new.postal_code, new.country, new.world_region, new.locale, new.time_zone, new.interests, new.tags, new.custom, new.mail_permission, new.deleted_at))
  execute function score_again();
drop trigger score_again on company;
create trigger score_again after update on company for each row
  when ((old.industry, old.standard_industry, old.employee_count, old.size_band, old.annual_revenue_minor, old.kind, old.owner_id, old.parent_id, old.domain, old.city,
      old.region, old.postal_code, old.country, old.world_region, old.tags, old.custom, old.customer_status, old.source)
    is distinct from (new.industry, new.standard_industry, new.employee_count, new.size_band, new.annual_revenue_minor, new.kind, new.owner_id, new.parent_id, new.domain, new.city,
      new.region, new.postal_code, new.country, new.world_region, new.tags, new.custom, new.customer_status, new.source))
  execute function score_people_again();

-- ---------------------------------------------------------------- scoring: the profile of two sides
-- together: one text that both write. apart: each side writes its own, unseen by the other. argued: both lie open, and each line is settled.
alter table profile_version add column drafting text not null default 'together' check (drafting in ('together', 'apart', 'argued')),
  add column laid_open_at timestamptz,
  add column taken_from int;

create table profile_side (
  workspace_id uuid not null,
  version_id uuid not null,
  party text not null check (party in ('sales', 'marketing')),
  criteria jsonb not null default '[]',
  note text,
  -- Both are laid open together, by the program, when the second is handed in.
  is_open boolean not null default false,
  written_by uuid,
  written_at timestamptz not null,
  handed_in_at timestamptz,
  primary key (workspace_id, version_id, party),
  foreign key (workspace_id, version_id) references profile_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, written_by) references member (workspace_id, id) on delete set null (written_by)
);
-- Not in the audit log, which others may read.
call behind_wall('profile_side', 'rw', false);
-- A second wall inside the workspace: a transaction sees a side that is not open only when it has said that it is that side's.
create policy own_side on profile_side as restrictive
  using (is_open or coalesce(current_setting('truce.party', true), '') in (party, 'both'))
  with check (is_open or coalesce(current_setting('truce.party', true), '') in (party, 'both'));

create table profile_line (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  version_id uuid not null,
  position int not null,
  -- What each side proposed; null: it had nothing there.
  sales jsonb,
  marketing jsonb,
  settled_as text check (settled_as in ('sales', 'marketing', 'both', 'new', 'none')),
  -- The criterion as settled; null where the line is left out, or not settled yet.
  settled jsonb,
  settled_by uuid,
  settled_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, version_id) references profile_version (workspace_id, id) on delete cascade,
  foreign key (workspace_id, settled_by) references member (workspace_id, id) on delete set null (settled_by),
  check ((settled_as is null) = (settled_at is null)),
  check (settled is null or settled_as in ('sales', 'marketing', 'both', 'new'))
);
create index profile_line_version on profile_line (workspace_id, version_id, position);
call behind_wall('profile_line');

create table profile_comment (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  line_id uuid not null,
  member_id uuid not null,
  text text not null check (length(text) between 1 and 2000),
  created_at timestamptz not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, line_id) references profile_line (workspace_id, id) on delete cascade,
  foreign key (workspace_id, member_id) references member (workspace_id, id)
);
create index profile_comment_line on profile_comment (workspace_id, line_id, id);
call behind_wall('profile_comment', 'ra');
