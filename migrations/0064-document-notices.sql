-- A document that changes is told to Sales as offers and claims are. What it was called and what changed is kept as it was told.
alter table change_notice drop constraint change_notice_check;
alter table change_notice
  add column asset_id uuid,
  add column asset_name text,
  add column asset_number int,
  add column asset_changes text,
  add check (num_nonnulls(offer_version_id, claim_version_id, asset_id) = 1),
  add check (num_nonnulls(asset_id, asset_name, asset_number) in (0, 3)),
  add foreign key (workspace_id, asset_id) references asset (workspace_id, id) on delete cascade;
create unique index change_notice_asset on change_notice (workspace_id, asset_id, asset_number) where asset_id is not null;
